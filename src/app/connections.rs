//! Limits of long-lived connections (WebSockets and event streams), for the process and for each
//! caller, and their end when the service shuts down.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::auth::Caller;
use crate::config::Live;

/// The open connections of each caller.
type Counts = Arc<Mutex<HashMap<Caller, usize>>>;

/// All long-lived connections. Clones share their state.
#[derive(Clone, Debug)]
pub struct Connections {
    slots: Arc<Semaphore>,
    max_connections: usize,
    max_per_address: usize,
    max_per_user: usize,
    counts: Counts,
    /// Cancelled when the service shuts down.
    pub stopping: CancellationToken,
}

/// The limit that another connection would exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionLimit {
    /// `live.max_connections`
    Process,
    /// `live.max_connections_per_address` or `live.max_connections_per_user`
    Caller,
}

/// The slot of one connection; dropping it frees the slot.
#[derive(Debug)]
pub struct ConnectionSlot {
    counts: Counts,
    caller: Caller,
    max_per_user: usize,
    _permit: OwnedSemaphorePermit,
}

impl Connections {
    /// No connections, with the limits of the settings.
    #[must_use]
    pub fn new(config: &Live) -> Self {
        let max_connections = config.max_connections.min(Semaphore::MAX_PERMITS);
        Self {
            slots: Arc::new(Semaphore::new(max_connections)),
            max_connections,
            max_per_address: config.max_connections_per_address,
            max_per_user: config.max_connections_per_user,
            counts: Counts::default(),
            stopping: CancellationToken::new(),
        }
    }

    /// Reserves a slot for a connection of `caller`.
    ///
    /// # Errors
    /// The limit that the connection would exceed.
    pub fn reserve(&self, caller: Caller) -> Result<ConnectionSlot, ConnectionLimit> {
        let permit = Arc::clone(&self.slots)
            .try_acquire_owned()
            .map_err(|_| ConnectionLimit::Process)?;
        let limit = match caller {
            Caller::Address(_) => self.max_per_address,
            Caller::User(_) => self.max_per_user,
        };
        increment(&self.counts, caller, limit)?;
        Ok(ConnectionSlot {
            counts: Arc::clone(&self.counts),
            caller,
            max_per_user: self.max_per_user,
            _permit: permit,
        })
    }

    /// Closes all connections. Waits up to `timeout` for their closing handshakes.
    pub async fn end(&self, timeout: Duration) {
        self.stopping.cancel();
        let closed = async {
            while self.slots.available_permits() < self.max_connections {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        if tokio::time::timeout(timeout, closed).await.is_err() {
            tracing::warn!("some connections did not close in time");
        }
    }
}

impl ConnectionSlot {
    /// Counts the connection for the user who signed in, instead of for the address.
    ///
    /// # Errors
    /// The user has too many connections.
    pub fn assign_to(&mut self, caller: Caller) -> Result<(), ConnectionLimit> {
        if caller == self.caller || matches!(caller, Caller::Address(_)) {
            return Ok(());
        }
        increment(&self.counts, caller, self.max_per_user)?;
        decrement(&self.counts, std::mem::replace(&mut self.caller, caller));
        Ok(())
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        decrement(&self.counts, self.caller);
    }
}

fn increment(counts: &Counts, caller: Caller, limit: usize) -> Result<(), ConnectionLimit> {
    let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
    let open = counts.get(&caller).copied().unwrap_or(0);
    if limit > 0 && open >= limit {
        return Err(ConnectionLimit::Caller);
    }
    counts.insert(caller, open + 1);
    Ok(())
}

fn decrement(counts: &Counts, caller: Caller) {
    let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(open) = counts.get_mut(&caller) {
        *open -= 1;
        if *open == 0 {
            counts.remove(&caller);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn limits_connections_per_caller_and_process() {
        let mut live = Config::default().live;
        live.max_connections = 5;
        live.max_connections_per_address = 2;
        live.max_connections_per_user = 1;
        let connections = Connections::new(&live);
        let (address, other_address) = (
            Caller::Address([10, 0, 0, 1].into()),
            Caller::Address([10, 0, 0, 2].into()),
        );
        let mut first = connections.reserve(address).unwrap();
        let mut second = connections.reserve(address).unwrap();
        assert_eq!(
            connections.reserve(address).unwrap_err(),
            ConnectionLimit::Caller
        );
        let third = connections.reserve(other_address).unwrap();
        // A user who signs in frees a slot of the address.
        first.assign_to(Caller::User(1)).unwrap();
        assert_eq!(
            second.assign_to(Caller::User(1)),
            Err(ConnectionLimit::Caller)
        );
        let fourth = connections.reserve(address).unwrap();
        let fifth = connections.reserve(Caller::User(2)).unwrap();
        assert_eq!(
            connections.reserve(other_address).unwrap_err(),
            ConnectionLimit::Process
        );
        drop((first, second, third, fourth, fifth));
        assert!(connections.counts.lock().unwrap().is_empty());
        assert_eq!(connections.slots.available_permits(), 5);
    }
}
