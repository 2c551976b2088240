//! The operations of each view: its methods, request bodies and responses. Operation IDs are those
//! of drf-spectacular.

use http::Method;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::encoding::EncodingBuilder;
use utoipa::openapi::path::{
    HttpMethod, Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn,
    ParameterStyle,
};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{ArrayBuilder, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Content, Object, PathItem, Ref, Required, Schema};

use crate::compat::fields::Field;
use crate::compat::negotiation::RENDERERS;
use crate::compat::openapi::responses;
use crate::compat::openapi::schemas::{self, BodyFormat, BodyPurpose};
use crate::compat::pagination::PAGE_SIZE;
use crate::compat::parsers;
use crate::compat::routing::{Resource, Route};
use crate::compat::views::{self, CreateRequirements, ViewInfo};
use crate::config::Choice;
use crate::domain::Release;

/// A view of rows.
pub(super) struct View<'a> {
    pub(super) release: Release,
    pub(super) resource: Resource,
    /// The prefix under `/api/`.
    pub(super) prefix: &'static str,
    /// The name of the schema component.
    pub(super) component: &'static str,
    /// Singular and plural for summaries.
    pub(super) nouns: [&'static str; 2],
    /// The serializer's fields.
    pub(super) fields: &'a [Field],
    /// The custom fields that follow.
    pub(super) custom: &'a [Field],
    /// Requirements of `create` beyond the serializer.
    pub(super) requirements: CreateRequirements,
    /// The accepted file types, separated by commas.
    pub(super) media_types: String,
    /// The statuses that `?status=` filters by, if the view has this parameter.
    pub(super) statuses: Option<&'a [Choice]>,
}

/// DRF's action for a method.
struct Action {
    /// The name of the action in operation IDs.
    id: &'static str,
    /// The verb of the summary.
    verb: &'static str,
    /// The status code on success.
    status: &'static str,
}

const ACTIONS: [(HttpMethod, Method, Action, Action); 5] = [
    (
        HttpMethod::Get,
        Method::GET,
        action("list", "List", "200"),
        action("retrieve", "Show", "200"),
    ),
    (
        HttpMethod::Post,
        Method::POST,
        action("create", "Create", "201"),
        action("create", "Create", "201"),
    ),
    (
        HttpMethod::Put,
        Method::PUT,
        action("update", "Replace", "200"),
        action("update", "Replace", "200"),
    ),
    (
        HttpMethod::Patch,
        Method::PATCH,
        action("partial_update", "Change", "200"),
        action("partial_update", "Change", "200"),
    ),
    (
        HttpMethod::Delete,
        Method::DELETE,
        action("destroy", "Delete", "204"),
        action("destroy", "Delete", "204"),
    ),
];

const fn action(id: &'static str, verb: &'static str, status: &'static str) -> Action {
    Action { id, verb, status }
}

impl View<'_> {
    /// `/api/tickets/` and, if the view has one, `/api/tickets/{id}/`.
    pub(super) fn paths(&self) -> Vec<(String, PathItem)> {
        let mut paths = vec![(format!("/api/{}/", self.prefix), self.item(false))];
        if self.has_detail() {
            paths.push((format!("/api/{}/{{id}}/", self.prefix), self.item(true)));
        }
        paths
    }

    fn has_detail(&self) -> bool {
        self.resource != Resource::Users
    }

    /// Metadata of the list or detail view.
    fn info(&self, is_detail: bool) -> ViewInfo {
        let route = Route {
            resource: self.resource,
            key: is_detail.then(String::new),
            format: None,
        };
        views::view_info(&route, self.release)
    }

    fn item(&self, is_detail: bool) -> PathItem {
        let info = self.info(is_detail);
        let mut item = PathItem::default();
        if !info.description.is_empty() {
            item.description = Some(info.description.to_owned());
        }
        if is_detail {
            item.parameters = Some(vec![id(self.nouns[0]).into()]);
        }
        for (method, http_method, list, detail) in &ACTIONS {
            if info.methods.contains(http_method) {
                let operation =
                    self.operation(method, if is_detail { detail } else { list }, is_detail);
                item.merge_operations(PathItem::new(method.clone(), operation));
            }
        }
        item
    }

    fn operation(&self, method: &HttpMethod, action: &Action, is_detail: bool) -> Operation {
        let id = format!("{}_{}", self.prefix.replace('-', "_"), action.id);
        let many = *method == HttpMethod::Get && !is_detail;
        let summary = format!("{} {}", action.verb, self.nouns[usize::from(many)]);
        let mut operation = OperationBuilder::new()
            .operation_id(Some(id))
            .summary(Some(summary))
            .tag(self.prefix);
        if many {
            for parameter in self.query() {
                operation = operation.parameter(parameter);
            }
        }
        if let Some(purpose) = self.purpose(method) {
            operation = operation.request_body(Some(self.body(purpose)));
        }
        operation = operation.parameter(format());
        let component = if many {
            self.list_component()
        } else {
            self.component.to_owned()
        };
        operation = operation.response(
            action.status,
            responses::success_response(action.status, &component),
        );
        if action.status == "204" {
            operation = operation.response("200", responses::deleted_page());
        }
        for (status, description, schema) in
            responses::error_responses(self.purpose(method).is_some())
        {
            operation = operation.response(
                status,
                responses::error_response(status, description, schema),
            );
        }
        operation.build()
    }

    fn query(&self) -> Vec<Parameter> {
        let number = |name: &str, description: String, default: i64| {
            let schema = Object::builder()
                .schema_type(Type::Integer)
                .minimum(Some(1))
                .default(Some(default.into()));
            parameter(name, description).schema(Some(schema)).build()
        };
        let mut out = Vec::new();
        if let Some(choices) = self.statuses {
            let names: String = choices
                .iter()
                .map(|Choice(value, name)| format!("\n* `{value}`: {name}"))
                .collect();
            let values = choices.iter().map(|Choice(value, _)| *value);
            let items = Object::builder()
                .schema_type(Type::Integer)
                .enum_values(Some(values));
            out.push(
                parameter(
                    "status",
                    format!("Returns only tickets with one of these statuses, separated by commas.{names}"),
                )
                .style(Some(ParameterStyle::Form))
                .explode(Some(false))
                .schema(Some(Schema::Array(
                    ArrayBuilder::new().items(items).build(),
                )))
                .build(),
            );
        }
        if !self.release.paginates() {
            return out;
        }
        out.push(number(
            "page",
            "Page number, or `last` for the last page.".to_owned(),
            1,
        ));
        out.push(number(
            "page_size",
            "Number of rows per page. There is no maximum.".to_owned(),
            PAGE_SIZE,
        ));
        out
    }

    /// The purpose of a method's body; `None` if it has no body.
    fn purpose(&self, method: &HttpMethod) -> Option<BodyPurpose> {
        match method {
            HttpMethod::Post => Some(BodyPurpose::Create(self.requirements)),
            HttpMethod::Put => Some(BodyPurpose::Update),
            HttpMethod::Patch => Some(BodyPurpose::PartialUpdate),
            _ => None,
        }
    }

    fn body(&self, purpose: BodyPurpose) -> RequestBody {
        // A partial update may be empty.
        let required = if matches!(purpose, BodyPurpose::PartialUpdate) {
            Required::False
        } else {
            Required::True
        };
        let mut body = RequestBodyBuilder::new().required(Some(required));
        for (media_type, format) in parsers::MEDIA_TYPES.into_iter().zip([
            BodyFormat::Json,
            BodyFormat::Urlencoded,
            BodyFormat::Multipart,
        ]) {
            if format != BodyFormat::Multipart && self.needs_file(purpose) {
                continue;
            }
            let content = match format {
                BodyFormat::Json => {
                    Content::new(Some(Ref::from_schema_name(self.request_component(purpose))))
                }
                BodyFormat::Urlencoded => Content::new(Some(schemas::request_schema(
                    self.writable(),
                    format,
                    purpose,
                ))),
                BodyFormat::Multipart => self.multipart(purpose),
            };
            body = body.content(media_type, content);
        }
        body.build()
    }

    /// Whether the body must contain a file, which JSON cannot carry.
    fn needs_file(&self, purpose: BodyPurpose) -> bool {
        !matches!(purpose, BodyPurpose::PartialUpdate) && schemas::needs_file(self.fields)
    }

    /// A multipart form with the accepted file types.
    fn multipart(&self, purpose: BodyPurpose) -> Content {
        let mut content = ContentBuilder::new().schema(Some(schemas::request_schema(
            self.writable(),
            BodyFormat::Multipart,
            purpose,
        )));
        for field in self
            .fields
            .iter()
            .filter(|field| schemas::is_file(field) && !field.read_only)
        {
            let types = EncodingBuilder::new().content_type(Some(self.media_types.as_str()));
            content = content.encoding(&*field.name, types);
        }
        content.build()
    }

    fn writable(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().chain(self.custom)
    }

    /// The component of a JSON body. Creating has a separate one if it requires more than
    /// replacing.
    fn request_component(&self, purpose: BodyPurpose) -> String {
        let name = self.component;
        match purpose {
            BodyPurpose::Create(CreateRequirements {
                non_blank: [],
                non_null: [],
            })
            | BodyPurpose::Update => format!("{name}Request"),
            BodyPurpose::Create(_) => format!("{name}CreateRequest"),
            BodyPurpose::PartialUpdate => format!("Patched{name}Request"),
        }
    }

    /// The component of a page of rows, or of all rows before 1.1.
    fn list_component(&self) -> String {
        match self.release.paginates() {
            true => format!("Paginated{}List", self.component),
            false => format!("{}List", self.component),
        }
    }

    /// The components of the view: rows, pages of rows, and JSON bodies.
    pub(super) fn components(&self) -> Vec<(String, Schema)> {
        let name = self.component;
        // Custom fields that the reader may not see are members too.
        let open = matches!(self.resource, Resource::Tickets | Resource::UserTickets);
        let mut out = vec![(
            name.to_owned(),
            schemas::response_schema(self.fields, self.custom.iter(), open),
        )];
        let list = self.info(false).methods;
        if list.contains(&Method::GET) {
            let schema = match self.release.paginates() {
                true => responses::page(name),
                false => {
                    let items = Ref::from_schema_name(name);
                    Schema::Array(ArrayBuilder::new().items(items).build())
                }
            };
            out.push((self.list_component(), schema));
        }
        let has_update = self.has_detail() && self.info(true).methods.contains(&Method::PUT);
        for (exists, purpose) in [
            (
                list.contains(&Method::POST),
                BodyPurpose::Create(self.requirements),
            ),
            (has_update, BodyPurpose::Update),
            (has_update, BodyPurpose::PartialUpdate),
        ] {
            if exists
                && !self.needs_file(purpose)
                && !out
                    .iter()
                    .any(|(known, _)| *known == self.request_component(purpose))
            {
                out.push((
                    self.request_component(purpose),
                    schemas::request_schema(self.writable(), BodyFormat::Json, purpose),
                ));
            }
        }
        out
    }
}

/// `/api/`
pub(super) fn root(prefixes: &[&str], release: Release) -> PathItem {
    let route = Route {
        resource: Resource::Root,
        key: None,
        format: None,
    };
    let info = views::view_info(&route, release);
    let mut object = Object::builder().schema_type(Type::Object);
    for prefix in prefixes {
        let address = Object::builder().schema_type(Type::String);
        object = object.property(*prefix, address).required(*prefix);
    }
    let operation = OperationBuilder::new()
        .operation_id(Some("root_retrieve"))
        .summary(Some("List the URLs of the views"))
        .description(Some(info.description))
        .tag("root")
        .parameter(format())
        .response(
            "200",
            responses::response("The URLs.", Content::new(Some(object)), true),
        )
        // No authentication required.
        .security(SecurityRequirement::default())
        .response(
            "404",
            responses::error_response("404", "Unknown format.", "Detail"),
        )
        .response(
            "406",
            responses::error_response(
                "406",
                "None of the media types in `Accept` is supported.",
                "Detail",
            ),
        );
    PathItem::new(HttpMethod::Get, operation)
}

fn id(noun: &str) -> Parameter {
    ParameterBuilder::new()
        .name("id")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(format!("ID of {noun}.")))
        .schema(Some(
            Object::builder()
                .schema_type(Type::Integer)
                .minimum(Some(1)),
        ))
        .build()
}

fn parameter(name: &str, description: String) -> ParameterBuilder {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(description))
}

fn format() -> Parameter {
    let formats = RENDERERS.map(|(name, _)| name);
    parameter(
        "format",
        "Response format, overriding `Accept`: JSON or an HTML page.".to_owned(),
    )
    .schema(Some(
        Object::builder()
            .schema_type(Type::String)
            .enum_values(Some(formats)),
    ))
    .build()
}
