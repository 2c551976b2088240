//! `urlencode` and `iriencode`.

use python::urllib::quote;

use super::FilterCall;
use crate::error::{RenderError, RenderResult};
use crate::value::Value;

pub(super) fn urlencode(call: &FilterCall<'_>) -> RenderResult<Value> {
    let safe = match &call.argument {
        None | Some(Value::None) => "/".to_owned(),
        Some(Value::Str(text)) => text.as_str().to_owned(),
        Some(other) => {
            return Err(RenderError::type_error(format!(
                "urlencode takes a string, not {}",
                other.type_description()
            )));
        }
    };
    Ok(quote(&call.text()?, &safe).into())
}

pub(super) fn iriencode(call: &FilterCall<'_>) -> RenderResult<Value> {
    Ok(quote(&call.text()?, "/#%[]=:;$&()+,!?*@'~").into())
}
