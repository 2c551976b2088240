//! Mutations of the viewer's saved searches and settings.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use entity::saved_search;

use super::{delete_by_id, split};
use crate::domain;
use crate::domain::desk::own_records::{self, SavedSearchDraft, SettingsDraft};
use crate::domain::desk::search_criteria::{SavedSearchSort, SearchCriteria};
use crate::domain::desk::users;
use crate::domain::{Code, FieldError};
use crate::graphql::error::UserError;
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::changes::given;
use crate::graphql::inputs::{OrderDirection, idempotency};
use crate::graphql::mutations::administration::record::parse_ids;
use crate::graphql::scalars::Date;
use crate::graphql::types::context;
use crate::graphql::types::desk::{SavedSearch, SavedSearches};
use crate::graphql::types::viewer::{TicketRespondLayout, UserSettings};

/// Mutations of the viewer's saved searches and settings.
#[derive(Debug, Default)]
pub struct PersonalMutation;

/// Criteria that django-helpdesk can also run. Tickets must meet all of them. Omitted fields set
/// no condition.
#[derive(InputObject)]
pub struct SavedSearchCriteriaInput {
    /// IDs of queues, at most 500: global IDs or numbers.
    pub queue_ids: Option<Vec<ID>>,
    /// IDs of owners, at most 500: global IDs or numbers.
    pub assigned_to_ids: Option<Vec<ID>>,
    /// Whether tickets without an owner match too; without `assignedToIds`, only these match.
    #[graphql(default)]
    pub unassigned: bool,
    /// Codes of statuses, at most 500.
    pub status_codes: Option<Vec<i32>>,
    /// Codes of priorities, at most 500.
    pub priority_codes: Option<Vec<i32>>,
    /// IDs of items of the knowledge base, at most 500: global IDs or numbers.
    pub kb_item_ids: Option<Vec<ID>>,
    /// Whether tickets without an item match too; without `kbItemIds`, only these match.
    #[graphql(default)]
    pub without_kb_item: bool,
    /// First day of creation.
    pub created_from: Option<Date>,
    /// Day of creation that no longer matches, except for its first moment, as in django-helpdesk.
    pub created_to: Option<Date>,
    /// Searched text, at most 500 characters. `OR` separates at most 20 alternatives; `queue:` and
    /// `priority:` at the beginning search titles of queues and codes of priorities.
    pub search: Option<String>,
    /// Field to sort by. `CREATED` by default.
    pub sort: Option<SavedSearchSort>,
    /// Direction to sort in.
    #[graphql(default)]
    pub direction: OrderDirection,
}

/// Search to save.
#[derive(InputObject)]
pub struct SavedSearchCreateInput {
    /// Title, at most 100 characters.
    pub title: String,
    /// Whether all agents see the search.
    #[graphql(default)]
    pub shared: bool,
    /// Criteria of the search.
    #[graphql(flatten)]
    pub criteria: SavedSearchCriteriaInput,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted. An explicit default counts as an omitted field.
    pub idempotency_key: Option<String>,
}

/// Changes of a saved search. Omitted fields do not change.
#[derive(InputObject)]
pub struct SavedSearchUpdateInput {
    /// ID of the saved search: a global ID or a number.
    pub id: ID,
    /// Title, at most 100 characters. Not null.
    pub title: MaybeUndefined<String>,
    /// Whether all agents see the search. Not null.
    pub shared: MaybeUndefined<bool>,
    /// All criteria of the search, which replace the stored ones. Not null.
    pub criteria: MaybeUndefined<SavedSearchCriteriaInput>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Saved search to delete.
#[derive(InputObject)]
pub struct SavedSearchDeleteInput {
    /// ID of the saved search: a global ID or a number.
    pub id: ID,
    /// Validates the request without deleting anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Changes of the viewer's settings. Omitted fields do not change. Null is not allowed.
#[derive(InputObject)]
pub struct ViewerSettingsUpdateInput {
    /// Whether django-helpdesk shows the list of tickets after signing in.
    pub login_view_ticketlist: MaybeUndefined<bool>,
    /// Whether you are notified by email when one of your tickets changes.
    pub email_on_ticket_change: MaybeUndefined<bool>,
    /// Whether you are notified by email when a ticket is assigned to you.
    pub email_on_ticket_assign: MaybeUndefined<bool>,
    /// Number of tickets per page in lists: 10, 25, 50 or 100.
    pub tickets_per_page: MaybeUndefined<i32>,
    /// Whether your email address is the default submitter of tickets that you create.
    pub use_email_as_submitter: MaybeUndefined<bool>,
    /// Layout of the reply form in django-helpdesk. Older releases have no such setting.
    pub ticket_respond_layout: MaybeUndefined<TicketRespondLayout>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Result of `savedSearchCreate`.
#[derive(Debug, SimpleObject)]
pub struct SavedSearchCreatePayload {
    /// Saved search. Null if there are errors or `validateOnly` is set.
    saved_search: Option<SavedSearch>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `savedSearchUpdate`.
#[derive(Debug, SimpleObject)]
pub struct SavedSearchUpdatePayload {
    /// Saved search after the update; with `validateOnly`, its current state. Null if there are
    /// errors.
    saved_search: Option<SavedSearch>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `savedSearchDelete`.
#[derive(Debug, SimpleObject)]
pub struct SavedSearchDeletePayload {
    /// Global ID of the deleted search. Null if there are errors or `validateOnly` is set.
    deleted_id: Option<ID>,
    /// Numeric ID of the deleted search.
    deleted_database_id: Option<i32>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `viewerSettingsUpdate`.
#[derive(Debug, SimpleObject)]
pub struct ViewerSettingsUpdatePayload {
    /// Settings after the update; with `validateOnly`, their current state. Null if there are
    /// errors.
    settings: Option<UserSettings>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Maximum number of codes in a list.
const MAX_CODES: usize = 500;

impl SavedSearchCriteriaInput {
    fn into_domain(self, errors: &mut Vec<FieldError>) -> SearchCriteria {
        for (field, codes) in [
            ("status_codes", &self.status_codes),
            ("priority_codes", &self.priority_codes),
        ] {
            if codes.as_ref().is_some_and(|codes| codes.len() > MAX_CODES) {
                let limit = i64::try_from(MAX_CODES).unwrap_or(i64::MAX);
                errors.push(FieldError::new(field, Code::MaxItems(limit)));
            }
        }
        SearchCriteria {
            queues: parse_ids(NodeKind::Queue, "queue_ids", self.queue_ids, errors),
            owners: parse_ids(
                NodeKind::User,
                "assigned_to_ids",
                self.assigned_to_ids,
                errors,
            ),
            unassigned: self.unassigned,
            statuses: self.status_codes,
            priorities: self.priority_codes,
            kb_items: parse_ids(NodeKind::KbItem, "kb_item_ids", self.kb_item_ids, errors),
            without_kb_item: self.without_kb_item,
            created_from: self.created_from.map(|date| date.0),
            created_to: self.created_to.map(|date| date.0),
            search: self.search.unwrap_or_default(),
            sort: Some(self.sort.unwrap_or(SavedSearchSort::Created)),
            descending: self.direction == OrderDirection::Desc,
            unsupported: Vec::new(),
        }
    }
}

fn object(row: saved_search::Model) -> Option<SavedSearch> {
    SavedSearches::of_rows(vec![row]).pop()
}

async fn create_search(
    ctx: &Context<'_>,
    input: SavedSearchCreateInput,
) -> Result<SavedSearchCreatePayload> {
    let request = idempotency::request(ctx, input.idempotency_key, &[]).await?;
    let mut errors = Vec::new();
    let criteria = Some(input.criteria.into_domain(&mut errors));
    let draft = SavedSearchDraft {
        title: Some(input.title),
        shared: Some(input.shared),
        criteria,
        errors,
    };
    let request = request.as_ref();
    let outcome =
        own_records::create_saved_search(context(ctx), draft, request, input.validate_only).await;
    let (row, user_errors) = split(ctx, outcome, "id")?;
    let saved_search = row.and_then(object);
    Ok(SavedSearchCreatePayload {
        saved_search,
        user_errors,
    })
}

async fn update_search(
    ctx: &Context<'_>,
    input: SavedSearchUpdateInput,
) -> Result<SavedSearchUpdatePayload> {
    let outcome = async {
        let id = NodeKind::SavedSearch.parse_target(context(ctx), "id", &input.id)?;
        let mut errors = Vec::new();
        let draft = SavedSearchDraft {
            title: given(input.title, "title", &mut errors),
            shared: given(input.shared, "shared", &mut errors),
            criteria: given(input.criteria, "criteria", &mut errors)
                .map(|criteria| criteria.into_domain(&mut errors)),
            errors: Vec::new(),
        };
        let draft = SavedSearchDraft { errors, ..draft };
        own_records::update_saved_search(context(ctx), id, draft, input.validate_only).await
    };
    let outcome: domain::Result<_> = outcome.await;
    let (row, user_errors) = split(ctx, outcome.map(Some), "id")?;
    let saved_search = row.and_then(object);
    Ok(SavedSearchUpdatePayload {
        saved_search,
        user_errors,
    })
}

async fn delete_search(
    ctx: &Context<'_>,
    input: SavedSearchDeleteInput,
) -> Result<SavedSearchDeletePayload> {
    let SavedSearchDeleteInput { id, validate_only } = input;
    let delete = |number| own_records::delete_saved_search(context(ctx), number, validate_only);
    let (deleted_id, deleted_database_id, user_errors) =
        delete_by_id(ctx, NodeKind::SavedSearch, &id, validate_only, delete).await?;
    Ok(SavedSearchDeletePayload {
        deleted_id,
        deleted_database_id,
        user_errors,
    })
}

async fn update_settings(
    ctx: &Context<'_>,
    input: ViewerSettingsUpdateInput,
) -> Result<ViewerSettingsUpdatePayload> {
    let mut errors = Vec::new();
    macro_rules! draft {
        ($($field:ident),+) => {
            SettingsDraft {
                $($field: given(input.$field, stringify!($field), &mut errors),)+
                ticket_respond_layout: given(
                    input.ticket_respond_layout,
                    "ticket_respond_layout",
                    &mut errors,
                )
                .map(TicketRespondLayout::name),
                errors: Vec::new(),
            }
        };
    }
    let draft = draft!(
        login_view_ticketlist,
        email_on_ticket_change,
        email_on_ticket_assign,
        tickets_per_page,
        use_email_as_submitter
    );
    let draft = SettingsDraft { errors, ..draft };
    let outcome = async {
        own_records::update_settings(context(ctx), draft, input.validate_only).await?;
        users::settings(context(ctx)).await
    };
    let (row, user_errors) = split(ctx, outcome.await, "id")?;
    Ok(ViewerSettingsUpdatePayload {
        settings: row.map(UserSettings::from),
        user_errors,
    })
}

#[Object]
impl PersonalMutation {
    /// Saves a search for tickets. Only for agents.
    ///
    #[doc = r#"```graphql
mutation {
  savedSearchCreate(input: { title: "New in Support", queueIds: ["1"], statusCodes: [1, 2], unassigned: true, sort: CREATED, direction: DESC }) {
    savedSearch { databaseId criteria { queueIds statusCodes unassigned } }
    userErrors { field message code }
  }
}
```"#]
    async fn saved_search_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Search to save.")] input: SavedSearchCreateInput,
    ) -> Option<Result<SavedSearchCreatePayload>> {
        Some(create_search(ctx, input).await)
    }

    /// Updates a search that you saved. Only for agents.
    ///
    #[doc = r#"```graphql
mutation {
  savedSearchCreate(input: { title: "Urgent", priorityCodes: [1] }) { savedSearch { databaseId } userErrors { message } }
  savedSearchUpdate(input: { id: "2", criteria: { priorityCodes: [1, 2] } }) {
    savedSearch { title criteria { priorityCodes } }
    userErrors { field message code }
  }
}
```"#]
    async fn saved_search_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Changes of the saved search.")] input: SavedSearchUpdateInput,
    ) -> Option<Result<SavedSearchUpdatePayload>> {
        Some(update_search(ctx, input).await)
    }

    /// Deletes a search that you saved. Only for agents.
    ///
    #[doc = r#"```graphql
mutation {
  savedSearchCreate(input: { title: "Urgent", priorityCodes: [1] }) { savedSearch { databaseId } userErrors { message } }
  savedSearchDelete(input: { id: "2" }) { deletedId deletedDatabaseId userErrors { field message code } }
}
```"#]
    async fn saved_search_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Saved search to delete.")] input: SavedSearchDeleteInput,
    ) -> Option<Result<SavedSearchDeletePayload>> {
        Some(delete_search(ctx, input).await)
    }

    /// Updates your settings. Only for agents.
    ///
    #[doc = r#"```graphql
mutation {
  viewerSettingsUpdate(input: { ticketsPerPage: 50, emailOnTicketChange: false }) {
    settings { ticketsPerPage emailOnTicketChange }
    userErrors { field message code }
  }
}
```"#]
    async fn viewer_settings_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Changes of your settings.")] input: ViewerSettingsUpdateInput,
    ) -> Option<Result<ViewerSettingsUpdatePayload>> {
        Some(update_settings(ctx, input).await)
    }
}
