//! Filters of nested lists: one statement for all parents.

use serde_json::Value;

use super::{ADMIN, CUSTOMER, on_each_database};

#[tokio::test]
async fn follow_ups_of_all_tickets_are_filtered_in_one_statement() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        let document = |first: usize| {
            format!(
                "{{ tickets(first: {first}, orderBy: [{{ field: ID }}]) {{ nodes {{ databaseId
                   all: followUps {{ totalCount nodes {{ databaseId public comment }} }}
                   private: followUps(filter: {{ public: {{ eq: false }} }}) {{ totalCount nodes {{ databaseId public }} }}
                   commented: followUps(filter: {{ not: {{ comment: {{ isNull: true }} }} }}, last: 1) {{ totalCount nodes {{ databaseId }} }}
                 }} }} }}"
            )
        };
        let mut statements = Vec::new();
        for first in [3, 40] {
            let before = context.db.statement_count();
            let answer = graph.ask(&context, &document(first), Value::Null).await;
            statements.push(context.db.statement_count() - before);
            assert!(answer.get("errors").is_none(), "{answer}");
            let mut private_count = 0;
            for ticket in answer["data"]["tickets"]["nodes"].as_array().unwrap() {
                let numbers = |rows: &[&Value]| rows.iter().map(|row| row["databaseId"].clone()).collect::<Vec<_>>();
                let all = ticket["all"]["nodes"].as_array().unwrap();
                let private: Vec<&Value> = all.iter().filter(|row| row["public"] == false).collect();
                let commented: Vec<&Value> = all.iter().filter(|row| !row["comment"].is_null()).collect();
                private_count += private.len();
                let found: Vec<&Value> = ticket["private"]["nodes"].as_array().unwrap().iter().collect();
                assert_eq!(numbers(&found), numbers(&private));
                assert_eq!(ticket["private"]["totalCount"], private.len());
                assert_eq!(ticket["commented"]["totalCount"], commented.len());
                let last: Vec<&Value> = ticket["commented"]["nodes"].as_array().unwrap().iter().collect();
                assert_eq!(numbers(&last), numbers(&commented[commented.len().saturating_sub(1)..]));
            }
            assert!(first == 3 || private_count > 0);
        }
        assert_eq!(statements[0], statements[1]);
        // A filter does not reveal hidden follow-ups.
        let data = graph
            .data(Some(CUSTOMER), "{ tickets { nodes { followUps(filter: { public: { eq: false } }) { totalCount } } } }")
            .await;
        let tickets = data["tickets"]["nodes"].as_array().unwrap();
        assert!(!tickets.is_empty() && tickets.iter().all(|ticket| ticket["followUps"]["totalCount"] == 0), "{data}");
    })
    .await;
}
