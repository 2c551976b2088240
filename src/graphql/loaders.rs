//! Batches for reading children. Rows that are read together share a batch; the first row whose
//! children are requested reads those of all rows. So the number of SQL statements depends on the
//! document, not on the number of rows.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Pos;
use tokio::sync::OnceCell;

use crate::domain;

/// A value that a batch reads once, when the first of its rows needs it.
#[derive(Debug)]
pub struct Once<T>(OnceCell<T>);

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(OnceCell::new())
    }
}

impl<T> Once<T> {
    /// A known value.
    pub fn known(value: T) -> Self {
        Self(OnceCell::new_with(Some(value)))
    }

    /// Sets the value, unless it was read.
    pub fn fill(&self, value: T) {
        let _ = self.0.set(value);
    }

    /// The value, if it was read.
    pub fn peek(&self) -> Option<&T> {
        self.0.get()
    }

    /// The value. `read` only runs for the first caller, and again after a failure.
    pub async fn get<F, R>(&self, read: F) -> domain::Result<&T>
    where
        F: FnOnce() -> R,
        R: Future<Output = domain::Result<T>>,
    {
        self.0.get_or_try_init(read).await
    }
}

/// Values by their field's position in the document, since the arguments of a field are the same
/// for all rows.
#[derive(Debug)]
pub struct ByPosition<T>(Mutex<HashMap<Pos, Arc<Once<T>>>>);

impl<T> Default for ByPosition<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> ByPosition<T> {
    /// The value of the field at this position.
    pub fn of(&self, position: Pos) -> Arc<Once<T>> {
        Arc::clone(
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(position)
                .or_default(),
        )
    }
}

/// Children by the row number of their parent.
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
