//! Django's permissions, which users have directly or through groups
//! (django/contrib/auth/backends.py). [`crate::domain::access`] applies them to tickets.

use entity::{content_type, permission, queue, user};
use sea_orm::sea_query::{BinOper, Expr, ExprTrait, Func, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationTrait,
};

use crate::domain::Result;
use crate::domain::access::permissions::permission_ids;

/// The names of a user's permissions in Django's format (`helpdesk.add_ticket`), sorted. Superusers
/// have all, inactive accounts none. At most one statement.
///
/// # Errors
/// Database errors.
pub async fn permissions_of(db: &impl ConnectionTrait, user: &user::Model) -> Result<Vec<String>> {
    if !user.is_active {
        return Ok(Vec::new());
    }
    let mut select = permission::Entity::find()
        .join(JoinType::InnerJoin, permission::Relation::ContentType.def())
        .select_only()
        .column(content_type::Column::AppLabel)
        .column(permission::Column::Codename)
        .order_by_asc(content_type::Column::AppLabel)
        .order_by_asc(permission::Column::Codename)
        .distinct();
    if !user.is_superuser {
        select = select.filter(permission::Column::Id.in_subquery(permission_ids(user.id)));
    }
    let names: Vec<(String, String)> = select.into_tuple().all(db).await?;
    Ok(names
        .into_iter()
        .map(|(app, codename)| format!("{app}.{codename}"))
        .collect())
}

/// The IDs of the queues whose permission (`helpdesk.queue_access_…`) the user has, sorted. A queue
/// without a permission is granted to nobody. Ignores that superusers have access to all queues.
/// One statement.
///
/// # Errors
/// Database errors.
pub async fn granted_queues(db: &impl ConnectionTrait, user_id: i32) -> Result<Vec<i32>> {
    let backend = db.get_database_backend();
    let full_name = concat(
        backend,
        [
            content_type::Column::AppLabel.into_expr(),
            Expr::val("."),
            permission::Column::Codename.into_expr(),
        ],
    );
    let names = permission::Entity::find()
        .join(JoinType::InnerJoin, permission::Relation::ContentType.def())
        .filter(permission::Column::Id.in_subquery(permission_ids(user_id)))
        .select_only()
        .expr(full_name)
        .into_query();
    Ok(queue::Entity::find()
        .select_only()
        .column(queue::Column::Id)
        .filter(as_binary(backend, queue::Column::PermissionName.into_expr()).in_subquery(names))
        .order_by_asc(queue::Column::Id)
        .into_tuple()
        .all(db)
        .await?)
}

/// A text that is compared byte by byte. MariaDB's collations treat some different letters as
/// equal.
fn as_binary(backend: DbBackend, text: SimpleExpr) -> SimpleExpr {
    if backend == DbBackend::MySql {
        text.cast_as("BINARY")
    } else {
        text
    }
}

/// Concatenates texts. In MariaDB, `||` means OR; older versions of SQLite have no `CONCAT`.
fn concat<const N: usize>(backend: DbBackend, parts: [SimpleExpr; N]) -> SimpleExpr {
    if backend == DbBackend::MySql {
        return as_binary(backend, Func::cust("CONCAT").args(parts).into());
    }
    let joined = parts
        .into_iter()
        .reduce(|left, right| left.binary(BinOper::Custom("||"), right));
    joined.unwrap_or_else(|| Expr::val(""))
}
