//! The access rule in memory agrees with the rule in SQL, for all viewers and tickets.

use std::collections::BTreeSet;
use std::sync::Arc;

use deskql::domain::access::in_memory::SharedRows;
use deskql::domain::access::{self, Scope};
use deskql::domain::{Context, Viewer};
use entity::{followup, followup_attachment, ticket, user};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::each;

/// Tickets of all kinds: owned by a customer, without an email address, followed with and without
/// the right to view.
const EXTRA_ROWS: &str = "
UPDATE helpdesk_ticket SET assigned_to_id = 3 WHERE id = 1;
UPDATE helpdesk_ticket SET submitter_email = '' WHERE id IN (2, 3);
UPDATE helpdesk_ticket SET submitter_email = NULL WHERE id = 4;
UPDATE helpdesk_ticket SET submitter_email = upper(submitter_email) WHERE id = 5;
INSERT INTO helpdesk_ticketcc (id, ticket_id, user_id, email, can_view, can_update)
SELECT 9000 + id, id, 1 + id % 9, NULL, id % 3 > 0, FALSE FROM helpdesk_ticket WHERE id > 5;
INSERT INTO helpdesk_ticketcc (id, ticket_id, user_id, email, can_view, can_update)
SELECT 9500 + id, id, NULL, 'customer@example.com', TRUE, FALSE FROM helpdesk_ticket WHERE id > 30;
";

#[tokio::test]
async fn memory_and_sql_agree() {
    for (graph, _server) in each().await {
        graph.db.execute_unprepared(EXTRA_ROWS).await.unwrap();
        let tickets = numbers(
            ticket::Entity::find().all(&graph.db).await.unwrap(),
            |row| row.id,
        );
        let followups = numbers(
            followup::Entity::find().all(&graph.db).await.unwrap(),
            |row| row.id,
        );
        let files = numbers(
            followup_attachment::Entity::find()
                .all(&graph.db)
                .await
                .unwrap(),
            |row| row.id,
        );
        let all = |numbers: &BTreeSet<i32>| numbers.iter().copied().collect::<Vec<i32>>();
        let rows = SharedRows::read(&graph.db, &all(&tickets), &all(&followups), &all(&files))
            .await
            .unwrap();
        let (mut looks, mut hidden, mut shown) = (0, 0, 0);
        for account in user::Entity::find().all(&graph.db).await.unwrap() {
            for (by_queue, non_staff) in
                [(false, false), (true, false), (false, true), (true, true)]
            {
                let granted: &[Option<Vec<i32>>] = if by_queue && !account.is_superuser {
                    &[Some(vec![]), Some(vec![1]), Some(vec![1, 3])]
                } else {
                    &[None]
                };
                for granted in granted {
                    let mut context = graph.context(Some(account.id), granted.clone()).await;
                    let mut config = (*context.config).clone();
                    config.helpdesk.enable_per_queue_staff_permission = by_queue;
                    config.helpdesk.allow_non_staff_ticket_update = non_staff;
                    context.config = config.into();
                    looks += 1;
                    let about = format!(
                        "{} by_queue={by_queue} non_staff={non_staff} {granted:?}",
                        account.username
                    );
                    let seen = agree(&context, &rows, &tickets, &followups, &files, &about).await;
                    hidden += tickets.len() - seen;
                    shown += seen;
                }
            }
        }
        assert!(
            looks > 40 && hidden > 100 && shown > 100,
            "{looks} {hidden} {shown}"
        );
        let key = "00000000-0000-4000-8000-000000000007";
        let visit = access::find_visit(&graph.db, "7", "customer@example.com", key)
            .await
            .unwrap();
        let mut visitor = graph.context(None, None).await;
        visitor.viewer = Viewer::Visitor(Arc::new(visit.unwrap()));
        assert_eq!(
            agree(&visitor, &rows, &tickets, &followups, &files, "visitor").await,
            1
        );
        // The link ends with the address.
        let sql = "UPDATE helpdesk_ticket SET submitter_email = 'other@example.com' WHERE id = 7";
        graph.db.execute_unprepared(sql).await.unwrap();
        let rows = SharedRows::read(&graph.db, &all(&tickets), &all(&followups), &all(&files))
            .await
            .unwrap();
        assert_eq!(
            agree(
                &visitor,
                &rows,
                &tickets,
                &followups,
                &files,
                "former visitor"
            )
            .await,
            0
        );
        let nobody = graph.context(None, None).await;
        assert_eq!(
            agree(&nobody, &rows, &tickets, &followups, &files, "nobody").await,
            0
        );
    }
}

fn numbers<T>(rows: Vec<T>, id: impl Fn(&T) -> i32) -> BTreeSet<i32> {
    rows.iter().map(id).collect()
}

/// Compares both rules; returns the number of visible tickets.
async fn agree(
    context: &Context,
    rows: &SharedRows,
    tickets: &BTreeSet<i32>,
    followups: &BTreeSet<i32>,
    files: &BTreeSet<i32>,
    about: &str,
) -> usize {
    let sql = async |scope: Option<Scope>| {
        numbers(
            access::tickets(context, scope)
                .all(&context.db)
                .await
                .unwrap(),
            |row| row.id,
        )
    };
    let memory = |keep: &dyn Fn(i32) -> bool| {
        tickets
            .iter()
            .copied()
            .filter(|id| keep(*id))
            .collect::<BTreeSet<_>>()
    };
    let access = |id: i32| rows.access(id).unwrap();
    let seen = sql(None).await;
    assert_eq!(
        memory(&|id| rows.ticket(context, id).is_some()),
        seen,
        "{about}"
    );
    assert_eq!(
        memory(&|id| access(id).is_workable_by(context)),
        sql(Some(Scope::Agent)).await,
        "{about}"
    );
    assert_eq!(
        memory(&|id| access(id).is_submitted_by(context)),
        sql(Some(Scope::Submitter)).await,
        "{about}"
    );
    assert_eq!(
        memory(&|id| access(id).is_followed_by(context)),
        sql(Some(Scope::Follower)).await,
        "{about}"
    );
    let in_sql = numbers(
        access::followups(context, None)
            .all(&context.db)
            .await
            .unwrap(),
        |row| row.id,
    );
    let found: BTreeSet<i32> = followups
        .iter()
        .copied()
        .filter(|id| rows.followup(context, *id).is_some())
        .collect();
    assert_eq!(found, in_sql, "follow-ups of {about}");
    let in_sql = numbers(
        access::attachments(context, None)
            .all(&context.db)
            .await
            .unwrap(),
        |row| row.id,
    );
    let found: BTreeSet<i32> = files
        .iter()
        .copied()
        .filter(|id| rows.attachment(context, *id).is_some())
        .collect();
    assert_eq!(found, in_sql, "files of {about}");
    seen.len()
}
