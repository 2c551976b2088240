//! The steps of a history: each adds follow-ups and changes the ticket.

use chrono::{Duration, NaiveTime};
use entity::values::{Interval, Positive, Timestamp};
use entity::{checklist, checklist_task, followup, ticket_change};
use serde_json::json;

use super::super::cases::FilledCase;
use super::super::files;
use super::super::people::{ADMIN, user_of};
use super::super::queues::slug_of;
use super::super::rows::{Owner, Upload, next_id};
use super::{CLOSED, History, OPEN, REOPENED, RESOLVED};

fn status_name(status: i32) -> &'static str {
    match status {
        OPEN => "Open",
        REOPENED => "Reopened",
        RESOLVED => "Resolved",
        CLOSED => "Closed",
        _ => "Duplicate",
    }
}

impl History<'_> {
    /// Advances the time by a random number of minutes. `None` if that is later than the present.
    pub(super) fn advance(&mut self, min: i64, max: i64) -> Option<()> {
        let at = self.at + Duration::seconds(self.random.range(min * 60, max * 60));
        (at < self.now - Duration::minutes(3)).then(|| self.at = at)
    }

    fn add_followup(
        &mut self,
        title: &str,
        comment: &str,
        user_id: Option<i32>,
        public: bool,
    ) -> i32 {
        let id = next_id(&self.rows.followups);
        let by_staff = user_id.is_some() && user_id != self.submitter;
        let recipients: Vec<&str> = match &self.ticket.submitter_email {
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
            email_recipients: Some(json!(recipients)),
        });
        id
    }

    fn last_followup(&mut self) -> Option<&mut followup::Model> {
        self.rows.followups.last_mut()
    }

    fn add_change(&mut self, followup_id: i32, field: &str, old: Option<&str>, new: &str) {
        self.rows.changes.push(ticket_change::Model {
            id: next_id(&self.rows.changes),
            field: field.to_owned(),
            old_value: old.map(ToOwned::to_owned),
            new_value: Some(new.to_owned()),
            followup_id,
        });
    }

    /// Returns the ID of the first follow-up.
    pub(super) fn add_opening(&mut self) -> i32 {
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
        let id = self.add_followup(&title, &description, self.submitter, true);
        if title.starts_with("E-Mail") {
            let message_id = format!("<{}@mail.example.com>", self.random.uuid());
            if let Some(followup) = self.last_followup() {
                followup.message_id = Some(message_id);
            }
        }
        id
    }

    pub(super) fn assign(&mut self) {
        // Sometimes a colleague helps out.
        if self.random.percent(15) {
            self.agent = self.random.pick(&[2, 3, 4, 5, 6]);
        }
        let name = user_of(self.agent).0;
        let by = if self.random.percent(25) {
            ADMIN
        } else {
            self.agent
        };
        let id = self.add_followup(&format!("Assigned to {name}"), "", Some(by), false);
        self.add_change(id, "Owner", None, name);
        self.ticket.assigned_to_id = Some(self.agent);
    }

    pub(super) fn raise_priority(&mut self) {
        let old = self.ticket.priority;
        self.ticket.priority = old - 1;
        let id = self.add_followup("Updated", "", Some(self.agent), false);
        self.add_change(
            id,
            "Priority",
            Some(&old.to_string()),
            &self.ticket.priority.to_string(),
        );
    }

    /// Returns the ID of the follow-up.
    pub(super) fn add_comment(&mut self, user_id: Option<i32>, text: &str, public: bool) -> i32 {
        let id = self.add_followup("Comment", text, user_id, public);
        let minutes = self.random.range(1, 9) * 5;
        if let Some(followup) = self.last_followup() {
            followup.time_spent = Some(Interval(minutes * 60_000_000));
        }
        id
    }

    pub(super) fn add_answer(&mut self, text: &str) {
        match self.submitter {
            Some(user) => {
                self.add_followup("Comment", text, Some(user), true);
            }
            None => {
                let address = self.ticket.submitter_email.clone().unwrap_or_default();
                let message_id = format!("<{}@mail.example.com>", self.random.uuid());
                self.add_followup(&format!("E-Mail Received from {address}"), text, None, true);
                if let Some(followup) = self.last_followup() {
                    followup.message_id = Some(message_id);
                }
            }
        }
    }

    pub(super) fn change_status(
        &mut self,
        status: i32,
        user_id: Option<i32>,
        comment: &str,
        public: bool,
    ) {
        let (old, new) = (status_name(self.ticket.status), status_name(status));
        let id = self.add_followup(new, comment, user_id, public);
        if let Some(followup) = self.last_followup() {
            followup.new_status = Some(status);
        }
        self.add_change(id, "Status", Some(old), new);
        self.ticket.status = status;
    }

    pub(super) fn put_on_hold(&mut self) {
        let id = self.add_followup("Ticket placed on hold", "", Some(self.agent), true);
        self.add_change(id, "On Hold", Some("False"), "True");
        self.ticket.on_hold = true;
    }

    /// Some young tickets have a due date, which may be up to two days ago.
    pub(super) fn set_due_date(&mut self, age: Duration) {
        if age < Duration::days(30) && self.random.percent(50) {
            let days = self.random.range(-2, 12);
            let day = (self.now + Duration::days(days))
                .date_naive()
                .and_time(NaiveTime::MIN)
                + Duration::hours(16);
            self.ticket.due_date = Some(Timestamp::from(day.and_utc()));
        }
    }

    pub(super) fn add_checklist(&mut self, (name, tasks): &(&str, &[&str])) {
        let checklist_id = next_id(&self.rows.checklists);
        self.rows.checklists.push(checklist::Model {
            id: checklist_id,
            name: (*name).to_owned(),
            ticket_id: self.ticket.id,
        });
        let done = usize::try_from(self.random.range(1, 6))
            .unwrap_or(1)
            .min(tasks.len());
        let followup_id = self.add_followup("Updated", "", Some(self.agent), false);
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
                self.add_change(
                    followup_id,
                    &format!("[{name}] {task}"),
                    Some("To do"),
                    "Completed",
                );
            }
        }
    }

    pub(super) fn attach_file(&mut self, followup_id: i32, kind: &str, case: &FilledCase) {
        let Some(file) = files::generate(kind, case.number, &case.texts.title, self.at) else {
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
