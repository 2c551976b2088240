//! One ticket's history, played forward from the day it began until it ends or the present is
//! reached, so that the ticket's state is always what its history says.

use chrono::{DateTime, Duration, NaiveTime, Utc};
use entity::values::{Interval, Positive, Timestamp};
use entity::{checklist, checklist_task, followup, ticket, ticket_change};
use serde_json::json;

use super::files;
use super::people::{ADMIN, slug_of, user_id, user_of};
use super::random::Random;
use super::rows::{Owner, Rows, Upload, next_id};
use super::stories::Told;
use super::tickets::{CHECKLISTS, VISITORS};

const OPEN: i32 = 1;
const REOPENED: i32 = 2;
const RESOLVED: i32 = 3;
const CLOSED: i32 = 4;
const DUPLICATE: i32 = 5;

/// Customers with one.
const CUSTOMERS: [&str; 5] = ["nora.jensen", "oliver.reed", "sofie", "jweber", "seeblick"];

/// What people write who ask again, in English and German.
const AGAIN: [&str; 2] = [
    "I wrote to you about this before and have not heard from you. Did it get lost?",
    "Ich hatte Ihnen dazu schon geschrieben. Ist meine Nachricht angekommen?",
];

fn status_name(status: i32) -> &'static str {
    match status {
        OPEN => "Open",
        REOPENED => "Reopened",
        RESOLVED => "Resolved",
        CLOSED => "Closed",
        _ => "Duplicate",
    }
}

/// One ticket while its history is played.
pub(super) struct Story<'a> {
    rows: &'a mut Rows,
    uploads: &'a mut Vec<Upload>,
    random: &'a mut Random,
    now: DateTime<Utc>,
    at: DateTime<Utc>,
    ticket: ticket::Model,
    agent: i32,
    submitter: Option<i32>,
    /// The earlier ticket that this one only repeats.
    again: Option<i32>,
}

impl<'a> Story<'a> {
    pub(super) fn open(
        rows: &'a mut Rows,
        uploads: &'a mut Vec<Upload>,
        random: &'a mut Random,
        now: DateTime<Utc>,
        (id, queue_id, agent): (i32, i32, i32),
        created: DateTime<Utc>,
        told: &Told,
    ) -> Self {
        let submitter = match told.case.queue.as_str() {
            "it" => user_id(random.pick(&["grace", "tomas", "amir", "till.bergen"])),
            "kundendienst" if random.percent(40) => user_id("jweber"),
            _ if random.percent(45) => user_id(random.pick(&CUSTOMERS)),
            _ => None,
        };
        let address = submitter.map_or_else(|| random.pick(&VISITORS), |id| user_of(id).1);
        let mut ticket = ticket::Model {
            id,
            title: told.case.title.clone(),
            created: Timestamp::from(created),
            modified: Timestamp::from(created),
            submitter_email: Some(address.to_owned()),
            status: OPEN,
            on_hold: false,
            description: Some(told.case.description.clone()),
            resolution: None,
            priority: told.case.priority,
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
        // A few ask again for what they asked before.
        let earlier = rows
            .tickets
            .iter()
            .rev()
            .find(|earlier| earlier.queue_id == queue_id && earlier.status != DUPLICATE);
        let again = earlier.filter(|_| id % 17 == 0).map(|earlier| {
            ticket.title = format!("Re: {}", earlier.title);
            ticket.description =
                Some(AGAIN[usize::from(told.case.queue == "kundendienst")].to_owned());
            ticket.submitter_email = earlier.submitter_email.clone();
            submitter = rows
                .users
                .iter()
                .find(|user| Some(&user.email) == earlier.submitter_email.as_ref())
                .map(|user| user.id);
            earlier.id
        });
        Story {
            rows,
            uploads,
            random,
            now,
            at: created,
            ticket,
            agent,
            submitter,
            again,
        }
    }

    /// Tells it to the end, or to the present.
    pub(super) fn play(&mut self, told: &Told) {
        let opened = self.opened();
        let file_with_reply = matches!(told.case.queue.as_str(), "billing" | "kundendienst");
        let kind = told.case.kind.as_deref();
        if let (Some(kind), None, false) =
            (kind, self.again, file_with_reply && kind == Some("invoice"))
        {
            self.file(opened, kind, told);
        }
        // Until the present: every step says whether there was still time for it.
        let _ = self.worked_on(
            told,
            kind.filter(|kind| file_with_reply && *kind == "invoice"),
        );
        self.rows.tickets.push(self.ticket.clone());
    }

    fn worked_on(&mut self, told: &Told, reply_file: Option<&str>) -> Option<()> {
        let (id, age) = (self.ticket.id, self.now - self.at);
        // Some of the new ones nobody has looked at yet.
        if age < Duration::days(6) && self.random.percent(45) {
            return None;
        }
        self.pass(10, 300)?;
        self.assigned();
        if self.random.percent(15) && self.ticket.priority > 1 {
            self.pass(5, 60)?;
            self.more_urgent();
        }
        if let Some(earlier) = self.again {
            self.pass(20, 200)?;
            let comment = format!("The same as #{earlier}; we go on there.");
            self.status(DUPLICATE, Some(self.agent), &comment, true);
            self.ticket.merged_to_id = Some(earlier);
            return None;
        }
        if let Some(note) = &told.case.note {
            self.pass(5, 240)?;
            self.comment(Some(self.agent), note, false);
        }
        let checklist = match told.case.queue.as_str() {
            "workshop" if self.random.percent(50) => Some(&CHECKLISTS[0]),
            "it" if told.case.title.contains("colleague") => Some(&CHECKLISTS[1]),
            _ => None,
        };
        if let Some(checklist) = checklist {
            self.pass(5, 30)?;
            self.checklist(checklist);
        }
        self.pass(30, 1_500)?;
        let reply = self.comment(Some(self.agent), &told.case.reply, true);
        if let Some(kind) = reply_file {
            self.file(reply, kind, told);
        }
        if self.random.percent(12) {
            self.pass(10, 120)?;
            self.on_hold();
        }
        self.due(age);
        if let Some(answer) = &told.case.answer {
            self.pass(60, 3_000)?;
            self.answered(answer);
        }
        // This one stays open: django-helpdesk's documentation answers it.
        if id == 44 || self.ticket.on_hold || self.random.percent(10) {
            return None;
        }
        self.pass(60, 4_000)?;
        self.status(RESOLVED, Some(self.agent), &told.case.resolution, true);
        self.ticket.resolution = Some(told.case.resolution.clone());
        self.pass(600, 9_000)?;
        if self.random.percent(12) {
            let german = told.case.queue == "kundendienst";
            let comment = if german {
                "Leider ist es wieder passiert."
            } else {
                "I am afraid it happened again today."
            };
            self.status(REOPENED, self.submitter, comment, true);
            return None;
        }
        if self.random.percent(65) {
            self.status(CLOSED, Some(self.agent), "", false);
        }
        Some(())
    }

    /// Lets so many minutes go by; `None` when that would lead past the present.
    fn pass(&mut self, least: i64, most: i64) -> Option<()> {
        let at = self.at + Duration::seconds(self.random.range(least * 60, most * 60));
        (at < self.now - Duration::minutes(3)).then(|| self.at = at)
    }

    fn followup(&mut self, title: &str, comment: &str, user_id: Option<i32>, public: bool) -> i32 {
        let id = next_id(&self.rows.followups);
        let by_staff = user_id.is_some() && user_id != self.submitter;
        let told: Vec<&str> = match &self.ticket.submitter_email {
            Some(address) if public && by_staff => vec![address],
            _ => Vec::new(),
        };
        self.ticket.modified = Timestamp::from(self.at);
        self.rows.followups.push(followup::Model {
            id,
            date: Timestamp::from(self.at),
            title: Some(title.to_owned()),
            comment: Some(comment.to_owned()),
            public,
            new_status: None,
            ticket_id: self.ticket.id,
            user_id,
            message_id: None,
            time_spent: None,
            email_recipients: Some(json!(told)),
        });
        id
    }

    fn last(&mut self) -> Option<&mut followup::Model> {
        self.rows.followups.last_mut()
    }

    fn change(&mut self, followup_id: i32, field: &str, old: Option<&str>, new: &str) {
        self.rows.changes.push(ticket_change::Model {
            id: next_id(&self.rows.changes),
            field: field.to_owned(),
            old_value: old.map(ToOwned::to_owned),
            new_value: Some(new.to_owned()),
            followup_id,
        });
    }

    fn opened(&mut self) -> i32 {
        let title = match self.submitter {
            None if self.random.percent(40) => {
                format!(
                    "E-Mail Received from {}",
                    self.ticket.submitter_email.as_deref().unwrap_or_default()
                )
            }
            None => "Ticket Opened Via Web".to_owned(),
            Some(_) => "Ticket Opened".to_owned(),
        };
        let description = self.ticket.description.clone().unwrap_or_default();
        let id = self.followup(&title, &description, self.submitter, true);
        if title.starts_with("E-Mail") {
            let message_id = format!("<{}@mail.example.com>", self.random.uuid());
            if let Some(followup) = self.last() {
                followup.message_id = Some(message_id);
            }
        }
        id
    }

    fn assigned(&mut self) {
        // Now and then a colleague helps out.
        if self.random.percent(15) {
            self.agent = self.random.pick(&[2, 3, 4, 5, 6]);
        }
        let name = user_of(self.agent).0;
        let by = if self.random.percent(25) {
            ADMIN
        } else {
            self.agent
        };
        let id = self.followup(&format!("Assigned to {name}"), "", Some(by), false);
        self.change(id, "Owner", None, name);
        self.ticket.assigned_to_id = Some(self.agent);
    }

    fn more_urgent(&mut self) {
        let old = self.ticket.priority;
        self.ticket.priority = old - 1;
        let id = self.followup("Updated", "", Some(self.agent), false);
        self.change(
            id,
            "Priority",
            Some(&old.to_string()),
            &self.ticket.priority.to_string(),
        );
    }

    fn comment(&mut self, user_id: Option<i32>, text: &str, public: bool) -> i32 {
        let id = self.followup("Comment", text, user_id, public);
        let minutes = self.random.range(1, 9) * 5;
        if let Some(followup) = self.last() {
            followup.time_spent = Some(Interval(minutes * 60_000_000));
        }
        id
    }

    fn answered(&mut self, text: &str) {
        match self.submitter {
            Some(user) => {
                self.followup("Comment", text, Some(user), true);
            }
            None => {
                let address = self.ticket.submitter_email.clone().unwrap_or_default();
                let message_id = format!("<{}@mail.example.com>", self.random.uuid());
                self.followup(&format!("E-Mail Received from {address}"), text, None, true);
                if let Some(followup) = self.last() {
                    followup.message_id = Some(message_id);
                }
            }
        }
    }

    fn status(&mut self, status: i32, user_id: Option<i32>, comment: &str, public: bool) {
        let (old, new) = (status_name(self.ticket.status), status_name(status));
        let id = self.followup(new, comment, user_id, public);
        if let Some(followup) = self.last() {
            followup.new_status = Some(status);
        }
        self.change(id, "Status", Some(old), new);
        self.ticket.status = status;
    }

    fn on_hold(&mut self) {
        let id = self.followup("Ticket placed on hold", "", Some(self.agent), true);
        self.change(id, "On Hold", Some("False"), "True");
        self.ticket.on_hold = true;
    }

    /// Some that are not done yet are due soon, or were yesterday.
    fn due(&mut self, age: Duration) {
        if age < Duration::days(30) && self.random.percent(50) {
            let days = self.random.range(-2, 12);
            let day = (self.now + Duration::days(days))
                .date_naive()
                .and_time(NaiveTime::MIN)
                + Duration::hours(16);
            self.ticket.due_date = Some(Timestamp::from(day.and_utc()));
        }
    }

    fn checklist(&mut self, (name, tasks): &(&str, &[&str])) {
        let checklist_id = next_id(&self.rows.checklists);
        self.rows.checklists.push(checklist::Model {
            id: checklist_id,
            name: (*name).to_owned(),
            ticket_id: self.ticket.id,
        });
        let done = usize::try_from(self.random.range(1, 6))
            .unwrap_or(1)
            .min(tasks.len());
        let followup_id = self.followup("Updated", "", Some(self.agent), false);
        for (position, task) in tasks.iter().enumerate() {
            let is_done = position < done;
            self.rows.checklist_tasks.push(checklist_task::Model {
                id: next_id(&self.rows.checklist_tasks),
                description: (*task).to_owned(),
                completion_date: is_done.then(|| Timestamp::from(self.at)),
                position: Positive(i32::try_from(position).unwrap_or(0)),
                checklist_id,
            });
            if is_done {
                self.change(
                    followup_id,
                    &format!("[{name}] {task}"),
                    Some("To do"),
                    "Completed",
                );
            }
        }
    }

    fn file(&mut self, followup_id: i32, kind: &str, told: &Told) {
        let Some(file) = files::of_kind(kind, told.number, &told.case.title, self.at) else {
            return;
        };
        let (slug, id, key) = (
            slug_of(self.ticket.queue_id),
            self.ticket.id,
            &self.ticket.secret_key,
        );
        self.uploads.push(Upload {
            owner: Owner::Followup(followup_id),
            path: format!(
                "helpdesk/attachments/{slug}-{id}-{key}/{followup_id}/{}",
                file.name
            ),
            name: file.name,
            mime_type: file.mime_type,
            content: file.content,
        });
    }
}
