//! Limits the memory of a response. The size of a document does not limit the size of its response:
//! a short document can follow relations back and forth, or select a long text a hundred times.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    ContextSelectionSet, ErrorExtensionValues, OutputType, Pos, Positioned, ServerError,
    ServerResult, Value,
};

/// The error code of a response that exceeds its budget.
pub const ANSWER_TOO_LARGE: &str = "ANSWER_TOO_LARGE";

/// Estimated memory in bytes of an object and of each of its fields, without long texts.
const OBJECT: usize = 200;
const FIELD: usize = 100;
/// Estimated memory in bytes of an introspection field while it is resolved, without its text:
/// async-graphql allocates several futures.
const INTROSPECTED: usize = 500;

/// The remaining memory of a response. Clones share it.
#[derive(Clone, Debug)]
pub struct Budget {
    remaining: Arc<AtomicUsize>,
    limit: usize,
}

impl Budget {
    /// A budget of `limit` bytes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            remaining: Arc::new(AtomicUsize::new(limit)),
            limit,
        }
    }

    /// Resets the budget for the next response of a subscription.
    pub fn refill(&self) {
        self.remaining.store(self.limit, Ordering::Relaxed);
    }

    /// Charges an object with this number of fields.
    ///
    /// # Errors
    /// The budget is spent, for this and all later calls.
    pub(super) fn charge_object(&self, fields: usize, at: Pos) -> ServerResult<()> {
        self.charge(OBJECT + FIELD * fields, at)
    }

    /// Charges an introspection field with a text of `text` bytes.
    ///
    /// # Errors
    /// As [`Self::charge_object`].
    pub(super) fn charge_introspection(&self, text: usize, at: Pos) -> ServerResult<()> {
        self.charge(INTROSPECTED + text, at)
    }

    fn charge(&self, price: usize, at: Pos) -> ServerResult<()> {
        let spend = |remaining: usize| Some(remaining.saturating_sub(price));
        let before = self
            .remaining
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend)
            .unwrap_or_default();
        if before > price {
            Ok(())
        } else {
            Err(self.exceeded(at))
        }
    }

    /// Checks that the budget is not spent.
    ///
    /// # Errors
    /// The budget is spent.
    pub(super) fn check(&self, at: Pos) -> ServerResult<()> {
        if self.remaining.load(Ordering::Relaxed) > 0 {
            Ok(())
        } else {
            Err(self.exceeded(at))
        }
    }

    fn exceeded(&self, at: Pos) -> ServerError {
        let message = format!(
            "The response exceeds {} bytes. Select fewer rows or fields.",
            self.limit
        );
        let mut error = ServerError::new(message, Some(at));
        error
            .extensions
            .get_or_insert_with(ErrorExtensionValues::default)
            .set("code", ANSWER_TOO_LARGE);
        error
    }
}

/// A text that users wrote, of any length. Its size is charged to the budget.
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
            budget.charge(text.len(), field.pos)?;
        }
        Ok(Value::String(text.to_owned()))
    }
}
