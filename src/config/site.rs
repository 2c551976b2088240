//! The addresses of the service: `public_url`, `allowed_hosts`, `force_script_name`, `media_url` and
//! `site_id`.

use super::Config;
use super::validation::{Errors, is_http_url};

/// First segments of the service's own paths, which `force_script_name` must not begin with.
const OWN_PATHS: [&str; 8] = [
    "api",
    "api.json",
    "app",
    "docs",
    "graphql",
    "healthz",
    "openapi.json",
    "readyz",
];

impl Config {
    /// The path below which users reach the service, without a slash at its end; usually empty.
    #[must_use]
    pub fn path_prefix(&self) -> &str {
        self.force_script_name.trim_end_matches('/')
    }

    /// Makes `media_url` absolute, as Django does (django/conf/__init__.py, `_add_script_prefix`).
    /// Idempotent.
    pub fn resolve_media_url(&mut self) {
        if is_relative(&self.media_url) {
            self.media_url = format!("{}/{}", self.path_prefix(), self.media_url);
        }
    }

    /// The path of attachments after the prefix is removed; `None` if another server serves them.
    #[must_use]
    pub fn media_path(&self) -> Option<&str> {
        let url = self.media_url.as_str();
        let below = url
            .strip_prefix(self.path_prefix())
            .filter(|rest| rest.starts_with('/'));
        url.starts_with('/').then(|| below.unwrap_or(url))
    }
}

fn is_relative(media_url: &str) -> bool {
    !media_url.starts_with('/') && !media_url.contains("://")
}

pub(super) fn validate(config: &Config, errors: &mut Errors) {
    if let Some(message) = prefix_error(&config.force_script_name) {
        errors.add("force_script_name", message);
    }
    if let Some(message) = media_url_error(config) {
        errors.add("media_url", message);
    }
    if let Some(message) = public_url_error(&config.public_url) {
        errors.add("public_url", message);
    }
    for pattern in &config.allowed_hosts {
        if let Some(message) = host_pattern_error(pattern) {
            errors.add("allowed_hosts", message);
        }
    }
    if config.site_id < 1 {
        errors.add(
            "site_id",
            format!("must be at least 1, found {}", config.site_id),
        );
    }
}

fn public_url_error(url: &str) -> Option<String> {
    if url.is_empty() {
        return None;
    }
    if !is_http_url(url) {
        return Some(format!(
            "{url:?} is not a URL; expected a value such as \"https://help.example.com\""
        ));
    }
    if url.ends_with('/') {
        return Some(format!("{url:?} must not end with a slash"));
    }
    let (_, rest) = url.split_once("://")?;
    let (_, path) = rest.split_once('/')?;
    Some(format!(
        "{url:?} must not have a path; set force_script_name = \"/{path}\" instead"
    ))
}

fn media_url_error(config: &Config) -> Option<String> {
    let mut resolved = config.clone();
    resolved.resolve_media_url();
    // As in Django, it can also be the URL of another server, which then serves the files.
    let is_path_or_url = is_http_url(&resolved.media_url)
        || (resolved.media_url.starts_with('/') && !resolved.media_url.starts_with("//"));
    let media = &config.media_url;
    if media.is_empty() || !(is_path_or_url && media.ends_with('/')) {
        return Some(format!(
            "{media:?} must begin and end with a slash, such as \"/media/\""
        ));
    }
    let path = resolved.media_path()?;
    let is_reserved = path == "/"
        || ["/api/", "/graphql/"]
            .iter()
            .any(|reserved| path.starts_with(reserved));
    is_reserved.then(|| {
        format!("deskql serves other content at {media:?}; Django's usual path is \"/media/\"")
    })
}

fn prefix_error(text: &str) -> Option<String> {
    if text.is_empty() || text == "/" {
        return None;
    }
    let Some(path) = text.strip_prefix('/') else {
        return Some(format!(
            "{text:?} must begin with a slash, such as \"/helpdesk\""
        ));
    };
    let path = path.strip_suffix('/').unwrap_or(path);
    let is_valid = |segment: &str| {
        !matches!(segment, "" | "." | "..")
            && segment
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
    };
    if !path.split('/').all(is_valid) {
        return Some(format!(
            "{text:?} is not a path; expected letters, digits and - . _ ~, such as \"/helpdesk\""
        ));
    }
    let first = path.split('/').next().unwrap_or_default();
    OWN_PATHS
        .contains(&first)
        .then(|| format!("deskql serves other content at {text:?}; choose another path"))
}

fn host_pattern_error(pattern: &str) -> Option<String> {
    if pattern == "*" {
        return None;
    }
    if pattern.contains("://") || pattern.contains('/') {
        return Some(format!(
            "{pattern:?} is not a host; omit the scheme and the path, such as \"help.example.com\""
        ));
    }
    let has_port = match pattern.strip_prefix('[') {
        Some(address) => address.contains("]:"),
        None => pattern.contains(':'),
    };
    if has_port {
        return Some(format!(
            "{pattern:?} is not a host; omit the port, and write an IPv6 address in brackets"
        ));
    }
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-[]:".contains(&byte);
    (pattern.is_empty() || !pattern.bytes().all(is_allowed)).then(|| {
        format!(
            "{pattern:?} is not a host; expected a value such as \"help.example.com\" or \
             \".example.com\""
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(set: impl FnOnce(&mut Config)) -> Config {
        let mut config = Config::default();
        set(&mut config);
        config
    }

    fn errors(set: impl FnOnce(&mut Config)) -> String {
        let mut errors = Errors::default();
        validate(&config(set), &mut errors);
        errors
            .into_iter()
            .map(|(key, message)| format!("{key}: {message}"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn relative_media_urls_follow_the_prefix() {
        let media = |prefix: &str, media: &str| {
            let mut config = config(|config| {
                config.force_script_name = prefix.to_owned();
                config.media_url = media.to_owned();
            });
            config.resolve_media_url();
            config.resolve_media_url();
            (
                config.media_url.clone(),
                config.media_path().map(str::to_owned),
            )
        };
        let paths = |url: &str, path: &str| (url.to_owned(), Some(path.to_owned()));
        assert_eq!(media("", "/media/"), paths("/media/", "/media/"));
        assert_eq!(media("", "media/"), paths("/media/", "/media/"));
        assert_eq!(media("/helpdesk", "/media/"), paths("/media/", "/media/"));
        assert_eq!(
            media("/helpdesk/", "media/"),
            paths("/helpdesk/media/", "/media/")
        );
        assert_eq!(
            media("/helpdesk", "/helpdesk/media/"),
            paths("/helpdesk/media/", "/media/")
        );
        assert_eq!(
            media("/help", "/helpdesk/media/"),
            paths("/helpdesk/media/", "/helpdesk/media/")
        );
        assert_eq!(
            media("/help", "https://cdn.example.com/"),
            ("https://cdn.example.com/".to_owned(), None)
        );
    }

    #[test]
    fn rejects_invalid_addresses() {
        for good in ["", "/", "/helpdesk", "/helpdesk/", "/a/b-c"] {
            assert_eq!(
                errors(|config| config.force_script_name = good.to_owned()),
                "",
                "{good}"
            );
        }
        for bad in [
            "helpdesk",
            "//x",
            "/a//b",
            "/a/../b",
            "/a b",
            "/api",
            "/graphql/x",
            "https://x/",
        ] {
            assert!(
                errors(|config| config.force_script_name = bad.to_owned())
                    .starts_with("force_script"),
                "{bad}"
            );
        }
        assert!(
            errors(|config| config.public_url = "https://x.example/helpdesk".to_owned())
                .contains("\"/helpdesk\"")
        );
        let hosts = |host: &str| errors(|config| config.allowed_hosts = vec![host.to_owned()]);
        for good in ["*", "help.example.com", ".example.com", "10.0.0.1", "[::1]"] {
            assert_eq!(hosts(good), "", "{good}");
        }
        for bad in ["", "https://x", "x:80", "::1", "[::1]:80", "a b"] {
            assert!(hosts(bad).starts_with("allowed_hosts"), "{bad}");
        }
    }
}
