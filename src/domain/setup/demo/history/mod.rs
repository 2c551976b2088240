//! Simulates the history of a ticket, from its creation until it ends or reaches the present, so
//! that the state of the ticket always agrees with its history.

mod steps;

use chrono::{DateTime, Duration, Utc};
use entity::ticket;
use entity::values::Timestamp;

use super::cases::FilledCase;
use super::people::{user_id, user_of};
use super::random::Random;
use super::rows::{Rows, Upload};
use super::tickets::{CHECKLISTS, VISITORS};

const OPEN: i32 = 1;
const REOPENED: i32 = 2;
const RESOLVED: i32 = 3;
const CLOSED: i32 = 4;
const DUPLICATE: i32 = 5;

/// Customers with an account.
const CUSTOMERS: [&str; 5] = ["nora.jensen", "oliver.reed", "sofie", "jweber", "seeblick"];

/// Descriptions of duplicate tickets, in English and German.
const DUPLICATE_DESCRIPTIONS: [&str; 2] = [
    "I wrote to you about this before and have not heard from you. Did it get lost?",
    "Ich hatte Ihnen dazu schon geschrieben. Ist meine Nachricht angekommen?",
];

/// A ticket while its history is simulated.
pub(super) struct History<'a> {
    rows: &'a mut Rows,
    uploads: &'a mut Vec<Upload>,
    random: &'a mut Random,
    now: DateTime<Utc>,
    /// The time of the next step.
    at: DateTime<Utc>,
    ticket: ticket::Model,
    agent: i32,
    submitter: Option<i32>,
    /// The number of the ticket that this one duplicates.
    duplicate_of: Option<i32>,
}

impl<'a> History<'a> {
    /// Creates the ticket.
    pub(super) fn open(
        rows: &'a mut Rows,
        uploads: &'a mut Vec<Upload>,
        random: &'a mut Random,
        now: DateTime<Utc>,
        (id, queue_id, agent): (i32, i32, i32),
        created: DateTime<Utc>,
        case: &FilledCase,
    ) -> Self {
        let submitter = match case.texts.queue.as_str() {
            "it" => user_id(random.pick(&["grace", "tomas", "amir", "till.bergen"])),
            "kundendienst" if random.percent(40) => user_id("jweber"),
            _ if random.percent(45) => user_id(random.pick(&CUSTOMERS)),
            _ => None,
        };
        let address = submitter.map_or_else(|| random.pick(&VISITORS), |id| user_of(id).1);
        let mut ticket = ticket::Model {
            id,
            title: case.texts.title.clone(),
            created: Timestamp::from(created),
            modified: Timestamp::from(created),
            submitter_email: Some(address.to_owned()),
            status: OPEN,
            on_hold: false,
            description: Some(case.texts.description.clone()),
            resolution: None,
            priority: case.texts.priority,
            due_date: None,
            last_escalation: None,
            assigned_to_id: None,
            queue_id,
            secret_key: random.uuid(),
            kbitem_id: (queue_id == 1 && random.percent(25))
                .then(|| [4, 6][usize::from(random.percent(50))]),
            merged_to_id: None,
        };
        let mut submitter = submitter;
        // Some tickets repeat an earlier one.
        let earlier = rows
            .tickets
            .iter()
            .rev()
            .find(|earlier| earlier.queue_id == queue_id && earlier.status != DUPLICATE);
        let duplicate_of = earlier.filter(|_| id % 17 == 0).map(|earlier| {
            ticket.title = format!("Re: {}", earlier.title);
            ticket.description = Some(
                DUPLICATE_DESCRIPTIONS[usize::from(case.texts.queue == "kundendienst")].to_owned(),
            );
            ticket.submitter_email = earlier.submitter_email.clone();
            submitter = rows
                .users
                .iter()
                .find(|user| Some(&user.email) == earlier.submitter_email.as_ref())
                .map(|user| user.id);
            earlier.id
        });
        History {
            rows,
            uploads,
            random,
            now,
            at: created,
            ticket,
            agent,
            submitter,
            duplicate_of,
        }
    }

    /// Adds all steps up to the end of the history or the present, then the ticket.
    pub(super) fn simulate(&mut self, case: &FilledCase) {
        let opened = self.add_opening();
        let file_with_reply = matches!(case.texts.queue.as_str(), "billing" | "kundendienst");
        let kind = case.texts.kind.as_deref();
        if let (Some(kind), None, false) = (
            kind,
            self.duplicate_of,
            file_with_reply && kind == Some("invoice"),
        ) {
            self.attach_file(opened, kind, case);
        }
        // Ends early when the history reaches the present.
        let _ = self.add_steps(
            case,
            kind.filter(|kind| file_with_reply && *kind == "invoice"),
        );
        self.rows.tickets.push(self.ticket.clone());
    }

    fn add_steps(&mut self, case: &FilledCase, reply_file: Option<&str>) -> Option<()> {
        let (id, age) = (self.ticket.id, self.now - self.at);
        // Nobody has looked at some of the new tickets yet.
        if age < Duration::days(6) && self.random.percent(45) {
            return None;
        }
        self.advance(10, 300)?;
        self.assign();
        if self.random.percent(15) && self.ticket.priority > 1 {
            self.advance(5, 60)?;
            self.raise_priority();
        }
        if let Some(earlier) = self.duplicate_of {
            self.advance(20, 200)?;
            let comment = format!("This is the same as #{earlier}; let us continue there.");
            self.change_status(DUPLICATE, Some(self.agent), &comment, true);
            self.ticket.merged_to_id = Some(earlier);
            return None;
        }
        if let Some(note) = &case.texts.note {
            self.advance(5, 240)?;
            self.add_comment(Some(self.agent), note, false);
        }
        let checklist = match case.texts.queue.as_str() {
            "workshop" if self.random.percent(50) => Some(&CHECKLISTS[0]),
            "it" if case.texts.title.contains("colleague") => Some(&CHECKLISTS[1]),
            _ => None,
        };
        if let Some(checklist) = checklist {
            self.advance(5, 30)?;
            self.add_checklist(checklist);
        }
        self.advance(30, 1_500)?;
        let reply = self.add_comment(Some(self.agent), &case.texts.reply, true);
        if let Some(kind) = reply_file {
            self.attach_file(reply, kind, case);
        }
        if self.random.percent(12) {
            self.advance(10, 120)?;
            self.put_on_hold();
        }
        self.set_due_date(age);
        if let Some(answer) = &case.texts.answer {
            self.advance(60, 3_000)?;
            self.add_answer(answer);
        }
        // Ticket 44 stays open: django-helpdesk's documentation answers it.
        if id == 44 || self.ticket.on_hold || self.random.percent(10) {
            return None;
        }
        self.advance(60, 4_000)?;
        self.change_status(RESOLVED, Some(self.agent), &case.texts.resolution, true);
        self.ticket.resolution = Some(case.texts.resolution.clone());
        self.advance(600, 9_000)?;
        if self.random.percent(12) {
            let german = case.texts.queue == "kundendienst";
            let comment = if german {
                "Leider ist es wieder passiert."
            } else {
                "I am afraid it happened again today."
            };
            self.change_status(REOPENED, self.submitter, comment, true);
            return None;
        }
        if self.random.percent(65) {
            self.change_status(CLOSED, Some(self.agent), "", false);
        }
        Some(())
    }
}
