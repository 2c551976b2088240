//! The viewer of an open connection, rechecked periodically by the rules of signing in. Connections
//! with the same credentials share one recheck.

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

use super::{Api, Authenticator, Error, cookies};
use crate::domain::core::error::Rejection;
use crate::domain::{Account, Viewer};

/// Consecutive rechecks that may fail because of the database before the viewer counts as gone.
const MAX_FAILURES: u32 = 3;

/// The current viewer; `None` if the credentials are no longer valid.
type State = watch::Sender<Option<Viewer>>;
/// The states by digest of the credentials.
type Known = Arc<Mutex<HashMap<[u8; 32], Weak<State>>>>;

/// The watched viewers of this process.
#[derive(Clone, Default)]
pub(super) struct ViewerWatches(Known);

impl std::fmt::Debug for ViewerWatches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Presences")
    }
}

/// The viewer of an open connection. Clones watch the same viewer.
#[derive(Clone, Debug)]
pub struct ViewerWatch {
    receiver: watch::Receiver<Option<Viewer>>,
    /// The recheck runs while someone holds this.
    _state: Arc<State>,
}

impl ViewerWatch {
    /// The viewer at the last recheck; `None` if the credentials are no longer valid.
    #[must_use]
    pub fn viewer(&mut self) -> Option<Viewer> {
        self.receiver.borrow_and_update().clone()
    }

    /// Waits until the viewer has changed since the last call of [`Self::viewer`]: other rights, or
    /// gone.
    pub async fn changed(&mut self) {
        if self.receiver.changed().await.is_err() {
            std::future::pending().await
        }
    }

    /// Waits until the viewer is gone.
    pub async fn gone(&mut self) {
        if self.receiver.wait_for(Option::is_none).await.is_err() {
            std::future::pending().await
        }
    }
}

/// The rights of a page with credentials that the browser adds by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmbientCredentials {
    /// Everything: it is the service's own page or one of a trusted origin.
    Allowed,
    /// Only read: its origin is in `cors_allowed_origins`, but not in `csrf_trusted_origins`.
    ReadOnly,
    /// Nothing, not even open a connection.
    Refused,
}

impl Authenticator {
    /// Signs in to GraphQL like [`Authenticator::authenticate`], also by the link of a ticket, then
    /// rechecks every `live.recheck_seconds`.
    ///
    /// # Errors
    /// Those of [`Authenticator::authenticate`].
    pub async fn watch_viewer(
        &self,
        db: &Db,
        parts: &Parts,
        peer: IpAddr,
    ) -> Result<ViewerWatch, Error> {
        let viewer = self
            .authenticate(db, parts, peer, Api::Graphql)
            .await?
            .viewer;
        if viewer.is_stranger() {
            return Ok(ViewerWatch::of(Arc::new(watch::Sender::new(Some(viewer)))));
        }
        let key = credentials_digest(&parts.headers, &self.config.session_cookie_name);
        let mut known = self
            .viewer_watches
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = known
            .get(&key)
            .and_then(Weak::upgrade)
            .filter(|state| state.borrow().is_some())
        {
            publish(&state, Some(viewer));
            return Ok(ViewerWatch::of(state));
        }
        let state = Arc::new(watch::Sender::new(Some(viewer)));
        known.insert(key, Arc::downgrade(&state));
        drop(known);
        let mut parts = parts.clone();
        // Do not keep the request's extensions for the lifetime of the connection.
        parts.extensions.clear();
        tokio::spawn(self.clone().recheck_until_gone(
            key,
            Arc::downgrade(&state),
            db.with_own_counter(),
            parts,
            peer,
        ));
        Ok(ViewerWatch::of(state))
    }

    /// The rights of the page that sent a request with cookies and remembered passwords. Requests
    /// without `Origin` do not come from a page.
    #[must_use]
    pub fn ambient_credentials(&self, parts: &Parts, peer: IpAddr) -> AmbientCredentials {
        let Some(origin) = parts.headers.get(header::ORIGIN) else {
            return AmbientCredentials::Allowed;
        };
        let Ok(origin) = origin.to_str() else {
            return AmbientCredentials::Refused;
        };
        if self.origins.trusts_origin(origin, parts, peer) {
            AmbientCredentials::Allowed
        } else if self.config.cors_allow_credentials && self.config.allows_cors_origin(origin) {
            AmbientCredentials::ReadOnly
        } else {
            AmbientCredentials::Refused
        }
    }

    async fn recheck_until_gone(
        self,
        key: [u8; 32],
        state: Weak<State>,
        db: Db,
        parts: Parts,
        peer: IpAddr,
    ) {
        let interval = Duration::from_secs(self.config.live.recheck_seconds);
        let mut failures = 0;
        loop {
            // Spread the rechecks of viewers who connected at the same moment.
            let jitter = rand::rng().random_range(0.75..1.0);
            tokio::time::sleep(interval.mul_f64(jitter)).await;
            let Some(previous) = state.upgrade().and_then(|state| state.borrow().clone()) else {
                break;
            };
            let found = match self
                .identify(&db, &parts, peer, Api::Graphql, previous.user())
                .await
            {
                Ok(found) => Some(found.viewer).filter(|viewer| !viewer.is_stranger()),
                Err(Error::Rejected(rejection)) if !matches!(rejection, Rejection::Busy(_)) => None,
                Err(error) => {
                    failures += 1;
                    tracing::warn!(%error, "could not recheck a signed-in viewer");
                    if failures < MAX_FAILURES {
                        continue;
                    }
                    None
                }
            };
            failures = 0;
            let Some(state) = state.upgrade() else { break };
            let is_gone = found.is_none();
            publish(&state, found);
            if is_gone {
                break;
            }
        }
        let mut known = self
            .viewer_watches
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if known.get(&key).is_some_and(|found| found.ptr_eq(&state)) {
            known.remove(&key);
        }
    }
}

impl ViewerWatch {
    fn of(state: Arc<State>) -> Self {
        Self {
            receiver: state.subscribe(),
            _state: state,
        }
    }
}

/// Publishes a viewer, and notifies watchers only of changes.
fn publish(state: &State, found: Option<Viewer>) {
    state.send_if_modified(|known| {
        let same = match (known.as_ref(), found.as_ref()) {
            (Some(Viewer::User(known)), Some(Viewer::User(found))) => same_rights(known, found),
            (Some(Viewer::Visitor(known)), Some(Viewer::Visitor(found))) => known == found,
            (Some(Viewer::Anonymous), Some(Viewer::Anonymous)) | (None, None) => true,
            _ => false,
        };
        // The stored password may have changed even if the rights have not.
        *known = found;
        !same
    });
}

/// Whether two states of an account give the same rights.
fn same_rights(known: &Account, found: &Account) -> bool {
    let rights = |account: &Account| {
        let user = &account.user;
        (
            user.id,
            user.is_active,
            user.is_staff,
            user.is_superuser,
            user.email.clone(),
        )
    };
    rights(known) == rights(found) && known.granted_queues == found.granted_queues
}

/// A digest of the credentials, so that they need not be stored.
fn credentials_digest(headers: &HeaderMap, session_cookie: &str) -> [u8; 32] {
    let mut digest = Sha256::new();
    for header in headers.get_all(header::AUTHORIZATION) {
        digest.update(header.as_bytes());
        digest.update([0]);
    }
    digest.update([1]);
    digest.update(cookies::get(headers, session_cookie).unwrap_or_default());
    digest.finalize().into()
}
