//! Validates `csrf_trusted_origins` and `cors_allowed_origins`.

use super::Config;
use super::validation::Errors;

pub(super) fn validate(config: &Config, errors: &mut Errors) {
    for origin in &config.csrf_trusted_origins {
        if !origin.contains("://") {
            let message = format!("{origin:?} must begin with http:// or https://");
            errors.add("csrf_trusted_origins", message);
        }
    }
    for origin in &config.cors_allowed_origins {
        if let Err(message) = check_cors_origin(origin) {
            errors.add("cors_allowed_origins", message);
        }
    }
}

/// Checks that a text is an origin exactly as browsers send it. Any other text would match nothing.
fn check_cors_origin(origin: &str) -> Result<(), String> {
    if origin == "*" {
        return Err("\"*\" would allow every website; list the allowed origins".to_owned());
    }
    let url = url::Url::parse(origin).ok().filter(|url| url.has_host());
    let Some(url) = url else {
        return Err(format!(
            "{origin:?} is not an origin; expected a value such as \"https://desk.example.com\""
        ));
    };
    // `Url::origin` is opaque for the schemes of apps (capacitor://localhost).
    let port = url
        .port()
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let expected = format!(
        "{}://{}{port}",
        url.scheme(),
        url.host_str().unwrap_or_default()
    );
    if expected == origin {
        Ok(())
    } else {
        Err(format!(
            "browsers do not send the origin {origin:?}; did you mean {expected:?}?"
        ))
    }
}
