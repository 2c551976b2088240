//! JSON Schemas of serializer fields, for responses and for request bodies. Bodies are described as
//! clients should send them; DRF also accepts other forms (`"7"` for a number, `"yes"` for true).

use serde_json::Value;
use utoipa::Number;
use utoipa::openapi::schema::{
    AdditionalProperties, AnyOfBuilder, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{Object, ObjectBuilder, Ref, RefOr, schema::ArrayBuilder};

use crate::compat::fields::{ChoiceValue, Field, Kind, capitalized};
use crate::compat::views::CreateRequirements;

/// A text with a character that is not white space in Python. ECMAScript's `\s` lacks the ASCII
/// separators and U+0085.
const NOT_BLANK: &str = r"[^\s\x1c-\x1f\x85]";
/// `2024-02-29`
const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
/// `2024-02-29T09:30:15Z`; without an offset, in the site's time zone.
const MOMENT: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?$";
/// `09:30`, `09:30:15`
const TIME: &str = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$";
/// `1 02:30:00`, `02:30:00`, `45`
const DURATION: &str = r"^([0-9]{1,6} )?([01]?[0-9]:)?([0-5]?[0-9]:)?[0-5]?[0-9](\.[0-9]{1,6})?$";
/// The pattern of [`crate::validators::is_slug`].
const SLUG: &str = "^[-a-zA-Z0-9_]+$";

/// The format of a body, in the order of [`crate::compat::parsers::MEDIA_TYPES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyFormat {
    /// JSON: no files.
    Json,
    /// URL-encoded form: no null and no files.
    Urlencoded,
    /// Multipart form: no null.
    Multipart,
}

/// The purpose of a body.
#[derive(Clone, Copy, Debug)]
pub(super) enum BodyPurpose {
    /// Create an object, with requirements beyond the serializer.
    Create(CreateRequirements),
    /// Replace an object.
    Update,
    /// Update some fields of an object.
    PartialUpdate,
}

/// Whether a body must contain a file, which JSON cannot carry.
pub(super) fn needs_file(fields: &[Field]) -> bool {
    fields.iter().any(|field| field.required && is_file(field))
}

pub(super) fn is_file(field: &Field) -> bool {
    matches!(field.kind, Kind::File(_) | Kind::Files)
}

/// An object in a response, which has all fields. `custom` are optional members; `open` allows
/// further ones.
pub(super) fn response_schema<'a>(
    fields: &'a [Field],
    custom: impl Iterator<Item = &'a Field>,
    open: bool,
) -> Schema {
    let mut object = Object::builder().schema_type(Type::Object);
    for field in fields.iter().filter(|field| !field.write_only) {
        object = object
            .property(&*field.name, response_field(field))
            .required(&*field.name);
    }
    for field in custom {
        object = object.property(&*field.name, custom_response_field(field));
    }
    object
        .additional_properties(Some(AdditionalProperties::FreeForm(open)))
        .into()
}

/// A request body.
pub(super) fn request_schema<'a>(
    fields: impl Iterator<Item = &'a Field>,
    format: BodyFormat,
    purpose: BodyPurpose,
) -> Schema {
    let mut object = Object::builder().schema_type(Type::Object);
    for field in fields
        .filter(|field| !field.read_only && (format == BodyFormat::Multipart || !is_file(field)))
    {
        let mut field = Field {
            allow_null: field.allow_null && format == BodyFormat::Json,
            ..field.clone()
        };
        if let BodyPurpose::Create(requirements) = purpose {
            field.allow_null &= !requirements.non_null.contains(&&*field.name);
            if requirements.non_blank.contains(&&*field.name) {
                field = Field {
                    required: true,
                    allow_null: false,
                    allow_blank: false,
                    ..field
                };
            }
        }
        object = object.property(&*field.name, request_field(&field));
        if field.required && !matches!(purpose, BodyPurpose::PartialUpdate) {
            object = object.required(&*field.name);
        }
    }
    object.into()
}

/// The component that describes the items of a field.
fn component(field: &Field) -> Option<&'static str> {
    match &*field.name {
        "followup_set" => Some("FollowUp"),
        "followupattachment_set" => Some("FollowUpAttachment"),
        _ => None,
    }
}

/// A field in a response.
fn response_field(field: &Field) -> RefOr<Schema> {
    let object = described_object(field);
    let nullable = field.allow_null;
    match &field.kind {
        Kind::Char(_)
        | Kind::Email(_)
        | Kind::Url
        | Kind::Slug
        | Kind::IpAddress
        | Kind::Date
        | Kind::Time => typed(object, Type::String, nullable).into(),
        Kind::Decimal { .. } | Kind::Distance | Kind::Duration | Kind::Reference | Kind::Title => {
            typed(object, Type::String, nullable).into()
        }
        Kind::Boolean => typed(object, Type::Boolean, nullable).into(),
        // A stored value that is no longer a choice is shown as it is.
        Kind::Integer(_) | Kind::Related | Kind::Choice(_) => {
            typed(object, Type::Integer, nullable).into()
        }
        Kind::DateTime => in_format(typed(object, Type::String, nullable), "date-time").into(),
        // Null for a row without a file.
        Kind::File(_) => in_format(typed(object, Type::String, true), "uri").into(),
        Kind::Many(fields) => match component(field) {
            Some(name) => array(field, Ref::from_schema_name(name).into()),
            None => array(
                field,
                response_schema(fields, std::iter::empty(), false).into(),
            ),
        },
        Kind::Nested(fields) => response_schema(fields, std::iter::empty(), false).into(),
        Kind::Texts => {
            let types = SchemaType::from_iter([Type::Array, Type::Null]);
            let items = Object::builder().schema_type(Type::String);
            let array = ArrayBuilder::new()
                .schema_type(types)
                .items(items)
                .description(Some(field.help_text.to_string()));
            Schema::Array(array.build()).into()
        }
        Kind::Files | Kind::Raw => object.into(),
    }
}

/// A custom field in a response: the stored text, converted where it fits; null without a value.
fn custom_response_field(field: &Field) -> RefOr<Schema> {
    let object = described_object(field);
    match &field.kind {
        Kind::Boolean => typed(object, Type::Boolean, true).into(),
        Kind::Integer(_) => typed(object, Type::Integer, true).into(),
        Kind::Char(_)
        | Kind::Email(_)
        | Kind::Url
        | Kind::Slug
        | Kind::IpAddress
        | Kind::Decimal { .. }
        | Kind::Choice(_)
        | Kind::Date
        | Kind::Time
        | Kind::DateTime
        | Kind::Distance
        | Kind::Duration
        | Kind::Related
        | Kind::File(_)
        | Kind::Files
        | Kind::Many(_)
        | Kind::Nested(_)
        | Kind::Texts
        | Kind::Reference
        | Kind::Title
        | Kind::Raw => typed(object, Type::String, true).into(),
    }
}

/// A field in a request body.
fn request_field(field: &Field) -> RefOr<Schema> {
    let object = described_object(field);
    let text = |object| typed(object, Type::String, field.allow_null);
    let object = match &field.kind {
        Kind::Char(max_length) => {
            let object = text(object).max_length(to_usize(*max_length));
            if field.allow_blank {
                object
            } else {
                object.pattern(Some(NOT_BLANK))
            }
        }
        Kind::Email(max_length) => {
            let address =
                |object| in_format(text(object).max_length(to_usize(*max_length)), "email");
            if field.allow_blank {
                let empty = Object::builder()
                    .schema_type(Type::String)
                    .max_length(Some(0));
                return either(field, [address(Object::builder()), empty]);
            }
            address(object)
        }
        Kind::Url => in_format(text(object), "uri"),
        Kind::Slug => text(object).pattern(Some(SLUG)),
        Kind::IpAddress => {
            let address = |version| in_format(text(Object::builder()), version);
            return either(field, [address("ipv4"), address("ipv6")]);
        }
        Kind::Integer(limits) => {
            let (low, high) = limits.unwrap_or((i64::MIN, i64::MAX));
            typed(object, Type::Integer, field.allow_null)
                .minimum(Some(number(low)))
                .maximum(Some(number(high)))
        }
        Kind::Decimal { digits, places } => text(object).pattern(Some(decimal(*digits, *places))),
        Kind::Boolean => typed(object, Type::Boolean, field.allow_null),
        Kind::Choice(choices) => {
            let of = match choices.first() {
                Some((ChoiceValue::Int(_), _)) => Type::Integer,
                _ => Type::String,
            };
            let mut values: Vec<Value> = choices.iter().map(|(value, _)| json(value)).collect();
            if field.allow_null {
                values.push(Value::Null);
            }
            typed(object, of, field.allow_null).enum_values(Some(values))
        }
        Kind::Date => in_format(text(object), "date").pattern(Some(DATE)),
        Kind::Time => text(object).pattern(Some(TIME)),
        Kind::DateTime => in_format(text(object), "date-time").pattern(Some(MOMENT)),
        Kind::Duration => text(object).pattern(Some(DURATION)),
        Kind::Related => typed(object, Type::Integer, field.allow_null).minimum(Some(1)),
        Kind::File(_) => file(object),
        Kind::Files => {
            return array(field, file(Object::builder()).into());
        }
        Kind::Many(_)
        | Kind::Nested(_)
        | Kind::Distance
        | Kind::Texts
        | Kind::Reference
        | Kind::Title
        | Kind::Raw => object,
    };
    object.into()
}

/// A file, which must not be empty.
fn file(object: ObjectBuilder) -> ObjectBuilder {
    in_format(object.schema_type(Type::String), "binary").min_length(Some(1))
}

/// A field that accepts either of two kinds of text.
fn either(field: &Field, kinds: [ObjectBuilder; 2]) -> RefOr<Schema> {
    let either = AnyOfBuilder::new().description(described_object(field).build().description);
    Schema::AnyOf(kinds.into_iter().fold(either, AnyOfBuilder::item).build()).into()
}

/// A pattern such as for `25.50`, with this many digits in total and after the point.
fn decimal(digits: Option<i64>, places: Option<i64>) -> String {
    let whole = digits
        .map(|digits| (digits - places.unwrap_or(0)).max(1).to_string())
        .unwrap_or_default();
    match places {
        Some(places) if places <= 0 => format!("^-?[0-9]{{1,{whole}}}$"),
        places => {
            let places = places.map(|places| places.to_string()).unwrap_or_default();
            format!(r"^-?[0-9]{{1,{whole}}}(\.[0-9]{{1,{places}}})?$")
        }
    }
}

/// Sets the format, which JSON Schema or OpenAPI defines.
pub(super) fn in_format(object: ObjectBuilder, name: &str) -> ObjectBuilder {
    object.format(Some(SchemaFormat::Custom(name.to_owned())))
}

fn to_usize(max_length: Option<i64>) -> Option<usize> {
    max_length.and_then(|max_length| usize::try_from(max_length).ok())
}

/// utoipa's integers have the size of a pointer.
fn number(limit: i64) -> Number {
    Number::Int(isize::try_from(limit).unwrap_or(if limit < 0 { isize::MIN } else { isize::MAX }))
}

fn json(value: &ChoiceValue) -> Value {
    match value {
        ChoiceValue::Int(number) => Value::from(*number),
        ChoiceValue::Text(text) => Value::from(text.as_str()),
    }
}

fn array(field: &Field, items: RefOr<Schema>) -> RefOr<Schema> {
    let array = ArrayBuilder::new()
        .items(items)
        .title(Some(capitalized(&field.label)));
    Schema::Array(array.build()).into()
}

fn typed(object: ObjectBuilder, of: Type, nullable: bool) -> ObjectBuilder {
    match nullable {
        true => object.schema_type(SchemaType::from_iter([of, Type::Null])),
        false => object.schema_type(of),
    }
}

/// Title and description: the label, the help text and the labels of the choices.
fn described_object(field: &Field) -> ObjectBuilder {
    let mut description = field.help_text.to_string();
    if let Kind::Choice(choices) = &field.kind {
        for (value, name) in choices {
            let value = json(value);
            if value.as_str() != Some(name) {
                description.push_str(&format!("\n* `{value}`: {name}"));
            }
        }
    }
    let some = |text: &str| (!text.is_empty()).then(|| text.trim_start().to_owned());
    Object::builder()
        .schema_type(SchemaType::AnyValue)
        .title(some(&capitalized(&field.label)))
        .description(some(&description))
}
