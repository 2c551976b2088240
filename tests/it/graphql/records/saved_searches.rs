//! Saved searches: criteria that Django reads, and the tickets that they find.

use serde_json::{Value, json};

use super::super::{ADMIN, AGENT, on_each_database};
use super::{done, first_error, mutate, texts};

const CRITERIA: &str = "savedSearch { databaseId title shared parameters criteria { queueIds assignedToIds unassigned statusCodes priorityCodes kbItemIds withoutKbItem createdFrom createdTo search sort direction unsupported } }";

#[tokio::test]
async fn searches_are_saved_in_the_format_of_django() {
    on_each_database(async |graph| {
        let input = json!({
            "title": "Mine", "shared": true, "queueIds": ["1", "UXVldWU6Mg"], "assignedToIds": ["2"],
            "unassigned": true, "statusCodes": [1, 2], "createdFrom": "2024-01-01", "search": "gr\u{fc}n OR x",
            "sort": "LAST_FOLLOW_UP", "direction": "DESC",
        });
        let saved = done(graph, AGENT, ("savedSearchCreate", input, CRITERIA)).await;
        let saved = &saved["savedSearch"];
        assert_eq!(
            saved["parameters"],
            json!({
                "filtering": {
                    "queue__id__in": [1, 2], "assigned_to__id__in": [2], "status__in": [1, 2],
                    "created__gte": "2024-01-01",
                },
                "filtering_null": { "assigned_to__id__isnull": true },
                "sorting": "last_followup", "sortreverse": true, "search_string": "gr\u{fc}n OR x",
            })
        );
        let criteria = &saved["criteria"];
        assert_eq!(criteria["queueIds"], json!(["UXVldWU6MQ", "UXVldWU6Mg"]));
        assert_eq!((&criteria["sort"], &criteria["direction"]), (&json!("LAST_FOLLOW_UP"), &json!("DESC")));
        assert_eq!(criteria["priorityCodes"], Value::Null);

        let input = json!({ "id": saved["databaseId"], "criteria": { "priorityCodes": [5] } });
        let changed = done(graph, AGENT, ("savedSearchUpdate", input, CRITERIA)).await;
        let changed = &changed["savedSearch"];
        assert_eq!(changed["title"], "Mine");
        assert_eq!(changed["parameters"]["filtering"], json!({ "priority__in": [5] }));
        let input = json!({ "id": saved["databaseId"] });
        done(graph, AGENT, ("savedSearchDelete", input, "deletedId")).await;
        assert_eq!(texts(graph, "SELECT title FROM helpdesk_savedsearch").await, ["My open ones"]);
    })
    .await;
}

#[tokio::test]
async fn searches_find_the_tickets_of_their_criteria() {
    on_each_database(async |graph| {
        let all = graph.data(Some(ADMIN), "{ tickets(first: 100) { nodes { databaseId title priorityCode statusCode submitterEmail queue { databaseId } assignedTo { databaseId } } } }").await;
        let all = all["tickets"]["nodes"].as_array().unwrap();
        let has = |ticket: &Value, text: &str| {
            ["title", "submitterEmail"]
                .iter()
                .any(|field| ticket[field].as_str().is_some_and(|value| value.to_lowercase().contains(text)))
        };
        type Matches = fn(&Value, &dyn Fn(&Value, &str) -> bool) -> bool;
        let cases: [(Value, Matches); 4] = [
            (json!({ "queueIds": ["1"], "statusCodes": [1] }), |ticket, _| {
                ticket["queue"]["databaseId"] == 1 && ticket["statusCode"] == 1
            }),
            (json!({ "unassigned": true, "assignedToIds": ["2"] }), |ticket, _| {
                ticket["assignedTo"].is_null() || ticket["assignedTo"]["databaseId"] == 2
            }),
            (json!({ "search": "priority:5" }), |ticket, _| ticket["priorityCode"] == 5),
            (json!({ "createdFrom": "2100-01-01" }), |_, _| false),
        ];
        for (mut input, matches) in cases {
            input["title"] = "t".into();
            let shown = input.to_string();
            let saved = done(graph, ADMIN, ("savedSearchCreate", input, "savedSearch { databaseId }")).await;
            let id = &saved["savedSearch"]["databaseId"];
            let document = format!("{{ savedSearchTickets(id: {id}, first: 100) {{ totalCount nodes {{ databaseId }} }} }}");
            let found = graph.data(Some(ADMIN), &document).await;
            let numbers = |nodes: &[Value]| {
                let mut numbers: Vec<i64> = nodes.iter().filter_map(|node| node["databaseId"].as_i64()).collect();
                numbers.sort_unstable();
                numbers
            };
            let found = &found["savedSearchTickets"];
            let expected: Vec<Value> = all.iter().filter(|ticket| matches(ticket, &has)).cloned().collect();
            assert_eq!(numbers(found["nodes"].as_array().unwrap()), numbers(&expected), "{shown}");
            assert_eq!(found["totalCount"], expected.len(), "{shown}");
        }
        // Texts are searched in several columns.
        let title = all[0]["title"].as_str().unwrap().to_lowercase();
        let input = json!({ "title": "t", "search": format!("zzzz OR {title}") });
        let saved = done(graph, ADMIN, ("savedSearchCreate", input, "savedSearch { databaseId }")).await;
        let id = &saved["savedSearch"]["databaseId"];
        let found = graph.data(Some(ADMIN), &format!("{{ savedSearchTickets(id: {id}) {{ nodes {{ title submitterEmail }} }} }}")).await;
        let found = found["savedSearchTickets"]["nodes"].as_array().unwrap();
        assert!(found.iter().any(|ticket| has(ticket, &title)), "{title}: {found:?}");
        assert!(found.len() < all.len());
    })
    .await;
}

#[tokio::test]
async fn criteria_that_cannot_be_run_are_reported() {
    use sea_orm::ConnectionTrait as _;
    on_each_database(async |graph| {
        // {"filtering": {"title__icontains": "x"}}
        let sql = "INSERT INTO helpdesk_savedsearch (id, title, shared, query, user_id) VALUES \
                   (901, 'x', TRUE, 'eyJmaWx0ZXJpbmciOiB7InRpdGxlX19pY29udGFpbnMiOiAieCJ9fQ==', 2), (902, 'y', TRUE, 'nothing', 2)";
        graph.db.execute_unprepared(sql).await.unwrap();
        let context = graph.context(Some(ADMIN), None).await;
        for (id, word) in [(901, "filtering.title__icontains"), (902, "query"), (999, "does not exist")] {
            let document = format!("{{ savedSearchTickets(id: {id}) {{ totalCount }} }}");
            let answer = graph.ask(&context, &document, Value::Null).await;
            let message = answer["errors"][0]["message"].as_str().unwrap();
            assert!(message.contains(word), "{answer:#}");
            assert_eq!(answer["data"], json!({ "savedSearchTickets": null }));
        }
        let document = r#"{ savedSearches(filter: { databaseId: { gte: 901 } }) { nodes { criteria { unsupported } } } }"#;
        let nodes = graph.data(Some(ADMIN), document).await;
        assert_eq!(
            nodes["savedSearches"]["nodes"],
            json!([{ "criteria": { "unsupported": ["filtering.title__icontains"] } }, { "criteria": null }])
        );
        let input = json!({ "title": "", "queueIds": ["VGlja2V0OjE"] });
        let (payload, _) = mutate(graph, Some(ADMIN), ("savedSearchCreate", input, "")).await;
        assert_eq!(first_error(&payload), ("queueIds.0".to_owned(), "INVALID".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn settings_are_changed_and_created() {
    use sea_orm::ConnectionTrait as _;
    on_each_database(async |graph| {
        let fields = "settings { ticketsPerPage emailOnTicketChange loginViewTicketlist ticketRespondLayout }";
        let input = json!({ "ticketsPerPage": 50, "ticketRespondLayout": "TOP" });
        let expected = json!({ "ticketsPerPage": 50, "emailOnTicketChange": true, "loginViewTicketlist": true, "ticketRespondLayout": "TOP" });
        for _ in 0..2 {
            let payload = done(graph, AGENT, ("viewerSettingsUpdate", input.clone(), fields)).await;
            assert_eq!(payload["settings"], expected);
            // Accounts that were not created by Django have no row.
            let sql = "DELETE FROM helpdesk_usersettings WHERE user_id = 2";
            graph.db.execute_unprepared(sql).await.unwrap();
        }
        let input = json!({ "ticketsPerPage": 7, "emailOnTicketAssign": null });
        let (payload, _) = mutate(graph, Some(AGENT), ("viewerSettingsUpdate", input, fields)).await;
        let errors = payload["userErrors"].as_array().unwrap();
        let paths: Vec<_> = errors.iter().map(|error| &error["field"][0]).collect();
        assert_eq!(paths, ["emailOnTicketAssign", "ticketsPerPage"]);
    })
    .await;
}
