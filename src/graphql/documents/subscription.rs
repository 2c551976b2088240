//! A subscription has one root field (the specification's "Single Root Field"), written into the
//! operation itself: events of several could not be told apart, and the library looks at no
//! fragments there.

use async_graphql::parser::types::{OperationDefinition, OperationType, Selection};

use super::{Fault, Result};

/// Refuses a subscription of several root fields, or of none that is there for sure.
pub(super) fn check(operation: &OperationDefinition) -> Result<()> {
    if operation.ty != OperationType::Subscription {
        return Ok(());
    }
    let refused = |why: &str| Err(Fault::document("GRAPHQL_VALIDATION_FAILED", why));
    let [selection] = operation.selection_set.node.items.as_slice() else {
        return refused("a subscription has one root field: subscribe to each on its own");
    };
    let Selection::Field(field) = &selection.node else {
        return refused(
            "the root field of a subscription stands in the operation itself, not in a fragment",
        );
    };
    if field.node.name.node.starts_with("__") {
        return refused("there is nothing to subscribe to in the schema itself");
    }
    let skips = field
        .node
        .directives
        .iter()
        .any(|directive| matches!(&*directive.node.name.node, "skip" | "include"));
    if skips {
        return refused("the root field of a subscription cannot be skipped");
    }
    Ok(())
}
