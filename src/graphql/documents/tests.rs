//! Tests of limits, costs and stored documents.

use std::fmt::Write;

use serde_json::json;

use super::*;

fn documents(change: impl FnOnce(&mut config::Graphql)) -> Documents {
    let mut config = Config::default();
    change(&mut config.graphql);
    Documents::new(&config, &crate::graphql::sdl()).unwrap()
}

fn parameters(query: &str) -> Parameters {
    Parameters {
        query: Some(query.to_owned()),
        ..Parameters::default()
    }
}

fn cost(query: &str, variables: Value) -> usize {
    let Value::Object(variables) = variables else {
        panic!()
    };
    let parameters = Parameters {
        variables,
        ..parameters(query)
    };
    documents(|_| {})
        .accept_blocking(&parameters, &Viewer::Anonymous)
        .unwrap()
        .cost
}

fn code(documents: &Documents, query: &str) -> String {
    documents
        .accept_blocking(&parameters(query), &Viewer::Anonymous)
        .map_or_else(|error| error.code().to_owned(), |_| String::new())
}

#[test]
fn rejects_deep_documents() {
    let documents = documents(|_| {});
    for (open, close) in [("{a", "}"), ("{a(b:", ")}")] {
        for depth in [100, 500, 1000] {
            let text = format!("{}{}", open.repeat(depth), close.repeat(depth));
            let list = format!("{{a(b:{}{})}}", "[".repeat(depth), "]".repeat(depth));
            let code = |text: &str| code(&documents, text);
            assert!(
                matches!(
                    code(&text).as_str(),
                    "QUERY_TOO_DEEP" | "GRAPHQL_PARSE_FAILED"
                ),
                "{open} {depth}"
            );
            assert_eq!(code(&list), "QUERY_TOO_DEEP", "{depth}");
        }
    }
    let deep = |levels: usize| {
        let within = levels - 3;
        format!(
            "{{ tickets {{ nodes {}{{ id }}{} }} }}",
            "{ mergedTo ".repeat(within),
            " }".repeat(within)
        )
    };
    assert_eq!(code(&documents, &deep(16)), "QUERY_TOO_DEEP");
    assert_eq!(code(&documents, &deep(15)), "");
}

#[test]
fn rejects_deep_variables() {
    let documents = documents(|_| {});
    let deep = |levels: usize| {
        let value = (0..levels).fold(Value::Null, |within, level| {
            if level % 2 == 0 {
                json!({ "and": within })
            } else {
                json!([within])
            }
        });
        let query =
            Some("query($f: TicketFilter) { tickets(filter: $f) { totalCount } }".to_owned());
        let parameters = Parameters {
            query,
            variables: Map::from_iter([("f".to_owned(), value)]),
            ..Parameters::default()
        };
        documents
            .accept_blocking(&parameters, &Viewer::Anonymous)
            .map_or_else(|error| error.code().to_owned(), |_| String::new())
    };
    assert_eq!(deep(63), "");
    for levels in [64, 120] {
        assert_eq!(deep(levels), "QUERY_TOO_DEEP", "{levels}");
    }
}

#[test]
fn rejects_exponential_and_cyclic_fragments() {
    let documents = documents(|_| {});
    let mut text = String::from("{ ...f0 }");
    for i in 0..40 {
        let _ = write!(text, " fragment f{i} on Query {{ ...f{0} ...f{0} }}", i + 1);
    }
    text.push_str(" fragment f40 on Query { __typename }");
    assert_eq!(code(&documents, &text), "QUERY_TOO_COMPLEX");
    let cycle = "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }";
    assert_eq!(code(&documents, cycle), "GRAPHQL_VALIDATION_FAILED");
    let mut chain = String::from("{ ...f0 }");
    for i in 0..1000 {
        let _ = write!(chain, " fragment f{i} on Query {{ ...f{} }}", i + 1);
    }
    assert_eq!(code(&documents, &chain), "QUERY_TOO_DEEP");
    // Also in an operation that is not executed, because validation visits it.
    let two = format!("query A {{ __typename }} query B {}", &text);
    let parameters = Parameters {
        operation_name: Some("A".to_owned()),
        ..parameters(&two)
    };
    assert_eq!(
        documents
            .accept_blocking(&parameters, &Viewer::Anonymous)
            .unwrap_err()
            .code(),
        "QUERY_TOO_COMPLEX"
    );
}

#[test]
fn limits_apply_to_expanded_fragments() {
    let few = documents(|limits| {
        (limits.max_aliases, limits.max_directives, limits.max_tokens) = (3, 3, 60)
    });
    assert_eq!(
        code(&few, "{ a: __typename b: __typename c: __typename }"),
        ""
    );
    assert_eq!(
        code(
            &few,
            "{ ...f ...f } fragment f on Query { a: __typename b: __typename }"
        ),
        "QUERY_TOO_MANY_ALIASES"
    );
    let skip = "@skip(if: false)";
    assert_eq!(
        code(
            &few,
            &format!("{{ __typename {skip} a: __typename {skip} b: __typename {skip} }}")
        ),
        ""
    );
    let spread = format!("{{ ...f ...f }} fragment f on Query {{ __typename {skip} {skip} }}");
    assert_eq!(code(&few, &spread), "QUERY_TOO_MANY_DIRECTIVES");
    assert_eq!(
        code(&few, &format!("{{ {} }}", "a ".repeat(60))),
        "QUERY_TOO_MANY_TOKENS"
    );
}

#[test]
fn pages_cost_as_much_as_their_rows() {
    assert_eq!(cost("{ __typename }", json!({})), 1);
    // 10 × (nodes + id) + 1
    assert_eq!(
        cost("{ tickets(first: 10) { nodes { id } } }", json!({})),
        21
    );
    assert_eq!(cost("{ tickets { nodes { id } } }", json!({})), 51);
    assert_eq!(
        cost(
            "query ($n: Int) { tickets(last: $n) { nodes { id } } }",
            json!({ "n": 4 })
        ),
        9
    );
    assert_eq!(
        cost(
            "query ($n: Int = 7) { tickets(first: $n) { nodes { id } } }",
            json!({})
        ),
        15
    );
    assert_eq!(
        cost(
            "query ($n: Int) { tickets(first: $n) { nodes { id } } }",
            json!({ "n": null })
        ),
        51
    );
    assert_eq!(
        cost(
            "{ nodes(ids: [\"a\", \"b\"]) { ... on Ticket { followUps(first: 3) { totalCount } } } }",
            json!({})
        ),
        9
    );
    let fragment = "{ tickets(first: 2) { ...c } } fragment c on TicketConnection { nodes { followUps { nodes { id } } } }";
    assert_eq!(cost(fragment, json!({})), 2 * (1 + 1 + 10 * 2) + 1);
    // A page has at most `max_page_size` rows.
    assert_eq!(
        cost("{ tickets(first: 2000000000) { totalCount } }", json!({})),
        101
    );
    let error = documents(|_| {}).accept_blocking(
        &parameters("{ tickets(first: 100) { nodes { followUps(first: 100) { nodes { id public createdAt title } } } } }"),
        &Viewer::Anonymous,
    );
    let error = error.unwrap_err().errors.remove(0);
    assert_eq!(
        error["extensions"]["cost"],
        json!({ "requested": 100 * (2 + 100 * 5) + 1, "maximum": 15_000 })
    );
}

#[test]
fn finds_operations_by_name() {
    let parse = |text: &str| parser::parse(text, 100).unwrap().into_document();
    let two = parse("query A { a } mutation B { b }");
    assert_eq!(
        operation(&two, Some("B")).unwrap().node.ty,
        OperationType::Mutation
    );
    assert!(operation(&two, None).is_err());
    assert!(operation(&two, Some("C")).is_err());
    let one = parse("query A { a }");
    assert_eq!(operation(&one, None).unwrap().node.ty, OperationType::Query);
    assert!(operation(&parse("{ a }"), Some("A")).is_err());
}

#[test]
fn accepted_documents_are_persisted_by_hash() {
    let documents = documents(|_| {});
    let query = "{ __typename }";
    let hash = persisted::sha256(query);
    let by_hash = |hash: &str, query: Option<&str>| {
        let parameters = Parameters {
            hash: Some(hash.to_owned()),
            query: query.map(str::to_owned),
            ..Parameters::default()
        };
        documents
            .accept_blocking(&parameters, &Viewer::Anonymous)
            .map_or_else(|error| error.code().to_owned(), |_| String::new())
    };
    assert_eq!(by_hash(&hash, None), "PERSISTED_QUERY_NOT_FOUND");
    assert_eq!(
        by_hash(&hash, Some("{ other }")),
        "PERSISTED_QUERY_HASH_MISMATCH"
    );
    let deep = "{a".repeat(70);
    assert_eq!(
        by_hash(&persisted::sha256(&deep), Some(&deep)),
        "QUERY_TOO_DEEP"
    );
    assert_eq!(
        by_hash(&persisted::sha256(&deep), None),
        "PERSISTED_QUERY_NOT_FOUND"
    );
    assert_eq!(by_hash(&hash.to_uppercase(), Some(query)), "");
    assert_eq!(by_hash(&hash, None), "");
    let off = self::documents(|limits| limits.persisted_queries_size = 0);
    let parameters = Parameters {
        hash: Some(hash),
        ..Parameters::default()
    };
    assert_eq!(
        off.accept_blocking(&parameters, &Viewer::Anonymous)
            .unwrap_err()
            .code(),
        "PERSISTED_QUERY_NOT_SUPPORTED"
    );
}

#[test]
fn persisted_documents_stay_below_the_size_limit() {
    let persisted = Persisted::new(10_000);
    for i in 0..1000 {
        let query = format!("{{ a{i} {} }}", "x".repeat(500));
        persisted.insert(&persisted::sha256(&query), &query);
    }
    let known = (0..1000).filter(|i| {
        persisted
            .get(&persisted::sha256(&format!(
                "{{ a{i} {} }}",
                "x".repeat(500)
            )))
            .is_ok()
    });
    assert!(known.count() <= 40);
}

#[test]
fn executes_only_trusted_documents_if_configured() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ticket-page.graphql"), "{ __typename }").unwrap();
    let path = folder.path().to_str().unwrap().to_owned();
    let with = |mode| {
        documents(|limits| {
            (limits.trusted_documents, limits.trusted_documents_path) = (mode, path.clone())
        })
    };
    let (on, only, off) = (
        with(TrustedDocuments::On),
        with(TrustedDocuments::Only),
        documents(|_| {}),
    );
    let ask = |documents: &Documents, query: Option<&str>, id: Option<&str>, hash: Option<&str>| {
        let [query, document_id, hash] = [query, id, hash].map(|text| text.map(str::to_owned));
        let parameters = Parameters {
            query,
            document_id,
            hash,
            ..Parameters::default()
        };
        documents
            .accept_blocking(&parameters, &Viewer::Anonymous)
            .map_or_else(|error| error.code().to_owned(), |_| String::new())
    };
    for documents in [&on, &only] {
        assert_eq!(ask(documents, None, Some("ticket-page"), None), "");
        assert_eq!(
            ask(documents, None, Some("other"), None),
            "DOCUMENT_NOT_FOUND"
        );
        assert_eq!(
            ask(documents, None, None, Some("ticket-page")),
            "",
            "the ID may also be in Apollo's extension"
        );
        assert_eq!(ask(documents, Some("{ __typename }"), None, None), "");
        assert_eq!(
            ask(documents, None, None, Some("other")),
            "PERSISTED_QUERY_NOT_FOUND"
        );
    }
    let other = "{ a: __typename }";
    assert_eq!(ask(&on, Some(other), None, None), "");
    assert_eq!(ask(&only, Some(other), None, None), "DOCUMENT_NOT_TRUSTED");
    assert_eq!(
        ask(&only, Some(other), None, Some(&persisted::sha256(other))),
        "DOCUMENT_NOT_TRUSTED"
    );
    assert_eq!(
        ask(&off, None, Some("ticket-page"), None),
        "DOCUMENT_NOT_FOUND"
    );
}

#[test]
fn rejects_introspection_if_disabled() {
    let hidden = documents(|limits| limits.introspection = false);
    assert_eq!(code(&hidden, "{ __typename }"), "");
    assert_eq!(
        code(
            &hidden,
            "{ ...f } fragment f on Query { a: __type(name: \"Ticket\") { name } }"
        ),
        "INTROSPECTION_DISABLED"
    );
    assert_eq!(
        code(&hidden, "{ ... on Query { __schema { types { name } } } }"),
        "INTROSPECTION_DISABLED"
    );
    assert_eq!(
        code(&hidden, "{ a: _service { sdl } }"),
        "INTROSPECTION_DISABLED"
    );
    assert_eq!(
        code(&documents(|_| {}), "{ __schema { types { name } } }"),
        ""
    );
}

#[test]
fn a_subscription_has_one_root_field() {
    let documents = documents(|_| {});
    for query in [
        "subscription { ticketEvents { id } }",
        "subscription($c: String) { a: ticketEvents(after: $c) { id ...t } } fragment t on TicketEvent { kind }",
    ] {
        assert_eq!(code(&documents, query), "", "{query}");
    }
    for query in [
        "subscription { ticketEvents { id } queueEvents { id } }",
        "subscription { ticketEvents { id } __typename }",
        "subscription { __typename }",
        "subscription { ...s } fragment s on Subscription { ticketEvents { id } }",
        "subscription { ... on Subscription { ticketEvents { id } } }",
        "subscription { ticketEvents @skip(if: true) { id } }",
    ] {
        assert_eq!(
            code(&documents, query),
            "GRAPHQL_VALIDATION_FAILED",
            "{query}"
        );
    }
}
