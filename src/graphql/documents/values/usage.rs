//! Whether a variable may stand where it stands, by its type and that of the place (the
//! specification's "All Variable Usages Are Allowed").

use async_graphql::parser::types::{BaseType, Type, VariableDefinition};
use async_graphql_value::ConstValue;

use super::inputs::Position;

/// Whether the specification lets the variable stand there.
pub(super) fn fits(variable: &VariableDefinition, place: &Position) -> bool {
    let of = &variable.var_type.node;
    if place.of.nullable || !of.nullable {
        return compatible(of, &place.of);
    }
    let default = variable
        .default_value
        .as_ref()
        .is_some_and(|default| default.node != ConstValue::Null);
    (default || place.default) && compatible_bases(&of.base, &place.of.base)
}

fn compatible(of: &Type, place: &Type) -> bool {
    (place.nullable || !of.nullable) && compatible_bases(&of.base, &place.base)
}

fn compatible_bases(of: &BaseType, place: &BaseType) -> bool {
    match (of, place) {
        (BaseType::Named(of), BaseType::Named(place)) => of == place,
        (BaseType::List(of), BaseType::List(place)) => compatible(of, place),
        _ => false,
    }
}
