//! Whether a variable may stand where it stands, by its type and that of the place (the specification's "All Variable
//! Usages Are Allowed"), and whether the library knows that it may.

use async_graphql::parser::types::{BaseType, Type, VariableDefinition};
use async_graphql_value::ConstValue;

use super::inputs::Position;

/// Whether the specification lets the variable stand there.
pub(super) fn fits(variable: &VariableDefinition, place: &Position) -> bool {
    let of = &variable.var_type.node;
    if place.of.nullable || !of.nullable {
        return compatible(of, &place.of);
    }
    let default = variable.default_value.as_ref().is_some_and(|default| default.node != ConstValue::Null);
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

/// Whether the library does. It refuses a list that is never null where one may be null, and what may be left out where
/// the place has a default.
pub(super) fn is_known_to_fit(variable: &VariableDefinition, place: &Position) -> bool {
    let of = &variable.var_type.node;
    known(&of.base, of.nullable && variable.default_value.is_none(), &place.of.base, place.of.nullable)
}

fn known(of: &BaseType, nullable: bool, place: &BaseType, place_nullable: bool) -> bool {
    match (of, place) {
        (BaseType::Named(of), BaseType::Named(place)) => of == place && (place_nullable || !nullable),
        (BaseType::List(of), BaseType::List(place)) => {
            nullable == place_nullable && known(&of.base, of.nullable, &place.base, place.nullable)
        }
        _ => false,
    }
}
