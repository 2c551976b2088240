//! A batch of events that were read together, and the rows of their tickets. The rows are read once
//! for all subscribers, and again after a second, because access is checked against the current
//! rows.

use std::any::{Any, TypeId};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use entity::{Db, event};

use super::Event;
use crate::domain::access::in_memory::{SharedRows, TicketAccess, ViewerClass};
use crate::domain::unit::events::Kind;
use crate::domain::{Context, Result};

/// How long rows count as current.
const MAX_AGE: Duration = Duration::from_secs(1);

/// Events in the order of the log.
#[derive(Debug)]
pub struct Batch {
    /// The events. Kinds that a newer release introduced are left out.
    pub events: Vec<Event>,
    db: Db,
    cached: RwLock<Option<(Instant, Arc<Shared>)>>,
    reading: tokio::sync::Mutex<()>,
}

/// The rows of a batch, and data derived from them for a class of viewers.
#[derive(Debug, Default)]
pub struct Shared {
    rows: SharedRows,
    derived: Mutex<Derived>,
}

/// Derived data by its type, and by the class of viewers if it is not for all.
type Derived = HashMap<(TypeId, Option<ViewerClass>), Arc<dyn Any + Send + Sync>>;

impl Batch {
    /// Creates a batch from rows of the log.
    #[must_use]
    pub fn new(db: &Db, rows: Vec<event::Model>) -> Self {
        let events = rows.into_iter().filter_map(Event::of).collect();
        Self {
            events,
            db: db.clone(),
            cached: RwLock::default(),
            reading: tokio::sync::Mutex::default(),
        }
    }

    /// The rows, at most a second old. The first caller reads them for all.
    ///
    /// # Errors
    /// Database errors.
    pub async fn shared(&self) -> Result<Arc<Shared>> {
        if let Some(shared) = self.fresh() {
            return Ok(shared);
        }
        let _turn = self.reading.lock().await;
        if let Some(shared) = self.fresh() {
            return Ok(shared);
        }
        let all = |of: fn(&Event) -> Option<i32>| -> Vec<i32> {
            self.events
                .iter()
                .filter_map(of)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect()
        };
        // Read the clock first, so that no row is older than this.
        let now = Instant::now();
        let tickets = all(|event| Some(event.ticket));
        let rows = SharedRows::read(
            &self.db,
            &tickets,
            &all(|event| event.followup),
            &all(|event| event.attachment),
        )
        .await?;
        let shared = Arc::new(Shared {
            rows,
            derived: Mutex::default(),
        });
        *self.cached.write().unwrap_or_else(PoisonError::into_inner) =
            Some((now, Arc::clone(&shared)));
        Ok(shared)
    }

    fn fresh(&self) -> Option<Arc<Shared>> {
        let cached = self.cached.read().unwrap_or_else(PoisonError::into_inner);
        cached
            .as_ref()
            .filter(|(read, _)| read.elapsed() < MAX_AGE)
            .map(|(_, shared)| Arc::clone(shared))
    }
}

impl Shared {
    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &SharedRows {
        &self.rows
    }

    /// The result of `derive`, computed once per class of viewers. It may contain data that only
    /// that class may see.
    pub fn of_class<T: Send + Sync + 'static>(
        &self,
        class: ViewerClass,
        derive: impl FnOnce(&SharedRows) -> T,
    ) -> Arc<T> {
        self.derive(Some(class), derive)
    }

    /// The result of `derive`, computed once for all viewers. It must contain only data that all of
    /// them may see.
    pub fn of_all<T: Send + Sync + 'static>(
        &self,
        derive: impl FnOnce(&SharedRows) -> T,
    ) -> Arc<T> {
        self.derive(None, derive)
    }

    fn derive<T: Send + Sync + 'static>(
        &self,
        class: Option<ViewerClass>,
        derive: impl FnOnce(&SharedRows) -> T,
    ) -> Arc<T> {
        let key = (TypeId::of::<T>(), class);
        let mut derived = self.derived.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = derived
            .get(&key)
            .and_then(|any| Arc::clone(any).downcast::<T>().ok())
        {
            return found;
        }
        let new = Arc::new(derive(&self.rows));
        let any: Arc<dyn Any + Send + Sync> = new.clone();
        derived.insert(key, any);
        new
    }

    /// The access data of the event's ticket: its current data, or for a deleted ticket its last
    /// data.
    #[must_use]
    pub fn access<'a>(&'a self, event: &'a Event) -> Option<&'a TicketAccess> {
        match event.kind {
            Kind::Deleted => event.final_access.as_ref(),
            _ => self.rows.access(event.ticket),
        }
    }

    /// Whether the viewer may receive the event. Events of objects that no longer exist are not
    /// delivered: another event reports the deletion.
    #[must_use]
    pub fn is_visible(&self, context: &Context, event: &Event) -> bool {
        let Some(access) = self.access(event) else {
            return false;
        };
        if event.kind.is_for_agents() {
            return access.is_workable_by(context);
        }
        let Some(followup) = event.followup.filter(|_| event.kind.is_of_followup()) else {
            return access.is_visible_to(context);
        };
        match event.kind {
            Kind::FollowUpDeleted => {
                access.is_workable_by(context) || event.public && access.is_visible_to(context)
            }
            // A follow-up that has moved to another ticket is reported by events of that ticket.
            _ if self
                .rows
                .followup(context, followup)
                .is_some_and(|row| row.ticket_id == event.ticket) =>
            {
                true
            }
            _ => false,
        }
    }
}
