//! Previews of HTML files.

use entity::followup_attachment;
use entity::values::Integer;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};

use super::on_each;
use crate::graphql::{ADMIN, CUSTOMER, Graph};

const PREVIEW: &str = "query($id: ID!) { node(id: $id) { ... on Attachment { htmlPreview { html blockedImageCount } } } }";

async fn attach(graph: &Graph, followup: i32, name: &str, mime_type: &str, content: &str) -> Value {
    let path = format!("helpdesk/attachments/previews/{name}");
    let target = graph.copy.media().join(&path);
    std::fs::create_dir_all(target.parent().unwrap()).unwrap();
    if content != "missing" {
        std::fs::write(target, content).unwrap();
    }
    let row = followup_attachment::ActiveModel {
        file: Set(path),
        filename: Set(name.to_owned()),
        mime_type: Set(mime_type.to_owned()),
        size: Set(Integer(1)),
        followup_id: Set(followup),
        ..Default::default()
    };
    let row = row.insert(&graph.db).await.unwrap();
    json!({ "id": crate::graphql::global_id("Attachment", row.id) })
}

#[tokio::test]
async fn html_files_have_a_safe_preview() {
    on_each(
        |_| {},
        async |graph| {
            let html =
                "<p onclick='x()'>Hi <img src='https://t.example/p.gif'><script>x()</script></p>";
            let public = attach(graph, 41, "mail.html", "text/html; charset=utf-8", html).await;
            let private = attach(graph, 42, "note.html", "TEXT/HTML", html).await;
            let shown = json!({ "html": "<p>Hi <img></p>", "blockedImageCount": 1 });
            for (user, file, expected) in [
                (Some(ADMIN), &public, json!({ "htmlPreview": shown })),
                (Some(ADMIN), &private, json!({ "htmlPreview": shown })),
                (Some(CUSTOMER), &public, json!({ "htmlPreview": shown })),
                (Some(CUSTOMER), &private, Value::Null),
                (None, &public, Value::Null),
            ] {
                let context = graph.context(user, None).await;
                let answer = graph.ask(&context, PREVIEW, file.clone()).await;
                assert_eq!(answer["data"]["node"], expected, "{user:?}: {answer}");
            }
            let large = "<b>x</b>".repeat(150_000);
            let deep = "<div>".repeat(50_000);
            for (name, mime_type, content) in [
                ("plain.txt", "text/plain", html),
                ("large.html", "text/html", large.as_str()),
                ("deep.html", "text/html", deep.as_str()),
                ("gone.html", "text/html", "missing"),
            ] {
                let file = attach(graph, 41, name, mime_type, content).await;
                let context = graph.context(Some(ADMIN), None).await;
                let answer = graph.ask(&context, PREVIEW, file).await;
                let node = &answer["data"]["node"];
                assert_eq!(node, &json!({ "htmlPreview": null }), "{name}: {answer}");
            }
        },
    )
    .await;
}
