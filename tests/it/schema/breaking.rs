//! Finds changes of a schema that break clients. Deprecated members may be removed.

use std::collections::BTreeMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, ConstDirective, EnumType, FieldDefinition, InputValueDefinition, Type,
    TypeDefinition, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, Positioned};

type Types = BTreeMap<String, TypeDefinition>;

/// The breaking changes between two schemas in SDL, each with its path.
pub fn changes(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (types(old), types(new));
    let mut breaks = Vec::new();
    for (name, before) in &old {
        match new.get(name) {
            None => breaks.push(format!("{name} was removed")),
            Some(after) => compare(name, &before.kind, &after.kind, &mut breaks),
        }
    }
    breaks
}

fn types(sdl: &str) -> Types {
    let definitions = parse_schema(sdl).unwrap().definitions.into_iter();
    let types = definitions.filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => {
            Some((definition.node.name.node.to_string(), definition.node))
        }
        TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
    });
    types.collect()
}

fn compare(name: &str, before: &TypeKind, after: &TypeKind, breaks: &mut Vec<String>) {
    match (before, after) {
        (TypeKind::Scalar, TypeKind::Scalar) => {}
        (TypeKind::Object(before), TypeKind::Object(after)) => {
            lost(
                name,
                "implements",
                names(&before.implements),
                &names(&after.implements),
                breaks,
            );
            fields(name, &before.fields, &after.fields, breaks);
        }
        (TypeKind::Interface(before), TypeKind::Interface(after)) => {
            lost(
                name,
                "implements",
                names(&before.implements),
                &names(&after.implements),
                breaks,
            );
            fields(name, &before.fields, &after.fields, breaks);
        }
        (TypeKind::Union(before), TypeKind::Union(after)) => {
            lost(
                name,
                "may be",
                names(&before.members),
                &names(&after.members),
                breaks,
            );
        }
        (TypeKind::Enum(before), TypeKind::Enum(after)) => {
            let stay = before
                .values
                .iter()
                .filter(|value| !is_deprecated(&value.node.directives));
            let stay = stay
                .map(|value| value.node.value.node.to_string())
                .collect();
            lost(name, "has the value", stay, &values(after), breaks);
        }
        (TypeKind::InputObject(before), TypeKind::InputObject(after)) => {
            inputs(name, &before.fields, &after.fields, breaks);
        }
        _ => breaks.push(format!("{name} is a different kind of type")),
    }
}

fn names(names: &[Positioned<Name>]) -> Vec<String> {
    names.iter().map(|name| name.node.to_string()).collect()
}

fn values(kind: &EnumType) -> Vec<String> {
    kind.values
        .iter()
        .map(|value| value.node.value.node.to_string())
        .collect()
}

fn lost(name: &str, what: &str, before: Vec<String>, after: &[String], breaks: &mut Vec<String>) {
    breaks.extend(
        before
            .into_iter()
            .filter(|one| !after.contains(one))
            .map(|one| format!("{name} no longer {what} {one}")),
    );
}

fn is_deprecated(directives: &[Positioned<ConstDirective>]) -> bool {
    directives
        .iter()
        .any(|directive| directive.node.name.node == "deprecated")
}

fn fields(
    parent: &str,
    before: &[Positioned<FieldDefinition>],
    after: &[Positioned<FieldDefinition>],
    breaks: &mut Vec<String>,
) {
    for field in before.iter().map(|field| &field.node) {
        let path = format!("{parent}.{}", field.name.node);
        match after
            .iter()
            .map(|other| &other.node)
            .find(|other| other.name.node == field.name.node)
        {
            None if is_deprecated(&field.directives) => {}
            None => breaks.push(format!("{path} was removed")),
            Some(other) => {
                if !serves(&field.ty.node, &other.ty.node) {
                    breaks.push(format!(
                        "{path} was {} and is {}",
                        field.ty.node, other.ty.node
                    ));
                }
                inputs(&path, &field.arguments, &other.arguments, breaks);
            }
        }
    }
}

/// Arguments of a field, or fields of an input.
fn inputs(
    parent: &str,
    before: &[Positioned<InputValueDefinition>],
    after: &[Positioned<InputValueDefinition>],
    breaks: &mut Vec<String>,
) {
    let find = |list: &[Positioned<InputValueDefinition>], name: &Name| {
        list.iter()
            .find(|other| other.node.name.node == *name)
            .map(|other| other.node.clone())
    };
    for input in before.iter().map(|input| &input.node) {
        let path = format!("{parent}({}:)", input.name.node);
        match find(after, &input.name.node) {
            None if is_deprecated(&input.directives) => {}
            None => breaks.push(format!("{path} was removed")),
            Some(other) => {
                let has_default = |input: &InputValueDefinition| input.default_value.is_some();
                // A position with a default also accepts nullable variables.
                let fits = serves(&other.ty.node, &input.ty.node)
                    || has_default(&other) && serves(&optional(&other.ty.node), &input.ty.node);
                if !fits {
                    breaks.push(format!(
                        "{path} was {} and is {}",
                        input.ty.node, other.ty.node
                    ));
                } else if has_default(input) && !has_default(&other) && !other.ty.node.nullable {
                    breaks.push(format!("{path} is required now"));
                }
            }
        }
    }
    for input in after.iter().map(|input| &input.node) {
        let required = !input.ty.node.nullable && input.default_value.is_none();
        if required && find(before, &input.name.node).is_none() {
            breaks.push(format!(
                "{parent}({}:) is new and required",
                input.name.node
            ));
        }
    }
}

fn optional(of: &Type) -> Type {
    Type {
        base: of.base.clone(),
        nullable: true,
    }
}

/// Whether clients that expect values of `old` can read values of `new`: the same type, or with fewer
/// nulls.
fn serves(old: &Type, new: &Type) -> bool {
    let base = match (&old.base, &new.base) {
        (BaseType::Named(old), BaseType::Named(new)) => old == new,
        (BaseType::List(old), BaseType::List(new)) => serves(old, new),
        _ => false,
    };
    base && (old.nullable || !new.nullable)
}

#[test]
fn distinguishes_breaking_changes() {
    let old = "
        interface Node { id: ID! }
        type Query implements Node { id: ID! a(x: Int, y: Int = 1): String b: [Int!]! old: Int @deprecated(reason: \"2030\") u: U }
        type Other { id: ID! } union U = Query | Other
        enum E { A B C @deprecated }
        input I { a: Int! b: String c: Int! = 1 }
        scalar S";
    let with = |from: &str, to: &str| {
        assert!(old.contains(from), "{from}");
        changes(old, &old.replacen(from, to, 1))
    };
    assert_eq!(changes(old, old), Vec::<String>::new());
    for (from, to) in [
        ("a(x: Int,", "a(z: Int, x: Int,"),
        ("): String", "): String!"),
        ("old: Int @deprecated(reason: \"2030\") ", "more: Int "),
        ("C @deprecated", "D"),
        ("b: String", "b: String d: Int! = 3"),
        ("a: Int!", "a: Int"),
        ("scalar S", "scalar S scalar T"),
        ("Query | Other", "Query | Other | More"),
    ] {
        assert_eq!(with(from, to), Vec::<String>::new(), "{from} to {to}");
    }
    for (from, to, change) in [
        ("scalar S", "", "S was removed"),
        ("scalar S", "enum S { A }", "S is a different kind of type"),
        (
            "Query implements Node",
            "Query",
            "Query no longer implements Node",
        ),
        ("Query | Other", "Query", "U no longer may be Other"),
        ("A B", "A", "E no longer has the value B"),
        ("b: [Int!]!", "", "Query.b was removed"),
        (
            "b: [Int!]!",
            "b: [Int!]",
            "Query.b was [Int!]! and is [Int!]",
        ),
        (
            "b: [Int!]!",
            "b: [Int]!",
            "Query.b was [Int!]! and is [Int]!",
        ),
        ("b: [Int!]!", "b: Int!", "Query.b was [Int!]! and is Int!"),
        ("x: Int, ", "", "Query.a(x:) was removed"),
        ("x: Int, ", "x: Int!, ", "Query.a(x:) was Int and is Int!"),
        (
            "x: Int, ",
            "x: Int, z: Int!, ",
            "Query.a(z:) is new and required",
        ),
        ("b: String", "b: Int", "I(b:) was String and is Int"),
        ("c: Int! = 1", "c: Int!", "I(c:) is required now"),
        (
            "b: String",
            "b: String d: Int!",
            "I(d:) is new and required",
        ),
    ] {
        assert_eq!(with(from, to), [change], "{from} to {to}");
    }
}
