//! The outbox for administrators. Its entries contain addresses and errors of mail servers, so only
//! superusers see them: Django has no permission for it.

use entity::outbox;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait as _, QueryFilter, Select};

use super::State;
use super::admin::Selection;
use crate::domain::core::tasks;
use crate::domain::desk::admin_log::{self, Act};
use crate::domain::query::{Order, Query, sortable};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, Result};

/// Maximum number of entries in a request.
const MAX_ENTRIES: usize = 1000;

/// The key that entries are sorted by: the oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutboxOrderField {
    /// The ID.
    Id,
}

sortable!(outbox, OutboxOrderField { Id });

/// Whether the viewer may see and change the outbox.
#[must_use]
pub fn may_administer(context: &Context) -> bool {
    context.viewer.is_superuser()
}

/// Checks that the viewer may see the outbox.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::Forbidden`].
fn require_superuser(context: &Context) -> Result<()> {
    if !context.viewer.is_authenticated() {
        Err(Error::Unauthenticated)
    } else if may_administer(context) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

fn in_state(state: Option<State>) -> Select<outbox::Entity> {
    let select = outbox::Entity::find();
    match state {
        Some(state) => select.filter(outbox::Column::State.eq(state.name())),
        None => select,
    }
}

/// The entries in a state, the oldest first.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::Forbidden`].
pub fn query(context: &Context, state: Option<State>) -> Result<Query<outbox::Entity>> {
    require_superuser(context)?;
    Query::new(in_state(state), Vec::<Order<OutboxOrderField>>::new())
}

/// Whether a worker is delivering an entry.
#[must_use]
pub fn is_claimed(context: &Context, row: &outbox::Model) -> bool {
    let now = context.clock.now().timestamp_millis();
    row.claimed_until.is_some_and(|until| until > now)
}

/// An act on entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutboxAct {
    /// Tries to deliver them now, with all attempts available again.
    Retry,
    /// Removes them without delivering them.
    Drop,
}

/// Retries or drops entries, except those that a worker is delivering. Returns the number of entries
/// concerned. `validate_only`: only counts them.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::Invalid`] for more than 1000 IDs;
/// database errors.
pub async fn act(
    context: &Context,
    act: OutboxAct,
    selection: Selection,
    validate_only: bool,
) -> Result<u64> {
    require_superuser(context)?;
    if let Selection::Ids(ids) = &selection
        && ids.len() > MAX_ENTRIES
    {
        let max = i64::try_from(MAX_ENTRIES).unwrap_or(i64::MAX);
        return Err(Error::field("database_ids", Code::MaxItems(max)));
    }
    if validate_only {
        let select = outbox::Entity::find().filter(free(context, &selection));
        return Ok(select.count(&context.db).await?);
    }
    let number = tasks::run_to_end(context, move |context| async move {
        let (context, selection) = (&context, &selection);
        let work = |unit: Unit| async move {
            let outcome = write(context, &unit, act, selection).await;
            (unit, outcome)
        };
        unit::run(context, &[], work).await
    })
    .await?;
    if number > 0 && act == OutboxAct::Retry {
        context.outbox.wake();
    }
    Ok(number)
}

/// The selected entries that no worker is delivering.
fn free(context: &Context, selection: &Selection) -> Condition {
    use outbox::Column as C;
    let now = context.clock.now().timestamp_millis();
    let unclaimed = Condition::any()
        .add(C::ClaimedUntil.is_null())
        .add(C::ClaimedUntil.lte(now));
    selection.condition().add(unclaimed)
}

async fn write(
    context: &Context,
    unit: &Unit,
    act: OutboxAct,
    selection: &Selection,
) -> Result<u64> {
    use outbox::Column as C;
    let now = context.clock.now().timestamp_millis();
    let condition = free(context, selection);
    let tx = &unit.tx;
    let (number, verb, logged) = match act {
        OutboxAct::Retry => {
            let update = outbox::Entity::update_many()
                .col_expr(C::State, Expr::value(State::Pending.name()))
                .col_expr(C::PendingSince, Expr::value(now))
                .col_expr(C::DueAt, Expr::value(now))
                .col_expr(C::Attempts, Expr::value(0))
                .filter(condition);
            let number = update.exec(tx).await?.rows_affected;
            (number, "retried", Act::Changed(Vec::new(), Vec::new()))
        }
        OutboxAct::Drop => {
            let delete = outbox::Entity::delete_many().filter(condition);
            (
                delete.exec(tx).await?.rows_affected,
                "dropped",
                Act::Deleted,
            )
        }
    };
    if number > 0 {
        let entries = if number == 1 { "entry" } else { "entries" };
        let text = format!("{number} {entries} of the outbox {verb}");
        admin_log::record_note(context, tx, &text, &logged).await?;
    }
    Ok(number)
}
