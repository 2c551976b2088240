//! Renderers: JSON in DRF's format, and a page for browsers (`rest_framework/renderers.py`).

pub(crate) mod html;

/// Indents compact JSON like `json.dumps(indent=spaces)`.
pub(crate) fn indented(compact: &[u8], spaces: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(compact.len() * 2);
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let line = |depth: usize, out: &mut Vec<u8>| {
        out.push(b'\n');
        out.extend(std::iter::repeat_n(b' ', depth * spaces));
    };
    let mut bytes = compact.iter().copied().peekable();
    while let Some(b) = bytes.next() {
        if quoted {
            out.push(b);
            match b {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => quoted = false,
                _ => {}
            }
            continue;
        }
        match b {
            b'{' | b'[' => {
                out.push(b);
                if let Some(close) = bytes.next_if(|next| matches!(next, b'}' | b']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    line(depth, &mut out);
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                line(depth, &mut out);
                out.push(b);
            }
            b',' => {
                out.push(b);
                line(depth, &mut out);
            }
            b':' => out.extend_from_slice(b": "),
            _ => {
                quoted = b == b'"';
                out.push(b);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indents_like_python() {
        let compact = br#"{"a":[1,{"b":"x:,{}\"\\"},[],{}],"c":null}"#;
        let expected = "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x:,{}\\\"\\\\\"\n    },\n    [],\n    {}\n  ],\n  \"c\": null\n}";
        assert_eq!(String::from_utf8(indented(compact, 2)).unwrap(), expected);
    }
}
