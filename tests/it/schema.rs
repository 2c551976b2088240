//! The GraphQL schema: `schema.graphql` is up to date, compatible with the last release and fully
//! described.

mod breaking;

use serde_json::Value;

use crate::support::root;

#[test]
fn the_schema_file_is_up_to_date() {
    let file = std::fs::read_to_string(root().join("schema.graphql")).unwrap();
    if file == deskql::graphql::sdl() {
        return;
    }
    let (lines, sdl) = (file.lines(), deskql::graphql::sdl());
    let line = lines
        .zip(sdl.lines())
        .position(|(in_file, in_code)| in_file != in_code)
        .unwrap_or(0);
    panic!(
        "schema.graphql differs from line {} on; write it with `deskql schema > schema.graphql`",
        line + 1
    );
}

#[test]
fn the_released_schema_is_not_broken() {
    let released = std::fs::read_to_string(root().join("tests/schema/released.graphql")).unwrap();
    let changes = breaking::changes(&released, &deskql::graphql::sdl());
    let advice = "these changes break clients of the last release; deprecate for one release first (see CONTRIBUTING)";
    assert!(changes.is_empty(), "{advice}:\n{}", changes.join("\n"));
}

/// Clients can fetch every object by its ID. Events are not objects.
#[test]
fn every_object_with_an_id_is_a_node() {
    let sdl = deskql::graphql::sdl();
    let mut nodes = Vec::new();
    for part in sdl.split("\ntype ").skip(1) {
        let (header, body) = part.split_once(" {\n").unwrap();
        let body = body.split("\n}").next().unwrap();
        let (name, implements) = header.split_once(" implements ").unwrap_or((header, ""));
        if body.lines().any(|line| line == "  id: ID!") && !name.ends_with("Event") {
            assert_eq!(implements, "Node", "{name}");
            nodes.push(name);
        }
    }
    let mut kinds: Vec<&str> = deskql::graphql::id::NodeKind::ALL
        .iter()
        .map(|kind| kind.name())
        .collect();
    kinds.sort_unstable();
    assert_eq!(nodes, kinds);
}

/// Types described by the specification.
const BUILT_IN: &[&str] = &["ID"];

const DESCRIPTIONS: &str = "{ __schema { types {
    name description
    fields(includeDeprecated: true) { name description args { name description } }
    inputFields { name description }
    enumValues(includeDeprecated: true) { name description }
} } }";

#[tokio::test]
async fn all_parts_are_described() {
    let answer = deskql::graphql::schema().execute(DESCRIPTIONS).await;
    assert!(answer.is_ok(), "{:?}", answer.errors);
    let answer = answer.data.into_json().unwrap();
    let mut bare = Vec::new();
    let mut types = 0;
    for kind in list(&answer["__schema"], "types").filter(|kind| !name(kind).starts_with("__")) {
        if BUILT_IN.contains(&name(kind)) {
            continue;
        }
        types += 1;
        check_description(kind, name(kind).to_owned(), &mut bare);
        for field in ["fields", "inputFields", "enumValues"]
            .iter()
            .flat_map(|part| list(kind, part))
        {
            let path = format!("{}.{}", name(kind), name(field));
            for argument in list(field, "args") {
                check_description(argument, format!("{path}({}:)", name(argument)), &mut bare);
            }
            check_description(field, path, &mut bare);
        }
    }
    assert!(types > 40, "only {types} types");
    assert!(
        bare.is_empty(),
        "without a description:\n{}",
        bare.join("\n")
    );
}

/// GraphiQL shows examples in descriptions unchanged.
#[tokio::test]
async fn examples_in_descriptions_are_indented() {
    let answer = deskql::graphql::schema().execute(DESCRIPTIONS).await;
    let answer = answer.data.into_json().unwrap();
    let mut examples = 0;
    for field in list(&answer["__schema"], "types").flat_map(|kind| list(kind, "fields")) {
        let description = field["description"].as_str().unwrap_or_default();
        let mut depth = None;
        for line in description.lines() {
            let text = line.trim_start();
            if text.starts_with("```") {
                depth = depth.is_none().then_some(0_usize);
                examples += usize::from(depth.is_some());
                continue;
            }
            let Some(depth) = &mut depth else { continue };
            let closed = text.chars().take_while(|c| "})]".contains(*c)).count();
            let expected = 2 * (*depth - closed);
            assert_eq!(line.len() - text.len(), expected, "{}: {line}", name(field));
            let count = |brackets: &str| text.chars().filter(|c| brackets.contains(*c)).count();
            *depth = *depth + count("{([") - count("})]");
        }
    }
    assert!(examples > 8, "only {examples} examples");
}

/// Scalars of the GraphQL specification.
const SPECIFIED: &[&str] = &["Boolean", "Float", "ID", "Int", "String"];

#[tokio::test]
async fn custom_scalars_have_a_specification() {
    let answer = deskql::graphql::schema()
        .execute("{ __schema { types { kind name specifiedByURL } } }")
        .await;
    let answer = answer.data.into_json().unwrap();
    let scalars = list(&answer["__schema"], "types")
        .filter(|kind| kind["kind"] == "SCALAR" && !SPECIFIED.contains(&name(kind)));
    let (specified, bare): (Vec<&Value>, Vec<&Value>) = scalars.partition(|kind| {
        kind["specifiedByURL"]
            .as_str()
            .is_some_and(|url| url.starts_with("https://"))
    });
    assert!(specified.len() >= 9, "{specified:?}");
    assert!(bare.is_empty(), "without @specifiedBy: {bare:?}");
}

fn list<'a>(of: &'a Value, part: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    of[part].as_array().into_iter().flatten()
}

fn name(of: &Value) -> &str {
    of["name"].as_str().unwrap()
}

fn check_description(of: &Value, path: String, bare: &mut Vec<String>) {
    if of["description"]
        .as_str()
        .is_none_or(|text| text.trim().is_empty())
    {
        bare.push(path);
    }
}
