//! Opening a ticket: check everything, then write the ticket, its custom values, its first
//! follow-up, the file and the follow-ups of tickets it refers to, in one transaction
//! (helpdesk/forms.py, `TicketForm`).

use chrono::{DateTime, Utc};
use entity::values::{Interval, Timestamp};
use entity::{custom_field, custom_field_value, followup, queue, ticket, user};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityName, EntityTrait, QueryFilter};

use crate::domain::access;
use crate::domain::core::{numbers, tasks};
use crate::domain::delivery::notifications::{self, Roles};
use crate::domain::delivery::outbox::enqueue::{self, Change};
use crate::domain::delivery::outbox::mail::ChangeDetails;
use crate::domain::desk::custom_fields::clean::{Input as CustomValue, check_length, clean};
use crate::domain::desk::custom_fields::list as custom_fields;
use crate::domain::desk::users;
use crate::domain::tickets::attachments::store::{self, StoredFile, Upload};
use crate::domain::tickets::followups::{references, time_spent};
use crate::domain::tickets::lock::lock;
use crate::domain::tickets::rules::{self, MAX_TITLE};
use crate::domain::unit::events::{Kind, Note};
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::unit::{self, Unit};
use crate::domain::{Context, Error, FieldError, Result};

/// The priority of a ticket that is created without one: normal.
const DEFAULT_PRIORITY: i32 = 3;

/// What a new ticket is made of.
#[derive(Debug, Default)]
pub struct Input {
    /// The number of the queue; none if `errors` has an entry for it.
    pub queue: Option<i32>,
    /// The title, 1 to 200 characters after trimming.
    pub title: String,
    /// What it is about; not empty after trimming.
    pub description: String,
    /// The address that gets answers. Customers' own address is taken whatever stands here.
    pub submitter_email: Option<String>,
    /// The number of the owner; agents only.
    pub assigned_to: Option<i32>,
    /// The number of the priority; 3 when nothing is said.
    pub priority: Option<i32>,
    /// When it is due.
    pub due_date: Option<DateTime<Utc>>,
    /// Values by the names of their fields; `None` is the empty value.
    pub custom_fields: Vec<(String, Option<CustomValue>)>,
    /// Files of the first follow-up.
    pub attachments: Vec<Upload>,
    /// Errors found while the input was converted: invalid IDs.
    pub errors: Vec<FieldError>,
    /// Checks everything and writes nothing.
    pub validate_only: bool,
    /// The request's idempotency key; an input that is only checked is held against it, and leaves
    /// it free.
    pub request: Option<Request>,
}

/// What was opened.
#[derive(Debug)]
pub struct Created {
    /// The ticket.
    pub ticket: ticket::Model,
    /// Its first follow-up; none if an earlier request opened the ticket, and the follow-up was
    /// deleted or hidden since.
    pub followup: Option<followup::Model>,
}

/// Where the files of a new ticket lie, and the numbers that their folder is named after.
#[derive(Default)]
struct NewFiles {
    secret_key: String,
    /// The ticket's and the follow-up's, if there are files.
    numbers: Option<[i32; 2]>,
    files: Vec<StoredFile>,
}

/// An input that was found sound.
struct Checked {
    queue: queue::Model,
    owner: Option<user::Model>,
    title: String,
    description: String,
    submitter_email: String,
    priority: i32,
    due_date: Option<DateTime<Utc>>,
    values: Vec<(i32, Option<String>)>,
    attachments: Vec<Upload>,
}

/// Whether the viewer may open a ticket in a queue.
///
/// # Errors
/// [`Error::Invalid`] if not; what the database says.
pub async fn may_create(context: &Context, queue: i32) -> Result<()> {
    let mut errors = Vec::new();
    match rules::find_queue(context, Some(queue), &mut errors).await? {
        Some(_) => Ok(()),
        None => Err(Error::Invalid(errors)),
    }
}

/// Opens a ticket, or finds the one that the same request opened before. `None`: the input was
/// sound and only to be checked.
///
/// # Errors
/// [`Error::Unauthenticated`] for nobody, [`Error::Invalid`] with all errors, [`Error::Conflict`]
/// for the key of another request, what the database or storage says; then nothing was written.
pub async fn create(context: &Context, mut input: Input) -> Result<Option<Created>> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let request = input.request.take();
    if let Some(made) = idempotency::find(context, request.as_ref()).await? {
        let created = load_created(context, made).await?;
        return Ok((!input.validate_only).then_some(created));
    }
    if input.validate_only {
        return check(context, input).await.map(|_| None);
    }
    match validate_and_store(context, input, request.as_ref()).await {
        Ok(created) => Ok(Some(created)),
        Err(error) => {
            let made = idempotency::find_after_conflict(context, request.as_ref(), error).await?;
            load_created(context, made).await.map(Some)
        }
    }
}

/// What the same request opened before, as it is now, if the viewer may see it now: others may have
/// changed it since, so it is not handed to them as [`Context::written_tickets`] is.
async fn load_created(context: &Context, made: CreatedIds) -> Result<Created> {
    let ticket = access::tickets(context, None)
        .filter(ticket::Column::Id.eq(made.object))
        .one(&context.db)
        .await?;
    let ticket = ticket.ok_or(idempotency::GONE)?;
    let followup = access::followups(context, None)
        .filter(followup::Column::Id.eq(made.second.unwrap_or_default()))
        .filter(followup::Column::TicketId.eq(ticket.id))
        .one(&context.db)
        .await?;
    Ok(Created { ticket, followup })
}

async fn validate_and_store(
    context: &Context,
    input: Input,
    request: Option<&Request>,
) -> Result<Created> {
    let checked = check(context, input).await?;
    let request = request.cloned();
    let work = |context: Context| async move { store(&context, checked, request.as_ref()).await };
    let created = tasks::run_to_end(context, work).await?;
    context.written_tickets.add(created.ticket.id);
    Ok(created)
}

/// Stores the files, and writes the rows.
async fn store(
    context: &Context,
    mut checked: Checked,
    request: Option<&Request>,
) -> Result<Created> {
    let uploads = std::mem::take(&mut checked.attachments);
    let mut place = NewFiles {
        secret_key: uuid::Uuid::new_v4().to_string(),
        ..NewFiles::default()
    };
    if !uploads.is_empty() {
        let numbers = numbers::reserve(
            &context.db,
            [ticket::Entity.table_name(), followup::Entity.table_name()],
        )
        .await?;
        let folder = store::folder(&checked.queue, (numbers[0], &place.secret_key), numbers[1]);
        place = NewFiles {
            files: store::store_files(context, &folder, uploads).await?,
            numbers: Some(numbers),
            ..place
        };
    }
    let (input, place) = (&checked, &place);
    unit::run(
        context,
        &store::paths(&place.files),
        |mut unit| async move {
            let outcome = claim_and_write(context, &mut unit, input, place, request).await;
            (unit, outcome)
        },
    )
    .await
}

async fn claim_and_write(
    context: &Context,
    unit: &mut Unit,
    input: &Checked,
    place: &NewFiles,
    request: Option<&Request>,
) -> Result<Created> {
    idempotency::claim(context, &unit.tx, request).await?;
    let created = write(context, unit, input, place).await?;
    let made = CreatedIds {
        object: created.ticket.id,
        second: created.followup.as_ref().map(|followup| followup.id),
    };
    idempotency::record(context, &unit.tx, request, made).await?;
    Ok(created)
}

async fn check(context: &Context, input: Input) -> Result<Checked> {
    let mut errors = input.errors;
    let agent = access::is_agent(context);
    let helpdesk = &context.config.helpdesk;

    let queue = rules::find_queue(context, input.queue, &mut errors).await?;
    let title = python::strip(&input.title).to_owned();
    errors.extend(rules::text_error(
        context,
        "title",
        &title,
        Some(MAX_TITLE),
        true,
    ));
    let description = python::strip(&input.description).to_owned();
    errors.extend(rules::text_error(
        context,
        "description",
        &description,
        None,
        true,
    ));
    let priority = input.priority.unwrap_or(DEFAULT_PRIORITY);
    errors.extend(rules::choice_error(
        "priority",
        priority,
        &helpdesk.ticket_priority_choices,
    ));
    errors.extend(rules::due_date_error(context, input.due_date));
    errors.extend(store::check_all(context, &input.attachments));
    let submitter_email = if agent {
        let email = input.submitter_email.as_deref().unwrap_or_default();
        let email = python::strip(email).to_owned();
        errors.extend(rules::submitter_error(&email));
        email
    } else {
        // Customers open tickets for themselves only: another address would show them somebody
        // else's tickets.
        context.viewer.email().unwrap_or_default().to_owned()
    };
    let may_own = |user: &user::Model| agent && users::may_own(context, user);
    let owner = rules::find_owner(context, input.assigned_to, may_own, &mut errors).await?;
    let definitions = custom_fields::definitions(context, None).await?;
    let values = custom_values(context, &definitions, &input.custom_fields, &mut errors);
    match queue {
        Some(queue) if errors.is_empty() => Ok(Checked {
            queue,
            owner,
            title,
            description,
            submitter_email,
            priority,
            due_date: input.due_date,
            values,
            attachments: input.attachments,
        }),
        _ => Err(Error::Invalid(errors)),
    }
}

/// A value for every definition: the given one, or the form's empty value.
fn custom_values(
    context: &Context,
    definitions: &[custom_field::Model],
    given: &[(String, Option<CustomValue>)],
    errors: &mut Vec<FieldError>,
) -> Vec<(i32, Option<String>)> {
    errors.extend(rules::custom_field_name_errors(definitions, given));
    let mut values = Vec::with_capacity(definitions.len());
    for definition in definitions {
        let value = given
            .iter()
            .rfind(|(name, _)| *name == definition.name)
            .and_then(|(_, value)| value.as_ref());
        let outcome = check_length(context, value)
            .and_then(|()| clean(definition, value, context.config.time_zone));
        match outcome {
            Ok(text) => values.push((definition.id, text)),
            Err(code) => errors.push(rules::custom_field_error(&definition.name, code)),
        }
    }
    values
}

async fn write(
    context: &Context,
    unit: &mut Unit,
    input: &Checked,
    place: &NewFiles,
) -> Result<Created> {
    let tx = &unit.tx;
    lock(
        tx,
        references::targets(context, tx, None, &input.description).await?,
    )
    .await?;
    let now = Timestamp::from(context.clock.now());
    let (queue, owner) = (&input.queue, input.owner.as_ref());
    let [ticket, followup] = place
        .numbers
        .map_or([NotSet, NotSet], |numbers| numbers.map(Set));
    let ticket = ticket::ActiveModel {
        id: ticket,
        title: Set(input.title.clone()),
        created: Set(now),
        modified: Set(now),
        submitter_email: Set(Some(input.submitter_email.clone())),
        status: Set(context.config.helpdesk.ticket_open_status),
        on_hold: Set(false),
        description: Set(Some(input.description.clone())),
        resolution: Set(None),
        priority: Set(input.priority),
        due_date: Set(input.due_date.map(Timestamp::from)),
        last_escalation: Set(None),
        assigned_to_id: Set(owner.map(|owner| owner.id)),
        queue_id: Set(queue.id),
        secret_key: Set(place.secret_key.clone()),
        kbitem_id: Set(None),
        merged_to_id: Set(None),
    }
    .insert(tx)
    .await?;

    let values = input
        .values
        .iter()
        .map(|(field, value)| custom_field_value::ActiveModel {
            ticket_id: Set(ticket.id),
            field_id: Set(*field),
            value: Set(value.clone()),
            ..Default::default()
        });
    custom_field_value::Entity::insert_many(values)
        .exec_without_returning(tx)
        .await?;

    let told = match owner {
        Some(owner) => notifications::wants_assignments(context, tx, owner.id).await?,
        None => false,
    };
    let roles = Roles {
        submitter: Some("newticket_submitter"),
        ticket_cc: Some("newticket_cc"),
        new_ticket_cc: Some("newticket_cc"),
        assigned_to: told.then_some("assigned_owner"),
    };
    let messages =
        notifications::plan(context, tx, (&ticket, queue), owner, &[], None, &[roles]).await?;

    let spent = time_spent::of(context, tx, (&ticket, queue.id), (false, now), None).await?;
    let followup = followup::ActiveModel {
        id: followup,
        ticket_id: Set(ticket.id),
        date: Set(now),
        title: Set(Some(opening_title(context, owner))),
        comment: Set(Some(input.description.clone())),
        public: Set(true),
        user_id: Set(context.viewer.id()),
        new_status: Set(None),
        message_id: Set(None),
        time_spent: Set(spent.map(Interval)),
        email_recipients: Set(Some(notifications::recipients(&messages))),
    }
    .insert(tx)
    .await?;
    unit.note(Note::new(Kind::Created, ticket.id).followup(followup.id, true));
    unit.note(Note::new(Kind::FollowUpAdded, ticket.id).followup(followup.id, true));
    let mut files = Vec::with_capacity(place.files.len());
    for file in &place.files {
        files.push(store::insert(unit, ticket.id, followup.id, file).await?);
    }
    references::refer_back(context, unit, &ticket, followup.comment.as_deref(), now).await?;
    let told = ChangeDetails {
        before: None,
        ticket: &ticket,
        queue,
        owner,
        followup: &followup,
        files: &files,
    };
    enqueue::enqueue_change(context, unit, Change::NewTicket, told, messages).await?;
    Ok(Created {
        ticket,
        followup: Some(followup),
    })
}

/// The title of the first follow-up.
fn opening_title(context: &Context, owner: Option<&user::Model>) -> String {
    let language = &context.language;
    let Some(owner) = owner else {
        return language.gettext("Ticket Opened").into_owned();
    };
    let name = users::full_name(owner);
    let name = if name.is_empty() {
        owner.username.as_str()
    } else {
        name.as_str()
    };
    // The column holds 200 characters.
    language
        .format("Ticket Opened & Assigned to %(name)s", &[("name", name)])
        .chars()
        .take(200)
        .collect()
}
