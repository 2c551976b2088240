//! A subscription has one root field (the specification's "Single Root Field"). It must be in the
//! operation itself, because the library ignores fragments there.

use async_graphql::parser::types::{OperationDefinition, OperationType, Selection};

use super::{DocumentError, Result};

/// Rejects a subscription without exactly one root field, or whose root field may be skipped.
pub(super) fn check(operation: &OperationDefinition) -> Result<()> {
    if operation.ty != OperationType::Subscription {
        return Ok(());
    }
    let reject = |why: &str| Err(DocumentError::document("GRAPHQL_VALIDATION_FAILED", why));
    let [selection] = operation.selection_set.node.items.as_slice() else {
        return reject("a subscription must have one root field: send a subscription for each");
    };
    let Selection::Field(field) = &selection.node else {
        return reject("the root field of a subscription must not be in a fragment");
    };
    if field.node.name.node.starts_with("__") {
        return reject("introspection fields cannot be subscribed to");
    }
    let may_be_skipped = field
        .node
        .directives
        .iter()
        .any(|directive| matches!(&*directive.node.name.node, "skip" | "include"));
    if may_be_skipped {
        return reject("the root field of a subscription must not have @skip or @include");
    }
    Ok(())
}
