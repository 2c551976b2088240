//! The records of administrators: their rows, the log of Django's admin, and errors.

use async_graphql::{Request, UploadValue, Variables};
use serde_json::{Value, json};

use super::super::{ADMIN, Graph, on_each_database};
use super::{count, done, first_error, mutate, texts};

/// The newest row of the log: object and message.
async fn last_log(graph: &Graph) -> (String, String) {
    let of =
        |column: &str| format!("SELECT {column} FROM django_admin_log ORDER BY id DESC LIMIT 1");
    let texts_of = async |column: &str| texts(graph, &of(column)).await.pop().unwrap();
    (
        texts_of("object_repr").await,
        texts_of("change_message").await,
    )
}

#[tokio::test]
async fn records_for_queues_are_written_and_logged() {
    on_each_database(async |graph| {
        for (name, field, create, labels) in [
            (
                "presetReply",
                "presetReply",
                json!({ "name": "N", "body": "{{ ticket.title }}" }),
                "Name",
            ),
            (
                "escalationExclusion",
                "escalationExclusion",
                json!({ "name": "N", "date": "2027-03-29" }),
                "Name",
            ),
            (
                "ignoredSender",
                "ignoredSender",
                json!({ "name": "N", "emailAddress": "*@spam.example" }),
                "Name",
            ),
        ] {
            let mut create = create;
            create["queueIds"] = json!(["2", "1", "2"]);
            let fields = format!("{field} {{ databaseId name queues {{ databaseId }} }}");
            let created = done(graph, ADMIN, (&format!("{name}Create"), create, &fields)).await;
            let object = &created[field];
            assert_eq!(
                object["queues"],
                json!([{ "databaseId": 1 }, { "databaseId": 2 }]),
                "{name}"
            );
            assert_eq!(
                last_log(graph).await,
                ("N".to_owned(), r#"[{"added": {}}]"#.to_owned())
            );
            let id = &object["databaseId"];
            let input = json!({ "id": id, "name": "M", "queueIds": ["1"] });
            let changed = done(graph, ADMIN, (&format!("{name}Update"), input, &fields)).await;
            assert_eq!(
                changed[field]["queues"],
                json!([{ "databaseId": 1 }]),
                "{name}"
            );
            let message = format!(r#"[{{"changed": {{"fields": ["Queues", "{labels}"]}}}}]"#);
            assert_eq!(last_log(graph).await, ("M".to_owned(), message), "{name}");
            let before = count(graph, "django_admin_log").await;
            let input = json!({ "id": id, "queueIds": ["1"] });
            done(graph, ADMIN, (&format!("{name}Update"), input, &fields)).await;
            assert_eq!(
                count(graph, "django_admin_log").await,
                before,
                "nothing changed"
            );
            let input = json!({ "id": id, "queueIds": ["77"] });
            let (payload, _) = mutate(
                graph,
                Some(ADMIN),
                (&format!("{name}Update"), input, &fields),
            )
            .await;
            assert_eq!(
                first_error(&payload),
                ("queueIds.0".to_owned(), "NOT_FOUND".to_owned())
            );
            done(
                graph,
                ADMIN,
                (&format!("{name}Delete"), json!({ "id": id }), "deletedId"),
            )
            .await;
            assert_eq!(
                last_log(graph).await,
                ("M".to_owned(), String::new()),
                "{name}"
            );
        }
        assert_eq!(count(graph, "helpdesk_ignoreemail_queues").await, 1);
    })
    .await;
}

#[tokio::test]
async fn templates_with_errors_are_rejected() {
    on_each_database(async |graph| {
        let input = json!({ "id": "1", "plainText": "Hello,\n{% if ticket %}", "subject": "{{ x|nofilter }}" });
        let (payload, _) = mutate(graph, Some(ADMIN), ("emailTemplateUpdate", input, "")).await;
        let errors = payload["userErrors"].as_array().unwrap();
        let message = |index: usize| errors[index]["message"].as_str().unwrap();
        assert_eq!((errors.len(), first_error(&payload)), (2, ("subject".to_owned(), "INVALID".to_owned())));
        assert!(message(1).contains("line 2"), "{payload}");
        let input = json!({ "name": "n", "body": "{{ }}" });
        let (payload, _) = mutate(graph, Some(ADMIN), ("presetReplyCreate", input, "")).await;
        assert_eq!(first_error(&payload), ("body".to_owned(), "INVALID".to_owned()));
        // django-helpdesk fails if an event has two templates.
        let name = texts(graph, "SELECT template_name FROM helpdesk_emailtemplate WHERE id = 1").await;
        let mut input = json!({ "templateName": name[0], "subject": "s", "heading": "h", "plainText": "p", "html": "h" });
        let locale = "SELECT COALESCE(locale, '') FROM helpdesk_emailtemplate WHERE id = 1";
        input["locale"] = texts(graph, locale).await[0].as_str().into();
        let (payload, _) = mutate(graph, Some(ADMIN), ("emailTemplateCreate", input.clone(), "")).await;
        assert_eq!(first_error(&payload), ("templateName".to_owned(), "TAKEN".to_owned()));
        input["locale"] = "xx".into();
        let created = done(graph, ADMIN, ("emailTemplateCreate", input, "emailTemplate { databaseId locale }")).await;
        assert_eq!(created["emailTemplate"]["locale"], "xx");
    })
    .await;
}

#[tokio::test]
async fn the_submitter_of_a_ticket_is_ignored() {
    on_each_database(async |graph| {
        let address = texts(graph, "SELECT submitter_email FROM helpdesk_ticket WHERE id = 1").await;
        let fields = "ignoredSender { name emailAddress keepInMailbox queues { title } }";
        let created = done(graph, ADMIN, ("ignoredSenderCreate", json!({ "ticketId": "1" }), fields)).await;
        let expected = json!({ "name": address[0], "emailAddress": address[0], "keepInMailbox": false, "queues": [] });
        assert_eq!(created["ignoredSender"], expected);
        for (input, expected) in [
            (json!({}), "name"),
            (json!({ "emailAddress": "nobody" }), "emailAddress"),
            (json!({ "ticketId": "99999" }), "ticketId"),
            (json!({ "ticketId": "1", "emailAddress": "a@b.example" }), "ticketId"),
        ] {
            let (payload, _) = mutate(graph, Some(ADMIN), ("ignoredSenderCreate", input, fields)).await;
            assert_eq!(first_error(&payload).0, expected, "{payload}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_knowledge_base_is_maintained() {
    on_each_database(async |graph| {
        let fields = "kbCategory { databaseId slug public queue { databaseId } }";
        let input = json!({ "title": "Returns & Co", "queueId": "1", "public": false });
        let created = done(graph, ADMIN, ("kbCategoryCreate", input, fields)).await;
        let category = &created["kbCategory"];
        assert_eq!(
            (&category["slug"], &category["public"]),
            (&json!("returns-co"), &json!(false))
        );
        let category = &category["databaseId"];
        let mut items = Vec::new();
        for title in ["A", "B"] {
            let input =
                json!({ "categoryId": category, "title": title, "question": "q", "answer": "a" });
            let item = done(
                graph,
                ADMIN,
                ("kbItemCreate", input, "kbItem { databaseId enabled }"),
            )
            .await;
            assert_eq!(item["kbItem"]["enabled"], true);
            assert_eq!(last_log(graph).await.0, format!("Returns & Co: {title}"));
            items.push(item["kbItem"]["databaseId"].clone());
        }
        let input = json!({ "categoryId": category, "itemIds": [items[1]] });
        let fields = "category { items { title order } }";
        let ordered = done(graph, ADMIN, ("kbItemReorder", input, fields)).await;
        let expected = json!([{ "title": "B", "order": 1 }, { "title": "A", "order": 2 }]);
        assert_eq!(ordered["category"]["items"], expected);
        let input = json!({ "id": items[0], "enabled": false });
        done(graph, ADMIN, ("kbItemUpdate", input, "kbItem { enabled }")).await;
        assert_eq!(
            last_log(graph).await.1,
            r#"[{"changed": {"fields": ["Enabled to display to users"]}}]"#
        );
        let input = json!({ "id": items[0], "answer": "new" });
        done(graph, ADMIN, ("kbItemUpdate", input, "kbItem { enabled }")).await;
        assert_eq!(
            last_log(graph).await.1,
            r#"[{"changed": {"fields": ["Answer", "Last Updated"]}}]"#
        );

        let (payload, _) = mutate(
            graph,
            Some(ADMIN),
            ("kbCategoryDelete", json!({ "id": category }), ""),
        )
        .await;
        assert_eq!(
            first_error(&payload),
            ("id".to_owned(), "CONFLICT".to_owned())
        );
        for item in &items {
            done(
                graph,
                ADMIN,
                ("kbItemDelete", json!({ "id": item }), "deletedId"),
            )
            .await;
        }
        done(
            graph,
            ADMIN,
            ("kbCategoryDelete", json!({ "id": category }), "deletedId"),
        )
        .await;
        assert_eq!(count(graph, "helpdesk_kbcategory").await, 2);
    })
    .await;
}

/// Attaches a file to an item.
async fn attach(graph: &Graph, user: Option<i32>, name: &str) -> Value {
    let context = graph.context(user, None).await;
    let document = "mutation($file: Upload!) { payload: kbItemAttachmentAdd(input: { kbItemId: 1, file: $file }) \
                    { attachment { databaseId filename size file url } kbItem { attachments { filename } } userErrors { field code } } }";
    let mut content = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut content, b"It was the toaster.").unwrap();
    std::io::Seek::rewind(&mut content).unwrap();
    let mut request = Request::new(document)
        .variables(Variables::from_json(json!({ "file": null })))
        .data(context)
        .data(graph.events.clone());
    let upload = UploadValue {
        filename: name.to_owned(),
        content_type: Some("text/plain".to_owned()),
        content,
    };
    request.set_upload("variables.file", upload);
    graph.answer(request).await
}

#[tokio::test]
async fn items_have_files() {
    on_each_database(async |graph| {
        let answer = attach(graph, Some(super::super::AGENT), "report.txt").await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let answer = attach(graph, Some(ADMIN), "report.exe").await;
        assert_eq!(
            answer["data"]["payload"]["userErrors"][0]["code"], "UNSUPPORTED_FILE",
            "{answer:#}"
        );
        let answer = attach(graph, Some(ADMIN), "report.txt").await;
        let payload = &answer["data"]["payload"];
        let file = &payload["attachment"];
        assert_eq!(
            (&file["filename"], &file["size"]),
            (&json!("report.txt"), &json!(19)),
            "{answer:#}"
        );
        let path = file["file"].as_str().unwrap();
        assert_eq!(path, "helpdesk/attachments/kb/Getting started/1/report.txt");
        assert!(graph.copy.media().join(path).exists());
        assert_eq!(
            payload["kbItem"]["attachments"],
            json!([{ "filename": "report.txt" }])
        );
        let message = r#"[{"added": {"name": "Attachment", "object": "report.txt"}}]"#;
        assert_eq!(
            last_log(graph).await,
            (
                "Getting started: How to log in".to_owned(),
                message.to_owned()
            )
        );

        let input = json!({ "id": file["databaseId"] });
        let fields = "deletedDatabaseId kbItem { attachments { filename } }";
        let removed = done(graph, ADMIN, ("kbItemAttachmentRemove", input, fields)).await;
        assert_eq!(removed["kbItem"]["attachments"], json!([]));
        assert!(!graph.copy.media().join(path).exists());
        assert_eq!(count(graph, "helpdesk_kbiattachment").await, 0);
    })
    .await;
}
