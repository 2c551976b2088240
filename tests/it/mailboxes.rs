//! Received email and escalation in the service, on all databases: what a message creates, that it
//! creates it once, and what the graph shows of it.

use std::path::Path;
use std::sync::Arc;

use deskql::app::App;
use deskql::config::Transport;
use deskql::domain::mailboxes::accounts;
use deskql::domain::unit::leases::{Finished, Leases};
use deskql::domain::{Account, Context, Viewer};
use deskql::mailbox::jobs;
use deskql::mailbox::run::{Counts, run};
use entity::{followup, mail_received, outbox, queue, ticket, ticket_cc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::outbox::each;
use crate::support::fixture;
use crate::support::service::Service;

const OPENS: &str = "From: Ada <ada@example.net>\nTo: support@example.com, bob@example.net\nSubject: Printer\n\
                     Message-ID: <1@example.net>\n\nIt is broken.\n\nOn Monday, Bob wrote:\n> Is it?\n";
const ANSWERS: &str = "From: ada@example.net\nSubject: Other\nMessage-ID: <2@example.net>\nIn-Reply-To: <1@example.net>\n\nStill.\n";

/// Makes a folder the mailbox of the queue `support`.
async fn use_folder(app: &App, folder: &Path) {
    use queue::Column as C;
    let tx = app.db.begin().await.unwrap();
    queue::Entity::update_many()
        .col_expr(C::EmailBoxType, Expr::value("local"))
        .col_expr(C::EmailBoxLocalDir, Expr::value(folder.to_str().unwrap()))
        .col_expr(C::AllowEmailSubmission, Expr::value(true))
        .filter(C::Slug.eq("support"))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn read(app: &App) -> Counts {
    let context = app.job_context();
    let mailboxes = accounts::mailboxes(&context, &["support".to_owned()])
        .await
        .unwrap();
    let report = Box::pin(run(
        &context,
        &mailboxes[0],
        &CancellationToken::new(),
        false,
    ))
    .await;
    report.unwrap().counts
}

fn superuser(app: &App) -> Context {
    app.context(Viewer::User(Arc::new(Account::system())))
}

#[tokio::test]
async fn a_message_creates_a_ticket_once() {
    for (service, _server) in each(|config| config.mail.transport = Transport::File).await {
        let app = &service.app;
        let folder = tempfile::tempdir().unwrap();
        use_folder(app, folder.path()).await;
        let write =
            |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("1.eml", OPENS);
        write("2.eml", ANSWERS);
        let counts = read(app).await;
        assert_eq!((counts.opened, counts.answered), (1, 1), "{counts:?}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);

        let receipts = mail_received::Entity::find().all(&app.db).await.unwrap();
        let id = receipts[0].ticket_id.unwrap();
        assert!(receipts.iter().all(|receipt| receipt.ticket_id == Some(id)));
        let row = ticket::Entity::find_by_id(id)
            .one(&app.db)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.title, "Printer");
        assert_eq!(row.description.as_deref(), Some("It is broken."));
        assert_eq!(row.submitter_email.as_deref(), Some("ada@example.net"));
        let followups = followup::Entity::find()
            .filter(followup::Column::TicketId.eq(id))
            .all(&app.db)
            .await
            .unwrap();
        assert!(
            followups
                .iter()
                .all(|row| row.public && row.user_id.is_none())
        );
        let messages: Vec<_> = followups
            .iter()
            .map(|row| row.message_id.as_deref())
            .collect();
        assert_eq!(messages, [Some("<1@example.net>"), Some("<2@example.net>")]);
        let followers = ticket_cc::Entity::find()
            .filter(ticket_cc::Column::TicketId.eq(id))
            .all(&app.db)
            .await
            .unwrap();
        assert_eq!(followers.len(), 1);
        assert_eq!(followers[0].email.as_deref(), Some("bob@example.net"));
        let sent = outbox::Entity::find().count(&app.db).await.unwrap();
        assert!(sent > 0);

        // As after a crash between commit and removal.
        write("1.eml", OPENS);
        write("again.eml", &format!("Received: from elsewhere\n{OPENS}"));
        let counts = read(app).await;
        assert_eq!((counts.opened, counts.duplicates), (0, 2), "{counts:?}");
        assert_eq!(outbox::Entity::find().count(&app.db).await.unwrap(), sent);

        shows_where_it_came_from(&service, id).await;
    }
}

/// The graph shows agents the email, and superusers the mailbox.
async fn shows_where_it_came_from(service: &Service, ticket: i32) {
    let ask = async |user: &str, query: String| {
        let authorization = format!("Token {}", fixture::token(user));
        let headers = [
            ("authorization", authorization.as_str()),
            ("content-type", "application/json"),
        ];
        let body = json!({ "query": query }).to_string();
        service
            .call("POST", "/graphql", &headers, body)
            .await
            .json()
    };
    let query = format!(
        "{{ ticket(id: {ticket}) {{ followUps {{ nodes {{ receivedMail {{ messageId from hasHtml leftOutFiles original {{ id }} }} }} }} }} }}"
    );
    let answer = ask("admin", query).await;
    let mail = |id: &str| json!({ "receivedMail": { "messageId": id, "from": "ada@example.net", "hasHtml": false, "leftOutFiles": [], "original": null } });
    let nodes = &answer["data"]["ticket"]["followUps"]["nodes"];
    assert_eq!(
        nodes,
        &json!([mail("<1@example.net>"), mail("<2@example.net>")]),
        "{answer}"
    );
    let query = "{ mailboxes { queue { slug } waitingCount setAsideCount failedMessages { state } lastCheckedAt } }";
    let answer = ask("admin", query.to_owned()).await;
    let state = &answer["data"]["mailboxes"][0];
    assert_eq!(state["queue"]["slug"], "support", "{answer}");
    assert!(state["lastCheckedAt"].is_string());
}

#[tokio::test]
async fn a_job_has_one_worker_until_its_lease_expires() {
    for (service, _server) in each(|_| {}).await {
        let app = &service.app;
        let [first, second] =
            std::array::from_fn(|_| Leases::new(app.db.clone(), app.clock.clone(), 1));
        let lease = first.claim("mailbox:1", false).await.unwrap().unwrap();
        assert_eq!(second.claim("mailbox:1", true).await.unwrap(), None);
        assert!(first.renew(&lease).await.unwrap());
        tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
        let taken = second.claim("mailbox:1", false).await.unwrap();
        assert!(taken.is_some());
        assert!(!first.renew(&lease).await.unwrap());
        let finished = Finished {
            due: app.clock.now() + chrono::TimeDelta::hours(1),
            error: Some("unreachable"),
        };
        // The first one has lost it, so it records nothing.
        first.finish(&lease, finished.clone()).await.unwrap();
        assert_eq!(first.claim("mailbox:1", true).await.unwrap(), None);
        second.finish(&taken.unwrap(), finished).await.unwrap();
        assert_eq!(first.claim("mailbox:1", false).await.unwrap(), None);
        assert_eq!(
            first
                .claim("mailbox:1", true)
                .await
                .unwrap()
                .unwrap()
                .failures,
            1
        );
    }
}

#[tokio::test]
async fn a_ticket_is_escalated_once() {
    for (service, _server) in each(|config| config.mail.transport = Transport::File).await {
        let app = &service.app;
        let context = app.job_context();
        let old = entity::values::Timestamp(app.clock.now() - chrono::TimeDelta::days(9));
        let tx = app.db.begin().await.unwrap();
        queue::Entity::update_many()
            .col_expr(queue::Column::EscalateDays, Expr::value(2))
            .filter(queue::Column::Slug.eq("billing"))
            .exec(&tx)
            .await
            .unwrap();
        ticket::Entity::update_many()
            .col_expr(ticket::Column::Created, Expr::value(old))
            .exec(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let stop = CancellationToken::new();
        let due = jobs::escalate(&context, &[], &stop, true).await.unwrap();
        assert!(!due.is_empty());
        // Two workers at the same time.
        let (one, two) = tokio::join!(
            Box::pin(jobs::escalate(&context, &[], &stop, false)),
            Box::pin(jobs::escalate(&context, &[], &stop, false))
        );
        assert_eq!(one.unwrap().len() + two.unwrap().len(), due.len());
        let followups = followup::Entity::find()
            .filter(followup::Column::Title.eq("Ticket Escalated"))
            .count(&superuser(app).db)
            .await
            .unwrap();
        assert_eq!(followups, due.len() as u64);
        let again = jobs::escalate(&context, &[], &stop, false);
        assert!(again.await.unwrap().is_empty());
    }
}
