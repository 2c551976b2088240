//! Counts what the schema itself takes in an answer. The library resolves these fields, so their
//! objects cannot pay for themselves as those of `in_turn` do.

use std::sync::Arc;

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo,
};
use async_graphql::{ServerResult, Value};

use super::budget::Budget;

/// The extension.
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
        let of_schema = info.is_for_introspection || info.parent_type == "_Service";
        let Some(budget) = ctx.data_opt::<Budget>().filter(|_| of_schema) else {
            return next.run(ctx, info).await;
        };
        let at = info.field.name.pos;
        // Nothing more is resolved for an answer that is too large already.
        budget.check(at)?;
        let value = next.run(ctx, info).await?;
        let text = match &value {
            Some(Value::String(text)) => text.len(),
            _ => 0,
        };
        budget.pay_introspection(text, at)?;
        Ok(value)
    }
}
