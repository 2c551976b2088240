//! Saved searches and settings, which agents change for themselves.

use entity::{saved_search, user_settings};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter,
    QuerySelect, Set,
};

use super::search_criteria::SearchCriteria;
use crate::domain::core::{tasks, text};
use crate::domain::desk::accounts::settings_of;
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result, access};

/// Maximum number of characters of a searched text.
const MAX_SEARCH: usize = 500;
/// The numbers of tickets per page that django-helpdesk offers.
const PAGE_SIZES: [i32; 4] = [10, 25, 50, 100];

/// The values of a saved search. `None` leaves a value unchanged.
#[derive(Clone, Debug, Default)]
pub struct SavedSearchDraft {
    /// The title, at most 100 characters.
    pub title: Option<String>,
    /// Whether all agents see it.
    pub shared: Option<bool>,
    /// The criteria: all of them.
    pub criteria: Option<SearchCriteria>,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
}

/// Only agents have saved searches and settings of the desk.
fn require_agent(context: &Context) -> Result<i32> {
    let id = context.viewer.id().ok_or(Error::Unauthenticated)?;
    if access::is_agent(context) {
        Ok(id)
    } else {
        Err(Error::Forbidden)
    }
}

impl SavedSearchDraft {
    fn apply(&self, context: &Context, row: &mut saved_search::Model) -> Result<()> {
        let mut errors = self.errors.clone();
        if let Some(title) = &self.title {
            python::strip(title).clone_into(&mut row.title);
            errors.extend(text::field_error(context, "title", &row.title, Some(100)));
        }
        if row.title.is_empty() {
            errors.push(FieldError::new("title", Code::Required));
        }
        if let Some(shared) = self.shared {
            row.shared = shared;
        }
        if let Some(criteria) = &self.criteria {
            let search = &criteria.search;
            errors.extend(text::field_error(
                context,
                "search",
                search,
                Some(MAX_SEARCH),
            ));
            row.query = criteria.encode();
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(errors))
        }
    }
}

/// Saves a search of the viewer. `None` with `validate_only`.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] if the viewer is not an agent,
/// [`Error::Invalid`], [`Error::Conflict`] if the key was used with another input; database errors.
pub async fn create_saved_search(
    context: &Context,
    draft: SavedSearchDraft,
    request: Option<&Request>,
    validate_only: bool,
) -> Result<Option<saved_search::Model>> {
    let user_id = require_agent(context)?;
    let created = match idempotency::find(context, request).await? {
        Some(created) => created,
        None => {
            let mut row = saved_search::Model {
                id: 0,
                title: String::new(),
                shared: false,
                query: String::new(),
                user_id,
            };
            draft.apply(context, &mut row)?;
            if validate_only {
                return Ok(None);
            }
            match insert_saved_search(context, row, request.cloned()).await {
                Ok(row) => return Ok(Some(row)),
                Err(error) => idempotency::find_after_conflict(context, request, error).await?,
            }
        }
    };
    let row = access::desk::saved_searches(context)
        .filter(saved_search::Column::Id.eq(created.object))
        .one(&context.db)
        .await?
        .ok_or(idempotency::GONE)?;
    Ok((!validate_only).then_some(row))
}

async fn insert_saved_search(
    context: &Context,
    row: saved_search::Model,
    request: Option<Request>,
) -> Result<saved_search::Model> {
    tasks::run_to_end(context, move |context| async move {
        let (context, row, request) = (&context, &row, request.as_ref());
        let work = |unit: Unit| async move {
            let outcome = async {
                idempotency::claim(context, &unit.tx, request).await?;
                let mut active = row.clone().into_active_model().reset_all();
                active.id = sea_orm::NotSet;
                let row = active.insert(&unit.tx).await?;
                let created = CreatedIds {
                    object: row.id,
                    second: None,
                };
                idempotency::record(context, &unit.tx, request, created).await?;
                Ok(row)
            };
            let outcome = outcome.await;
            (unit, outcome)
        };
        unit::run(context, &[], work).await
    })
    .await
}

/// A search that the viewer saved. Searches that others share cannot be changed.
async fn own_search(
    context: &Context,
    db: &impl sea_orm::ConnectionTrait,
    id: i32,
    lock: bool,
) -> Result<saved_search::Model> {
    let user = require_agent(context)?;
    let select = access::desk::saved_searches(context).filter(saved_search::Column::Id.eq(id));
    let select = if lock {
        select.lock_exclusive()
    } else {
        select
    };
    let row = select.one(db).await?.ok_or(Error::NotFound)?;
    if row.user_id == user {
        Ok(row)
    } else {
        Err(Error::Forbidden)
    }
}

/// Changes a search that the viewer saved. Returns it as it is stored.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] if somebody else saved it or the viewer is not
/// an agent, [`Error::NotFound`], [`Error::Invalid`]; database errors.
pub async fn update_saved_search(
    context: &Context,
    id: i32,
    draft: SavedSearchDraft,
    validate_only: bool,
) -> Result<saved_search::Model> {
    let stored = own_search(context, &context.db, id, false).await?;
    draft.apply(context, &mut stored.clone())?;
    if validate_only {
        return Ok(stored);
    }
    tasks::run_to_end(context, move |context| async move {
        let (context, draft) = (&context, &draft);
        let work = |unit: Unit| async move {
            let outcome = async {
                let stored = own_search(context, &unit.tx, id, true).await?;
                let mut row = stored.clone();
                draft.apply(context, &mut row)?;
                let mut active = stored.into_active_model();
                active.title.set_if_not_equals(row.title.clone());
                active.shared.set_if_not_equals(row.shared);
                active.query.set_if_not_equals(row.query.clone());
                if active.is_changed() {
                    active.update(&unit.tx).await?;
                }
                Ok(row)
            };
            let outcome = outcome.await;
            (unit, outcome)
        };
        unit::run(context, &[], work).await
    })
    .await
}

/// Deletes a search that the viewer saved.
///
/// # Errors
/// As [`update_saved_search`].
pub async fn delete_saved_search(context: &Context, id: i32, validate_only: bool) -> Result<()> {
    own_search(context, &context.db, id, false).await?;
    if validate_only {
        return Ok(());
    }
    unit::run_to_end(context, id, |context, unit, id| {
        Box::pin(async move {
            own_search(context, &unit.tx, id, true).await?;
            saved_search::Entity::delete_by_id(id)
                .exec(&unit.tx)
                .await?;
            Ok(())
        })
    })
    .await
}

/// Changes of the viewer's settings. `None` leaves a setting unchanged.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are columns")]
pub struct SettingsDraft {
    pub login_view_ticketlist: Option<bool>,
    pub email_on_ticket_change: Option<bool>,
    pub email_on_ticket_assign: Option<bool>,
    /// 10, 25, 50 or 100.
    pub tickets_per_page: Option<i32>,
    pub use_email_as_submitter: Option<bool>,
    /// `tabs`, `bottom` or `top`.
    pub ticket_respond_layout: Option<&'static str>,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
}

/// Changes the viewer's settings, which get a row if they have none. `validate_only`: writes
/// nothing.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] if the viewer is not an agent,
/// [`Error::Invalid`]; database errors.
pub async fn update_settings(
    context: &Context,
    draft: SettingsDraft,
    validate_only: bool,
) -> Result<()> {
    let user = require_agent(context)?;
    let mut errors = draft.errors.clone();
    if let Some(size) = draft
        .tickets_per_page
        .filter(|size| !PAGE_SIZES.contains(size))
    {
        let code = Code::InvalidChoice(size.to_string());
        errors.push(FieldError::new("tickets_per_page", code));
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if validate_only {
        return Ok(());
    }
    tasks::run_to_end(context, move |context| async move {
        let (context, draft) = (&context, &draft);
        let work = |unit: Unit| async move {
            let outcome = write_settings(context, &unit, user, draft).await;
            (unit, outcome)
        };
        unit::run(context, &[], work).await
    })
    .await
}

async fn write_settings(
    context: &Context,
    unit: &Unit,
    user: i32,
    draft: &SettingsDraft,
) -> Result<()> {
    let stored = user_settings::Entity::find()
        .filter(user_settings::Column::UserId.eq(user))
        .lock_exclusive()
        .one(&unit.tx)
        .await?;
    let is_new = stored.is_none();
    let mut row = match stored {
        Some(stored) => stored.into_active_model(),
        None => settings_of(user, &context.config.helpdesk_default_settings),
    };
    macro_rules! set {
        ($($field:ident),+) => {
            $(if let Some(value) = draft.$field { row.$field = Set(value); })+
        };
    }
    set!(
        login_view_ticketlist,
        email_on_ticket_change,
        email_on_ticket_assign,
        tickets_per_page,
        use_email_as_submitter
    );
    if let Some(layout) = draft.ticket_respond_layout {
        row.ticket_respond_layout = Set(Some(layout.to_owned()));
    }
    if is_new {
        user_settings::Entity::insert(row)
            .exec_without_returning(&unit.tx)
            .await?;
    } else if row.is_changed() {
        row.update(&unit.tx).await?;
    }
    Ok(())
}
