//! The OpenAPI 3.1 description of the REST API, generated from the fields of the serializers, the
//! prefixes of the router, the methods of the views, and the media types of the parsers.

mod operations;
mod responses;
mod schemas;

use utoipa::openapi::path::{HttpMethod, OperationBuilder, PathsBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::Response;
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, OneOfBuilder, Schema, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::server::Server;
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    Components, ComponentsBuilder, Content, InfoBuilder, LicenseBuilder, Object, ObjectBuilder,
    OpenApi, OpenApiBuilder, PathItem, Ref, Required,
};

use crate::compat::fields::Field;
use crate::compat::openapi::operations::View;
use crate::compat::routing::{self, Resource};
use crate::compat::serializers::Serializers;
use crate::compat::views;
use crate::config::{Authentication, Config};
use crate::domain::Release;

const INTRODUCTION: &str = "\
django-helpdesk's REST API. Scripts written for django-helpdesk work here unchanged.

Sign in with a token (`Authorization: Token …`), with a username and password (Basic), or with a browser session. \
Writes with a session need Django's CSRF token in the header `X-CSRFToken`. Lists are paginated. With `PATCH`, omitted \
fields keep their values; with `PUT`, required fields must be present. Unknown fields are ignored. Custom fields of \
tickets are named `custom_NAME` and depend on the installation.

For queries that fetch exactly what a page needs, subscriptions and safe retries, use GraphQL at `/graphql`.";

/// Describes the API of a site as `release` has it. `custom` are the custom fields that the reader may see; `base` is
/// the URL of the service, if known.
pub(super) fn document(
    config: &Config,
    serializers: &Serializers,
    release: Release,
    custom: &[Field],
    base: Option<&str>,
) -> OpenApi {
    let views = views(config, serializers, release, custom);
    let prefixes: Vec<_> = routing::prefixes(release)
        .map(|(prefix, _)| prefix)
        .collect();
    let mut paths = PathsBuilder::new().path("/api/", operations::root(&prefixes, release));
    for (path, item) in views.iter().flat_map(View::paths) {
        paths = paths.path(path, item);
    }
    let license = LicenseBuilder::new().name(env!("CARGO_PKG_LICENSE"));
    let info = InfoBuilder::new()
        .title("deskql: django-helpdesk's REST API")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(INTRODUCTION))
        .license(Some(license.build()));
    let schemes = schemes(config);
    let security = schemes
        .iter()
        .map(|(name, ..)| SecurityRequirement::new(*name, Vec::<String>::new()));
    let tags = views
        .iter()
        .map(|view| TagBuilder::new().name(view.prefix).build());
    OpenApiBuilder::new()
        .info(info.build())
        .servers(base.map(|base| [Server::new(base)]))
        .paths(paths)
        .webhooks(Some(webhooks()))
        .security(Some(security.collect::<Vec<_>>()))
        .tags(Some(tags.collect::<Vec<_>>()))
        .components(Some(components(&views, schemes)))
        .build()
}

fn views<'a>(
    config: &'a Config,
    serializers: &'a Serializers,
    release: Release,
    custom: &'a [Field],
) -> Vec<View<'a>> {
    let view = |(prefix, resource): (&'static str, Resource)| {
        let (component, nouns, fields): (_, _, &[Field]) = match resource {
            Resource::Root => return None,
            Resource::Tickets => ("Ticket", ["a ticket", "tickets"], &serializers.ticket),
            Resource::UserTickets => (
                "UserTicket",
                ["a ticket that you submitted", "tickets that you submitted"],
                &serializers.user_ticket,
            ),
            Resource::FollowUps => (
                "FollowUp",
                ["a follow-up", "follow-ups"],
                &serializers.follow_up,
            ),
            Resource::Attachments => (
                "FollowUpAttachment",
                ["a follow-up's attachment", "attachments of follow-ups"],
                &serializers.attachment,
            ),
            Resource::Users => ("User", ["a user", "users"], &serializers.user),
        };
        let tickets = resource == Resource::Tickets;
        let filters = tickets && release.filters_by_status();
        let statuses = filters.then_some(&*config.helpdesk.ticket_status_choices);
        let custom = if tickets { custom } else { &[] };
        let requirements = views::create_requirements(resource);
        let media_types = media_types(config);
        Some(View {
            release,
            resource,
            prefix,
            component,
            nouns,
            fields,
            custom,
            requirements,
            media_types,
            statuses,
        })
    };
    routing::prefixes(release).filter_map(view).collect()
}

/// The media types of the allowed file extensions.
fn media_types(config: &Config) -> String {
    if !config.helpdesk.validate_attachment_types {
        return "*/*".to_owned();
    }
    let mut types: Vec<String> = Vec::new();
    for ending in &config.helpdesk.valid_extensions {
        let media_type = mime_guess::from_ext(ending.trim_start_matches('.'))
            .first_or_octet_stream()
            .to_string();
        if !types.contains(&media_type) {
            types.push(media_type);
        }
    }
    types.join(", ")
}

/// The configured authentication methods in order.
fn schemes(config: &Config) -> Vec<(&'static str, SecurityScheme)> {
    let scheme = |class: &Authentication| match class {
        Authentication::Basic => (
            "basic",
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Basic).build()),
        ),
        Authentication::Session => {
            let cookie = ApiKeyValue::with_description(
                config.session_cookie_name.clone(),
                format!(
                    "Session cookie. Writes need the header X-CSRFToken with the value of the cookie `{}`.",
                    config.csrf_cookie_name
                ),
            );
            ("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)))
        }
        Authentication::Token => {
            let header = ApiKeyValue::with_description(
                "Authorization",
                "`Token`, a space, and the token of an account.",
            );
            ("token", SecurityScheme::ApiKey(ApiKey::Header(header)))
        }
    };
    config
        .rest_framework
        .default_authentication_classes
        .iter()
        .map(scheme)
        .collect()
}

fn components(views: &[View<'_>], schemes: Vec<(&'static str, SecurityScheme)>) -> Components {
    let mut out = ComponentsBuilder::new()
        .schema("Detail", detail())
        .schema("FieldErrors", field_errors())
        .schema("BadRequest", either("Detail", "FieldErrors"));
    for (name, schema) in views.iter().flat_map(View::components) {
        out = out.schema(name, schema);
    }
    for (name, scheme) in schemes {
        out = out.security_scheme(name, scheme);
    }
    out.build()
}

fn text() -> ObjectBuilder {
    Object::builder().schema_type(Type::String)
}

fn detail() -> Schema {
    Object::builder()
        .schema_type(Type::Object)
        .description(Some("Why the request was rejected."))
        .property("detail", text())
        .required("detail")
        .additional_properties(Some(AdditionalProperties::FreeForm(false)))
        .into()
}

fn field_errors() -> Schema {
    let sentences = || Schema::Array(ArrayBuilder::new().items(text()).build());
    let items = Object::builder()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::<Schema>::from(sentences())));
    Object::builder()
        .schema_type(Type::Object)
        .description(Some(
            "Error messages by field; for a field with several files, by the index of the file.",
        ))
        .additional_properties(Some(AdditionalProperties::<Schema>::from(Schema::OneOf(
            OneOfBuilder::new().item(sentences()).item(items).build(),
        ))))
        .into()
}

fn either(one: &str, other: &str) -> Schema {
    Schema::OneOf(
        OneOfBuilder::new()
            .item(Ref::from_schema_name(one))
            .item(Ref::from_schema_name(other))
            .build(),
    )
}

/// The requests to `helpdesk.new_ticket_webhook_urls` and `helpdesk.followup_webhook_urls`.
fn webhooks() -> utoipa::openapi::Paths {
    let hook = |name: &str, summary: &str, followup: bool| {
        let mut body = Object::builder()
            .schema_type(Type::Object)
            .property("ticket", Ref::from_schema_name("Ticket"))
            .property("queue_slug", text())
            .required("ticket")
            .required("queue_slug");
        if followup {
            body = body
                .property("followup_id", Object::builder().schema_type(Type::Integer))
                .required("followup_id");
        }
        let body = RequestBodyBuilder::new()
            .required(Some(Required::True))
            .content("application/json", Content::new(Some(body)));
        let operation = OperationBuilder::new()
            .operation_id(Some(name))
            .summary(Some(summary))
            .request_body(Some(body.build()))
            .security(SecurityRequirement::default())
            .response(
                "200",
                Response::new("Accepted. Any 2xx status counts; other responses are retried."),
            );
        PathItem::new(HttpMethod::Post, operation)
    };
    PathsBuilder::new()
        .path(
            "ticket_created",
            hook("ticket_created", "A ticket was created", false),
        )
        .path(
            "followup_created",
            hook(
                "followup_created",
                "A follow-up was added to a ticket",
                true,
            ),
        )
        .build()
}
