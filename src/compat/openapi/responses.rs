//! Responses: success in the media type of each renderer, pages of rows, and errors.

use serde_json::json;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ArrayBuilder, SchemaType, Type};
use utoipa::openapi::{Content, Object, Ref, RefOr, Schema};

use crate::compat::negotiation::RENDERERS;
use crate::compat::openapi::schemas;

const JSON: &str = RENDERERS[0].1;
const HTML: &str = RENDERERS[1].1;

/// The response on success, with this component.
pub(super) fn success_response(status: &str, component: &str) -> Response {
    match status {
        "204" => Response::new("Deleted."),
        "201" => response(
            "Created.",
            Content::new(Some(Ref::from_schema_name(component))),
            true,
        ),
        _ => response(
            "Success.",
            Content::new(Some(Ref::from_schema_name(component))),
            true,
        ),
    }
}

/// The response to a deletion from the browsable API (`BrowsableAPIRenderer` replaces 204 by 200).
pub(super) fn deleted_page() -> Response {
    ResponseBuilder::new()
        .description("Deleted, as an HTML page.")
        .content(HTML, page_content())
        .build()
}

fn page_content() -> Content {
    Content::new(Some(Object::builder().schema_type(Type::String)))
}

/// A response with JSON and, if `pages`, HTML.
pub(super) fn response(description: &str, json: Content, pages: bool) -> Response {
    let response = ResponseBuilder::new()
        .description(description)
        .content(JSON, json);
    if pages {
        response.content(HTML, page_content()).build()
    } else {
        response.build()
    }
}

/// The error responses of a method: status, description, component.
pub(super) fn error_responses(writes: bool) -> Vec<(&'static str, &'static str, &'static str)> {
    let mut out = Vec::new();
    if writes {
        out.push((
            "400",
            "The body cannot be parsed, or these fields are invalid.",
            "BadRequest",
        ));
    }
    out.push(("401", "Missing or wrong credentials.", "Detail"));
    out.push((
        "403",
        "Permission denied, or the CSRF token of a session is missing.",
        "Detail",
    ));
    out.push((
        "404",
        "The object, page or format does not exist or is not visible to the viewer.",
        "Detail",
    ));
    out.push((
        "406",
        "None of the media types in `Accept` is supported.",
        "Detail",
    ));
    if writes {
        out.push((
            "413",
            "The body or a file is too large, or there are too many files.",
            "Detail",
        ));
        out.push((
            "415",
            "The media type of the body is not supported.",
            "Detail",
        ));
    }
    out.push((
        "429",
        "Too many requests. `Retry-After` is the number of seconds to wait.",
        "Detail",
    ));
    out.push((
        "503",
        "The database or the storage is unavailable. `Retry-After` is the number of seconds to wait.",
        "Detail",
    ));
    out
}

pub(super) fn error_response(status: &str, description: &str, component: &str) -> RefOr<Response> {
    let content = Content::new(Some(Ref::from_schema_name(component)));
    let mut response = response(description, content, status != "406");
    if matches!(status, "429" | "503") {
        let seconds = Object::builder()
            .schema_type(Type::Integer)
            .minimum(Some(0));
        let header = HeaderBuilder::new()
            .schema(Some(seconds))
            .description(Some("Seconds to wait."));
        response
            .headers
            .insert("Retry-After".to_owned(), header.build().into());
    }
    response.into()
}

/// A page of rows.
pub(super) fn page(component: &str) -> Schema {
    let link = || {
        let types = SchemaType::from_iter([Type::String, Type::Null]);
        schemas::in_format(Object::builder().schema_type(types), "uri")
    };
    Object::builder()
        .schema_type(Type::Object)
        .property(
            "count",
            Object::builder()
                .schema_type(Type::Integer)
                .description(Some("Number of rows on all pages.")),
        )
        .property("next", link().description(Some("URL of the next page.")))
        .property(
            "previous",
            link().description(Some("URL of the previous page.")),
        )
        .property(
            "results",
            Schema::Array(
                ArrayBuilder::new()
                    .items(Ref::from_schema_name(component))
                    .build(),
            ),
        )
        .required("count")
        .required("next")
        .required("previous")
        .required("results")
        .examples([json!({"count": 0, "next": null, "previous": null, "results": []})])
        .into()
}
