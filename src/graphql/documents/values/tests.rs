//! Tests with a schema that has every kind of input type.

use serde_json::{Value, json};

use crate::config::Config;
use crate::domain::Viewer;
use crate::graphql::documents::suggestions::Suggestions;
use crate::graphql::documents::{DocumentError, Documents, Parameters, files, operation, parser};

const SDL: &str = r#"
  directive @oneOf on INPUT_OBJECT
  scalar Date scalar DateTime scalar Decimal scalar BigInt scalar JSON scalar Upload
  enum Colour { RED GREEN }
  input One @oneOf { text: String number: Int }
  input In {
    int: Int float: Float text: String truth: Boolean id: ID colour: Colour date: Date moment: DateTime
    decimal: Decimal big: BigInt json: JSON file: Upload one: One in: In ins: [In!] grid: [[Int!]!]
    default: Boolean! = false
  }
  input Needs { a: Int! b: [Int!]! = [1] c: In }
  type Query { in(in: In, ins: [In!], needs: Needs, ids: [Int!], id: Int, flag: Boolean! = true): Query text: String }
  type Mutation { in(in: In!): Query }
"#;

/// Checks only the values of a document.
fn check(query: &str, variables: Value, files: usize) -> Result<(), DocumentError> {
    let documents = Documents::new(&Config::default(), SDL).unwrap();
    let Value::Object(variables) = variables else {
        panic!()
    };
    let files = vec!["variables.file".to_owned(); files];
    let parameters = Parameters {
        query: Some(query.to_owned()),
        variables,
        files,
        ..Parameters::default()
    };
    let document = parser::parse(query, 10_000)?.into_document();
    let operation = operation(&document, None)?;
    let measurements = documents.measure(
        &document,
        operation,
        &parameters.variables,
        &Viewer::Anonymous,
    )?;
    files::check(&document)?;
    documents
        .check_values(
            &parameters,
            &document,
            operation,
            (&measurements.arguments, Suggestions(true)),
        )
        .map(|_| ())
}

/// The messages of all errors.
fn messages(query: &str, variables: Value) -> Vec<String> {
    let Err(error) = check(query, variables, 1) else {
        return Vec::new();
    };
    error
        .errors
        .iter()
        .map(|error| error["message"].as_str().unwrap().to_owned())
        .collect()
}

/// The messages for a variable `$v` of a type.
fn messages_for(of: &str, value: Value) -> Vec<String> {
    messages(
        &format!("query($v: {of}) {{ text }}"),
        json!({ "v": value }),
    )
}

#[test]
fn accepts_valid_variables() {
    for (kind, values) in [
        ("Int!", json!([0, -1, 2_147_483_647, -2_147_483_648])),
        (
            "Float!",
            json!([0, 1.5, -3, 1e300, 9_007_199_254_740_993_i64]),
        ),
        ("String!", json!(["", "x"])),
        ("Boolean!", json!([true, false])),
        ("ID!", json!(["x", "", 7, -7, 9_007_199_254_740_993_i64])),
        ("Colour!", json!(["RED", "GREEN"])),
        ("Date!", json!(["2030-01-02"])),
        (
            "DateTime!",
            json!(["2030-01-02T03:04:05Z", "2030-01-02T03:04:05.5+02:00"]),
        ),
        ("Decimal!", json!(["1.50", 1.5, 3])),
        (
            "BigInt!",
            json!(["9007199254740993", 9_007_199_254_740_993_i64]),
        ),
        (
            "JSON!",
            json!(["x", 1, true, [1, null, { "a": [] }], { "a": null }]),
        ),
        ("Upload!", json!(["#__graphql_file__:0"])),
        ("Int", json!([null, 1])),
        ("[Int]", json!([null, [], 1, [1], [null, 1]])),
        ("[Int!]!", json!([[], 1, [1, 2]])),
        ("[[Int!]!]", json!([null, 1, [1], [[1], [2, 3]], [[]]])),
        ("One!", json!([{ "text": "" }, { "number": 1 }])),
        (
            "Needs!",
            json!([{ "a": 1 }, { "a": 1, "b": 2 }, { "a": 1, "c": null }, { "a": 1, "c": { "in": { "int": 1 } } }]),
        ),
        (
            "In",
            json!([null, {}, { "int": null, "one": null }, { "ins": { "int": 1 } }, { "default": true }]),
        ),
        ("Nothing!", json!([1, "x", {}])),
    ] {
        for value in values.as_array().unwrap() {
            assert_eq!(messages_for(kind, value.clone()), [""; 0], "{kind} {value}");
        }
    }
    // Undeclared variables are ignored, and nullable ones are optional.
    assert_eq!(
        messages("{ text }", json!({ "other": [1, { "a": null }] })),
        [""; 0]
    );
    assert_eq!(
        messages(
            "query($a: Int, $b: Int! = 1, $c: [In!]) { text }",
            json!({})
        ),
        [""; 0]
    );
}

#[test]
fn rejects_invalid_variables() {
    for (kind, values) in [
        (
            "Int!",
            json!([
                null,
                "1",
                1.0,
                true,
                [1],
                {},
                2_147_483_648_i64,
                -2_147_483_649_i64,
                u64::MAX
            ]),
        ),
        ("Float", json!(["1", true, [1], {}])),
        ("String", json!([1, true, ["x"], {}])),
        ("Boolean", json!([0, "true", [true], {}])),
        ("ID", json!([1.5, true, ["x"], {}, u64::MAX])),
        ("Colour", json!(["red", "", 1, ["RED"]])),
        (
            "Date",
            json!(["2030-02-30", "2030-01-02T03:04:05Z", 20_300_102, ""]),
        ),
        (
            "DateTime",
            json!(["tomorrow", "2030-01-02", 0, ["2030-01-02T03:04:05Z"]]),
        ),
        ("Decimal", json!(["1,5", "x", true])),
        (
            "BigInt",
            json!(["1.5", 1.5, "9223372036854775808", u64::MAX]),
        ),
        ("JSON!", json!([null])),
        (
            "Upload",
            json!(["", "x", "#__graphql_file__:1", "#__graphql_file__:x", 0, {}]),
        ),
        ("[Int]", json!(["x", ["x"], [[1]]])),
        ("[Int!]!", json!([null, [null], [1, null]])),
        ("[[Int!]!]", json!([[null], [[null]], "x"])),
        (
            "One",
            json!([{}, { "text": "a", "number": 1 }, { "text": null }, { "other": 1 }, "x"]),
        ),
        (
            "Needs",
            json!([{}, { "a": null }, { "a": 1, "b": null }, { "a": 1, "c": { "int": "x" } }, 1, []]),
        ),
        (
            "In",
            json!([{ "default": null }, { "nothing": 1 }, { "in": { "ins": [{ "in": { "truth": 1 } }] } }]),
        ),
    ] {
        for value in values.as_array().unwrap() {
            assert!(
                !messages_for(kind, value.clone()).is_empty(),
                "{kind} {value}"
            );
        }
    }
}

#[test]
fn errors_name_the_variable_and_the_path() {
    let query = "query($a: Int!, $b: In, $c: Needs) { text }";
    let b = json!({ "ins": [{}, { "moment": "never", "grid": [[1], [2, "x"]] }], "one": { "text": "", "number": 1 } });
    let mut found = messages(query, json!({ "b": b, "c": { "z": 1 } }));
    found.sort();
    assert_eq!(
        found,
        [
            "variable \"$a\": expected Int!, got no value",
            "variable \"$b\" at \"b.ins[1].grid[1][1]\": expected Int, got a string",
            "variable \"$b\" at \"b.ins[1].moment\": expected DateTime, got a string: \
             not a date and time as in RFC 3339, such as 2030-01-02T03:04:05Z",
            "variable \"$b\" at \"b.one\": One must have exactly one field, got 2",
            "variable \"$c\" at \"c.a\": expected Int!, got no value",
            "variable \"$c\" at \"c.z\": Needs has no such field",
        ]
    );
    let error = check("query(\n$a: Int!) { text }", json!({ "a": null }), 0).unwrap_err();
    let locations = json!([{ "line": 2, "column": 1 }]);
    let message = "variable \"$a\": expected Int!, got null";
    let expected = json!({ "message": message, "locations": locations, "extensions": { "code": "BAD_USER_INPUT" } });
    assert_eq!(error.errors, [expected]);
    // The number of errors, and the length of a name in a message, are limited.
    let many = messages_for("[Int!]", json!(vec!["x"; 1000]));
    assert_eq!(many.len(), 50);
    let name = "é\n".repeat(1000);
    assert!(messages_for("In", json!({ name: 1 }))[0].len() < 400);
}

#[test]
fn checks_literals_like_variables() {
    for valid in [
        "{ in(in: { int: 1 float: 1 text: \"\" id: 1 colour: RED date: \"2030-01-02\" json: { a: [RED] } }) { text } }",
        "{ in(ins: { int: 1 } ids: 1) { text } }",
        "{ in(needs: { a: 1 b: 2 } in: null ids: null) { text } }",
        "query($v: In = { colour: RED }) { text }",
        "{ in(unknown: 1) { text } unknown(in: 1) }",
    ] {
        assert_eq!(messages(valid, json!({})), [""; 0], "{valid}");
    }
    for (invalid, expected) in [
        (
            "{ in(id: 2147483648) { text } }",
            "argument \"id\" of \"in\": expected Int, got a number: not an integer of 32 bits",
        ),
        (
            "{ in(in: 5) { text } }",
            "argument \"in\" of \"in\": expected In, got a number",
        ),
        (
            "{ in { in(in: { date: \"x\" }) { text } } }",
            "argument \"in\" of \"in\" at \"in.date\": expected Date, got a string",
        ),
        (
            "{ in { ...f } } fragment f on Query { in(id: 1.5) { text } }",
            "argument \"id\" of \"in\": expected Int, got a number",
        ),
        (
            "{ in(in: { colour: \"RED\" }) { text } }",
            "argument \"in\" of \"in\" at \"in.colour\": expected Colour, got a string",
        ),
        (
            "{ in(in: { file: \"#__graphql_file__:7\" }) { text } }",
            "a string must not begin with",
        ),
        (
            "{ in(in: { one: { text: \"\" number: 1 } }) { text } }",
            "argument \"in\" of \"in\" at \"in.one\": One must have exactly one field, got 2",
        ),
        (
            "{ in(needs: {}) { text } }",
            "argument \"needs\" of \"in\" at \"needs.a\": expected Int!, got no value",
        ),
        (
            "query($v: Int = 2147483648) { text }",
            "the default of variable \"$v\": expected Int, got a number",
        ),
        (
            "query($v: In = { colour: \"RED\" }) { text }",
            "the default of variable \"$v\" at \"v.colour\": expected Colour, got a string",
        ),
        // One variable has no value; the other fields are still checked.
        (
            "query($t: String) { in(in: { text: $t int: 2147483648 }) { text } }",
            "argument \"in\" of \"in\" at \"in.int\"",
        ),
        (
            "query($t: Int) { in(needs: { a: $t }) { text } }",
            "argument \"needs\" of \"in\" at \"needs.a\": expected Int!, got the variable",
        ),
        (
            "query($t: Int) { in(in: { one: { number: $t } }) { text } }",
            "argument \"in\" of \"in\" at \"in.one\": One",
        ),
        (
            "query($t: String) { in(id: $t) { text } }",
            "argument \"id\" of \"in\": expected Int, got the variable \"$t\" of type String",
        ),
        (
            "query($t: Int) { in(ids: $t) { text } }",
            "argument \"ids\" of \"in\": expected [Int!], got the variable \"$t\" of type Int",
        ),
    ] {
        let found = messages(invalid, json!({}));
        assert!(
            found.iter().any(|message| message.starts_with(expected)),
            "{invalid} {found:?}"
        );
    }
    let null = json!({ "t": null });
    let query = "query($t: Int = 1) { in(needs: { a: $t }) { text } }";
    assert_eq!(
        (
            messages(query, json!({})).len(),
            messages(query, null.clone()).len()
        ),
        (0, 1)
    );
    let query = "query($t: Int) { in(in: { one: { number: $t } }) { text } }";
    // A nullable variable is rejected in a `@oneOf` object even if it has a value.
    assert_eq!(
        (
            messages(query, json!({ "t": 1 })).len(),
            messages(query, null).len()
        ),
        (1, 1)
    );
    let query = "query($t: Int!) { in(in: { one: { number: $t } }) { text } }";
    assert_eq!(messages(query, json!({ "t": 1 })), [""; 0]);
    for (of, is_valid) in [
        ("Boolean", false),
        ("Boolean!", true),
        ("Boolean = true", true),
        ("Boolean = null", false),
    ] {
        let query =
            format!("query($t: {of}) {{ text @skip(if: $t) in @include(if: $t) {{ text }} }}");
        assert_eq!(
            messages(&query, json!({ "t": true })).is_empty(),
            is_valid,
            "{of}"
        );
    }
}

#[test]
fn ids_may_be_longer_than_64_bits() {
    let long = "99999999999999999999999";
    for (query, is_valid) in [
        (format!("{{ in(in: {{ id: {long} }}) {{ text }} }}"), true),
        (
            format!("query($v: ID = -{long}) {{ in(in: {{ id: $v }}) {{ text }} }}"),
            true,
        ),
        (format!("{{ in(in: {{ int: {long} }}) {{ text }} }}"), false),
        ("{ in(in: { id: 1e999 }) { text } }".to_owned(), false),
    ] {
        assert_eq!(messages(&query, json!({})).is_empty(), is_valid, "{query}");
    }
    let documents = Documents::new(&Config::default(), SDL).unwrap();
    let query = format!(
        "query($v: ID = -{long}) {{ in(in: {{ id: {long}, ins: [{{ id: $v }}] }}) {{ text }} }}"
    );
    let accepted = documents
        .accept_blocking(
            &Parameters {
                query: Some(query),
                ..Parameters::default()
            },
            &Viewer::Anonymous,
        )
        .unwrap();
    assert!(format!("{:?}", accepted.document).contains(&format!("String(\"{long}\")")));
    assert_eq!(
        accepted.variables.to_string(),
        format!("{{v: \"-{long}\"}}")
    );
}

#[test]
fn omitted_variables_have_their_defaults() {
    let documents = Documents::new(&Config::default(), SDL).unwrap();
    let query = "query($a: Boolean = true, $b: Int = 3, $c: Int, $d: Int = 4, $e: Int) {
        text @skip(if: $a) x: in(id: $b, ids: [$c]) { in(in: { int: $d, float: $e }) { text } } }";
    let variables = json!({ "b": null, "c": 1, "unknown": [1, 2] });
    let Value::Object(variables) = variables else {
        panic!()
    };
    let parameters = Parameters {
        query: Some(query.to_owned()),
        variables,
        ..Parameters::default()
    };
    let accepted = documents
        .accept_blocking(&parameters, &Viewer::Anonymous)
        .unwrap_err();
    assert!(
        accepted.errors[0]["message"]
            .as_str()
            .unwrap()
            .contains("$c"),
        "{accepted:?}"
    );
    let query = query
        .replace("[$c]", "1, in: { int: $c }")
        .replace(", float: $e", ", id: $e")
        .replace("$e: Int", "$e: ID");
    let parameters = Parameters {
        query: Some(query),
        ..parameters
    };
    let accepted = documents
        .accept_blocking(&parameters, &Viewer::Anonymous)
        .unwrap();
    assert_eq!(
        accepted.variables.to_string(),
        "{a: true, b: null, c: 1, d: 4}"
    );
}

/// The variables out of a, b, c and d that the accepted document uses.
fn used_variables(query: &str, operation: &str, variables: Value) -> String {
    let documents = Documents::new(&Config::default(), SDL).unwrap();
    let Value::Object(variables) = variables else {
        panic!()
    };
    let operation_name = Some(operation.to_owned()).filter(|name| !name.is_empty());
    let parameters = Parameters {
        query: Some(query.to_owned()),
        operation_name,
        variables,
        ..Parameters::default()
    };
    let document = format!(
        "{:?}",
        documents
            .accept_blocking(&parameters, &Viewer::Anonymous)
            .unwrap()
            .document
    );
    ["a", "b", "c", "d"]
        .into_iter()
        .filter(|name| document.contains(&format!("Name(\"{name}\")")))
        .collect()
}

#[test]
fn omitted_variables_are_not_null() {
    let query = "query Q($a: Int, $b: Int, $c: Int = 3, $d: Boolean = false) {
        in(id: $a in: { int: $a ins: [{ int: $b }] in: { int: $c } } ids: [4]) { text @skip(if: $d) ...f } }
        fragment f on Query { in(id: $b) { text } }";
    assert_eq!(used_variables(query, "", json!({})), "cd");
    assert_eq!(
        used_variables(query, "", json!({ "a": null, "b": 1, "d": true })),
        "abcd"
    );
    assert_eq!(used_variables(query, "", json!({ "b": null })), "bcd");
    // A list item becomes null, so that the other items keep their positions.
    assert_eq!(
        used_variables(
            "query($a: Int) { in(in: { json: 1 ins: [{ int: $a }] }) { text } }",
            "",
            json!({})
        ),
        ""
    );
    let two = "query A($a: Int, $b: Int) { in(id: $a) { ...f } } query B($a: Int, $b: Int) { in(id: $a) { ...f } }
        fragment f on Query { in(id: $b) { text } }";
    assert_eq!(
        used_variables(two, "A", json!({})),
        "a",
        "the other operation is not changed"
    );
    assert_eq!(used_variables(two, "B", json!({ "b": 1 })), "ab");
    assert_eq!(used_variables(two, "B", json!({ "a": 1 })), "a");
}
