//! What comes back: answers in every renderer's type, pages of rows, and refusals with their status codes.

use serde_json::json;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ArrayBuilder, SchemaType, Type};
use utoipa::openapi::{Content, Object, Ref, RefOr, Schema};

use crate::compat::negotiation::RENDERERS;
use crate::compat::openapi::schemas;

const JSON: &str = RENDERERS[0].1;
const HTML: &str = RENDERERS[1].1;

/// The answer of success, with this component.
pub(super) fn success(status: &str, component: &str) -> Response {
    match status {
        "204" => Response::new("It is gone."),
        "201" => shown("What was created.", Content::new(Some(Ref::from_schema_name(component))), true),
        _ => shown("What was asked for.", Content::new(Some(Ref::from_schema_name(component))), true),
    }
}

/// An answer in every renderer's type.
pub(super) fn shown(sentence: &str, json: Content, pages: bool) -> Response {
    let page = Content::new(Some(Object::builder().schema_type(Type::String)));
    let response = ResponseBuilder::new().description(sentence).content(JSON, json);
    if pages { response.content(HTML, page).build() } else { response.build() }
}

/// How a method may be refused: status, sentence, component.
pub(super) fn refusals(writes: bool) -> Vec<(&'static str, &'static str, &'static str)> {
    let mut out = Vec::new();
    if writes {
        out.push(("400", "The body cannot be read, or these fields are at fault.", "BadRequest"));
    }
    out.push(("401", "Nobody is signed in, or the credentials are wrong.", "Detail"));
    out.push(("403", "The viewer may not do that, or a session's CSRF token is missing.", "Detail"));
    out.push(("404", "There is no such object, page or format, or the viewer does not see it.", "Detail"));
    out.push(("406", "None of the types of `Accept` is spoken here.", "Detail"));
    if writes {
        out.push(("413", "The body, a file or the number of files is larger than this service takes.", "Detail"));
        out.push(("415", "The type of the body is not read here.", "Detail"));
    }
    out.push(("429", "Too many requests; `Retry-After` says how long to wait.", "Detail"));
    out.push(("503", "The database or the storage is not available; `Retry-After` says how long to wait.", "Detail"));
    out
}

pub(super) fn refusal(status: &str, sentence: &str, component: &str) -> RefOr<Response> {
    let content = Content::new(Some(Ref::from_schema_name(component)));
    let mut response = shown(sentence, content, status != "406");
    if matches!(status, "429" | "503") {
        let seconds = Object::builder().schema_type(Type::Integer).minimum(Some(0));
        let header = HeaderBuilder::new().schema(Some(seconds)).description(Some("Seconds to wait."));
        response.headers.insert("Retry-After".to_owned(), header.build().into());
    }
    response.into()
}

/// What every answer of a page of rows has around its rows.
pub(super) fn page(component: &str) -> Schema {
    let link = || {
        let types = SchemaType::from_iter([Type::String, Type::Null]);
        schemas::in_format(Object::builder().schema_type(types), "uri")
    };
    Object::builder()
        .schema_type(Type::Object)
        .property("count", Object::builder().schema_type(Type::Integer).description(Some("Rows of all pages.")))
        .property("next", link().description(Some("The address of the next page.")))
        .property("previous", link().description(Some("The address of the page before.")))
        .property("results", Schema::Array(ArrayBuilder::new().items(Ref::from_schema_name(component)).build()))
        .required("count")
        .required("next")
        .required("previous")
        .required("results")
        .examples([json!({"count": 0, "next": null, "previous": null, "results": []})])
        .into()
}
