//! Tests that the demo's rows are consistent, without a database.

use chrono::{DateTime, Duration, TimeZone as _, Utc};

use super::rows::Rows;
use super::{Passwords, cases, desk, knowledge, people, queues, tickets};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 5, 4, 12, 0, 0).unwrap()
}

fn rows() -> (Rows, usize) {
    let mut rows = Rows::default();
    let passwords = Passwords {
        admin: "a".to_owned(),
        others: "b".to_owned(),
    };
    people::add(&mut rows, now(), &passwords);
    queues::add(&mut rows, 1, 1);
    desk::add(&mut rows);
    let files =
        knowledge::add(&mut rows, now()).len() + tickets::add(&mut rows, now()).unwrap().len();
    (rows, files)
}

#[test]
fn has_enough_rows_of_every_table() {
    let (rows, files) = rows();
    assert!(rows.tickets.len() >= 60, "{}", rows.tickets.len());
    assert!(rows.followups.len() >= 240, "{}", rows.followups.len());
    for status in 1..=5 {
        assert!(
            rows.tickets.iter().any(|ticket| ticket.status == status),
            "no ticket has status {status}"
        );
    }
    let open = rows
        .tickets
        .iter()
        .filter(|ticket| ticket.status < 3)
        .count();
    assert!(
        (15..45).contains(&open),
        "{open} of {} are open",
        rows.tickets.len()
    );
    assert!(
        rows.tickets
            .iter()
            .any(|ticket| ticket.on_hold && ticket.status == 1)
    );
    assert!(
        rows.tickets
            .iter()
            .any(|ticket| ticket.assigned_to_id.is_none())
    );
    assert!(rows.tickets.iter().any(|ticket| ticket.due_date.is_some()));
    assert!(
        rows.tickets
            .iter()
            .any(|ticket| ticket.merged_to_id.is_some())
    );
    assert!(rows.followups.iter().any(|followup| !followup.public));
    assert!(files >= 20, "{files} files");
    for (table, count) in [
        ("queues", rows.queues.len()),
        ("changes", rows.changes.len()),
        ("custom values", rows.custom_values.len()),
        ("ccs", rows.ccs.len()),
        ("dependencies", rows.dependencies.len()),
        ("checklists", rows.checklists.len()),
        ("knowledge base", rows.kb_items.len()),
        ("saved searches", rows.saved_searches.len()),
        ("preset replies", rows.preset_replies.len()),
    ] {
        assert!(count >= 3, "{table}: {count}");
    }
    let used: std::collections::BTreeSet<_> = rows
        .custom_values
        .iter()
        .map(|value| value.field_id)
        .collect();
    assert_eq!(
        used.len(),
        rows.custom_fields.len(),
        "every custom field has a value"
    );
}

#[test]
fn has_the_rows_that_the_documentation_uses() {
    let (rows, _) = rows();
    let ticket = rows.tickets.iter().find(|ticket| ticket.id == 44).unwrap();
    assert!(ticket.status < 3, "ticket 44 must be open");
    assert!(
        rows.queues
            .iter()
            .any(|queue| queue.id == 1 && queue.allow_public_submission)
    );
    assert!(
        rows.custom_fields.iter().all(|field| !field.required),
        "tickets without custom fields must be valid"
    );
}

#[test]
fn histories_are_sorted_and_agree_with_their_tickets() {
    let (rows, _) = rows();
    for ticket in &rows.tickets {
        let history: Vec<_> = rows
            .followups
            .iter()
            .filter(|followup| followup.ticket_id == ticket.id)
            .collect();
        assert!(
            history.is_sorted_by_key(|followup| followup.date),
            "ticket {}",
            ticket.id
        );
        assert_eq!(history.first().unwrap().date, ticket.created);
        assert_eq!(history.last().unwrap().date, ticket.modified);
        let last_status = history
            .iter()
            .rev()
            .find_map(|followup| followup.new_status)
            .unwrap_or(1);
        assert_eq!(last_status, ticket.status, "ticket {}", ticket.id);
        assert_eq!(ticket.status == 5, ticket.merged_to_id.is_some());
        assert!(
            !ticket.title.contains('{') && ticket.title.chars().count() <= 200,
            "{}",
            ticket.title
        );
    }
    assert!(rows.tickets.is_sorted_by_key(|ticket| ticket.created));
    let (first, last) = (
        rows.tickets.first().unwrap().created.0,
        rows.tickets.last().unwrap().created.0,
    );
    assert!(
        now() - first > Duration::days(88) && now() - first < Duration::days(92),
        "{first}"
    );
    assert!(last < now() && now() - last < Duration::days(1), "{last}");
    assert!(
        rows.followups
            .iter()
            .all(|followup| followup.date.0 < now())
    );
}

#[test]
fn the_rows_are_deterministic() {
    assert_eq!(rows().0.tickets, rows().0.tickets);
}

#[test]
fn every_case_has_a_known_queue_and_kind() {
    for case in cases::cases().unwrap() {
        assert!(queues::queue_of(&case.queue).is_some(), "{}", case.queue);
        let kinds = [
            None,
            Some("log"),
            Some("photo"),
            Some("invoice"),
            Some("email"),
        ];
        assert!(kinds.contains(&case.kind.as_deref()), "{:?}", case.kind);
    }
}
