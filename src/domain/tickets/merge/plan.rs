//! Validates a merge and determines its effects. The number of statements does not depend on the
//! number of tickets.

use std::collections::{BTreeSet, HashMap};

use entity::values::Timestamp;
use entity::{
    custom_field, custom_field_value, followup, followup_attachment, queue, ticket, ticket_cc, user,
};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait,
};

use super::ccs::{self, CcChanges, People};
use super::{Effects, Field, MAX_MERGED, TicketMerge};
use crate::domain::access::{self, Scope};
use crate::domain::delivery::notifications::{Message, Role, templates};
use crate::domain::query::among;
use crate::domain::tickets::changes::{self, Changes, CheckedChanges};
use crate::domain::tickets::followups::record::{self, ChangedField};
use crate::domain::tickets::history::ChangeKind;
use crate::domain::{Code, Context, Error, FieldError, Refusal, Result};

/// The template of email about merged tickets.
const MERGED: &str = "merged";

/// A ticket to merge into another, and the messages about it.
pub(super) struct Other {
    pub(super) ticket: ticket::Model,
    pub(super) messages: Vec<Message>,
}

/// A valid merge.
pub(super) struct Plan {
    /// The ticket that stays.
    pub(super) ticket: ticket::Model,
    /// The queue of all tickets.
    pub(super) queue: queue::Model,
    /// The others, in the order of their IDs.
    pub(super) others: Vec<Other>,
    /// The new values of the ticket that stays.
    pub(super) checked: CheckedChanges,
    /// Its new time of creation.
    pub(super) created: Option<Timestamp>,
    /// The change of that time, as its follow-up records it.
    pub(super) other_changes: Vec<ChangedField>,
    /// The changes of followers.
    pub(super) ccs: CcChanges,
    /// The effects.
    pub(super) effects: Effects,
}

impl Plan {
    /// Validates a merge, and returns all errors together. Reads through the database of the
    /// context.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`]; database errors.
    pub(super) async fn new(context: &Context, input: &TicketMerge) -> Result<Self> {
        let mut errors = input.errors.clone();
        let (ticket, others) = find_tickets(context, input, &mut errors).await?;
        let queue = queue::Entity::find_by_id(ticket.queue_id)
            .one(&context.db)
            .await?
            .ok_or(Error::NotFound)?;
        let all: Vec<&ticket::Model> = std::iter::once(&ticket).chain(&others).collect();
        let mut created = None;
        let mut picked = input.changes.clone();
        pick(input, &all, &mut picked, &mut created, &mut errors);
        let values = custom_values(context, input, &all, &mut errors).await?;
        let checked = check(context, &ticket, input, picked, values, &mut errors).await?;
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let created = created.filter(|created| *created != ticket.created);
        let people = read_people(context, &all).await?;
        let mut plan = Self {
            other_changes: created_change(context, &ticket, created),
            queue,
            checked,
            created,
            ccs: CcChanges::default(),
            others: Vec::new(),
            effects: Effects::default(),
            ticket,
        };
        let after = plan.after();
        plan.ccs = ccs::changes(
            &people.of(&after),
            &others
                .iter()
                .map(|other| people.of(other))
                .collect::<Vec<_>>(),
        );
        plan.others = messages(context, input.notify, &plan.queue, others, &people).await?;
        plan.effects = effects(context, &plan, &people).await?;
        Ok(plan)
    }

    /// The ticket that stays, after the merge.
    fn after(&self) -> ticket::Model {
        let mut after = changes::applied(&self.ticket, &self.checked.changes);
        after.created = self.created.unwrap_or(after.created);
        after
    }
}

/// Finds the tickets of a merge: the one that stays, and the others in the order of their IDs.
async fn find_tickets(
    context: &Context,
    input: &TicketMerge,
    errors: &mut Vec<FieldError>,
) -> Result<(ticket::Model, Vec<ticket::Model>)> {
    let mut error = |at: Option<usize>, code| {
        let mut path = vec!["merged_ids".to_owned()];
        path.extend(at.map(|at| at.to_string()));
        errors.push(FieldError { path, code });
    };
    if input.merged.is_empty() {
        error(None, Code::Required);
    }
    if input.merged.len() > MAX_MERGED {
        let most = i64::try_from(MAX_MERGED).unwrap_or(i64::MAX);
        return Err(Error::field("merged_ids", Code::MaxItems(most)));
    }
    let ids: Vec<i32> = input.merged.iter().copied().chain([input.ticket]).collect();
    let mut rows = access::tickets(context, Some(Scope::Agent))
        .filter(among(&context.db, ticket::Column::Id, &ids))
        .order_by_asc(ticket::Column::Id)
        .all(&context.db)
        .await?;
    let at = rows.iter().position(|row| row.id == input.ticket);
    let ticket = rows.remove(at.ok_or(Error::NotFound)?);
    let mut seen = BTreeSet::new();
    for (at, id) in input.merged.iter().enumerate() {
        let code = match rows.iter().find(|row| row.id == *id) {
            _ if *id == ticket.id => Code::Refused(Refusal::SameTicket),
            _ if !seen.insert(*id) => Code::Twice,
            None => Code::DoesNotExist(id.to_string()),
            Some(row) if !is_mergeable(row) => Code::Refused(Refusal::AlreadyMerged),
            Some(row) if row.queue_id != ticket.queue_id => Code::Refused(Refusal::OtherQueue),
            Some(_) => continue,
        };
        error(Some(at), code);
    }
    if !is_mergeable(&ticket) {
        let code = Code::Refused(Refusal::AlreadyMerged);
        errors.push(FieldError::new("ticket", code));
    }
    Ok((ticket, rows))
}

/// Whether a ticket can be merged with others: it is not merged yet.
#[must_use]
pub fn is_mergeable(ticket: &ticket::Model) -> bool {
    ticket.merged_to_id.is_none()
}

/// Sets the fields that are chosen from one of the tickets.
fn pick(
    input: &TicketMerge,
    tickets: &[&ticket::Model],
    changes: &mut Changes,
    created: &mut Option<Timestamp>,
    errors: &mut Vec<FieldError>,
) {
    let mut seen = Vec::new();
    for (at, (field, id)) in input.picks.iter().enumerate() {
        let mut error = |name: &str, code| {
            errors.push(FieldError {
                path: vec!["picks".to_owned(), at.to_string(), name.to_owned()],
                code,
            });
        };
        if seen.contains(field) {
            error("field", Code::Twice);
            continue;
        }
        seen.push(*field);
        let Some(from) = tickets.iter().find(|ticket| ticket.id == *id) else {
            error("ticketId", Code::DoesNotExist(id.to_string()));
            continue;
        };
        macro_rules! set {
            ($target:ident, $value:expr) => {
                if changes.$target.replace($value).is_some() {
                    error("field", Code::Exclusive(stringify!($target)));
                }
            };
        }
        match field {
            Field::Title => set!(title, from.title.clone()),
            Field::CreatedAt => *created = Some(from.created),
            Field::DueAt => set!(due_date, from.due_date.map(|moment| moment.0)),
            Field::Status => set!(status, from.status),
            Field::Priority => set!(priority, from.priority),
            Field::SubmitterEmail => set!(submitter_email, from.submitter_email.clone()),
            Field::AssignedTo => set!(assigned_to, from.assigned_to_id),
            Field::Description => set!(description, from.description.clone()),
            Field::Resolution => set!(resolution, from.resolution.clone()),
        }
    }
}

/// A custom field: its ID, name and stored text.
type CustomText = (i32, String, Option<String>);

/// The values of custom fields that are chosen from one of the tickets. A ticket without a value
/// changes nothing.
async fn custom_values(
    context: &Context,
    input: &TicketMerge,
    tickets: &[&ticket::Model],
    errors: &mut Vec<FieldError>,
) -> Result<Vec<CustomText>> {
    if input.custom_picks.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i32> = tickets.iter().map(|ticket| ticket.id).collect();
    let definitions = custom_field::Entity::find().all(&context.db).await?;
    let rows = custom_field_value::Entity::find()
        .filter(among(
            &context.db,
            custom_field_value::Column::TicketId,
            &ids,
        ))
        .all(&context.db)
        .await?;
    let mut values: Vec<CustomText> = Vec::new();
    for (at, (name, id)) in input.custom_picks.iter().enumerate() {
        let mut error = |field: &str, code| {
            errors.push(FieldError {
                path: vec![
                    "custom_field_picks".to_owned(),
                    at.to_string(),
                    field.to_owned(),
                ],
                code,
            });
        };
        let definition = definitions.iter().find(|field| &field.name == name);
        match definition {
            None => error("name", Code::DoesNotExist(name.clone())),
            Some(field) if values.iter().any(|(known, ..)| *known == field.id) => {
                error("name", Code::Twice);
            }
            Some(_)
                if input
                    .changes
                    .custom_fields
                    .iter()
                    .any(|(given, _)| given == name) =>
            {
                error("name", Code::Exclusive("customFields"));
            }
            Some(_) if !ids.contains(id) => error("ticketId", Code::DoesNotExist(id.to_string())),
            Some(field) => {
                let row = rows
                    .iter()
                    .find(|row| row.field_id == field.id && row.ticket_id == *id);
                values.extend(row.map(|row| (field.id, name.clone(), row.value.clone())));
            }
        }
    }
    Ok(values)
}

/// Validates new values that are given, and adds those that are chosen, which are valid because a
/// ticket has them.
async fn check(
    context: &Context,
    ticket: &ticket::Model,
    input: &TicketMerge,
    picked: Changes,
    values: Vec<CustomText>,
    errors: &mut Vec<FieldError>,
) -> Result<CheckedChanges> {
    let mut checked = match changes::check(context, Some(ticket), input.changes.clone()).await {
        Ok(checked) => checked,
        Err(Error::Invalid(more)) => {
            errors.extend(more);
            return Ok(CheckedChanges::default());
        }
        Err(error) => return Err(error),
    };
    // Given values may have been trimmed.
    macro_rules! keep {
        ($($field:ident),+ $(,)?) => {
            $(if checked.changes.$field.is_none() { checked.changes.$field = picked.$field; })+
        };
    }
    keep!(
        title,
        due_date,
        status,
        priority,
        submitter_email,
        assigned_to,
        description,
        resolution,
    );
    if let (Some(Some(owner)), None) = (checked.changes.assigned_to, &checked.owner) {
        checked.owner = user::Entity::find_by_id(owner).one(&context.db).await?;
    }
    checked.values.extend(values);
    Ok(checked)
}

/// The change of the time of creation, as a follow-up records it.
fn created_change(
    context: &Context,
    ticket: &ticket::Model,
    created: Option<Timestamp>,
) -> Vec<ChangedField> {
    let change = |created| {
        (
            context
                .language
                .gettext(ChangeKind::CreatedAt.name())
                .into_owned(),
            Some(record::python_datetime(ticket.created)),
            Some(record::python_datetime(created)),
        )
    };
    created.map(change).into_iter().collect()
}

/// The owners and followers of tickets.
struct TicketPeople {
    owners: HashMap<i32, user::Model>,
    ccs: Vec<(ticket_cc::Model, Option<user::Model>)>,
}

impl TicketPeople {
    fn of<'a>(&'a self, ticket: &'a ticket::Model) -> People<'a> {
        let owner = ticket.assigned_to_id.and_then(|id| self.owners.get(&id));
        let ccs = self.ccs.iter().filter(|(cc, _)| cc.ticket_id == ticket.id);
        People {
            submitter: ticket.submitter_email.as_deref(),
            owner,
            ccs: ccs.collect(),
        }
    }
}

async fn read_people(context: &Context, tickets: &[&ticket::Model]) -> Result<TicketPeople> {
    let ids: Vec<i32> = tickets.iter().map(|ticket| ticket.id).collect();
    let owners: Vec<i32> = tickets
        .iter()
        .filter_map(|ticket| ticket.assigned_to_id)
        .collect();
    let owners = user::Entity::find()
        .filter(among(&context.db, user::Column::Id, &owners))
        .all(&context.db)
        .await?;
    let ccs = ticket_cc::Entity::find()
        .find_also_related(user::Entity)
        .filter(among(&context.db, ticket_cc::Column::TicketId, &ids))
        .order_by_asc(ticket_cc::Column::Id)
        .all(&context.db)
        .await?;
    Ok(TicketPeople {
        owners: owners.into_iter().map(|user| (user.id, user)).collect(),
        ccs,
    })
}

/// The messages about the merged tickets: to their submitters and followers, one per address, if the
/// template exists. As in django-helpdesk, the followers of a ticket without a submitter get none.
async fn messages(
    context: &Context,
    notify: bool,
    queue: &queue::Model,
    others: Vec<ticket::Model>,
    people: &TicketPeople,
) -> Result<Vec<Other>> {
    let locale = templates::locale(context, queue);
    let notify = notify
        && !templates::existing(&context.db, &locale, vec![MERGED])
            .await?
            .is_empty();
    let with_messages = |ticket: ticket::Model| {
        let mut messages: Vec<Message> = Vec::new();
        let submitter = ticket.submitter_email.clone();
        if let Some(submitter) = submitter.filter(|email| notify && !email.is_empty()) {
            let followers = people.of(&ticket).ccs.into_iter().filter_map(|(cc, user)| {
                let address = user.as_ref().map(|user| user.email.clone());
                Some((Role::Follower, address.or(cc.email.clone())?))
            });
            let all = std::iter::once((Role::Submitter, submitter)).chain(followers);
            for (role, recipient) in all {
                // The queue's own address gets no messages.
                let skipped = recipient.is_empty()
                    || queue.email_address.as_ref() == Some(&recipient)
                    || messages
                        .iter()
                        .any(|message| message.recipient == recipient);
                if !skipped {
                    messages.push(Message {
                        role,
                        template: MERGED,
                        recipient,
                    });
                }
            }
        }
        Other { ticket, messages }
    };
    Ok(others.into_iter().map(with_messages).collect())
}

/// The effects of the merge.
async fn effects(context: &Context, plan: &Plan, people: &TicketPeople) -> Result<Effects> {
    let ids: Vec<i32> = plan.others.iter().map(|other| other.ticket.id).collect();
    let followups = followup::Entity::find()
        .filter(among(&context.db, followup::Column::TicketId, &ids))
        .count(&context.db)
        .await?;
    let attachments = followup_attachment::Entity::find()
        .join(
            JoinType::InnerJoin,
            followup_attachment::Relation::Followup.def(),
        )
        .filter(among(&context.db, followup::Column::TicketId, &ids))
        .count(&context.db)
        .await?;
    let after = plan.after();
    let owner = |ticket: &ticket::Model| {
        let id = ticket.assigned_to_id?;
        let given = plan.checked.owner.as_ref().filter(|owner| owner.id == id);
        given.or_else(|| people.owners.get(&id))
    };
    let mut changes = record::changed_fields(
        (&plan.ticket, owner(&plan.ticket)),
        (&after, owner(&after)),
        context,
    );
    changes.extend(plan.other_changes.iter().cloned());
    let names: Vec<i32> = plan.checked.values.iter().map(|(id, ..)| *id).collect();
    if !names.is_empty() {
        let rows = custom_field_value::Entity::find()
            .filter(custom_field_value::Column::TicketId.eq(plan.ticket.id))
            .all(&context.db)
            .await?;
        for (field, name, new) in &plan.checked.values {
            let old = rows.iter().find(|row| row.field_id == *field);
            let old = old.and_then(|row| row.value.clone());
            if changes::differ(old.as_deref(), new.as_deref()) {
                changes.push((name.clone(), old, new.clone()));
            }
        }
    }
    let recipients: BTreeSet<String> = plan
        .others
        .iter()
        .flat_map(|other| &other.messages)
        .map(|message| message.recipient.clone())
        .collect();
    Ok(Effects {
        changes,
        followups,
        attachments,
        followers: plan.ccs.addresses.clone(),
        recipients: recipients.into_iter().collect(),
    })
}
