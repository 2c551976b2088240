//! Somebody who stays connected: whether they are still who they were, and what they may, looked at
//! again and again by the same rules as at the beginning. Several connections with the same
//! credentials share one look.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use entity::Db;
use http::request::Parts;
use http::{HeaderMap, header};
use rand::Rng as _;
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use super::{Authenticator, Door, Error, cookies};
use crate::domain::core::error::Rejection;
use crate::domain::{Account, Viewer};

/// Looks that may fail in a row because the database does, before somebody counts as gone.
const FAILURES: u32 = 3;

/// Who is there; `None` when they are not any more.
type State = watch::Sender<Option<Viewer>>;
/// Those who are there, by what they signed in with.
type Known = Arc<Mutex<HashMap<[u8; 32], Weak<State>>>>;

/// The presences of a process.
#[derive(Clone, Default)]
pub(super) struct Presences(Known);

impl std::fmt::Debug for Presences {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Presences")
    }
}

/// Somebody who stays. A clone is the same one.
#[derive(Clone, Debug)]
pub struct Presence {
    now: watch::Receiver<Option<Viewer>>,
    /// As long as somebody holds it, it is looked at.
    _state: Arc<State>,
}

impl Presence {
    /// The viewer as they were found last; `None` if they are gone.
    #[must_use]
    pub fn viewer(&mut self) -> Option<Viewer> {
        self.now.borrow_and_update().clone()
    }

    /// Waits until the viewer is another than when [`Presence::viewer`] was asked last: with other
    /// rights, or gone.
    pub async fn changed(&mut self) {
        if self.now.changed().await.is_err() {
            std::future::pending().await
        }
    }

    /// Waits until the viewer is gone.
    pub async fn gone(&mut self) {
        if self.now.wait_for(Option::is_none).await.is_err() {
            std::future::pending().await
        }
    }
}

/// What a page may do with the credentials that a browser adds by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ambient {
    /// Everything: it is a page of ours, or of a trusted origin.
    Counts,
    /// Read: `cors_allowed_origins` has its origin, `csrf_trusted_origins` has not.
    Reads,
    /// Nothing.
    Refused,
}

impl Authenticator {
    /// Signs in to the graph as [`Authenticator::authenticate`] does, and looks again every
    /// `live.recheck_seconds`.
    ///
    /// # Errors
    /// Those of [`Authenticator::authenticate`].
    pub async fn follow(&self, db: &Db, parts: &Parts, peer: IpAddr) -> Result<Presence, Error> {
        let viewer = self
            .authenticate(db, parts, peer, Door::Graph)
            .await?
            .viewer;
        if !viewer.is_authenticated() {
            return Ok(Presence::of(Arc::new(watch::Sender::new(Some(viewer)))));
        }
        let key = key(&parts.headers, &self.config.session_cookie_name);
        let mut known = self
            .presences
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = known
            .get(&key)
            .and_then(Weak::upgrade)
            .filter(|state| state.borrow().is_some())
        {
            tell(&state, Some(viewer));
            return Ok(Presence::of(state));
        }
        let state = Arc::new(watch::Sender::new(Some(viewer)));
        known.insert(key, Arc::downgrade(&state));
        drop(known);
        let mut again = parts.clone();
        // What a request carries with it is not kept for as long as a connection lasts.
        again.extensions.clear();
        tokio::spawn(self.clone().look(
            key,
            Arc::downgrade(&state),
            db.with_own_counter(),
            again,
            peer,
        ));
        Ok(Presence::of(state))
    }

    /// What a page may do with what a browser adds by itself: cookies, remembered passwords.
    /// Requests without `Origin` do not come from a page.
    #[must_use]
    pub fn ambient(&self, parts: &Parts, peer: IpAddr) -> Ambient {
        let Some(origin) = parts.headers.get(header::ORIGIN) else {
            return Ambient::Counts;
        };
        let Ok(origin) = origin.to_str() else {
            return Ambient::Refused;
        };
        if self.site.takes_origin(origin, parts, peer) {
            Ambient::Counts
        } else if self.config.cors_allow_credentials && self.config.allows_cors_origin(origin) {
            Ambient::Reads
        } else {
            Ambient::Refused
        }
    }

    async fn look(self, key: [u8; 32], state: Weak<State>, db: Db, parts: Parts, peer: IpAddr) {
        let pause = Duration::from_secs(self.config.live.recheck_seconds);
        let mut failures = 0;
        loop {
            // Not all of those who came at the same moment at once.
            let part = rand::rng().random_range(0.75..1.0);
            tokio::time::sleep(pause.mul_f64(part)).await;
            let Some(before) = state.upgrade().and_then(|state| state.borrow().clone()) else {
                break;
            };
            let found = match self
                .identify(&db, &parts, peer, Door::Graph, before.user())
                .await
            {
                Ok(found) => Some(found.viewer).filter(Viewer::is_authenticated),
                Err(Error::Rejected(rejection)) if !matches!(rejection, Rejection::Busy(_)) => None,
                Err(error) => {
                    failures += 1;
                    tracing::warn!(%error, "it could not be checked who is still signed in");
                    if failures < FAILURES {
                        continue;
                    }
                    None
                }
            };
            failures = 0;
            let Some(state) = state.upgrade() else { break };
            let over = found.is_none();
            tell(&state, found);
            if over {
                break;
            }
        }
        let mut known = self
            .presences
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if known.get(&key).is_some_and(|found| found.ptr_eq(&state)) {
            known.remove(&key);
        }
    }
}

impl Presence {
    fn of(state: Arc<State>) -> Self {
        Self {
            now: state.subscribe(),
            _state: state,
        }
    }
}

/// Tells a change, and nothing that is none.
fn tell(state: &State, found: Option<Viewer>) {
    state.send_if_modified(|known| {
        let same = match (known.as_ref(), found.as_ref()) {
            (Some(Viewer::User(known)), Some(Viewer::User(found))) => same_rights(known, found),
            (Some(Viewer::Anonymous), Some(Viewer::Anonymous)) | (None, None) => true,
            _ => false,
        };
        // Where the rights are the same, the stored password may be another.
        *known = found;
        !same
    });
}

/// Whether two looks at accounts come to the same for every rule.
fn same_rights(known: &Account, found: &Account) -> bool {
    let decides = |account: &Account| {
        let user = &account.user;
        (
            user.id,
            user.is_active,
            user.is_staff,
            user.is_superuser,
            user.email.clone(),
        )
    };
    decides(known) == decides(found) && known.granted_queues == found.granted_queues
}

/// What somebody signed in with, so that it can be compared and not read.
fn key(headers: &HeaderMap, session_cookie: &str) -> [u8; 32] {
    let mut digest = Sha256::new();
    for header in headers.get_all(header::AUTHORIZATION) {
        digest.update(header.as_bytes());
        digest.update([0]);
    }
    digest.update([1]);
    digest.update(cookies::get(headers, session_cookie).unwrap_or_default());
    digest.finalize().into()
}
