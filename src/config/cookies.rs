//! Validates `session_cookie_name` and `csrf_cookie_name`.

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
    if config.session_cookie_name == config.csrf_cookie_name {
        errors.add("csrf_cookie_name", "must differ from session_cookie_name");
    }
}
