//! Reads the texts of tickets and articles for their documents. It reads for all viewers; the class
//! of each text says who finds it.

use std::collections::{BTreeMap, HashMap};

use entity::{
    custom_field, custom_field_value, followup, followup_attachment, kb_item, kb_item_attachment,
    ticket, ticket_cc, user,
};
use sea_orm::{
    ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};

use super::class::Class;
use super::document::Text;
use crate::domain::Result;
use crate::domain::query::among;

/// The texts of objects by their IDs. Objects that do not exist are missing.
pub type Texts = BTreeMap<i32, Vec<Text>>;

type TicketRow = (i32, String, Option<String>, Option<String>, Option<String>);
type FollowUpRow = (i32, i32, Option<String>, Option<String>, bool);

/// The texts of tickets.
///
/// # Errors
/// Database errors.
pub async fn of_tickets(db: &impl ConnectionTrait, ids: &[i32]) -> Result<Texts> {
    if ids.is_empty() {
        return Ok(Texts::new());
    }
    let tickets: Vec<TicketRow> = ticket::Entity::find()
        .select_only()
        .columns([
            ticket::Column::Id,
            ticket::Column::Title,
            ticket::Column::Description,
            ticket::Column::Resolution,
            ticket::Column::SubmitterEmail,
        ])
        .filter(among(db, ticket::Column::Id, ids))
        .into_tuple()
        .all(db)
        .await?;
    let mut texts = Texts::new();
    let mut long = HashMap::new();
    for (id, title, description, resolution, address) in tickets {
        let mut first = vec![(Class::Title, title)];
        first.extend(address.map(|address| (Class::Public, address)));
        texts.insert(id, first);
        long.insert(id, (description, resolution));
    }
    let mut add = |id: i32, class: Class, text: Option<String>| {
        if let (Some(texts), Some(text)) =
            (texts.get_mut(&id), text.filter(|text| !text.is_empty()))
        {
            texts.push((class, text));
        }
    };
    for (id, class, text) in values(db, ids).await? {
        add(id, class, text);
    }
    for (id, address) in followers(db, ids).await? {
        add(id, Class::Private, address);
    }
    let followups: Vec<FollowUpRow> = followup::Entity::find()
        .select_only()
        .columns([
            followup::Column::Id,
            followup::Column::TicketId,
            followup::Column::Title,
            followup::Column::Comment,
            followup::Column::Public,
        ])
        .filter(among(db, followup::Column::TicketId, ids))
        // A long ticket is found by its last follow-ups.
        .order_by_desc(followup::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let class = |public| {
        if public {
            Class::Public
        } else {
            Class::Private
        }
    };
    let parents: HashMap<i32, (i32, Class)> = followups
        .iter()
        .map(|(id, ticket, _, _, public)| (*id, (*ticket, class(*public))))
        .collect();
    for (followup, name) in files(db, parents.keys().copied().collect()).await? {
        if let Some((ticket, class)) = parents.get(&followup) {
            add(*ticket, *class, Some(name));
        }
    }
    for (id, (description, resolution)) in long {
        add(id, Class::Body, description);
        add(id, Class::Body, resolution);
    }
    for (_, ticket, title, comment, public) in followups {
        add(ticket, class(public), title);
        add(ticket, class(public), comment);
    }
    Ok(texts)
}

/// The values of custom fields.
async fn values(
    db: &impl ConnectionTrait,
    tickets: &[i32],
) -> Result<Vec<(i32, Class, Option<String>)>> {
    let rows: Vec<(i32, Option<String>, bool)> = custom_field_value::Entity::find()
        .join(
            JoinType::InnerJoin,
            custom_field_value::Relation::Field.def(),
        )
        .select_only()
        .column(custom_field_value::Column::TicketId)
        .column(custom_field_value::Column::Value)
        .column(custom_field::Column::StaffOnly)
        .filter(among(db, custom_field_value::Column::TicketId, tickets))
        .order_by_asc(custom_field_value::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let class = |staff_only| match staff_only {
        true => Class::StaffOnly,
        false => Class::Public,
    };
    Ok(rows
        .into_iter()
        .map(|(ticket, value, staff_only)| (ticket, class(staff_only), value))
        .collect())
}

/// The addresses of followers: those of their accounts, or those that the rows have.
async fn followers(
    db: &impl ConnectionTrait,
    tickets: &[i32],
) -> Result<Vec<(i32, Option<String>)>> {
    let rows: Vec<(i32, Option<String>, Option<String>)> = ticket_cc::Entity::find()
        .join(JoinType::LeftJoin, ticket_cc::Relation::User.def())
        .select_only()
        .column(ticket_cc::Column::TicketId)
        .column(ticket_cc::Column::Email)
        .column_as(user::Column::Email, "account_email")
        .filter(among(db, ticket_cc::Column::TicketId, tickets))
        .order_by_asc(ticket_cc::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(ticket, own, account)| (ticket, account.or(own)))
        .collect())
}

/// The names of the files of follow-ups.
async fn files(db: &impl ConnectionTrait, mut followups: Vec<i32>) -> Result<Vec<(i32, String)>> {
    if followups.is_empty() {
        return Ok(Vec::new());
    }
    followups.sort_unstable();
    Ok(followup_attachment::Entity::find()
        .select_only()
        .column(followup_attachment::Column::FollowupId)
        .column(followup_attachment::Column::Filename)
        .filter(among(
            db,
            followup_attachment::Column::FollowupId,
            &followups,
        ))
        .order_by_desc(followup_attachment::Column::Id)
        .into_tuple()
        .all(db)
        .await?)
}

/// The texts of articles.
///
/// # Errors
/// Database errors.
pub async fn of_articles(db: &impl ConnectionTrait, ids: &[i32]) -> Result<Texts> {
    if ids.is_empty() {
        return Ok(Texts::new());
    }
    let rows: Vec<(i32, String, String, String)> = kb_item::Entity::find()
        .select_only()
        .columns([
            kb_item::Column::Id,
            kb_item::Column::Title,
            kb_item::Column::Question,
            kb_item::Column::Answer,
        ])
        .filter(among(db, kb_item::Column::Id, ids))
        .into_tuple()
        .all(db)
        .await?;
    let files: Vec<(i32, String)> = kb_item_attachment::Entity::find()
        .select_only()
        .column(kb_item_attachment::Column::KbitemId)
        .column(kb_item_attachment::Column::Filename)
        .filter(among(db, kb_item_attachment::Column::KbitemId, ids))
        .order_by_asc(kb_item_attachment::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let mut texts: Texts = rows
        .into_iter()
        .map(|(id, title, question, answer)| {
            let texts = vec![
                (Class::Title, title),
                (Class::Body, question),
                (Class::Public, answer),
            ];
            (id, texts)
        })
        .collect();
    for (item, name) in files {
        if let Some(texts) = texts.get_mut(&item) {
            texts.push((Class::Public, name));
        }
    }
    Ok(texts)
}
