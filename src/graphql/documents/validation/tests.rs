//! Tests of validation. `tests/graphql-http/verdicts.mjs` compares many more documents with
//! graphql-js.

use std::fmt::Write;
use std::time::{Duration, Instant};

use crate::config::Config;
use crate::domain::Viewer;
use crate::graphql::documents::{DocumentError, Documents, Parameters};

const SDL: &str = r#"
  interface Node { id: ID! }
  interface Named { name: String }
  union Pet = Dog | Cat
  enum Size { SMALL LARGE }
  input In { size: Size needed: Int! = 1 list: [In!] }
  type Dog implements Node & Named { id: ID! name: String barks(loud: Boolean! = true): Boolean! size: Size friend: Pet }
  type Cat implements Node { id: ID! name: String! meows: Int! size: Size friend: Dog }
  type Query { pet: Pet node(id: ID!): Node dog(in: In): Dog cats: [Cat!]! pets: [Pet] text: String query: Query }
  type Mutation { rename(name: String!): Dog }
  type Subscription { barked: Dog }
"#;

fn check(query: &str) -> Result<(), DocumentError> {
    let mut config = Config::default();
    (config.graphql.max_depth, config.graphql.max_aliases) = (60, 10_000);
    let documents = Documents::new(&config, SDL).unwrap();
    let parameters = Parameters {
        query: Some(query.to_owned()),
        operation_name: query.contains("query A").then(|| "A".to_owned()),
        ..Parameters::default()
    };
    documents
        .accept_blocking(&parameters, &Viewer::Anonymous)
        .map(|_| ())
}

#[test]
fn valid_documents_are_accepted() {
    for query in [
        "{ pet { __typename ... on Dog { name barks } ... on Cat { n: name meows } ... { __typename } } }",
        "{ node(id: 1) { id ... on Named { name } ...d } } fragment d on Dog { barks(loud: false) }",
        "{ dog(in: { size: SMALL, list: [{}, { needed: 2 }] }) { id } text text t: text }",
        "query A($i: In, $b: Boolean! = true) { dog(in: $i) { ...d @include(if: $b) } } query B { text }
         fragment d on Dog { friend { ... on Dog { ...e } } } fragment e on Node { id }",
        "{ __schema { types { name fields { name type { ofType { name } } } } } __type(name: \"Dog\") { kind } }",
        "{ pet { ... on Dog { name } ... on Cat { n: id @skip(if: true) } } }",
        "{ pet { ... on Dog { x: size } ... on Cat { x: size } } }",
        "{ dog { friend { __typename } } dog { friend { ... on Cat { meows } } } }",
        "mutation { a: rename(name: \"x\") { name } b: rename(name: \"y\") { name } }",
        "subscription { barked { name } }",
    ] {
        assert!(check(query).is_ok(), "{query} {:?}", check(query));
    }
}

#[test]
fn invalid_documents_are_rejected() {
    for (query, expected) in [
        ("query A { text } query A { pet { __typename } }", "more than one operation named \"A\""),
        ("query A { text } { text }", "without a name"),
        ("{ ...a } fragment a on Query { text } fragment a on Query { text }", "more than one fragment named"),
        ("{ text } fragment a on Query { text }", "\"a\" is never used"),
        ("{ text } fragment a on Query { ...b } fragment b on Query { ...a }", "is never used"),
        ("{ ...a }", "There is no fragment \"a\""),
        ("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", "spreads itself"),
        ("{ nothing }", "Unknown field \"nothing\" on type \"Query\""),
        ("{ pet { name } }", "Unknown field \"name\" on type \"Pet\""),
        ("{ pet }", "must have a selection"),
        ("{ text { id } }", "has no subfields"),
        ("{ __typename { id } }", "has no subfields"),
        ("{ node { id } }", "Argument \"id\" of field \"node\" is required"),
        ("{ dog(of: 1) { id } }", "Unknown argument \"of\""),
        ("{ dog(in: {}, in: {}) { id } }", "more than one argument \"in\" of field \"dog\""),
        ("{ dog(in: { needed: 1, needed: 2 }) { id } }", "more than one input field \"needed\""),
        ("{ dog(in: { needed: null }) { id } }", "expected Int!, got null"),
        ("{ dog(in: { size: \"SMALL\" }) { id } }", "got a string"),
        ("{ text @nothing }", "Unknown directive"),
        ("query @skip(if: true) { text }", "cannot be used here"),
        ("query($a: In @include(if: true)) { dog(in: $a) { id } }", "cannot be used here"),
        ("{ text @skip(if: true) @skip(if: true) }", "more than one directive"),
        ("{ text @skip }", "Argument \"if\" of directive \"@skip\" is required"),
        ("{ text @skip(if: 1) }", "got a number"),
        ("{ ... on Nothing { id } }", "Unknown type \"Nothing\""),
        ("{ ... on Size { id } }", "is not an object, interface or union"),
        ("{ ... on In { id } }", "is not an object, interface or union"),
        ("{ dog { ... on Cat { id } } }", "of type \"Dog\" is never of type \"Cat\""),
        ("{ cats { ...a } } fragment a on Named { name }", "never of type \"Named\""),
        ("query($a: In, $a: In) { dog(in: $a) { id } }", "more than one variable"),
        ("query($a: Dog) { dog(in: $a) { id } }", "cannot be of the output type"),
        ("query($a: Nothing) { dog(in: $a) { id } }", "Unknown type"),
        ("query($a: In) { text }", "\"$a\" is never used"),
        ("{ dog(in: $a) { id } }", "\"$a\" is not defined"),
        ("query A { ...a } query B($i: In) { ...a } fragment a on Query { dog(in: $i) { id } }", "is not defined"),
        ("query A { text } query B($i: Int) { dog(in: $i) { id } }", "of type Int"),
        ("query A { text } query B { dog(in: 1) { id } }", "got a number"),
        ("query($i: Boolean) { text @skip(if: $i) }", "of type Boolean"),
        ("{ text: dog { id } text }", "they are different fields"),
        ("{ dog(in: {}) { id } dog { id } }", "their arguments differ"),
        ("{ dog { x: barks } dog { x: barks(loud: true) } }", "their arguments differ"),
        ("{ pet { ... on Dog { x: name } ... on Cat { x: name } } }", "their types differ"),
        ("{ pet { ... on Dog { friend { __typename } } ... on Cat { friend: id } } }", "their types differ"),
        (
            "{ pets { ... on Dog { friend { ... on Cat { x: id } } } ... on Cat { friend { x: size } } } }",
            "types differ",
        ),
        ("{ ...a ...b } fragment a on Query { x: text } fragment b on Query { x: __typename }", "types differ"),
        ("{ node(id: 1) { id } node(id: 2) { id } }", "their arguments differ"),
        ("query A { text } subscription B { barked { id } b: barked { id } }", "one root field"),
        ("{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }", "may nest"),
        (
            "{ __type(name: \"Dog\") { ...t } } fragment t on __Type { possibleTypes { interfaces { ...u } } }
          fragment u on __Type { inputFields { name } }",
            "may nest",
        ),
    ] {
        let errors = check(query).map_or_else(|error| error.errors, |()| Vec::new());
        let found: Vec<&str> = errors.iter().filter_map(|error| error["message"].as_str()).collect();
        assert!(found.join("\n").contains(expected), "{query} {found:?}");
    }
}

/// Documents of attacks: large, within the limits or not.
#[test]
fn large_documents_take_little_time() {
    let nested = |levels: usize, within: &str| {
        format!("{}{within}{}", "...{".repeat(levels), "}".repeat(levels))
    };
    let mut unused = String::from("{ text }");
    for i in 0..20 {
        let conflicts: String = (0..20)
            .map(|i| format!("node(id: {i}) {{ id }} "))
            .collect();
        let _ = write!(
            unused,
            " fragment f{i} on Query {{ {} }}",
            nested(58, &conflicts)
        );
    }
    let conflicting: String = (0..3_200)
        .map(|i| {
            if i % 2 == 0 {
                "x: text "
            } else {
                "x: __typename "
            }
        })
        .collect();
    let conflicting = format!("{{ {} }}", nested(30, &conflicting));
    let mut spread = String::from("{ ...f0 }");
    for i in 0..60 {
        let _ = write!(
            spread,
            " fragment f{i} on Query {{ query {{ ...f{n} }} query {{ ...f{n} text }} }}",
            n = i + 1
        );
    }
    spread.push_str(" fragment f60 on Query { text }");
    let mut errors = String::new();
    for i in 0..2_000 {
        let _ = write!(errors, " x{i}");
    }
    for (query, code, most) in [
        (unused.as_str(), "GRAPHQL_VALIDATION_FAILED", 20),
        (conflicting.as_str(), "GRAPHQL_VALIDATION_FAILED", 50),
        (spread.as_str(), "QUERY_TOO", 1),
        (&format!("{{ {errors} }}"), "GRAPHQL_VALIDATION_FAILED", 50),
    ] {
        let began = Instant::now();
        let error = check(query).unwrap_err();
        assert!(error.code().starts_with(code), "{error:?}");
        assert!(error.errors.len() <= most, "{}", error.errors.len());
        assert!(
            began.elapsed() < Duration::from_secs(2),
            "{:?}: {}",
            began.elapsed(),
            &query[..60]
        );
    }
}

#[test]
fn merges_deep_selections() {
    let mut query = String::from("friend { __typename }");
    for _ in 0..25 {
        query = format!("friend {{ __typename ... on Dog {{ {query} }} ... on Cat {{ size }} }}");
    }
    let one = format!("{{ pet {{ ... on Dog {{ {query} }} }} }}");
    assert!(check(&one).is_ok(), "{:?}", check(&one));
    let many = format!(
        "{{ {} }}",
        format!("pet {{ ... on Dog {{ {query} }} }} ").repeat(20)
    );
    assert!(check(&many).is_ok(), "{:?}", check(&many));
}
