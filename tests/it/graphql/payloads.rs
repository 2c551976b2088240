//! Payloads of mutations: a failing mutation does not affect others, missing objects are user
//! errors, and `validateOnly` writes nothing.

use entity::{event, followup, followup_attachment, ticket, user};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{ADMIN, AGENT, CUSTOMER, Graph};

async fn count_rows(graph: &Graph) -> [u64; 5] {
    let db = &graph.db;
    [
        ticket::Entity::find().count(db).await.unwrap(),
        followup::Entity::find().count(db).await.unwrap(),
        followup_attachment::Entity::find().count(db).await.unwrap(),
        user::Entity::find().count(db).await.unwrap(),
        event::Entity::find().count(db).await.unwrap(),
    ]
}

#[tokio::test]
async fn a_failing_mutation_does_not_affect_others() {
    let graph = Graph::new().await;
    let document = "mutation {
        a: ticketCreate(input: { queueId: 1, title: \"t\", description: \"d\" }) { ticket { title } }
        b: userCreate(input: { username: \"ada\", password: \"engine1843\" }) { user { username } }
        c: followUpAdd(input: { ticketId: 1, comment: \"c\" }) { followUp { comment } } }";
    let answer = graph
        .ask(
            &graph.context(Some(AGENT), None).await,
            document,
            Value::Null,
        )
        .await;
    let data = json!({ "a": { "ticket": { "title": "t" } }, "b": null, "c": { "followUp": { "comment": "c" } } });
    assert_eq!(answer["data"], data, "{answer}");
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1);
    assert_eq!(
        (
            &answer["errors"][0]["path"],
            &answer["errors"][0]["extensions"]["code"]
        ),
        (&json!(["b"]), &json!("FORBIDDEN"))
    );
    let anonymous = graph
        .ask(
            &graph.context(None, None).await,
            "mutation { ticketDelete(input: { id: 1 }) { deletedId } }",
            Value::Null,
        )
        .await;
    assert_eq!(
        (
            &anonymous["data"]["ticketDelete"],
            &anonymous["errors"][0]["extensions"]["code"]
        ),
        (&Value::Null, &json!("UNAUTHENTICATED"))
    );
}

#[tokio::test]
async fn missing_and_hidden_objects_are_user_errors() {
    let graph = Graph::new().await;
    let user_errors = "userErrors { field code }";
    for user in [ADMIN, CUSTOMER] {
        // Ticket 3, its follow-up and its attachment are hidden from the customer.
        let id = if user == ADMIN { 4711 } else { 3 };
        for (member, mutation) in [
            (
                "id",
                format!(
                    "ticketUpdate(input: {{ id: {id}, title: \"x\" }}) {{ ticket {{ id }} {user_errors} }}"
                ),
            ),
            (
                "id",
                format!(
                    "ticketDelete(input: {{ id: {id} }}) {{ deletedId deletedDatabaseId {user_errors} }}"
                ),
            ),
            (
                "ticketId",
                format!(
                    "followUpAdd(input: {{ ticketId: {id}, comment: \"c\" }}) {{ followUp {{ id }} ticket {{ id }} {user_errors} }}"
                ),
            ),
            (
                "id",
                format!(
                    "followUpUpdate(input: {{ id: {id}, comment: \"c\" }}) {{ followUp {{ id }} {user_errors} }}"
                ),
            ),
            (
                "id",
                format!(
                    "followUpDelete(input: {{ id: {id} }}) {{ deletedId deletedDatabaseId {user_errors} }}"
                ),
            ),
            (
                "id",
                format!(
                    "attachmentUpdate(input: {{ id: {id}, filename: \"x.txt\" }}) {{ attachment {{ id }} {user_errors} }}"
                ),
            ),
            (
                "id",
                format!(
                    "attachmentDelete(input: {{ id: {id} }}) {{ deletedId deletedDatabaseId {user_errors} }}"
                ),
            ),
        ] {
            let data = graph
                .data(Some(user), &format!("mutation {{ result: {mutation} }}"))
                .await;
            let payload = data["result"].as_object().unwrap();
            assert_eq!(
                payload["userErrors"],
                json!([{ "field": [member], "code": "NOT_FOUND" }]),
                "{mutation}"
            );
            let rest = payload.iter().filter(|(name, _)| *name != "userErrors");
            assert!(
                rest.clone().count() > 0 && rest.clone().all(|(_, value)| value.is_null()),
                "{payload:?}"
            );
        }
    }
}

#[tokio::test]
async fn deletions_return_both_ids() {
    let graph = Graph::new().await;
    for (mutation, field, id) in [
        ("attachmentDelete", "attachments", 1),
        ("followUpDelete", "followUps", 41),
        ("ticketDelete", "tickets", 1),
    ] {
        let data = graph
            .data(
                Some(ADMIN),
                &format!("{{ {field}(filter: {{ databaseId: {{ eq: {id} }} }}, first: 1) {{ nodes {{ id }} }} }}"),
            )
            .await;
        let global = data[field]["nodes"][0]["id"].clone();
        assert!(global.is_string(), "{data}");
        let before = count_rows(&graph).await;
        let delete = |only: bool| {
            format!(
                "mutation {{ result: {mutation}(input: {{ id: {id}, validateOnly: {only} }}) {{ deletedId deletedDatabaseId userErrors {{ code }} }} }}"
            )
        };
        let validated = graph.data(Some(ADMIN), &delete(true)).await;
        assert_eq!(
            validated["result"],
            json!({ "deletedId": null, "deletedDatabaseId": null, "userErrors": [] })
        );
        assert_eq!(count_rows(&graph).await, before);
        let data = graph.data(Some(ADMIN), &delete(false)).await;
        assert_eq!(
            data["result"],
            json!({ "deletedId": global, "deletedDatabaseId": id, "userErrors": [] })
        );
        let validated = graph.data(Some(ADMIN), &delete(true)).await;
        assert_eq!(
            validated["result"]["userErrors"],
            json!([{ "code": "NOT_FOUND" }])
        );
    }
}

#[tokio::test]
async fn validate_only_writes_nothing() {
    let graph = Graph::new().await;
    let before = count_rows(&graph).await;
    for (mutation, user_errors) in [
        (
            "followUpUpdate(input: { id: 41, comment: \"other\", validateOnly: true })",
            json!([]),
        ),
        (
            "followUpUpdate(input: { id: 41, ticketId: 4711, validateOnly: true })",
            json!([{ "field": ["ticketId"], "code": "NOT_FOUND" }]),
        ),
        (
            "attachmentUpdate(input: { id: 1, filename: \"other.txt\", validateOnly: true })",
            json!([]),
        ),
        (
            "attachmentUpdate(input: { id: 1, filename: \"a/b\", validateOnly: true })",
            json!([{ "field": ["filename"], "code": "INVALID" }]),
        ),
        (
            "userCreate(input: { username: \"ada\", password: \"engine1843\", validateOnly: true })",
            json!([]),
        ),
        (
            "userCreate(input: { username: \"admin\", password: \"engine1843\", validateOnly: true })",
            json!([{ "field": ["username"], "code": "TAKEN" }]),
        ),
    ] {
        let data = graph
            .data(
                Some(ADMIN),
                &format!("mutation {{ result: {mutation} {{ userErrors {{ field code }} }} }}"),
            )
            .await;
        assert_eq!(data["result"]["userErrors"], user_errors, "{mutation}");
    }
    assert_eq!(count_rows(&graph).await, before);
    let followup = followup::Entity::find_by_id(41)
        .one(&graph.db)
        .await
        .unwrap()
        .unwrap();
    assert_ne!(followup.comment.as_deref(), Some("other"));
    let file = followup_attachment::Entity::find_by_id(1)
        .one(&graph.db)
        .await
        .unwrap()
        .unwrap();
    assert_ne!(file.filename, "other.txt");
}
