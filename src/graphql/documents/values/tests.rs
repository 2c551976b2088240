//! What is taken and what is refused, by a schema that has one of each.

use serde_json::{Value, json};

use crate::config::Config;
use crate::domain::Viewer;
use crate::graphql::documents::{Asked, Documents, Fault, files, operation, parser};

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

/// Checks values alone: what else is wrong with a document is validation's to report.
fn ask(query: &str, variables: Value, files: usize) -> Result<(), Fault> {
    let documents = Documents::new(&Config::default(), SDL).unwrap();
    let Value::Object(variables) = variables else {
        panic!()
    };
    let files = vec!["variables.file".to_owned(); files];
    let asked = Asked {
        query: Some(query.to_owned()),
        variables,
        files,
        ..Asked::default()
    };
    let document = parser::parse(query, 10_000)?.into_document();
    let operation = operation(&document, None)?;
    let measured =
        documents.measured(&document, operation, &asked.variables, &Viewer::Anonymous)?;
    files::check(&document)?;
    documents
        .check_values(&asked, &document, operation, &measured.arguments)
        .map(|_| ())
}

/// The messages of all faults.
fn faults(query: &str, variables: Value) -> Vec<String> {
    let Err(fault) = ask(query, variables, 1) else {
        return Vec::new();
    };
    fault
        .errors
        .iter()
        .map(|error| error["message"].as_str().unwrap().to_owned())
        .collect()
}

/// The faults of a variable `$v` of a type.
fn of(of: &str, value: Value) -> Vec<String> {
    faults(
        &format!("query($v: {of}) {{ text }}"),
        json!({ "v": value }),
    )
}

#[test]
fn values_that_fit_are_taken() {
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
            assert_eq!(of(kind, value.clone()), [""; 0], "{kind} {value}");
        }
    }
    // What is not declared is passed over, and what may be left out is not missed.
    assert_eq!(
        faults("{ text }", json!({ "other": [1, { "a": null }] })),
        [""; 0]
    );
    assert_eq!(
        faults(
            "query($a: Int, $b: Int! = 1, $c: [In!]) { text }",
            json!({})
        ),
        [""; 0]
    );
}

#[test]
fn values_that_do_not_are_refused() {
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
            assert!(!of(kind, value.clone()).is_empty(), "{kind} {value}");
        }
    }
}

#[test]
fn faults_name_the_variable_and_the_way() {
    let query = "query($a: Int!, $b: In, $c: Needs) { text }";
    let b = json!({ "ins": [{}, { "moment": "never", "grid": [[1], [2, "x"]] }], "one": { "text": "", "number": 1 } });
    let mut found = faults(query, json!({ "b": b, "c": { "z": 1 } }));
    found.sort();
    assert_eq!(
        found,
        [
            "variable \"$a\": it is missing, and its type is Int!",
            "variable \"$b\" at \"b.ins[1].grid[1][1]\": text is given, and its type is Int: a number is taken here",
            "variable \"$b\" at \"b.ins[1].moment\": text is given, and its type is DateTime: \
             not a moment of RFC 3339, such as 2030-01-02T03:04:05Z",
            "variable \"$b\" at \"b.one\": One takes exactly one field, and 2 are given",
            "variable \"$c\" at \"c.a\": it is missing, and its type is Int!",
            "variable \"$c\" at \"c.z\": Needs has no such field",
        ]
    );
    let fault = ask("query(\n$a: Int!) { text }", json!({ "a": null }), 0).unwrap_err();
    let locations = json!([{ "line": 2, "column": 1 }]);
    let message = "variable \"$a\": it is null, and its type is Int!";
    let error = json!({ "message": message, "locations": locations, "extensions": { "code": "BAD_USER_INPUT" } });
    assert_eq!(fault.errors, [error]);
    // However much is wrong, and however long a name is.
    let many = of("[Int!]", json!(vec!["x"; 1000]));
    assert_eq!(many.len(), 50);
    let name = "é\n".repeat(1000);
    assert!(of("In", json!({ name: 1 }))[0].len() < 400);
}

#[test]
fn written_values_are_looked_at_as_closely() {
    for taken in [
        "{ in(in: { int: 1 float: 1 text: \"\" id: 1 colour: RED date: \"2030-01-02\" json: { a: [RED] } }) { text } }",
        "{ in(ins: { int: 1 } ids: 1) { text } }",
        "{ in(needs: { a: 1 b: 2 } in: null ids: null) { text } }",
        "query($v: In = { colour: RED }) { text }",
        "{ in(unknown: 1) { text } unknown(in: 1) }",
    ] {
        assert_eq!(faults(taken, json!({})), [""; 0], "{taken}");
    }
    for (refused, expected) in [
        (
            "{ in(id: 2147483648) { text } }",
            "argument \"id\" of \"in\": a number is given",
        ),
        (
            "{ in(in: 5) { text } }",
            "argument \"in\" of \"in\": a number is given, and its type is In: an object",
        ),
        (
            "{ in { in(in: { date: \"x\" }) { text } } }",
            "argument \"in\" of \"in\" at \"in.date\": text is given",
        ),
        (
            "{ in { ...f } } fragment f on Query { in(id: 1.5) { text } }",
            "argument \"id\" of \"in\": a number",
        ),
        (
            "{ in(in: { colour: \"RED\" }) { text } }",
            "argument \"in\" of \"in\" at \"in.colour\": text is given",
        ),
        (
            "{ in(in: { file: \"#__graphql_file__:7\" }) { text } }",
            "no text here begins with",
        ),
        (
            "{ in(in: { one: { text: \"\" number: 1 } }) { text } }",
            "argument \"in\" of \"in\" at \"in.one\": One takes",
        ),
        (
            "{ in(needs: {}) { text } }",
            "argument \"needs\" of \"in\" at \"needs.a\": it is missing",
        ),
        (
            "query($v: Int = 2147483648) { text }",
            "the default of variable \"$v\": a number is given",
        ),
        (
            "query($v: In = { colour: \"RED\" }) { text }",
            "the default of variable \"$v\" at \"v.colour\": text",
        ),
        // One is left out, and the others are looked at all the same.
        (
            "query($t: String) { in(in: { text: $t int: 2147483648 }) { text } }",
            "argument \"in\" of \"in\" at \"in.int\"",
        ),
        (
            "query($t: Int) { in(needs: { a: $t }) { text } }",
            "argument \"needs\" of \"in\" at \"needs.a\": the variable",
        ),
        (
            "query($t: Int) { in(in: { one: { number: $t } }) { text } }",
            "argument \"in\" of \"in\" at \"in.one\": One",
        ),
        (
            "query($t: String) { in(id: $t) { text } }",
            "argument \"id\" of \"in\": the variable \"$t\" is of type String",
        ),
        (
            "query($t: Int) { in(ids: $t) { text } }",
            "argument \"ids\" of \"in\": the variable \"$t\" is of type Int",
        ),
    ] {
        let found = faults(refused, json!({}));
        assert!(
            found.iter().any(|message| message.starts_with(expected)),
            "{refused} {found:?}"
        );
    }
    let null = json!({ "t": null });
    let query = "query($t: Int = 1) { in(needs: { a: $t }) { text } }";
    assert_eq!(
        (
            faults(query, json!({})).len(),
            faults(query, null.clone()).len()
        ),
        (0, 1)
    );
    let query = "query($t: Int) { in(in: { one: { number: $t } }) { text } }";
    // A variable that may be null does not stand there, whatever it is.
    assert_eq!(
        (
            faults(query, json!({ "t": 1 })).len(),
            faults(query, null).len()
        ),
        (1, 1)
    );
    let query = "query($t: Int!) { in(in: { one: { number: $t } }) { text } }";
    assert_eq!(faults(query, json!({ "t": 1 })), [""; 0]);
    for (of, taken) in [
        ("Boolean", false),
        ("Boolean!", true),
        ("Boolean = true", true),
        ("Boolean = null", false),
    ] {
        let query =
            format!("query($t: {of}) {{ text @skip(if: $t) in @include(if: $t) {{ text }} }}");
        assert_eq!(
            faults(&query, json!({ "t": true })).is_empty(),
            taken,
            "{of}"
        );
    }
}

#[test]
fn identifiers_may_be_longer_than_64_bits() {
    let long = "99999999999999999999999";
    for (query, taken) in [
        (format!("{{ in(in: {{ id: {long} }}) {{ text }} }}"), true),
        (
            format!("query($v: ID = -{long}) {{ in(in: {{ id: $v }}) {{ text }} }}"),
            true,
        ),
        (format!("{{ in(in: {{ int: {long} }}) {{ text }} }}"), false),
        ("{ in(in: { id: 1e999 }) { text } }".to_owned(), false),
    ] {
        assert_eq!(faults(&query, json!({})).is_empty(), taken, "{query}");
    }
    let documents = Documents::new(&Config::default(), SDL).unwrap();
    let query = format!(
        "query($v: ID = -{long}) {{ in(in: {{ id: {long}, ins: [{{ id: $v }}] }}) {{ text }} }}"
    );
    let accepted = documents
        .accept(
            &Asked {
                query: Some(query),
                ..Asked::default()
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
fn defaults_stand_in_for_variables_that_are_left_out() {
    let documents = Documents::new(&Config::default(), SDL).unwrap();
    let query = "query($a: Boolean = true, $b: Int = 3, $c: Int, $d: Int = 4, $e: Int) {
        text @skip(if: $a) x: in(id: $b, ids: [$c]) { in(in: { int: $d, float: $e }) { text } } }";
    let variables = json!({ "b": null, "c": 1, "unknown": [1, 2] });
    let Value::Object(variables) = variables else {
        panic!()
    };
    let asked = Asked {
        query: Some(query.to_owned()),
        variables,
        ..Asked::default()
    };
    let accepted = documents.accept(&asked, &Viewer::Anonymous).unwrap_err();
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
    let asked = Asked {
        query: Some(query),
        ..asked
    };
    let accepted = documents.accept(&asked, &Viewer::Anonymous).unwrap();
    assert_eq!(
        accepted.variables.to_string(),
        "{a: true, b: null, c: 1, d: 4}"
    );
}

/// Which of the variables a, b, c and d stand in the document as it goes on.
fn left(query: &str, operation: &str, variables: Value) -> String {
    let documents = Documents::new(&Config::default(), SDL).unwrap();
    let Value::Object(variables) = variables else {
        panic!()
    };
    let operation_name = Some(operation.to_owned()).filter(|name| !name.is_empty());
    let asked = Asked {
        query: Some(query.to_owned()),
        operation_name,
        variables,
        ..Asked::default()
    };
    let document = format!(
        "{:?}",
        documents
            .accept(&asked, &Viewer::Anonymous)
            .unwrap()
            .document
    );
    ["a", "b", "c", "d"]
        .into_iter()
        .filter(|name| document.contains(&format!("Name(\"{name}\")")))
        .collect()
}

#[test]
fn what_is_left_out_is_not_null() {
    let query = "query Q($a: Int, $b: Int, $c: Int = 3, $d: Boolean = false) {
        in(id: $a in: { int: $a ins: [{ int: $b }] in: { int: $c } } ids: [4]) { text @skip(if: $d) ...f } }
        fragment f on Query { in(id: $b) { text } }";
    assert_eq!(left(query, "", json!({})), "cd");
    assert_eq!(
        left(query, "", json!({ "a": null, "b": 1, "d": true })),
        "abcd"
    );
    assert_eq!(left(query, "", json!({ "b": null })), "bcd");
    // An item of a list becomes null, so that the others keep their places.
    assert_eq!(
        left(
            "query($a: Int) { in(in: { json: 1 ins: [{ int: $a }] }) { text } }",
            "",
            json!({})
        ),
        ""
    );
    let two = "query A($a: Int, $b: Int) { in(id: $a) { ...f } } query B($a: Int, $b: Int) { in(id: $a) { ...f } }
        fragment f on Query { in(id: $b) { text } }";
    assert_eq!(
        left(two, "A", json!({})),
        "a",
        "the other operation keeps its own"
    );
    assert_eq!(left(two, "B", json!({ "b": 1 })), "ab");
    assert_eq!(left(two, "B", json!({ "a": 1 })), "a");
}
