//! Lists of objects: a filter of theirs is one statement for all that were read together.

use serde_json::Value;

use super::{ADMIN, CUSTOMER, on_each};

#[tokio::test]
async fn follow_ups_of_tickets_are_filtered_for_all_tickets_at_once() {
    on_each(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        let document = |first: usize| {
            format!(
                "{{ tickets(first: {first}, orderBy: [{{ field: ID }}]) {{ nodes {{ databaseId
                   all: followUps {{ totalCount nodes {{ databaseId public comment }} }}
                   private: followUps(filter: {{ public: {{ eq: false }} }}) {{ totalCount nodes {{ databaseId public }} }}
                   said: followUps(filter: {{ not: {{ comment: {{ isNull: true }} }} }}, last: 1) {{ totalCount nodes {{ databaseId }} }}
                 }} }} }}"
            )
        };
        let mut statements = Vec::new();
        for first in [3, 40] {
            let before = context.db.statement_count();
            let answer = graph.ask(&context, &document(first), Value::Null).await;
            statements.push(context.db.statement_count() - before);
            assert!(answer.get("errors").is_none(), "{answer}");
            let mut some = 0;
            for ticket in answer["data"]["tickets"]["nodes"].as_array().unwrap() {
                let numbers = |rows: &[&Value]| rows.iter().map(|row| row["databaseId"].clone()).collect::<Vec<_>>();
                let all = ticket["all"]["nodes"].as_array().unwrap();
                let private: Vec<&Value> = all.iter().filter(|row| row["public"] == false).collect();
                let said: Vec<&Value> = all.iter().filter(|row| !row["comment"].is_null()).collect();
                some += private.len();
                let found: Vec<&Value> = ticket["private"]["nodes"].as_array().unwrap().iter().collect();
                assert_eq!(numbers(&found), numbers(&private));
                assert_eq!(ticket["private"]["totalCount"], private.len());
                assert_eq!(ticket["said"]["totalCount"], said.len());
                let last: Vec<&Value> = ticket["said"]["nodes"].as_array().unwrap().iter().collect();
                assert_eq!(numbers(&last), numbers(&said[said.len().saturating_sub(1)..]));
            }
            assert!(first == 3 || some > 0);
        }
        assert_eq!(statements[0], statements[1]);
        // A filter opens nothing that was closed.
        let data = graph
            .data(Some(CUSTOMER), "{ tickets { nodes { followUps(filter: { public: { eq: false } }) { totalCount } } } }")
            .await;
        let tickets = data["tickets"]["nodes"].as_array().unwrap();
        assert!(!tickets.is_empty() && tickets.iter().all(|ticket| ticket["followUps"]["totalCount"] == 0), "{data}");
    })
    .await;
}
