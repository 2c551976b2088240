//! Whether the types of a variable and of its position are compatible (the specification's "All
//! Variable Usages Are Allowed").

use async_graphql::parser::types::{BaseType, Type, VariableDefinition};
use async_graphql_value::ConstValue;

use super::inputs::Position;

/// Whether the variable may be used at the position.
pub(super) fn is_allowed(variable: &VariableDefinition, position: &Position) -> bool {
    let of = &variable.var_type.node;
    if position.of.nullable || !of.nullable {
        return compatible(of, &position.of);
    }
    let default = variable
        .default_value
        .as_ref()
        .is_some_and(|default| default.node != ConstValue::Null);
    (default || position.default) && compatible_bases(&of.base, &position.of.base)
}

fn compatible(of: &Type, position: &Type) -> bool {
    (position.nullable || !of.nullable) && compatible_bases(&of.base, &position.base)
}

fn compatible_bases(of: &BaseType, position: &BaseType) -> bool {
    match (of, position) {
        (BaseType::Named(of), BaseType::Named(position)) => of == position,
        (BaseType::List(of), BaseType::List(position)) => compatible(of, position),
        _ => false,
    }
}
