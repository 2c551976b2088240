//! Tests of the parser.

use super::*;

fn code(text: &str) -> String {
    parse(text, 1000).map_or_else(|error| error.code().to_owned(), |_| String::new())
}

#[test]
fn parses_documents_like_the_library() {
    let place = regex::Regex::new(r"Pos\(\d+:\d+\)|pos: Pos \{[^}]*\}").unwrap();
    for text in [
        "{ a }",
        "query { a b: c(d: 1, e: -2.5, f: \"x\", g: [A, $h, true, false, null], i: {j: {}, k: []}) { l } }",
        "query Q($a: Int = 1, $b: [In!]! = [{c: D}], $e: String) @f(g: $a) { ...h @i ... @j(k: 1) { l } ... on M { n } }
         mutation O { p } subscription R { s } fragment h on T @u { v { w } }",
        "{ query mutation: fragment on true null }",
    ] {
        let ours = parse(text, 1000).unwrap().into_document();
        let theirs = async_graphql::parser::parse_query(text).unwrap();
        let sorted = |document: ExecutableDocument| {
            let mut operations: Vec<_> = document.operations.iter().map(|each| format!("{each:?}")).collect();
            operations.sort();
            let mut fragments: Vec<_> = document.fragments.iter().map(|each| format!("{each:?}")).collect();
            fragments.sort();
            // The library's positions of type conditions, and of fields without selections, differ.
            let plain = |texts: Vec<String>| {
                place.replace_all(&texts.join("\n"), "").into_owned()
            };
            (plain(operations), plain(fragments))
        };
        let both = (sorted(ours), sorted(theirs));
        assert_eq!(both.0, both.1, "{text}");
    }
}

#[test]
fn rejects_invalid_syntax() {
    for text in [
        "",
        " # nothing",
        "{",
        "}",
        "{}",
        "{ a",
        "{ a }}",
        "{ a() }",
        "{ a(b) }",
        "{ a(b:) }",
        "{ a: }",
        "{ a {} }",
        "query() { a }",
        "query($a) { a }",
        "query($a: ) { a }",
        "query($a: []) { a }",
        "query($a: [A B]) { a }",
        "query($a: A = $b) { a }",
        "query($a: A @b(c: $d)) { a }",
        "query Q R { a }",
        "query",
        "fragment on on A { a }",
        "fragment a { b }",
        "fragment a on { b }",
        "{ ... on }",
        "{ ... on A }",
        "{ a @ }",
        "{ a(b: $) }",
        "type A { b: C }",
        "\"text\" { a }",
        "{ a(b: 01) }",
        "{ a(b: 1.) }",
        "{ a(b: 1c: 2) }",
        "{ ....a }",
        "{ a(b: {c: 1, d}) }",
        "{ a(b: [1) }",
        "{ a(b: \"\\uD800\") }",
        "{ a ! }",
    ] {
        assert_eq!(code(text), "GRAPHQL_PARSE_FAILED", "{text}");
    }
    let error = parse("{\n  a(é: 1)\n}", 1000).unwrap_err();
    assert_eq!(
        error.errors[0]["locations"],
        json!([{ "line": 2, "column": 5 }])
    );
    assert_eq!(
        error.errors[0]["message"],
        "syntax error: unexpected character 'é'"
    );
    let error = parse("{ a(", 1000).unwrap_err();
    assert_eq!(
        error.errors[0]["message"],
        "syntax error: expected a name, found the end of the document"
    );
}

#[test]
fn rejects_deep_and_long_documents() {
    let nested = |levels: usize| format!("{}{}", "{a".repeat(levels), "}".repeat(levels));
    assert_eq!(code(&nested(64)), "");
    assert_eq!(code(&nested(65)), "QUERY_TOO_DEEP");
    assert_eq!(code(&"{a}".repeat(65)), "");
    for (open, close) in [("[", "]"), ("{b:", "}")] {
        let nested =
            |levels: usize| format!("{{a(b:{}1{})}}", open.repeat(levels), close.repeat(levels));
        assert_eq!(code(&nested(62)), "", "{open}");
        assert_eq!(code(&nested(63)), "QUERY_TOO_DEEP", "{open}");
    }
    assert_eq!(
        code(&format!(
            "query($a: {}A{}) {{a}}",
            "[".repeat(70),
            "]".repeat(70)
        )),
        "QUERY_TOO_DEEP"
    );
    assert_eq!(code(&format!("{{a(b: \"{}\")}}", "[".repeat(100))), "");
    assert_eq!(code(&format!("{{{}}}", "a ".repeat(998))), "");
    assert_eq!(
        code(&format!("{{{}}}", "a ".repeat(999))),
        "QUERY_TOO_MANY_TOKENS"
    );
    assert_eq!(code(&" ".repeat(MAX_LENGTH + 1)), "PAYLOAD_TOO_LARGE");
}

#[test]
fn records_duplicate_input_fields() {
    let parsed = parse(
        "query($a: A = {b: 1, b: 2}) { c(d: {e: {f: 1, g: 2, f: 3}}) }",
        1000,
    )
    .unwrap();
    let names: Vec<_> = parsed
        .duplicate_fields
        .iter()
        .map(|name| name.node.as_str())
        .collect();
    assert_eq!(names, ["b", "f"]);
}
