//! Reports are those that the test computes from the rows, on every database, for every kind of
//! viewer: counts contain only rows that the viewer may see.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use deskql::domain::access;
use deskql::domain::reports::counts::{Group, submitters, ticket_counts};
use deskql::domain::reports::durations::{BAND_ENDS, Statistics, ticket_durations};
use deskql::domain::reports::time_spent::{of_queues, time_spent};
use deskql::domain::reports::{Key, Report, TicketDimension, TicketMeasure, TimeSpentDimension};
use deskql::domain::{Clock, Code, Context, Error};
use entity::{followup, ticket, user};
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

/// Tickets around changes of clocks and ends of months, and follow-ups that answer and close them.
async fn fill(graph: &Graph) {
    let backend = graph.db.get_database_backend();
    let moment = |time: DateTime<Utc>| {
        let offset = if backend == DbBackend::Postgres { "+00" } else { "" };
        format!("'{}{offset}'", time.format("%Y-%m-%d %H:%M:%S%.6f"))
    };
    let minutes = |number: i64| match backend {
        DbBackend::Postgres => format!("interval '{number} minutes'"),
        _ => (number * 60_000_000).to_string(),
    };
    let starts = [
        "2025-03-09T03:00:00Z",
        "2025-03-29T22:00:00Z",
        "2025-04-06T02:00:00Z",
        "2025-06-30T18:00:00Z",
        "2025-09-07T03:00:00Z",
        "2025-10-25T21:00:00Z",
        "2025-11-20T00:00:00Z",
    ];
    let mut tickets = String::new();
    let mut followups = String::new();
    for number in 0..280_i64 {
        let id = 5000 + number;
        let start: DateTime<Utc> = starts[usize::try_from(number).unwrap() % starts.len()]
            .parse()
            .unwrap();
        let created = start + TimeDelta::minutes(number * 3) + TimeDelta::microseconds(number);
        let modified = created + TimeDelta::seconds(number * number * 37 % 6_000_000);
        let owner = ["NULL", "1", "2"][usize::try_from(number % 3).unwrap()];
        let email = match number % 5 {
            0 => "NULL".to_owned(),
            1 => "''".to_owned(),
            2 => "'customer@example.com'".to_owned(),
            other => format!("'person{other}@example.com'"),
        };
        let (status, queue, priority) = (1 + number % 5, 1 + number % 4, 1 + number % 6);
        let item = if number % 7 == 0 { "1" } else { "NULL" };
        let _ = writeln!(
            tickets,
            "{}({id}, 'Ticket {id}', {}, {}, {email}, {status}, FALSE, {priority}, {owner}, {queue}, 'key-{id}', {item})",
            if number > 0 { "," } else { "" },
            moment(created),
            moment(modified),
        );
        for step in 0..3_i64 {
            let date = created + TimeDelta::minutes(step * (20 + number));
            let public = if (number + step) % 4 == 0 { "FALSE" } else { "TRUE" };
            let author = ["3", "2", "NULL"][usize::try_from((number + step) % 3).unwrap()];
            let new_status = if step == 2 && number % 2 == 0 { status.to_string() } else { "NULL".to_owned() };
            let spent = if (number + step) % 3 == 0 { minutes(number + step) } else { "NULL".to_owned() };
            let _ = writeln!(
                followups,
                "{}({}, {id}, {}, 'Step', 'Text', {public}, {author}, {new_status}, {spent})",
                if followups.is_empty() { "" } else { "," },
                id * 3 + step,
                moment(date),
            );
        }
    }
    let sql = format!(
        "INSERT INTO helpdesk_ticket (id, title, created, modified, submitter_email, status, on_hold, priority, assigned_to_id, queue_id, secret_key, kbitem_id) VALUES {tickets};
         INSERT INTO helpdesk_followup (id, ticket_id, date, title, comment, public, user_id, new_status, time_spent) VALUES {followups};"
    );
    graph.db.execute_unprepared(&sql).await.unwrap();
}

/// A key as text.
fn text(key: &Key) -> String {
    match key {
        Key::Period(period) => period.label(),
        Key::Age(band) => format!("from {}", band.from_days),
        key => format!("{key:?}"),
    }
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

/// The rows that a viewer sees.
struct Rows {
    tickets: Vec<ticket::Model>,
    followups: Vec<followup::Model>,
    users: Vec<user::Model>,
    open: Vec<i32>,
    kb_items: Vec<i32>,
    zone: Tz,
}

fn label(date: NaiveDate, dimension: &str) -> String {
    let format = match dimension {
        "Day" => "%Y-%m-%d",
        "Week" => "%G-W%V",
        _ => "%Y-%m",
    };
    date.format(format).to_string()
}

impl Rows {
    async fn of(graph: &Graph, context: &Context, zone: &str) -> Self {
        let kb_items = access::kb_items(context).all(&graph.db).await.unwrap();
        Self {
            tickets: access::tickets(context, None).all(&graph.db).await.unwrap(),
            followups: access::followups(context, None).all(&graph.db).await.unwrap(),
            users: user::Entity::find().all(&graph.db).await.unwrap(),
            open: graph.config.helpdesk.ticket_open_statuses.clone(),
            kb_items: kb_items.iter().map(|item| item.id).collect(),
            zone: zone.parse().unwrap(),
        }
    }

    fn closed(&self, ticket: &ticket::Model) -> Option<DateTime<Utc>> {
        if self.open.contains(&ticket.status) {
            return None;
        }
        let closing = self.followups.iter().filter(|followup| {
            followup.ticket_id == ticket.id
                && followup.new_status.is_some_and(|status| !self.open.contains(&status))
        });
        Some(closing.map(|followup| followup.date.0).max().unwrap_or(ticket.modified.0))
    }

    fn answered(&self, ticket: &ticket::Model) -> Option<DateTime<Utc>> {
        let answers = self.followups.iter().filter(|followup| {
            let author = self.users.iter().find(|user| Some(user.id) == followup.user_id);
            followup.ticket_id == ticket.id
                && followup.public
                && followup.message_id.is_none()
                && author.is_some_and(|user| user.is_staff)
                && followup.date.0 > ticket.created.0 + TimeDelta::seconds(10)
        });
        answers.map(|followup| followup.date.0).min()
    }

    fn key(&self, ticket: &ticket::Model, dimension: TicketDimension) -> String {
        let number = |id: Option<i32>, key: fn(i32) -> Key| text(&id.map_or(Key::Empty, key));
        let day = |moment: DateTime<Utc>| moment.with_timezone(&self.zone).date_naive();
        let name = format!("{dimension:?}");
        if let Some(unit) = name.strip_prefix("Created") {
            return label(day(ticket.created.0), unit);
        }
        if let Some(unit) = name.strip_prefix("Closed") {
            let closed = self.closed(ticket);
            return closed.map_or_else(|| text(&Key::Empty), |closed| label(day(closed), unit));
        }
        match dimension {
            TicketDimension::Queue => text(&Key::Queue(ticket.queue_id)),
            TicketDimension::AssignedTo => number(ticket.assigned_to_id, Key::User),
            TicketDimension::Status => text(&Key::Status(ticket.status)),
            TicketDimension::Priority => text(&Key::Priority(ticket.priority)),
            TicketDimension::KbItem => {
                let visible = |id: &i32| self.kb_items.contains(id);
                number(ticket.kbitem_id.filter(visible), Key::KbItem)
            }
            TicketDimension::Submitter => {
                let address = ticket.submitter_email.clone().filter(|email| !email.is_empty());
                text(&address.map_or(Key::Empty, Key::Submitter))
            }
            _ => {
                let age = day(now()) - day(ticket.created.0);
                let from = match age.num_days() {
                    ..=30 => 0,
                    31..=60 => 31,
                    _ => 61,
                };
                format!("from {from}")
            }
        }
    }

    fn counts(&self, dimensions: &[TicketDimension]) -> BTreeMap<Vec<String>, u64> {
        let mut counts = BTreeMap::new();
        for ticket in &self.tickets {
            let keys = dimensions.iter().map(|each| self.key(ticket, *each)).collect();
            *counts.entry(keys).or_default() += 1;
        }
        counts
    }

    fn durations(
        &self,
        measure: TicketMeasure,
        dimensions: &[TicketDimension],
    ) -> BTreeMap<Vec<String>, Statistics> {
        let mut durations: BTreeMap<Vec<String>, Vec<i64>> = BTreeMap::new();
        for ticket in &self.tickets {
            let end = match measure {
                TicketMeasure::FirstAnswer => self.answered(ticket),
                TicketMeasure::Close => self.closed(ticket),
                TicketMeasure::LastChange => Some(ticket.modified.0),
                TicketMeasure::Age => Some(now()),
            };
            let Some(end) = end else { continue };
            let micros = (end - ticket.created.0).num_microseconds().unwrap();
            let keys = dimensions.iter().map(|each| self.key(ticket, *each)).collect();
            durations.entry(keys).or_default().push(micros.div_euclid(1_000_000));
        }
        durations
            .into_iter()
            .map(|(keys, durations)| (keys, statistics(durations)))
            .collect()
    }
}

fn statistics(mut seconds: Vec<i64>) -> Statistics {
    seconds.sort_unstable();
    let count = seconds.len();
    let days = seconds.iter().map(|seconds| seconds.div_euclid(86_400));
    let below = |end: &i64| seconds.iter().filter(|seconds| *seconds < end).count();
    Statistics {
        count: count.try_into().unwrap(),
        sum: seconds.iter().sum(),
        minimum: seconds[0],
        maximum: seconds[count - 1],
        median: seconds[count.div_ceil(2) - 1],
        percentile_90: seconds[(count * 9).div_ceil(10) - 1],
        whole_days: days.sum(),
        below: BAND_ENDS.iter().map(|end| below(end).try_into().unwrap()).collect(),
    }
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
        ("agent of queue 1", graph.context(Some(AGENT), Some(vec![1])).await),
        ("agent of no queue", graph.context(Some(AGENT), Some(Vec::new())).await),
        ("customer", graph.context(Some(CUSTOMER), Some(Vec::new())).await),
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

/// Removes the groups whose period is before the first of a report. Returns their number of tickets.
fn drop_outside(
    expected: &mut BTreeMap<Vec<String>, u64>,
    periods: &[deskql::domain::reports::period::Period],
    dimensions: &[TicketDimension],
) -> u64 {
    let is_day = |each: &TicketDimension| {
        matches!(each, TicketDimension::CreatedDay | TicketDimension::ClosedDay)
    };
    let Some(at) = dimensions.iter().position(is_day) else {
        return 0;
    };
    let first = periods[0].first_day;
    let mut outside = 0;
    expected.retain(|keys, count| {
        let day: Result<NaiveDate, _> = keys[at].parse();
        let keep = day.is_err() || day.is_ok_and(|day| day >= first || day.year() == 0);
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
                let ticket = tickets.iter().find(|ticket| ticket.id == followup.ticket_id);
                let (Some(ticket), Some(spent)) = (ticket, followup.time_spent) else {
                    continue;
                };
                let user = text(&followup.user_id.map_or(Key::Empty, Key::User));
                let keys = vec![text(&Key::Queue(ticket.queue_id)), user];
                *expected.entry(keys).or_insert(0) += spent.0;
                let day = followup.date.0.with_timezone(&"Europe/Berlin".parse::<Tz>().unwrap());
                let month = label(day.date_naive(), "Month");
                *of_months.entry(vec![text(&Key::Ticket(ticket.id)), month]).or_insert(0) += spent.0;
                *of_all_queues.entry(ticket.queue_id).or_insert(0) += spent.0;
            }
            let times = |groups| -> BTreeMap<_, _> {
                by_keys(groups)
                    .into_iter()
                    .map(|(keys, spent): (_, deskql::domain::reports::time_spent::Spent)| {
                        (keys, spent.time.0)
                    })
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
            let found: BTreeMap<i32, i64> =
                found.into_iter().map(|(queue, time)| (queue, time.0)).collect();
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
        let first = |first| Report { first, ..report("UTC") };
        let dimensions = [TicketDimension::Queue, TicketDimension::Priority];
        let all = ticket_counts(&context, &first(2000), &dimensions).await.unwrap();
        let some = ticket_counts(&context, &first(3), &dimensions).await.unwrap();
        assert_eq!(some.groups, all.groups[..3]);
        let counted: u64 = some.groups.iter().map(|group| group.value).sum();
        assert_eq!(some.total, all.total);
        assert_eq!(some.remainder(), all.total - counted);
        assert!(all.groups.windows(2).all(|pair| pair[0].value >= pair[1].value));
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
        let error = ticket_counts(&context, &first(1), &twice).await.unwrap_err();
        assert!(matches!(&error, Error::Invalid(errors) if matches!(errors[0].code, Code::Twice)));
        let anonymous = graph.context(None, None).await;
        let error = ticket_counts(&anonymous, &first(1), &dimensions).await;
        assert!(matches!(error, Err(Error::Unauthenticated)));
    })
    .await;
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
