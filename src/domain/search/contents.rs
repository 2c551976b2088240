//! Reads what a page of hits shows: the tickets and articles, and the texts in which words may have
//! matched, all in one statement that starts in the access rules.

use std::collections::HashMap;

use entity::{
    custom_field, custom_field_value, followup, followup_attachment, kb_item, kb_item_attachment,
    ticket, ticket_cc, user,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, RelationTrait,
};

use super::find::Hit;
use crate::domain::access::{self, Scope};
use crate::domain::query::{Combined, CombinedRows, Kind, Part, among};
use crate::domain::{Context, Result};

/// Maximum number of follow-ups, and of files, that are read for the highlights of a page: the
/// newest.
const MAX_CHILDREN: u64 = 1_000;

/// The rows of a page.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// The tickets.
    pub tickets: Vec<ticket::Model>,
    /// The articles.
    pub articles: Vec<kb_item::Model>,
    /// The texts of tickets besides their columns; empty unless highlights were requested.
    pub texts: Texts,
}

/// The texts of tickets and articles besides their columns, of those that the viewer may see.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// Follow-ups, newest first.
    pub followups: Vec<followup::Model>,
    /// Files of these follow-ups.
    pub files: Vec<followup_attachment::Model>,
    /// Values of custom fields.
    pub values: Vec<custom_field_value::Model>,
    /// The labels of their fields.
    pub labels: HashMap<i32, String>,
    /// Addresses of followers: the ticket and the address.
    pub followers: Vec<(i32, String)>,
    /// Files of articles.
    pub article_files: Vec<kb_item_attachment::Model>,
}

/// Reads the rows of hits. One statement; none without hits.
///
/// # Errors
/// Database errors.
pub async fn read(context: &Context, hits: &[Hit], highlights: bool) -> Result<Contents> {
    if hits.is_empty() {
        return Ok(Contents::default());
    }
    let db = &context.db;
    let tickets: Vec<i32> = hits
        .iter()
        .map(|hit| hit.document)
        .filter(|id| *id > 0)
        .collect();
    let articles: Vec<i32> = hits
        .iter()
        .map(|hit| -hit.document)
        .filter(|id| *id > 0)
        .collect();
    let mut parts = vec![
        Part::new(
            access::tickets(context, None).filter(among(db, ticket::Column::Id, &tickets)),
            &[],
        ),
        Part::new(
            access::kb_items(context).filter(among(db, kb_item::Column::Id, &articles)),
            &[],
        ),
    ];
    if highlights {
        parts.extend(parts_of_texts(context, &tickets, &articles));
    }
    let combined = Combined::new(db.get_database_backend(), parts);
    let rows = db.query_all_raw(combined.statement.clone()).await?;
    let rows = CombinedRows::new(&combined.positions, rows)?;
    let mut contents = Contents {
        tickets: rows.models(0)?,
        articles: rows.models(1)?,
        texts: Texts::default(),
    };
    if highlights {
        contents.texts = Texts {
            followups: rows.models(2)?,
            files: rows.models(3)?,
            values: rows.models(4)?,
            labels: rows
                .models::<custom_field::Model>(5)?
                .into_iter()
                .map(|field| (field.id, field.label))
                .collect(),
            followers: rows
                .map(6, |row, positions| {
                    let at = |column: usize| positions.get(column).copied().unwrap_or_default();
                    let own: Option<String> = row.try_get_by_index(at(1))?;
                    let account: Option<String> = row.try_get_by_index(at(2))?;
                    Ok((row.try_get_by_index(at(0))?, account.or(own)))
                })?
                .into_iter()
                .filter_map(|(ticket, address)| Some((ticket, address?)))
                .collect(),
            article_files: rows.models(7)?,
        };
        contents.texts.followups.sort_by_key(|row| -row.id);
        contents.texts.files.sort_by_key(|row| -row.id);
    }
    Ok(contents)
}

fn parts_of_texts(context: &Context, tickets: &[i32], articles: &[i32]) -> Vec<Part> {
    let db = &context.db;
    let followups = || {
        access::followups(context, None)
            .filter(among(db, followup::Column::TicketId, tickets))
            .order_by_desc(followup::Column::Id)
            .limit(MAX_CHILDREN)
    };
    let of_tickets = access::followups(context, None)
        .filter(among(db, followup::Column::TicketId, tickets))
        .select_only()
        .column(followup::Column::Id)
        .into_query();
    let files = access::attachments(context, None)
        .filter(followup_attachment::Column::FollowupId.in_subquery(of_tickets))
        .order_by_desc(followup_attachment::Column::Id)
        .limit(MAX_CHILDREN);
    let values = access::custom_field_values(context).filter(among(
        db,
        custom_field_value::Column::TicketId,
        tickets,
    ));
    // Only agents who work on a ticket see its followers.
    let workable = access::tickets(context, Some(Scope::Agent))
        .filter(among(db, ticket::Column::Id, tickets))
        .select_only()
        .column(ticket::Column::Id)
        .into_query();
    let followers = ticket_cc::Entity::find()
        .join(JoinType::LeftJoin, ticket_cc::Relation::User.def())
        .filter(ticket_cc::Column::TicketId.in_subquery(workable))
        .select_only()
        .column(ticket_cc::Column::TicketId)
        .column(ticket_cc::Column::Email)
        .expr_as(
            Expr::col((user::Entity, user::Column::Email)),
            "account_email",
        )
        .into_query();
    let article_files = kb_item_attachment::Entity::find().filter(among(
        db,
        kb_item_attachment::Column::KbitemId,
        articles,
    ));
    vec![
        Part::new(followups(), &[]),
        Part::new(files, &[]),
        Part::new(values, &[]),
        Part::new(access::custom_fields(context), &[]),
        Part::of_columns(
            followers,
            vec![
                ("ticket_id", Kind::Integer),
                ("email", Kind::Text),
                ("account_email", Kind::Text),
            ],
        ),
        Part::new(article_files, &[]),
    ]
}
