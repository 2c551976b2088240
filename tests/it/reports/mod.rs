//! Reports are those that the test computes from the rows, on every database, for every kind of
//! viewer: counts contain only rows that the viewer may see.

mod rows;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use deskql::domain::access;
use deskql::domain::reports::counts::{Group, submitters, ticket_counts};
use deskql::domain::reports::durations::ticket_durations;
use deskql::domain::reports::period::Period;
use deskql::domain::reports::time_spent::{Spent, of_queues, time_spent};
use deskql::domain::reports::{Key, Report, TicketDimension, TicketMeasure, TimeSpentDimension};
use deskql::domain::{Clock, Code, Context, Error};
use entity::followup;
use rows::{Rows, fill, label, text};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait};
use serde_json::json;

use crate::graphql::{ADMIN, AGENT, CUSTOMER, Graph, on_each_database};

/// The time of all reports.
const NOW: &str = "2025-11-30T12:34:56Z";
/// Zones with and without daylight saving time. Clocks of the last one change at midnight.
const ZONES: [&str; 4] = ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/Santiago"];

fn now() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

/// The groups by their keys as text. Fails if two groups have the same keys.
fn by_keys<T>(groups: Vec<Group<T>>) -> BTreeMap<Vec<String>, T> {
    let count = groups.len();
    let map: BTreeMap<_, _> = groups
        .into_iter()
        .map(|group| (group.keys.iter().map(text).collect(), group.value))
        .collect();
    assert_eq!(map.len(), count);
    map
}

const DIMENSIONS: [TicketDimension; 13] = [
    TicketDimension::Queue,
    TicketDimension::AssignedTo,
    TicketDimension::Status,
    TicketDimension::Priority,
    TicketDimension::Submitter,
    TicketDimension::KbItem,
    TicketDimension::Age,
    TicketDimension::CreatedDay,
    TicketDimension::CreatedWeek,
    TicketDimension::CreatedMonth,
    TicketDimension::ClosedDay,
    TicketDimension::ClosedWeek,
    TicketDimension::ClosedMonth,
];

/// Every kind of viewer who sees some tickets.
async fn viewers(graph: &Graph) -> Vec<(&'static str, Context)> {
    let mut viewers = vec![
        ("administrator", graph.context(Some(ADMIN), None).await),
        (
            "agent of queue 1",
            graph.context(Some(AGENT), Some(vec![1])).await,
        ),
        (
            "agent of no queue",
            graph.context(Some(AGENT), Some(Vec::new())).await,
        ),
        (
            "customer",
            graph.context(Some(CUSTOMER), Some(Vec::new())).await,
        ),
    ];
    for (_, context) in &mut viewers {
        context.clock = Clock::fixed(now());
        let mut config = (*context.config).clone();
        config.helpdesk.enable_per_queue_staff_permission = true;
        context.config = config.into();
    }
    viewers
}

fn report(zone: &str) -> Report {
    Report {
        time_zone: Some(zone.to_owned()),
        first: 2000,
        ..Report::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_are_those_of_the_visible_rows() {
    on_each_database(async |graph| {
        fill(graph).await;
        for (viewer, context) in viewers(graph).await {
            for zone in ZONES {
                let rows = Rows::of(graph, &context, zone).await;
                assert!(!rows.tickets.is_empty(), "{viewer}");
                for (at, one) in DIMENSIONS.into_iter().enumerate() {
                    let other = DIMENSIONS[(at + 4) % DIMENSIONS.len()];
                    for dimensions in [&[one][..], &[one, other]] {
                        // MariaDB's collation groups addresses in any case.
                        if graph.db.get_database_backend() == DbBackend::MySql
                            && dimensions.contains(&TicketDimension::Submitter)
                        {
                            continue;
                        }
                        let found = ticket_counts(&context, &report(zone), dimensions).await;
                        let found = found.unwrap();
                        let name = format!("{viewer}, {zone}, {dimensions:?}");
                        // Fixture and test have tickets of two years: not every day has a group.
                        let mut expected = rows.counts(dimensions);
                        let outside = drop_outside(&mut expected, &found.periods, dimensions);
                        assert_eq!(found.total, rows.tickets.len() as u64, "{name}");
                        assert_eq!(found.remainder(), outside, "{name}");
                        assert_eq!(by_keys(found.groups), expected, "{name}");
                    }
                }
            }
        }
    })
    .await;
}

/// Removes the groups whose day is in none of the periods of a report. Returns their number of tickets.
fn drop_outside(
    expected: &mut BTreeMap<Vec<String>, u64>,
    periods: &[Period],
    dimensions: &[TicketDimension],
) -> u64 {
    let is_day = |each: &TicketDimension| {
        matches!(
            each,
            TicketDimension::CreatedDay | TicketDimension::ClosedDay
        )
    };
    // Of two dimensions with periods, the report shows the periods of the first.
    let Some(at) = dimensions.iter().position(is_day) else {
        return 0;
    };
    let (first, last) = (periods[0].first_day, periods[periods.len() - 1].first_day);
    let mut outside = 0;
    expected.retain(|keys, count| {
        let day: Option<NaiveDate> = keys[at].parse().ok();
        let keep = day.is_none_or(|day| (first..=last).contains(&day));
        if !keep {
            outside += *count;
        }
        keep
    });
    outside
}

#[tokio::test(flavor = "multi_thread")]
async fn durations_are_those_of_the_visible_rows() {
    on_each_database(async |graph| {
        fill(graph).await;
        for (viewer, context) in viewers(graph).await {
            let rows = Rows::of(graph, &context, "Europe/Berlin").await;
            for measure in [
                TicketMeasure::FirstAnswer,
                TicketMeasure::Close,
                TicketMeasure::LastChange,
                TicketMeasure::Age,
            ] {
                for dimensions in [
                    &[][..],
                    &[TicketDimension::Queue],
                    &[TicketDimension::AssignedTo, TicketDimension::CreatedMonth],
                    &[TicketDimension::ClosedMonth, TicketDimension::Priority],
                ] {
                    let report = report("Europe/Berlin");
                    let found = ticket_durations(&context, &report, measure, dimensions).await;
                    let found = found.unwrap();
                    let name = format!("{viewer}, {measure:?}, {dimensions:?}");
                    assert_eq!(found.remainder(), 0, "{name}");
                    let expected = rows.durations(measure, dimensions);
                    assert_eq!(by_keys(found.groups), expected, "{name}");
                }
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn times_spent_are_those_of_an_agents_tickets() {
    on_each_database(async |graph| {
        fill(graph).await;
        for (viewer, context) in viewers(graph).await {
            let report = report("Europe/Berlin");
            let dimensions = [TimeSpentDimension::Queue, TimeSpentDimension::User];
            let found = time_spent(&context, &report, &dimensions).await;
            if viewer == "customer" {
                assert!(matches!(found, Err(Error::Forbidden)), "{viewer}");
                continue;
            }
            let tickets = access::tickets(&context, Some(access::Scope::Agent));
            let tickets = tickets.all(&graph.db).await.unwrap();
            let followups = followup::Entity::find().all(&graph.db).await.unwrap();
            let (mut expected, mut of_months) = (BTreeMap::new(), BTreeMap::new());
            let mut of_all_queues = BTreeMap::new();
            for followup in &followups {
                let ticket = tickets
                    .iter()
                    .find(|ticket| ticket.id == followup.ticket_id);
                let (Some(ticket), Some(spent)) = (ticket, followup.time_spent) else {
                    continue;
                };
                let user = text(&followup.user_id.map_or(Key::Empty, Key::User));
                let keys = vec![text(&Key::Queue(ticket.queue_id)), user];
                *expected.entry(keys).or_insert(0) += spent.0;
                let day = followup
                    .date
                    .0
                    .with_timezone(&"Europe/Berlin".parse::<Tz>().unwrap());
                let month = label(day.date_naive(), "Month");
                *of_months
                    .entry(vec![text(&Key::Ticket(ticket.id)), month])
                    .or_insert(0) += spent.0;
                *of_all_queues.entry(ticket.queue_id).or_insert(0) += spent.0;
            }
            let times = |groups| -> BTreeMap<_, _> {
                by_keys(groups)
                    .into_iter()
                    .map(|(keys, spent): (_, Spent)| (keys, spent.time.0))
                    .collect()
            };
            let found = found.unwrap();
            assert_eq!(found.total.0, expected.values().sum::<i64>(), "{viewer}");
            assert_eq!(times(found.groups), expected, "{viewer}");
            let dimensions = [TimeSpentDimension::Ticket, TimeSpentDimension::Month];
            let found = time_spent(&context, &report, &dimensions).await.unwrap();
            assert_eq!(times(found.groups), of_months, "{viewer}");
            let queues: Vec<i32> = (1..10).collect();
            let found = of_queues(&context, &queues).await.unwrap();
            let found: BTreeMap<i32, i64> = found
                .into_iter()
                .map(|(queue, time)| (queue, time.0))
                .collect();
            assert_eq!(found, of_all_queues, "{viewer}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_groups_leave_a_remainder() {
    on_each_database(async |graph| {
        fill(graph).await;
        let context = graph.context(Some(ADMIN), None).await;
        let first = |first| Report {
            first,
            ..report("UTC")
        };
        let dimensions = [TicketDimension::Queue, TicketDimension::Priority];
        let all = ticket_counts(&context, &first(2000), &dimensions)
            .await
            .unwrap();
        let some = ticket_counts(&context, &first(3), &dimensions)
            .await
            .unwrap();
        assert_eq!(some.groups, all.groups[..3]);
        let counted: u64 = some.groups.iter().map(|group| group.value).sum();
        assert_eq!(some.total, all.total);
        assert_eq!(some.remainder(), all.total - counted);
        assert!(
            all.groups
                .windows(2)
                .all(|pair| pair[0].value >= pair[1].value)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_arguments_are_rejected() {
    let graph = Graph::new().await;
    let context = graph.context(Some(ADMIN), None).await;
    let first = |first| Report {
        first,
        ..report("UTC")
    };
    let dimensions = [TicketDimension::Queue, TicketDimension::Priority];
    for (change, field) in [
        (first(0), "first"),
        (first(2001), "first"),
        (
            Report {
                time_zone: Some("Europe/Nowhere".to_owned()),
                ..Report::default()
            },
            "timeZone",
        ),
    ] {
        match ticket_counts(&context, &change, &dimensions).await {
            Err(Error::Invalid(errors)) => assert_eq!(errors[0].path, [field]),
            other => panic!("{field}: {other:?}"),
        }
    }
    let twice = [TicketDimension::Queue; 2];
    let error = ticket_counts(&context, &first(1), &twice)
        .await
        .unwrap_err();
    assert!(matches!(&error, Error::Invalid(errors) if matches!(errors[0].code, Code::Twice)));
    let anonymous = graph.context(None, None).await;
    let error = ticket_counts(&anonymous, &first(1), &dimensions).await;
    assert!(matches!(error, Err(Error::Unauthenticated)));
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_accept_filters_saved_searches_and_custom_fields() {
    on_each_database(async |graph| {
        fill(graph).await;
        let context = graph.context(Some(AGENT), None).await;
        let document = r#"{
            all: tickets { totalCount }
            saved: ticketCounts(groupBy: [], savedSearchId: "1") { total }
            open: tickets(filter: { isOpen: { eq: true } }) { totalCount }
            statuses: ticketCounts(groupBy: [STATUS], filter: { isOpen: { eq: true } }) { total groups { keys { status { isOpen } } } }
            field: ticketCounts(groupBy: [CUSTOM_FIELD], customField: "list") { total groups { keys { hasValue customFieldValue label } count } }
            names: ticketCounts(groupBy: [QUEUE, ASSIGNED_TO]) { groups { keys { label queue { slug } user { username } } } }
            bands: ticketDurations(measure: LAST_CHANGE, groupBy: []) { total groups { count bands { from to count } average averageWholeDays } }
            queues(first: 2) { nodes { timeSpent } }
            submitters: ticketCounts(groupBy: []) { submitterCount }
        }"#;
        let mut answer = graph.ask(&context, document, json!({})).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        let data = answer["data"].take();
        assert_eq!(data["saved"]["total"], data["all"]["totalCount"]);
        assert_eq!(data["statuses"]["total"], data["open"]["totalCount"]);
        for group in data["statuses"]["groups"].as_array().unwrap() {
            assert_eq!(group["keys"][0]["status"]["isOpen"], true);
        }
        let groups = data["field"]["groups"].as_array().unwrap();
        assert_eq!(groups[0]["keys"][0]["hasValue"], false);
        assert!(groups.iter().any(|group| group["keys"][0]["customFieldValue"].is_string()));
        let all: i64 = groups.iter().map(|group| group["count"].as_i64().unwrap()).sum();
        assert_eq!(data["field"]["total"], all);
        let bands = &data["bands"]["groups"][0];
        let in_bands = bands["bands"].as_array().unwrap().iter();
        let in_bands: i64 = in_bands.map(|band| band["count"].as_i64().unwrap()).sum();
        assert_eq!(bands["count"], in_bands);
        assert_eq!(bands["bands"][2]["to"], "P1D");
        let found = submitters(&context, &Report::default()).await.unwrap();
        assert_eq!(data["submitters"]["submitterCount"], found);
        let unknown = r#"{ ticketCounts(groupBy: [CUSTOM_FIELD], customField: "none") { total } }"#;
        let answer = graph.ask(&context, unknown, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
        // A customer finds no field that only staff see.
        let customer = graph.context(Some(CUSTOMER), None).await;
        let staff = r#"{ ticketCounts(groupBy: [CUSTOM_FIELD], customField: "email") { total } }"#;
        let answer = graph.ask(&customer, staff, json!({})).await;
        assert_eq!(answer["data"]["ticketCounts"], json!(null), "{answer}");
    })
    .await;
}
