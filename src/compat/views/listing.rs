//! The actions that viewsets share: list, retrieve and destroy (`ListModelMixin`,
//! `RetrieveModelMixin`, `DestroyModelMixin` and `get_object_or_404`).

use async_graphql::{Name, Value};

use crate::compat::exceptions::Refusal;
use crate::compat::execute::{Arguments, Object};
use crate::compat::fields::{self, Field, Site, string, write_int};
use crate::compat::pagination::{self, Number, Page};
use crate::compat::python;
use crate::compat::serializers::custom::{self, CustomField};
use crate::compat::views::{Answer, Exchange, Outcome};

/// A viewset for a model.
pub(super) struct Rows<'a> {
    /// Django's name of the model, for its 404.
    pub(super) model: &'static str,
    /// The document that lists rows.
    pub(super) list: &'static str,
    /// The document that counts rows.
    pub(super) count: &'static str,
    /// The document that reads one row.
    pub(super) retrieve: &'static str,
    /// The document that checks whether a row exists.
    pub(super) exists: &'static str,
    /// The serializer's fields.
    pub(super) fields: &'a [Field],
    /// Further variables of all these documents.
    pub(super) arguments: fn(&Exchange<'_>) -> Arguments,
}

/// Lists a page of rows.
pub(super) async fn list(exchange: &Exchange<'_>, rows: &Rows<'_>) -> Outcome {
    let page = Page::of(&exchange.query);
    let executor = &exchange.api.executor;
    let number = match page.number {
        Number::At(number) if number >= 1 => number,
        Number::At(_) | Number::Invalid => return Err(Refusal::invalid_page()),
        Number::Last => {
            let mut answer = executor
                .run(rows.count, (rows.arguments)(exchange), &exchange.context)
                .await?;
            page.last(take_page(&mut answer).0)
        }
    };
    let (offset, first) = page.window(number);
    let arguments = (rows.arguments)(exchange)
        .with("first", first)
        .with("offset", offset);
    let mut answer = executor
        .run(rows.list, arguments, &exchange.context)
        .await?;
    let (count, nodes) = take_page(&mut answer);
    let last = page.last(count);
    if number > last {
        return Err(Refusal::invalid_page());
    }
    let custom = custom::read(answer.swap_remove("customFields"));
    let (next, previous) = pagination::links(&exchange.address(), &exchange.query, number, last);
    let mut out = Vec::with_capacity(1024 + nodes.len() * 1536);
    out.extend_from_slice(b"{\"count\":");
    write_int(count, &mut out);
    for (name, link) in [("next", &next), ("previous", &previous)] {
        out.extend_from_slice(format!(",\"{name}\":").as_bytes());
        match link {
            Some(link) => string(link, &mut out),
            None => out.extend_from_slice(b"null"),
        }
    }
    out.extend_from_slice(b",\"results\":[");
    for (at, node) in nodes.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        item(node, rows.fields, &custom, exchange.site(), &mut out);
    }
    out.extend_from_slice(b"]}");
    Ok(Answer {
        status: 200,
        json: out,
        previous,
        next,
    })
}

/// Reads one row.
pub(super) async fn retrieve(exchange: &Exchange<'_>, rows: &Rows<'_>) -> Outcome {
    let mut answer = one(exchange, rows, rows.retrieve).await?;
    let Some(node) = take_page(&mut answer).1.into_iter().next() else {
        return Err(Refusal::no_match(rows.model));
    };
    let custom = custom::read(answer.swap_remove("customFields"));
    let mut out = Vec::with_capacity(2048);
    item(node, rows.fields, &custom, exchange.site(), &mut out);
    Ok(Answer::ok(out))
}

/// Checks that the row exists and returns its ID.
///
/// # Errors
/// 404
pub(super) async fn exists(exchange: &Exchange<'_>, rows: &Rows<'_>) -> Result<i32, Refusal> {
    let mut answer = one(exchange, rows, rows.exists).await?;
    match take_page(&mut answer).1.is_empty() {
        true => Err(Refusal::no_match(rows.model)),
        false => id(exchange, rows),
    }
}

/// Deletes the row with a mutation that has the variable `$id`.
pub(super) async fn delete(exchange: &Exchange<'_>, rows: &Rows<'_>, document: &str) -> Outcome {
    let id = exists(exchange, rows).await?;
    exchange
        .api
        .executor
        .run(document, Arguments::new().with("id", id), &exchange.context)
        .await?;
    Ok(Answer {
        status: 204,
        ..Answer::ok(Vec::new())
    })
}

/// The ID in the path.
fn id(exchange: &Exchange<'_>, rows: &Rows<'_>) -> Result<i32, Refusal> {
    let key = exchange.route.key.as_deref().unwrap_or_default();
    let id = python::int(key).ok_or_else(Refusal::not_found)?;
    // IDs have 32 bits, so larger ones do not exist.
    i32::try_from(id).map_err(|_| Refusal::no_match(rows.model))
}

async fn one(exchange: &Exchange<'_>, rows: &Rows<'_>, document: &str) -> Result<Object, Refusal> {
    let id = id(exchange, rows)?;
    let arguments = (rows.arguments)(exchange).with("id", id);
    exchange
        .api
        .executor
        .run(document, arguments, &exchange.context)
        .await
}

/// Removes the connection `page` from a result and returns its count and nodes.
pub(in crate::compat) fn take_page(answer: &mut Object) -> (i64, Vec<Value>) {
    let (mut count, mut nodes) = (0, Vec::new());
    if let Some(Value::Object(page)) = answer.swap_remove(&Name::new("page")) {
        for value in page.into_values() {
            match value {
                Value::Number(number) => count = number.as_i64().unwrap_or_default(),
                Value::List(items) => nodes = items,
                _ => {}
            }
        }
    }
    (count, nodes)
}

/// Appends a row, followed by its custom fields.
pub(in crate::compat) fn item(
    node: Value,
    fields: &[Field],
    custom: &[CustomField],
    site: Site<'_>,
    out: &mut Vec<u8>,
) {
    out.push(b'{');
    if let Value::Object(node) = node {
        let mut rest = fields::object(fields, node, None, site, out);
        if !custom.is_empty() {
            custom::write(custom, rest.next().map(|(_, values)| values), out);
        }
    }
    out.push(b'}');
}
