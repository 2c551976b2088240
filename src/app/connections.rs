//! Connections that stay (WebSockets and streams of events): counted for the process and for each
//! caller, and ended together.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::auth::Caller;
use crate::config::Live;

/// All connections that stay. A clone is the same.
#[derive(Clone, Debug)]
pub struct Connections {
    places: Arc<Semaphore>,
    most: usize,
    of_address: usize,
    of_user: usize,
    callers: Arc<Mutex<HashMap<Caller, usize>>>,
    /// Says that the service stops.
    pub stopping: CancellationToken,
}

/// Why there is no place for another connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// The process has as many as it may.
    Process,
    /// The caller has as many as they may.
    Caller,
}

/// A place of one connection; free again when it is dropped.
#[derive(Debug)]
pub struct Place {
    callers: Arc<Mutex<HashMap<Caller, usize>>>,
    caller: Caller,
    of_user: usize,
    _permit: OwnedSemaphorePermit,
}

impl Connections {
    /// No connections yet, and as many as the settings allow.
    #[must_use]
    pub fn new(config: &Live) -> Self {
        let most = config.max_connections.min(Semaphore::MAX_PERMITS);
        Self {
            places: Arc::new(Semaphore::new(most)),
            most,
            of_address: config.max_connections_per_address,
            of_user: config.max_connections_per_user,
            callers: Arc::default(),
            stopping: CancellationToken::new(),
        }
    }

    /// A place for a connection of `caller`.
    ///
    /// # Errors
    /// [`Full`]
    pub fn place(&self, caller: Caller) -> Result<Place, Full> {
        let permit = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| Full::Process)?;
        let limit = match caller {
            Caller::Address(_) => self.of_address,
            Caller::User(_) => self.of_user,
        };
        count(&self.callers, caller, limit)?;
        Ok(Place {
            callers: Arc::clone(&self.callers),
            caller,
            of_user: self.of_user,
            _permit: permit,
        })
    }

    /// Ends all of them, and waits until they have said goodbye, for `patience` at most.
    pub async fn end(&self, patience: Duration) {
        self.stopping.cancel();
        let gone = async {
            while self.places.available_permits() < self.most {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        if tokio::time::timeout(patience, gone).await.is_err() {
            tracing::warn!("some connections did not end in time");
        }
    }
}

impl Place {
    /// Counts the connection as one of the user who signed in on it.
    ///
    /// # Errors
    /// [`Full::Caller`]
    pub fn sign_in(&mut self, caller: Caller) -> Result<(), Full> {
        if caller == self.caller || matches!(caller, Caller::Address(_)) {
            return Ok(());
        }
        count(&self.callers, caller, self.of_user)?;
        release(&self.callers, std::mem::replace(&mut self.caller, caller));
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        release(&self.callers, self.caller);
    }
}

fn count(
    callers: &Mutex<HashMap<Caller, usize>>,
    caller: Caller,
    limit: usize,
) -> Result<(), Full> {
    let mut callers = callers.lock().unwrap_or_else(PoisonError::into_inner);
    let open = callers.get(&caller).copied().unwrap_or(0);
    if limit > 0 && open >= limit {
        return Err(Full::Caller);
    }
    callers.insert(caller, open + 1);
    Ok(())
}

fn release(callers: &Mutex<HashMap<Caller, usize>>, caller: Caller) {
    let mut callers = callers.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(open) = callers.get_mut(&caller) {
        *open -= 1;
        if *open == 0 {
            callers.remove(&caller);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn places_of_callers() {
        let mut live = Config::default().live;
        (
            live.max_connections,
            live.max_connections_per_address,
            live.max_connections_per_user,
        ) = (5, 2, 1);
        let connections = Connections::new(&live);
        let (here, there) = (
            Caller::Address([10, 0, 0, 1].into()),
            Caller::Address([10, 0, 0, 2].into()),
        );
        let mut first = connections.place(here).unwrap();
        let mut second = connections.place(here).unwrap();
        assert_eq!(connections.place(here).unwrap_err(), Full::Caller);
        let third = connections.place(there).unwrap();
        // Who signs in leaves a place to others of the address.
        first.sign_in(Caller::User(1)).unwrap();
        assert_eq!(second.sign_in(Caller::User(1)), Err(Full::Caller));
        let fourth = connections.place(here).unwrap();
        let fifth = connections.place(Caller::User(2)).unwrap();
        assert_eq!(connections.place(there).unwrap_err(), Full::Process);
        drop((first, second, third, fourth, fifth));
        assert!(connections.callers.lock().unwrap().is_empty());
        assert_eq!(connections.places.available_permits(), 5);
    }
}
