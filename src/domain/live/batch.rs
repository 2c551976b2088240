//! Events that were read together, and what is known of their tickets: read once for all
//! subscribers, and again when it is no longer fresh, since rights are held against the rows as
//! they are when an event is handed over.

use std::any::{Any, TypeId};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use entity::{Db, event};

use super::Event;
use crate::domain::access::in_memory::{SharedRows, TicketAccess, ViewerClass};
use crate::domain::unit::events::Kind;
use crate::domain::{Context, Result};

/// How long rows count as those of now.
const FRESH: Duration = Duration::from_secs(1);

/// Events in their order.
#[derive(Debug)]
pub struct Batch {
    /// The events; kinds that a newer release wrote are left out.
    pub events: Vec<Event>,
    db: Db,
    known: RwLock<Option<(Instant, Arc<Shared>)>>,
    reading: tokio::sync::Mutex<()>,
}

/// The rows that events are about, and what was made of them for a class of viewers.
#[derive(Debug, Default)]
pub struct Shared {
    rows: SharedRows,
    made: Mutex<Made>,
}

/// What was made, by its type and for whom: nobody in particular, or a class of viewers.
type Made = HashMap<(TypeId, Option<ViewerClass>), Arc<dyn Any + Send + Sync>>;

impl Batch {
    /// A batch of rows of the log.
    #[must_use]
    pub fn new(db: &Db, rows: Vec<event::Model>) -> Self {
        let events = rows.into_iter().filter_map(Event::of).collect();
        Self {
            events,
            db: db.clone(),
            known: RwLock::default(),
            reading: tokio::sync::Mutex::default(),
        }
    }

    /// The rows as they are now, give or take a second. Whoever comes first reads them for all.
    ///
    /// # Errors
    /// What the database says.
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
        // Before they are read: they are not older than this.
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
            made: Mutex::default(),
        });
        *self.known.write().unwrap_or_else(PoisonError::into_inner) =
            Some((now, Arc::clone(&shared)));
        Ok(shared)
    }

    fn fresh(&self) -> Option<Arc<Shared>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known
            .as_ref()
            .filter(|(read, _)| read.elapsed() < FRESH)
            .map(|(_, shared)| Arc::clone(shared))
    }
}

impl Shared {
    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &SharedRows {
        &self.rows
    }

    /// What `make` makes of the rows, made once for each class of viewers: it may hold what was
    /// read for one of them.
    pub fn of_class<T: Send + Sync + 'static>(
        &self,
        class: ViewerClass,
        make: impl FnOnce(&SharedRows) -> T,
    ) -> Arc<T> {
        self.made(Some(class), make)
    }

    /// What `make` makes of the rows, made once: nothing that only some may see.
    pub fn of_all<T: Send + Sync + 'static>(&self, make: impl FnOnce(&SharedRows) -> T) -> Arc<T> {
        self.made(None, make)
    }

    fn made<T: Send + Sync + 'static>(
        &self,
        class: Option<ViewerClass>,
        make: impl FnOnce(&SharedRows) -> T,
    ) -> Arc<T> {
        let key = (TypeId::of::<T>(), class);
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = made
            .get(&key)
            .and_then(|any| Arc::clone(any).downcast::<T>().ok())
        {
            return found;
        }
        let new = Arc::new(make(&self.rows));
        let any: Arc<dyn Any + Send + Sync> = new.clone();
        made.insert(key, any);
        new
    }

    /// What decides who sees the event's ticket: as it is, or as it was when it was deleted.
    #[must_use]
    pub fn access<'a>(&'a self, event: &'a Event) -> Option<&'a TicketAccess> {
        match event.kind {
            Kind::Deleted => event.gone.as_ref(),
            _ => self.rows.access(event.ticket),
        }
    }

    /// Whether the viewer may hear of the event. What is gone since is told no more: another event
    /// says so.
    #[must_use]
    pub fn tells(&self, context: &Context, event: &Event) -> bool {
        let Some(access) = self.access(event) else {
            return false;
        };
        let Some(followup) = event.followup.filter(|_| event.kind.is_of_followup()) else {
            return access.is_visible_to(context);
        };
        match event.kind {
            Kind::FollowUpDeleted => {
                access.is_workable_by(context) || event.public && access.is_visible_to(context)
            }
            // Moved to another ticket since: that one's events tell.
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
