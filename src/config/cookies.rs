//! Validates the settings of the session cookie and the CSRF cookie.

use super::Config;
use super::validation::Errors;

pub(super) fn validate(config: &Config, errors: &mut Errors) {
    let cookies = [
        ("session_cookie_name", &config.session_cookie_name),
        ("csrf_cookie_name", &config.csrf_cookie_name),
    ];
    for (key, name) in cookies {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if name.is_empty() || !name.chars().all(is_allowed) {
            errors.add(key, format!("{name:?} is not a valid cookie name"));
        }
    }
    let attributes = [
        ("session_cookie_domain", &config.session_cookie_domain),
        ("session_cookie_path", &config.session_cookie_path),
        ("csrf_cookie_domain", &config.csrf_cookie_domain),
        ("csrf_cookie_path", &config.csrf_cookie_path),
    ];
    for (key, value) in attributes {
        let is_allowed = |byte: u8| byte.is_ascii_graphic() && byte != b';' && byte != b',';
        if !value.bytes().all(is_allowed) {
            errors.add(key, format!("{value:?} is not valid in a cookie"));
        }
    }
    let same_site = [
        ("session_cookie_samesite", &config.session_cookie_samesite),
        ("csrf_cookie_samesite", &config.csrf_cookie_samesite),
    ];
    for (key, value) in same_site {
        if !["", "Lax", "Strict", "None"].contains(&value.as_str()) {
            errors.add(
                key,
                format!("{value:?} is not valid; expected \"Lax\", \"Strict\", \"None\" or \"\""),
            );
        }
    }
    if config.session_cookie_name == config.csrf_cookie_name {
        errors.add("csrf_cookie_name", "must differ from session_cookie_name");
    }
}
