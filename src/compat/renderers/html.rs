//! The page for browsers: the formatted JSON of a response, with links. It is deskql's own and has
//! no scripts and no external resources. All data are escaped.

use std::fmt::Write as _;

use crate::compat::methods::Methods;
use crate::compat::renderers::indented;

/// The content of the page.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(crate) title: &'a str,
    /// The description of the view; may be empty.
    pub(crate) description: &'a str,
    pub(crate) method: &'a str,
    /// The path and query of the request.
    pub(crate) path: &'a str,
    /// The path prefix of the site; usually empty.
    pub(crate) prefix: &'a str,
    /// The status code and reason phrase.
    pub(crate) status: &'a str,
    /// The methods of the view.
    pub(crate) allow: Methods,
    /// The username of the viewer; empty if anonymous.
    pub(crate) viewer: &'a str,
    /// The URL to sign in, for anonymous viewers if browsers can sign in.
    pub(crate) sign_in: Option<&'a str>,
    /// The response as compact JSON.
    pub(crate) json: &'a [u8],
    pub(crate) previous: Option<&'a str>,
    pub(crate) next: Option<&'a str>,
    /// The URL of this response as JSON.
    pub(crate) json_url: &'a str,
}

/// Blocks scripts and everything that is not part of the page.
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE: &str = "\
:root{color-scheme:light dark;--fg:#1b1f24;--dim:#59636e;--bg:#fff;--box:#f6f8fa;--line:#d1d9e0;--key:#0a3069;\
--text:#116329;--num:#953800;--link:#0969da}\
@media(prefers-color-scheme:dark){:root{--fg:#e6edf3;--dim:#9198a1;--bg:#0d1117;--box:#151b23;--line:#3d444d;\
--key:#79c0ff;--text:#7ee787;--num:#ffa657;--link:#4493f8}}\
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}\
header,main{max-width:72rem;margin:0 auto;padding:1rem 1.25rem}header{display:flex;gap:1rem;align-items:baseline;\
flex-wrap:wrap;border-bottom:1px solid var(--line)}header span{margin-left:auto;color:var(--dim)}header a:last-child:not(:first-child){white-space:nowrap}\
h1{font-size:1.5rem;margin:.5rem 0}p.about{white-space:pre-line;color:var(--dim);max-width:60rem}\
a{color:var(--link);text-decoration:none}a:hover,a:focus{text-decoration:underline}\
nav{display:flex;gap:.75rem;margin:1rem 0;flex-wrap:wrap}\
nav a{border:1px solid var(--line);border-radius:6px;padding:.2rem .8rem;background:var(--box)}\
.box{border:1px solid var(--line);border-radius:6px;background:var(--box);overflow:auto;margin:.75rem 0}\
pre{margin:0;padding:.75rem 1rem;font:13px/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;\
white-space:pre-wrap;overflow-wrap:anywhere;tab-size:2}.k{color:var(--key)}.s{color:var(--text)}.s a{text-decoration:underline}.n{color:var(--num)}";

/// Renders the page.
pub(crate) fn page(page: &Page<'_>) -> Vec<u8> {
    let mut out = String::with_capacity(4096 + page.json.len() * 3);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title} – help desk API</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n<header><a href=\"{prefix}/api/\">Help desk API</a><span>",
        title = Escaped(page.title),
        prefix = Escaped(page.prefix),
    );
    let _ = match page.viewer {
        "" => write!(out, "Not signed in</span>"),
        viewer => write!(out, "Signed in as {}</span>", Escaped(viewer)),
    };
    if let Some(address) = page.sign_in {
        let _ = write!(out, "<a href=\"{}\">Sign in</a>", Escaped(address));
    }
    let _ = write!(out, "</header>\n<main>\n<h1>{}</h1>\n", Escaped(page.title));
    if !page.description.is_empty() {
        let _ = writeln!(out, "<p class=\"about\">{}</p>", Escaped(page.description));
    }
    out.push_str("<nav>");
    for (url, label) in [
        (page.previous, "← Previous page"),
        (page.next, "Next page →"),
        (Some(page.json_url), "As JSON"),
    ] {
        if let Some(url) = url {
            let _ = write!(out, "<a href=\"{}\">{label}</a>", Escaped(url));
        }
    }
    let _ = write!(
        out,
        "</nav>\n<div class=\"box\"><pre><b>{}</b> {}</pre></div>\n<div class=\"box\"><pre><b>HTTP {}</b>\nAllow: {}\n\n",
        Escaped(page.method),
        Escaped(page.path),
        Escaped(page.status),
        page.allow,
    );
    write_json(&indented(page.json, 2), &mut out);
    out.push_str("</pre></div>\n</main>\n</body>\n</html>\n");
    out.into_bytes()
}

/// Highlights JSON, and links strings that are URLs.
fn write_json(text: &[u8], out: &mut String) {
    let text = String::from_utf8_lossy(text);
    let mut rest = &*text;
    while let Some(c) = rest.chars().next() {
        if c == '"' {
            let end = string_end(rest);
            let (token, after) = rest.split_at(end);
            rest = after;
            let is_key = after.starts_with(": ");
            let inner = &token[1..token.len().max(2) - 1];
            if !is_key && is_url(inner) {
                let _ = write!(
                    out,
                    "<span class=\"s\">\"<a href=\"{0}\">{0}</a>\"</span>",
                    Escaped(inner)
                );
            } else {
                let _ = write!(
                    out,
                    "<span class=\"{}\">{}</span>",
                    if is_key { 'k' } else { 's' },
                    Escaped(token)
                );
            }
        } else if c == '-' || c.is_ascii_alphanumeric() {
            let end = rest
                .find([',', '\n', '}', ']', ' '])
                .unwrap_or(rest.len())
                .max(1);
            let (token, after) = rest.split_at(end);
            rest = after;
            let _ = write!(out, "<span class=\"n\">{}</span>", Escaped(token));
        } else {
            let _ = write!(out, "{}", Escaped(&rest[..c.len_utf8()]));
            rest = &rest[c.len_utf8()..];
        }
    }
}

/// The length of the JSON string at the start of the text, with its quotes.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, b) in text.bytes().enumerate().skip(1) {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Only strings without escapes, so that a link's text is its target.
fn is_url(text: &str) -> bool {
    (text.starts_with("http://") || text.starts_with("https://"))
        && !text.contains(['\\', ' ', '"'])
}

/// Text escaped for HTML and its attributes.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut begin = 0;
        for (at, b) in self.0.bytes().enumerate() {
            let escape = match b {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                b'\'' => "&#x27;",
                _ => continue,
            };
            f.write_str(&self.0[begin..at])?;
            f.write_str(escape)?;
            begin = at + 1;
        }
        f.write_str(&self.0[begin..])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn render(json: &[u8]) -> String {
        let page = Page {
            title: "<Ticket>",
            description: "",
            method: "GET",
            path: "/api/?a=\"><script>",
            prefix: "",
            status: "200 OK",
            allow: Methods::READ_ONLY,
            viewer: "o'neil",
            sign_in: None,
            json,
            previous: None,
            next: Some("http://h/api/?page=2&x=1"),
            json_url: "?format=json",
        };
        String::from_utf8(super::page(&page)).unwrap()
    }

    #[test]
    fn escapes_data_and_links_urls() {
        let page = render(
            br#"{"a<b":"<script>alert(1)</script>","u":"https://x/?a=1&b=2","n":-7,"t":true}"#,
        );
        assert!(
            !page.contains("<script>") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        );
        assert!(page.contains("<a href=\"https://x/?a=1&amp;b=2\">https://x/?a=1&amp;b=2</a>"));
        assert!(
            page.contains("<span class=\"n\">-7</span>")
                && page.contains("<span class=\"k\">&quot;a&lt;b&quot;")
        );
        assert!(page.contains("href=\"http://h/api/?page=2&amp;x=1\">Next page"));
        assert!(page.len() > 2000);
    }

    proptest! {
        #[test]
        fn data_never_become_markup(text in any::<String>()) {
            let json = serde_json::to_vec(&serde_json::json!({ "x": text })).unwrap();
            let page = render(&json);
            let body = &page[page.find("Allow:").unwrap()..];
            for (at, _) in body.match_indices('<') {
                let tag = &body[at..];
                prop_assert!(
                    ["<span class=", "</span>", "<a href=\"http", "</a>", "</pre>", "</div>", "</main>", "</body>", "</html>"]
                        .iter().any(|known| tag.starts_with(known)),
                    "{}", tag
                );
            }
        }
    }
}
