//! How much memory an answer may take while it is made. A document tells what it asks for, not how
//! much there is of it: a short one may lead from a category to its items and back, or name one
//! long text a hundred times.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    ContextSelectionSet, ErrorExtensionValues, OutputType, Pos, Positioned, ServerError,
    ServerResult, Value,
};

/// The code of the error that ends an answer which has become too large.
pub const ANSWER_TOO_LARGE: &str = "ANSWER_TOO_LARGE";

/// Bytes that an object takes in memory, and each of its fields without the text that people wrote.
const OBJECT: usize = 200;
const FIELD: usize = 100;
/// Bytes that a field of the schema takes while it is resolved, without its text: the library makes
/// several futures.
const INTROSPECTED: usize = 500;

/// What is left for one answer; a clone is the same one.
#[derive(Clone, Debug)]
pub struct Budget {
    left: Arc<AtomicUsize>,
    whole: usize,
}

impl Budget {
    /// So many bytes.
    #[must_use]
    pub fn new(whole: usize) -> Self {
        Self {
            left: Arc::new(AtomicUsize::new(whole)),
            whole,
        }
    }

    /// The next answer of the same operation begins.
    pub fn refill(&self) {
        self.left.store(self.whole, Ordering::Relaxed);
    }

    /// Pays for an object with so many fields that was made.
    ///
    /// # Errors
    /// The answer has become too large. It stays so, and nothing more should be read for it.
    pub(super) fn pay_object(&self, fields: usize, at: Pos) -> ServerResult<()> {
        self.pay(OBJECT + FIELD * fields, at)
    }

    /// Pays for a field of the schema, whose value is a text of so many bytes.
    ///
    /// # Errors
    /// As [`Self::pay_object`].
    pub(super) fn pay_introspection(&self, text: usize, at: Pos) -> ServerResult<()> {
        self.pay(INTROSPECTED + text, at)
    }

    fn pay(&self, price: usize, at: Pos) -> ServerResult<()> {
        let spend = |left: usize| Some(left.saturating_sub(price));
        let before = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend)
            .unwrap_or_default();
        if before > price {
            Ok(())
        } else {
            Err(self.spent(at))
        }
    }

    /// Whether there is something left.
    ///
    /// # Errors
    /// There is not.
    pub(super) fn check(&self, at: Pos) -> ServerResult<()> {
        if self.left.load(Ordering::Relaxed) > 0 {
            Ok(())
        } else {
            Err(self.spent(at))
        }
    }

    fn spent(&self, at: Pos) -> ServerError {
        let message = format!(
            "The answer takes more than {} bytes: ask for fewer rows or fields.",
            self.whole
        );
        let mut error = ServerError::new(message, Some(at));
        error
            .extensions
            .get_or_insert_with(ErrorExtensionValues::default)
            .set("code", ANSWER_TOO_LARGE);
        error
    }
}

/// A text that may be of any length: people wrote it.
#[derive(Clone, Debug)]
pub struct LongText<T>(pub T);

impl<T: AsRef<str> + Send + Sync> OutputType for LongText<T> {
    fn type_name() -> Cow<'static, str> {
        <String as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <String as OutputType>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let text = self.0.as_ref();
        if let Some(budget) = ctx.data_opt::<Budget>() {
            budget.pay(text.len(), field.pos)?;
        }
        Ok(Value::String(text.to_owned()))
    }
}
