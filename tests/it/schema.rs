//! The graph as clients meet it: `schema.graphql` is what the code says, and everything in it is
//! described.

mod breaking;

use serde_json::Value;

use crate::support::root;

#[test]
fn the_file_is_what_the_code_says() {
    let file = std::fs::read_to_string(root().join("schema.graphql")).unwrap();
    if file == deskql::graphql::sdl() {
        return;
    }
    let (written, said) = (file.lines(), deskql::graphql::sdl());
    let line = written
        .zip(said.lines())
        .position(|(written, said)| written != said)
        .unwrap_or(0);
    panic!(
        "schema.graphql differs from line {} on; write it with `deskql schema > schema.graphql`",
        line + 1
    );
}

#[test]
fn what_was_released_is_not_broken() {
    let released = std::fs::read_to_string(root().join("tests/schema/released.graphql")).unwrap();
    let faults = breaking::changes(&released, &deskql::graphql::sdl());
    let advice = "clients of the last release would break; deprecate for one release first (see CONTRIBUTING)";
    assert!(faults.is_empty(), "{advice}:\n{}", faults.join("\n"));
}

/// The library's own types.
const GIVEN: &[&str] = &["ID"];

const DESCRIPTIONS: &str = "{ __schema { types {
    name description
    fields(includeDeprecated: true) { name description args { name description } }
    inputFields { name description }
    enumValues(includeDeprecated: true) { name description }
} } }";

#[tokio::test]
async fn everything_is_described() {
    let answer = deskql::graphql::schema().execute(DESCRIPTIONS).await;
    assert!(answer.is_ok(), "{:?}", answer.errors);
    let answer = answer.data.into_json().unwrap();
    let mut bare = Vec::new();
    let mut types = 0;
    for kind in list(&answer["__schema"], "types").filter(|kind| !name(kind).starts_with("__")) {
        if GIVEN.contains(&name(kind)) {
            continue;
        }
        types += 1;
        look(kind, name(kind).to_owned(), &mut bare);
        for field in ["fields", "inputFields", "enumValues"]
            .iter()
            .flat_map(|part| list(kind, part))
        {
            let path = format!("{}.{}", name(kind), name(field));
            for argument in list(field, "args") {
                look(argument, format!("{path}({}:)", name(argument)), &mut bare);
            }
            look(field, path, &mut bare);
        }
    }
    assert!(types > 40, "{types} types: the graph was not read");
    assert!(
        bare.is_empty(),
        "without a description:\n{}",
        bare.join("\n")
    );
}

/// GraphiQL shows the examples in descriptions as they are.
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

/// The language's own scalars.
const OWN: &[&str] = &["Boolean", "Float", "ID", "Int", "String"];

#[tokio::test]
async fn every_scalar_says_where_it_is_specified() {
    let answer = deskql::graphql::schema()
        .execute("{ __schema { types { kind name specifiedByURL } } }")
        .await;
    let answer = answer.data.into_json().unwrap();
    let scalars = list(&answer["__schema"], "types")
        .filter(|kind| kind["kind"] == "SCALAR" && !OWN.contains(&name(kind)));
    let (told, bare): (Vec<&Value>, Vec<&Value>) = scalars.partition(|kind| {
        kind["specifiedByURL"]
            .as_str()
            .is_some_and(|url| url.starts_with("https://"))
    });
    assert!(told.len() >= 9, "{told:?}");
    assert!(bare.is_empty(), "without @specifiedBy: {bare:?}");
}

fn list<'a>(of: &'a Value, part: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    of[part].as_array().into_iter().flatten()
}

fn name(of: &Value) -> &str {
    of["name"].as_str().unwrap()
}

fn look(of: &Value, path: String, bare: &mut Vec<String>) {
    if of["description"]
        .as_str()
        .is_none_or(|text| text.trim().is_empty())
    {
        bare.push(path);
    }
}
