//! The response to OPTIONS: `SimpleMetadata` (`rest_framework/metadata.py`).

use crate::compat::fields::{ChoiceValue, Field, Kind, capitalized, string};
use crate::compat::negotiation::RENDERERS;
use crate::compat::parsers;
use crate::translation::Language;

/// Appends name, description, renderers and parsers of a view, without the closing brace.
pub(crate) fn write_view(name: &str, description: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"name\":");
    string(name, out);
    out.extend_from_slice(b",\"description\":");
    string(description, out);
    out.extend_from_slice(b",\"renders\":[");
    write_list(RENDERERS.iter().map(|(_, media_type)| *media_type), out);
    out.extend_from_slice(b"],\"parses\":[");
    write_list(parsers::MEDIA_TYPES.into_iter(), out);
    out.push(b']');
}

fn write_list<'a>(items: impl Iterator<Item = &'a str>, out: &mut Vec<u8>) {
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        string(item, out);
    }
}

/// Appends the fields of a serializer as an object.
pub(crate) fn write_fields<'a>(
    fields: impl Iterator<Item = &'a Field>,
    language: &Language,
    out: &mut Vec<u8>,
) {
    out.push(b'{');
    for (at, field) in fields.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        string(&field.name, out);
        out.push(b':');
        write_field(field, language, out);
    }
    out.push(b'}');
}

fn type_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Char(_) | Kind::IpAddress => "string",
        Kind::Email(_) => "email",
        Kind::Url => "url",
        Kind::Slug => "slug",
        Kind::Integer(_) => "integer",
        Kind::Decimal { .. } => "decimal",
        Kind::Boolean => "boolean",
        Kind::Choice(_) => "choice",
        Kind::Date => "date",
        Kind::Time => "time",
        Kind::DateTime | Kind::Distance => "datetime",
        Kind::Duration => "duration",
        Kind::File(_) => "file upload",
        Kind::Files => "list",
        Kind::Related
        | Kind::Many(_)
        | Kind::Nested(_)
        | Kind::Texts
        | Kind::Reference
        | Kind::Title
        | Kind::Raw => "field",
    }
}

/// Translates a label or help text.
fn translated(is_translated: bool, text: &str, language: &Language) -> String {
    if text.is_empty() || !is_translated {
        text.to_owned()
    } else {
        language.gettext(text).into_owned()
    }
}

fn write_field(field: &Field, language: &Language, out: &mut Vec<u8>) {
    let pair = |name: &str, value: &str, out: &mut Vec<u8>| {
        out.extend_from_slice(format!(",\"{name}\":").as_bytes());
        out.extend_from_slice(value.as_bytes());
    };
    let text = |name: &str, value: &str, out: &mut Vec<u8>| {
        if !value.is_empty() {
            out.extend_from_slice(format!(",\"{name}\":").as_bytes());
            string(value, out);
        }
    };
    out.extend_from_slice(b"{\"type\":");
    string(type_name(&field.kind), out);
    pair(
        "required",
        if field.required { "true" } else { "false" },
        out,
    );
    pair(
        "read_only",
        if field.read_only { "true" } else { "false" },
        out,
    );
    text(
        "label",
        &capitalized(&translated(
            field.translated && !field.named,
            &field.label,
            language,
        )),
        out,
    );
    text(
        "help_text",
        &translated(field.translated, &field.help_text, language),
        out,
    );
    match &field.kind {
        Kind::Char(Some(max_length))
        | Kind::Email(Some(max_length))
        | Kind::File(Some(max_length)) => {
            pair("max_length", &max_length.to_string(), out);
        }
        Kind::Integer(Some((low, high))) => {
            pair("min_value", &low.to_string(), out);
            pair("max_value", &high.to_string(), out);
        }
        Kind::Decimal { digits, places } => {
            for (name, value) in [("max_digits", digits), ("decimal_places", places)] {
                if let Some(value) = value {
                    pair(name, &value.to_string(), out);
                }
            }
        }
        Kind::Files => {
            out.extend_from_slice(
                b",\"child\":{\"type\":\"file upload\",\"required\":true,\"read_only\":false}",
            );
        }
        Kind::Many(children) => {
            out.extend_from_slice(
                b",\"child\":{\"type\":\"nested object\",\"required\":false,\"read_only\":true,\"children\":",
            );
            write_fields(children.iter(), language, out);
            out.push(b'}');
        }
        Kind::Choice(choices) if !field.read_only => {
            out.extend_from_slice(b",\"choices\":[");
            for (at, (value, name)) in choices.iter().enumerate() {
                out.extend_from_slice(if at > 0 {
                    b",{\"value\":"
                } else {
                    b"{\"value\":"
                });
                match value {
                    ChoiceValue::Int(number) => {
                        out.extend_from_slice(number.to_string().as_bytes())
                    }
                    ChoiceValue::Text(text) => string(text, out),
                }
                out.extend_from_slice(b",\"display_name\":");
                let name = if field.translated_choices {
                    language.gettext(name)
                } else {
                    name.into()
                };
                string(&name, out);
                out.push(b'}');
            }
            out.push(b']');
        }
        Kind::Char(None)
        | Kind::Email(None)
        | Kind::File(None)
        | Kind::Integer(None)
        | Kind::Choice(_)
        | Kind::Url
        | Kind::Slug
        | Kind::IpAddress
        | Kind::Boolean
        | Kind::Date
        | Kind::Time
        | Kind::DateTime
        | Kind::Distance
        | Kind::Duration
        | Kind::Related
        | Kind::Nested(_)
        | Kind::Texts
        | Kind::Reference
        | Kind::Title
        | Kind::Raw => {}
    }
    out.push(b'}');
}
