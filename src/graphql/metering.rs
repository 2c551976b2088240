//! Charges introspection fields to the response's budget. async-graphql resolves them itself, so
//! they do not pass through `in_turn`, which charges other objects.

use std::sync::Arc;

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo,
};
use async_graphql::{ServerResult, Value};

use super::budget::Budget;

/// The extension of async-graphql.
#[derive(Clone, Copy, Debug)]
pub(super) struct Metering;

impl ExtensionFactory for Metering {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Metering {
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let is_introspection = info.is_for_introspection || info.parent_type == "_Service";
        let Some(budget) = ctx.data_opt::<Budget>().filter(|_| is_introspection) else {
            return next.run(ctx, info).await;
        };
        let at = info.field.name.pos;
        // A response that is already too large resolves no more fields.
        budget.check(at)?;
        let value = next.run(ctx, info).await?;
        let text = match &value {
            Some(Value::String(text)) => text.len(),
            _ => 0,
        };
        budget.charge_introspection(text, at)?;
        Ok(value)
    }
}
