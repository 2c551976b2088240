//! Filters for lists, and `add`.

use std::fmt::Write as _;
use std::hash::{BuildHasher as _, Hasher as _};

use super::FilterCall;
use super::html::iterate;
use crate::error::{Exception, RenderError, RenderResult};
use crate::formats::conditional_escape;
use crate::value::number::parse_int;
use crate::value::{Key, LimitedString, Value};

/// Maximum nesting of lists in `unordered_list`.
const MAX_DEPTH: usize = 50;

pub(super) fn add(call: &FilterCall<'_>) -> RenderResult<Value> {
    let (value, other) = (&call.value, call.argument());
    if let (Ok(a), Ok(b)) = (value.to_int(), other.to_int()) {
        return a
            .checked_add(b)
            .map(Value::Int)
            .ok_or_else(|| RenderError::overflow_error("a number is too large"));
    }
    if let Err(error) = value.to_int().and(other.to_int())
        && !error.is(&[Exception::ValueError, Exception::TypeError])
    {
        return Err(error);
    }
    let sum = match (value, &other) {
        (Value::Str(a), Value::Str(b)) => {
            if a.as_str().len() + b.as_str().len() > call.env.max_length() {
                return Err(RenderError::value_too_long());
            }
            Value::str(
                format!("{}{}", a.as_str(), b.as_str()),
                a.is_safe() && b.is_safe(),
            )
        }
        (Value::List(a), Value::List(b)) | (Value::Tuple(a), Value::Tuple(b))
            if a.len() + b.len() > call.env.max_length() / size_of::<Value>() =>
        {
            return Err(RenderError::LimitExceeded("a list is too long".into()));
        }
        (Value::List(a), Value::List(b)) => Value::list([a.as_slice(), b].concat()),
        (Value::Tuple(a), Value::Tuple(b)) => Value::tuple([a.as_slice(), b].concat()),
        // Two finite numbers were added above, so one of these is not finite.
        (
            Value::Float(_) | Value::Decimal(_),
            Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::Decimal(_),
        ) => Value::Float(value.to_float()? + other.to_float()?),
        (Value::Delta(a), Value::Delta(b)) => {
            a.checked_add(b).map_or(Value::from(""), Value::Delta)
        }
        (Value::Date(date), Value::Delta(delta)) | (Value::Delta(delta), Value::Date(date)) => {
            let days = chrono::TimeDelta::days(crate::value::print::timedelta_parts(*delta).0);
            date.checked_add_signed(days)
                .map_or(Value::from(""), Value::Date)
        }
        (Value::DateTime(time), Value::Delta(delta))
        | (Value::Delta(delta), Value::DateTime(time)) => time
            .checked_add(*delta)
            .map_or(Value::from(""), Value::DateTime),
        _ => "".into(),
    };
    Ok(sum)
}

pub(super) fn make_list(call: &FilterCall<'_>) -> RenderResult<Value> {
    iterate(call).map(Value::from)
}

/// The item at an index, or an empty string. A value that cannot be indexed is an error.
fn item_or_empty(call: &FilterCall<'_>, index: i128) -> RenderResult<Value> {
    let value = &call.value;
    if let Value::Dict(dict) = value {
        return dict
            .get(&Key::Int(index))
            .cloned()
            .ok_or_else(|| RenderError::key_error(format!("the dict has no key {index}")));
    }
    if !value.is_indexed() {
        return Err(RenderError::type_error(format!(
            "{} cannot be indexed",
            value.type_description()
        )));
    }
    Ok(value.item_at(index).unwrap_or_else(|| "".into()))
}

pub(super) fn first(call: &FilterCall<'_>) -> RenderResult<Value> {
    item_or_empty(call, 0)
}

pub(super) fn last(call: &FilterCall<'_>) -> RenderResult<Value> {
    item_or_empty(call, -1)
}

pub(super) fn random(call: &FilterCall<'_>) -> RenderResult<Value> {
    let Some(length) = call.value.length() else {
        return Err(RenderError::type_error(format!(
            "{} has no length",
            call.value.type_description()
        )));
    };
    if length == 0 {
        return Ok("".into());
    }
    // Each `RandomState` has different random keys.
    let number = std::hash::RandomState::new().build_hasher().finish();
    item_or_empty(
        call,
        i128::from(number) % i128::try_from(length).unwrap_or(1),
    )
}

pub(super) fn length(call: &FilterCall<'_>) -> RenderResult<Value> {
    let length = call.value.length().unwrap_or(0);
    Ok(Value::Int(i128::try_from(length).unwrap_or(i128::MAX)))
}

pub(super) fn join(call: &FilterCall<'_>) -> RenderResult<Value> {
    let Some(items) = call.env.iterate(&call.value)? else {
        return Ok(call.value.clone());
    };
    let separator = call.argument();
    let autoescape = call.env.autoescape;
    let separator = match (&separator, autoescape) {
        (Value::Str(text), false) => text.as_str().to_owned(),
        (other, false) => {
            return Err(RenderError::attribute_error(format!(
                "join takes a string, not {}",
                other.type_description()
            )));
        }
        (other, true) => conditional_escape(other, call.env)?.to_text(call.env.max_length())?,
    };
    let mut out = call.limited_string();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.write_str(&separator)?;
        }
        match item {
            _ if autoescape => conditional_escape(item, call.env)?.write(&mut out)?,
            Value::Str(_) => item.write(&mut out)?,
            // Like Django, returns the value if it cannot be joined.
            _ => return Ok(call.value.clone()),
        }
    }
    Ok(Value::safe(out.into_string()))
}

pub(super) fn slice(call: &FilterCall<'_>) -> RenderResult<Value> {
    let unchanged = Ok(call.value.clone());
    let argument = call.argument_text()?;
    let mut bounds = Vec::new();
    for part in argument.split(':') {
        match parse_int(part) {
            _ if part.is_empty() => bounds.push(None),
            Some(number) => bounds.push(Some(number)),
            None => return unchanged,
        }
    }
    let (start, stop, step) = match bounds.as_slice() {
        [stop] => (None, *stop, None),
        [start, stop] => (*start, *stop, None),
        [start, stop, step] => (*start, *stop, *step),
        _ => return unchanged,
    };
    let step = step.unwrap_or(1);
    if step == 0 || !call.value.is_indexed() {
        return unchanged;
    }
    let Some(items) = call.env.iterate(&call.value)? else {
        return unchanged;
    };
    let items = slice_items(&items, start, stop, step);
    Ok(match &call.value {
        Value::Str(_) => {
            let mut out = call.limited_string();
            items.iter().try_for_each(|item| item.write(&mut out))?;
            out.into_string().into()
        }
        Value::Tuple(_) => Value::tuple(items),
        _ => Value::list(items),
    })
}

/// `items[start:stop:step]`.
fn slice_items(items: &[Value], start: Option<i128>, stop: Option<i128>, step: i128) -> Vec<Value> {
    let length = i128::try_from(items.len()).unwrap_or(i128::MAX);
    let (low, high) = if step > 0 {
        (0, length)
    } else {
        (-1, length - 1)
    };
    let bound = |bound: i128| {
        (if bound < 0 {
            bound.saturating_add(length)
        } else {
            bound
        })
        .clamp(low, high)
    };
    let start = start.map_or(if step > 0 { low } else { high }, bound);
    let stop = stop.map_or(if step > 0 { high } else { low }, bound);
    let mut sliced = Vec::new();
    let mut index = start;
    while if step > 0 { index < stop } else { index > stop } {
        let item = usize::try_from(index)
            .ok()
            .and_then(|index| items.get(index));
        sliced.extend(item.cloned());
        index = index.saturating_add(step);
    }
    sliced
}

pub(super) fn unordered_list(call: &FilterCall<'_>) -> RenderResult<Value> {
    let mut out = call.limited_string();
    write_list_items(call, &iterate(call)?, 1, &mut out)?;
    Ok(Value::safe(out.into_string()))
}

fn write_list_items(
    call: &FilterCall<'_>,
    items: &[Value],
    depth: usize,
    out: &mut LimitedString,
) -> RenderResult<()> {
    if depth > MAX_DEPTH {
        return Err(RenderError::LimitExceeded(
            "the list is nested too deeply".into(),
        ));
    }
    let indent = "\t".repeat(depth);
    let mut index = 0;
    while let Some(item) = items.get(index) {
        if index > 0 {
            out.write_char('\n')?;
        }
        write!(out, "{indent}<li>")?;
        match item {
            item if call.env.autoescape => conditional_escape(item, call.env)?.write(out)?,
            item => item.write(out)?,
        }
        index += 1;
        if let Some(Value::List(children) | Value::Tuple(children)) = items.get(index) {
            if !children.is_empty() {
                write!(out, "\n{indent}<ul>\n")?;
                write_list_items(call, children, depth + 1, out)?;
                write!(out, "\n{indent}</ul>\n{indent}")?;
            }
            index += 1;
        }
        out.write_str("</li>")?;
    }
    Ok(())
}
