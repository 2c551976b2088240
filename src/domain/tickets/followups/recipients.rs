//! Chooses who is notified of a change of a ticket, and with which template
//! (helpdesk/update_ticket.py, `process_email_notifications_for_ticket_update`).

use std::collections::{BTreeSet, HashMap};

use entity::{queue, ticket, ticket_cc, user, user_settings};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder};

use crate::domain::delivery::notifications::templates::{self, ExistingTemplates};
use crate::domain::delivery::notifications::{self, Message, Roles};
use crate::domain::query::among;
use crate::domain::{Context, Result};

/// The properties of a change that determine the templates.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Whether the follow-up is public.
    pub public: bool,
    /// The comment.
    pub comment: &'a str,
    /// The new status, if it changed.
    pub new_status: Option<i32>,
    /// Whether the ticket has a new owner.
    pub reassigned: bool,
}

/// The templates of a kind of change.
#[derive(Clone, Copy)]
struct Templates {
    submitter: &'static str,
    owner: &'static str,
    cc: &'static str,
}

const UPDATED: Templates = Templates {
    submitter: "updated_submitter",
    owner: "updated_owner",
    cc: "updated_cc",
};
const RESOLVED: Templates = Templates {
    submitter: "resolved_submitter",
    owner: "resolved_owner",
    cc: "resolved_cc",
};
const CLOSED: Templates = Templates {
    submitter: "closed_submitter",
    owner: "closed_owner",
    cc: "closed_cc",
};
/// The submitter is not notified of a new owner, but of the update.
const ASSIGNED: Templates = Templates {
    submitter: "updated_submitter",
    owner: "assigned_owner",
    cc: "assigned_cc",
};

impl Templates {
    /// The names of all templates that a change of a ticket can use.
    fn names() -> impl Iterator<Item = &'static str> {
        [UPDATED, RESOLVED, CLOSED, ASSIGNED]
            .into_iter()
            .flat_map(|templates| [templates.submitter, templates.owner, templates.cc])
    }
}

/// A follower of a ticket.
#[derive(Clone, Debug)]
pub struct Follower {
    /// The address.
    pub address: String,
    /// The ID of the user, if it is one.
    pub user: Option<i32>,
}

/// The rows that decide who is notified of changes of some tickets.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The users who own the tickets or will own them.
    owners: HashMap<i32, user::Model>,
    /// Whether they want email about changes, and about tickets that are assigned to them.
    settings: HashMap<i32, (bool, bool)>,
    /// The followers by ticket, in the order in which they were added.
    followers: HashMap<i32, Vec<Follower>>,
    templates: ExistingTemplates,
}

impl Known {
    /// Reads the rows for changes of these tickets; four statements. `owners` will own one of them
    /// besides the current owners.
    ///
    /// # Errors
    /// Database errors.
    pub async fn read(
        context: &Context,
        tickets: &[ticket::Model],
        owners: impl IntoIterator<Item = i32>,
    ) -> Result<Self> {
        let ids: Vec<i32> = tickets.iter().map(|ticket| ticket.id).collect();
        let owners: BTreeSet<i32> = tickets
            .iter()
            .filter_map(|ticket| ticket.assigned_to_id)
            .chain(owners)
            .collect();
        let owners: Vec<i32> = owners.into_iter().collect();
        let users = user::Entity::find().filter(among(&context.db, user::Column::Id, &owners));
        let users = users.all(&context.db).await?;
        Ok(Self {
            owners: users.into_iter().map(|user| (user.id, user)).collect(),
            settings: settings(context, &owners).await?,
            followers: followers(context, &ids).await?,
            templates: ExistingTemplates::read(&context.db, Templates::names()).await?,
        })
    }

    /// Reads the rows for one change of a ticket, as far as it needs them.
    ///
    /// # Errors
    /// Database errors.
    pub async fn read_for(
        context: &Context,
        (ticket, queue): (&ticket::Model, &queue::Model),
        owner: Option<&user::Model>,
        change: &Change<'_>,
    ) -> Result<Self> {
        if sends_nothing(context, change) {
            return Ok(Self::default());
        }
        let mut known = Self {
            templates: ExistingTemplates::read(&context.db, Templates::names()).await?,
            ..Self::default()
        };
        if let Some(owner) = owner {
            known.settings = settings(context, &[owner.id]).await?;
        }
        if queue.enable_notifications_on_email_events {
            known.followers = followers(context, &[ticket.id]).await?;
        }
        Ok(known)
    }

    /// The owner with this ID.
    #[must_use]
    pub fn owner(&self, id: Option<i32>) -> Option<&user::Model> {
        self.owners.get(&id?)
    }

    /// The followers of a ticket.
    #[must_use]
    pub fn followers(&self, ticket: i32) -> &[Follower] {
        self.followers.get(&ticket).map_or(&[], Vec::as_slice)
    }

    /// Whether an owner wants email about a change or about becoming the owner. Users without
    /// settings have the site's defaults.
    fn wants_email(&self, context: &Context, owner: i32, reassigned: bool) -> bool {
        let defaults = &context.config.helpdesk_default_settings;
        let (change, assign) = self.settings.get(&owner).copied().unwrap_or((
            defaults.email_on_ticket_change,
            defaults.email_on_ticket_assign,
        ));
        change || reassigned && assign
    }
}

/// Whether the settings forbid all email about a change.
fn sends_nothing(context: &Context, change: &Change<'_>) -> bool {
    context.config.helpdesk.private_followup_means_no_emails && !change.public
}

/// Plans the messages about a change, one per address. The viewer who made the change gets none.
#[must_use]
pub fn plan(
    context: &Context,
    known: &Known,
    (ticket, queue): (&ticket::Model, &queue::Model),
    owner: Option<&user::Model>,
    change: &Change<'_>,
) -> Vec<Message> {
    if sends_nothing(context, change) {
        return Vec::new();
    }
    let helpdesk = &context.config.helpdesk;
    let resolved = change.new_status == Some(helpdesk.ticket_resolved_status);
    let closed = change.new_status == Some(helpdesk.ticket_closed_status);
    let by_status = match change {
        _ if resolved => RESOLVED,
        _ if closed => CLOSED,
        _ => UPDATED,
    };
    let templates = match change.reassigned {
        true => ASSIGNED,
        false => by_status,
    };
    let submitter = helpdesk.notify_submitter_for_all_ticket_changes
        || change.public && (!change.comment.is_empty() || resolved || closed);
    let notify_owner =
        owner.is_some_and(|owner| known.wants_email(context, owner.id, change.reassigned));
    let first = match context.dialect.emails_owner_as_follower() && change.public && submitter {
        true => Roles {
            submitter: Some(by_status.submitter),
            ticket_cc: Some(by_status.cc),
            assigned_to: notify_owner.then_some(by_status.cc),
            ..Roles::default()
        },
        false => Roles::default(),
    };
    let steps = [
        first,
        Roles {
            submitter: submitter.then_some(templates.submitter),
            ..Roles::default()
        },
        Roles {
            assigned_to: notify_owner.then_some(templates.owner),
            ..Roles::default()
        },
        Roles {
            ticket_cc: Some(templates.cc),
            ..Roles::default()
        },
    ];
    let followers: Vec<String> = known
        .followers(ticket.id)
        .iter()
        .map(|follower| follower.address.clone())
        .collect();
    let existing = known
        .templates
        .in_language(&templates::locale(context, queue));
    // Visitors get a copy of their answers, as in django-helpdesk.
    let except = context.viewer.email();
    notifications::plan(
        &existing,
        (ticket, queue),
        owner,
        &followers,
        except,
        &steps,
    )
}

/// The settings of these users: whether they want email about changes, and about tickets that are
/// assigned to them.
async fn settings(context: &Context, users: &[i32]) -> Result<HashMap<i32, (bool, bool)>> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = user_settings::Entity::find()
        .filter(among(&context.db, user_settings::Column::UserId, users))
        .all(&context.db)
        .await?;
    let wishes = |row: user_settings::Model| {
        let wishes = (row.email_on_ticket_change, row.email_on_ticket_assign);
        (row.user_id, wishes)
    };
    Ok(rows.into_iter().map(wishes).collect())
}

/// The followers of tickets.
async fn followers(context: &Context, tickets: &[i32]) -> Result<HashMap<i32, Vec<Follower>>> {
    let rows = ticket_cc::Entity::find()
        .find_also_related(user::Entity)
        .filter(among(&context.db, ticket_cc::Column::TicketId, tickets))
        .order_by_asc(ticket_cc::Column::Id)
        .all(&context.db)
        .await?;
    let mut followers: HashMap<i32, Vec<Follower>> = HashMap::new();
    for (cc, user) in rows {
        let id = user.as_ref().map(|user| user.id);
        if let Some(address) = user.map(|user| user.email).or(cc.email) {
            followers
                .entry(cc.ticket_id)
                .or_default()
                .push(Follower { address, user: id });
        }
    }
    Ok(followers)
}
