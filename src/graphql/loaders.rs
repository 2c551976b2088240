//! How children are read: rows that were read together share a batch, and the first that is asked
//! for its children reads those of all. So the number of statements depends on the document, never
//! on the rows.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Pos;
use tokio::sync::OnceCell;

use crate::domain;

/// Something that a batch reads once, when the first of its rows needs it.
#[derive(Debug)]
pub struct Once<T>(OnceCell<T>);

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(OnceCell::new())
    }
}

impl<T> Once<T> {
    /// Known from the start.
    pub fn known(value: T) -> Self {
        Self(OnceCell::new_with(Some(value)))
    }

    /// What was read, if it was.
    pub fn peek(&self) -> Option<&T> {
        self.0.get()
    }

    /// What was read; `read` runs for the first caller alone, and again only when it failed.
    pub async fn get<F, R>(&self, read: F) -> domain::Result<&T>
    where
        F: FnOnce() -> R,
        R: Future<Output = domain::Result<T>>,
    {
        self.0.get_or_try_init(read).await
    }
}

/// Something that is read once for each place in the document at which it is asked for: what
/// arguments stand there is the same for all rows.
#[derive(Debug)]
pub struct ByPlace<T>(Mutex<HashMap<Pos, Arc<Once<T>>>>);

impl<T> Default for ByPlace<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> ByPlace<T> {
    /// What belongs to a place.
    pub fn of(&self, place: Pos) -> Arc<Once<T>> {
        Arc::clone(
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(place)
                .or_default(),
        )
    }
}

/// Children by the number of their parent.
#[derive(Debug)]
pub struct Grouped<T>(HashMap<i32, Vec<T>>);

impl<T> FromIterator<(i32, T)> for Grouped<T> {
    fn from_iter<I: IntoIterator<Item = (i32, T)>>(children: I) -> Self {
        let mut groups: HashMap<i32, Vec<T>> = HashMap::new();
        for (parent, child) in children {
            groups.entry(parent).or_default().push(child);
        }
        Self(groups)
    }
}

impl<T> Grouped<T> {
    /// The children of a parent, in the order in which they were read.
    pub fn of(&self, parent: i32) -> &[T] {
        self.0.get(&parent).map_or(&[], Vec::as_slice)
    }
}
