//! The search as a scan of all rows: it defines what the databases' text indexes must find. It uses
//! the words and the parser of the search, but reads the tables by itself.

use std::collections::{BTreeMap, HashMap, HashSet};

use deskql::domain::search::class::Class;
use deskql::domain::search::parse::{Term, parse};
use deskql::domain::search::words::{code, words};
use deskql::domain::{Context, access};
use entity::{
    Db, custom_field, custom_field_value, followup, followup_attachment, kb_item,
    kb_item_attachment, ticket, ticket_cc, user,
};
use sea_orm::{EntityTrait, QuerySelect};

/// A text in the form in which words are compared.
type Words = Vec<String>;

/// All tickets and articles with their texts.
pub struct Rows {
    tickets: Vec<(ticket::Model, Vec<(Class, Words)>)>,
    articles: Vec<(kb_item::Model, Vec<(Class, Words)>)>,
}

fn compared(text: &str) -> Words {
    words(text).iter().map(|word| code(&word.text)).collect()
}

impl Rows {
    /// Reads everything.
    pub async fn read(db: &Db) -> Self {
        let mut texts: HashMap<i32, Vec<(Class, Words)>> = HashMap::new();
        let mut add = |ticket: i32, class: Class, text: Option<&str>| {
            let words = compared(text.unwrap_or_default());
            texts.entry(ticket).or_default().push((class, words));
        };
        let tickets = ticket::Entity::find().all(db).await.unwrap();
        for row in &tickets {
            add(row.id, Class::Title, Some(&row.title));
            add(row.id, Class::Body, row.description.as_deref());
            add(row.id, Class::Body, row.resolution.as_deref());
            add(row.id, Class::Public, row.submitter_email.as_deref());
        }
        let side = |public| {
            if public {
                Class::Public
            } else {
                Class::Private
            }
        };
        let mut parents = HashMap::new();
        for row in followup::Entity::find().all(db).await.unwrap() {
            add(row.ticket_id, side(row.public), row.title.as_deref());
            add(row.ticket_id, side(row.public), row.comment.as_deref());
            parents.insert(row.id, (row.ticket_id, side(row.public)));
        }
        for row in followup_attachment::Entity::find().all(db).await.unwrap() {
            let (ticket, class) = parents[&row.followup_id];
            add(ticket, class, Some(&row.filename));
        }
        let emails: HashMap<i32, String> = user::Entity::find()
            .all(db)
            .await
            .unwrap()
            .into_iter()
            .map(|row| (row.id, row.email))
            .collect();
        for row in ticket_cc::Entity::find().all(db).await.unwrap() {
            let account = row.user_id.map(|id| emails[&id].as_str());
            add(
                row.ticket_id,
                Class::Private,
                account.or(row.email.as_deref()),
            );
        }
        let staff_only: HashMap<i32, bool> = custom_field::Entity::find()
            .all(db)
            .await
            .unwrap()
            .into_iter()
            .map(|row| (row.id, row.staff_only))
            .collect();
        for row in custom_field_value::Entity::find().all(db).await.unwrap() {
            let class = match staff_only[&row.field_id] {
                true => Class::StaffOnly,
                false => Class::Public,
            };
            add(row.ticket_id, class, row.value.as_deref());
        }
        let files = kb_item_attachment::Entity::find().all(db).await.unwrap();
        let articles = kb_item::Entity::find().all(db).await.unwrap();
        Self {
            tickets: tickets
                .into_iter()
                .map(|row| {
                    let texts = texts.remove(&row.id).unwrap_or_default();
                    (row, texts)
                })
                .collect(),
            articles: articles
                .into_iter()
                .map(|row| {
                    let mut texts = vec![
                        (Class::Title, compared(&row.title)),
                        (Class::Body, compared(&row.question)),
                        (Class::Public, compared(&row.answer)),
                    ];
                    let files = files.iter().filter(|file| file.kbitem_id == row.id);
                    texts.extend(files.map(|file| (Class::Public, compared(&file.filename))));
                    (row, texts)
                })
                .collect(),
        }
    }

    /// The documents that a viewer finds by a text without operators, best first.
    pub fn find(&self, sight: &Sight, query: &str) -> Vec<i32> {
        let terms = parse(query).unwrap().terms;
        let mut hits = Vec::new();
        for (row, texts) in &self.tickets {
            if !sight.tickets.contains(&row.id) {
                continue;
            }
            let classes = match sight.worked.contains(&row.id) {
                true => sight.classes.as_slice(),
                false => &Class::VISIBLE,
            };
            if let Some(score) = score(&terms, texts, classes) {
                hits.push((score, row.modified, row.id));
            }
        }
        for (row, texts) in &self.articles {
            if sight.articles.contains(&row.id)
                && let Some(score) = score(&terms, texts, &Class::VISIBLE)
            {
                hits.push((score, row.last_updated, -row.id));
            }
        }
        hits.sort_unstable();
        hits.into_iter().rev().map(|(.., id)| id).collect()
    }

    /// The number of tickets of each queue among documents.
    pub fn by_queue(&self, documents: &[i32]) -> BTreeMap<i32, u64> {
        let mut counts = BTreeMap::new();
        for (row, _) in &self.tickets {
            if documents.contains(&row.id) {
                *counts.entry(row.queue_id).or_default() += 1;
            }
        }
        counts
    }
}

/// The objects that a viewer may see, according to the access rules.
pub struct Sight {
    tickets: HashSet<i32>,
    worked: HashSet<i32>,
    articles: HashSet<i32>,
    classes: Vec<Class>,
}

impl Sight {
    pub async fn of(context: &Context) -> Self {
        let ids = async |scope| -> HashSet<i32> {
            access::tickets(context, scope)
                .select_only()
                .column(ticket::Column::Id)
                .into_tuple()
                .all(&context.db)
                .await
                .unwrap()
                .into_iter()
                .collect()
        };
        let articles: Vec<i32> = access::kb_items(context)
            .select_only()
            .column(kb_item::Column::Id)
            .into_tuple()
            .all(&context.db)
            .await
            .unwrap();
        let mut classes = Class::ALL.to_vec();
        if !access::is_agent(context) {
            classes.retain(|class| *class != Class::StaffOnly);
        }
        Self {
            tickets: ids(None).await,
            worked: ids(Some(access::Scope::Agent)).await,
            articles: articles.into_iter().collect(),
            classes,
        }
    }
}

/// Whether a text contains a term.
fn contains(text: &Words, term: &Term) -> bool {
    let wanted: Words = term.words.iter().map(|word| code(word)).collect();
    text.windows(wanted.len()).any(|part| match term.is_prefix {
        true => part[0].starts_with(&wanted[0]),
        false => part == wanted,
    })
}

/// The score of a document; none if it does not match.
fn score(terms: &[Term], texts: &[(Class, Words)], classes: &[Class]) -> Option<u32> {
    let found = |term: &Term, classes: &[Class]| {
        texts
            .iter()
            .any(|(class, text)| classes.contains(class) && contains(text, term))
    };
    let mut score = 0;
    for term in terms {
        if found(term, classes) == term.is_negated {
            return None;
        }
        if !term.is_negated {
            score += 8 * u32::from(found(term, &[Class::Title]));
            score += 4 * u32::from(found(term, &[Class::Body]));
        }
    }
    Some(score)
}
