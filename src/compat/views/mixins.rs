//! The actions that viewsets share: list, retrieve and destroy (`ListModelMixin`,
//! `RetrieveModelMixin`, `DestroyModelMixin` and `get_object_or_404`).

use async_graphql::{Name, Value, value};

use crate::compat::exceptions::ApiException;
use crate::compat::execute::{Arguments, Object};
use crate::compat::fields::{self, Field, Site, string, write_int};
use crate::compat::pagination::{self, PageNumber, Pagination};
use crate::compat::python;
use crate::compat::serializers::custom::{self, CustomField};
use crate::compat::views::complete_list;
use crate::compat::views::{ViewRequest, ViewResponse, ViewResult};

/// A viewset for a model.
pub(super) struct ModelViewSet<'a> {
    /// Django's name of the model, for its 404.
    pub(super) model: &'static str,
    /// The document that lists rows.
    pub(super) list: &'static str,
    /// The document that lists all rows in parts, for releases before 1.1.
    pub(super) complete_list: &'static str,
    /// The document that counts rows.
    pub(super) count: &'static str,
    /// The document that reads one row.
    pub(super) retrieve: &'static str,
    /// The document that checks whether a row exists.
    pub(super) exists: &'static str,
    /// The serializer's fields.
    pub(super) fields: &'a [Field],
    /// Further variables of all these documents.
    pub(super) arguments: fn(&ViewRequest<'_>) -> Arguments,
}

/// Lists a page of rows, or all rows before 1.1.
pub(super) async fn list(request: &ViewRequest<'_>, viewset: &ModelViewSet<'_>) -> ViewResult {
    if !request.api.release.paginates() {
        return complete_list::list(request, viewset.complete_list).await;
    }
    let pagination = Pagination::from_query(&request.query);
    let executor = &request.api.executor;
    let number = match pagination.number {
        PageNumber::At(number) if number >= 1 => number,
        PageNumber::At(_) | PageNumber::Invalid => return Err(ApiException::invalid_page()),
        PageNumber::Last => {
            let mut data = executor
                .run(
                    viewset.count,
                    (viewset.arguments)(request),
                    &request.context,
                )
                .await?;
            pagination.last_page(take_page(&mut data).0)
        }
    };
    let (offset, first) = pagination.window(number);
    let arguments = (viewset.arguments)(request)
        .with("first", first)
        .with("offset", offset);
    let mut data = executor
        .run(viewset.list, arguments, &request.context)
        .await?;
    let (count, nodes) = take_page(&mut data);
    let last = pagination.last_page(count);
    if number > last {
        return Err(ApiException::invalid_page());
    }
    let custom = custom::read_custom_fields(data.swap_remove("customFields"));
    let (next, previous) = pagination::page_links(&request.address(), &request.query, number, last);
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
        write_row(node, viewset.fields, &custom, request.site(), &mut out);
    }
    out.extend_from_slice(b"]}");
    Ok(ViewResponse {
        status: 200,
        json: out,
        previous,
        next,
        rest: None,
    })
}

/// Reads one row.
pub(super) async fn retrieve(request: &ViewRequest<'_>, viewset: &ModelViewSet<'_>) -> ViewResult {
    let mut data = run_for_object(request, viewset, viewset.retrieve).await?;
    let Some(node) = take_page(&mut data).1.into_iter().next() else {
        return Err(ApiException::no_match(viewset.model));
    };
    let custom = custom::read_custom_fields(data.swap_remove("customFields"));
    let mut out = Vec::with_capacity(2048);
    write_row(node, viewset.fields, &custom, request.site(), &mut out);
    Ok(ViewResponse::ok(out))
}

/// Checks that the row exists and returns its ID.
///
/// # Errors
/// 404
pub(super) async fn object_id(
    request: &ViewRequest<'_>,
    viewset: &ModelViewSet<'_>,
) -> Result<i32, ApiException> {
    let mut data = run_for_object(request, viewset, viewset.exists).await?;
    match take_page(&mut data).1.is_empty() {
        true => Err(ApiException::no_match(viewset.model)),
        false => path_id(request, viewset),
    }
}

/// Deletes the row with a mutation that has the variable `$id`.
pub(super) async fn delete(
    request: &ViewRequest<'_>,
    viewset: &ModelViewSet<'_>,
    document: &str,
) -> ViewResult {
    let id = object_id(request, viewset).await?;
    request
        .api
        .executor
        .run(
            document,
            Arguments::new().with("input", value!({ "id": id })),
            &request.context,
        )
        .await?;
    Ok(ViewResponse {
        status: 204,
        ..ViewResponse::ok(Vec::new())
    })
}

/// The ID in the path.
fn path_id(request: &ViewRequest<'_>, viewset: &ModelViewSet<'_>) -> Result<i32, ApiException> {
    let key = request.route.key.as_deref().unwrap_or_default();
    let id = python::int(key).ok_or_else(ApiException::not_found)?;
    // IDs have 32 bits, so larger ones do not exist.
    i32::try_from(id).map_err(|_| ApiException::no_match(viewset.model))
}

async fn run_for_object(
    request: &ViewRequest<'_>,
    viewset: &ModelViewSet<'_>,
    document: &str,
) -> Result<Object, ApiException> {
    let id = path_id(request, viewset)?;
    let arguments = (viewset.arguments)(request).with("id", id);
    request
        .api
        .executor
        .run(document, arguments, &request.context)
        .await
}

/// Removes the connection `page` from a result and returns its count and nodes.
pub(in crate::compat) fn take_page(data: &mut Object) -> (i64, Vec<Value>) {
    let (mut count, mut nodes) = (0, Vec::new());
    if let Some(Value::Object(page)) = data.swap_remove(&Name::new("page")) {
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
pub(in crate::compat) fn write_row(
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
            custom::write_custom_fields(custom, rest.next().map(|(_, values)| values), out);
        }
    }
    out.push(b'}');
}
