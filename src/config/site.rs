//! Where people reach the service: `public_url`, `allowed_hosts`, `force_script_name` and
//! `media_url` together.

use super::Config;
use super::check::{Faults, is_http};

/// First segments of the service's own paths, which a path prefix must not begin with.
const OWN: [&str; 8] = [
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
    /// The path below which people reach the service, without a slash at its end; usually empty.
    #[must_use]
    pub fn path_prefix(&self) -> &str {
        self.force_script_name.trim_end_matches('/')
    }

    /// Makes `media_url` absolute, as Django does (django/conf/__init__.py, `_add_script_prefix`).
    /// Does nothing the second time.
    pub fn resolve_media_url(&mut self) {
        if is_relative(&self.media_url) {
            self.media_url = format!("{}/{}", self.path_prefix(), self.media_url);
        }
    }

    /// The path under which requests for files arrive once the prefix is removed; `None` if another
    /// server has the files.
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

/// What cannot work.
pub(super) fn check(config: &Config, faults: &mut Faults) {
    if let Some(fault) = prefix(&config.force_script_name) {
        faults.push(("force_script_name", fault));
    }
    faults.extend(media(config).map(|fault| ("media_url", fault)));
    let public = &config.public_url;
    if !public.is_empty() {
        if !is_http(public) {
            faults.push((
                "public_url",
                format!("{public:?} is no address such as \"https://help.example.com\""),
            ));
        } else if public.ends_with('/') {
            faults.push((
                "public_url",
                format!("{public:?} must not end with a slash"),
            ));
        } else if let Some((_, path)) = public
            .split_once("://")
            .and_then(|(_, rest)| rest.split_once('/'))
        {
            let message = format!(
                "{public:?} must not have a path: set force_script_name = \"/{path}\" instead"
            );
            faults.push(("public_url", message));
        }
    }
    for pattern in &config.allowed_hosts {
        if let Some(fault) = host_pattern(pattern) {
            faults.push(("allowed_hosts", fault));
        }
    }
}

fn media(config: &Config) -> Option<String> {
    let mut resolved = config.clone();
    resolved.resolve_media_url();
    // As in Django it may also be another server's address, which then serves the files.
    let begins = is_http(&resolved.media_url)
        || (resolved.media_url.starts_with('/') && !resolved.media_url.starts_with("//"));
    let media = &config.media_url;
    if media.is_empty() || !(begins && media.ends_with('/')) {
        return Some(format!(
            "{media:?} must begin and end with a slash, as \"/media/\" does"
        ));
    }
    let path = resolved.media_path()?;
    let taken = path == "/"
        || ["/api/", "/graphql/"]
            .iter()
            .any(|ours| path.starts_with(ours));
    taken.then(|| {
        format!("{media:?} is where other things are served; \"/media/\" is Django's usual")
    })
}

fn prefix(text: &str) -> Option<String> {
    if text.is_empty() || text == "/" {
        return None;
    }
    let Some(path) = text.strip_prefix('/') else {
        return Some(format!(
            "{text:?} must begin with a slash, as \"/helpdesk\" does"
        ));
    };
    let path = path.strip_suffix('/').unwrap_or(path);
    let fits = |segment: &str| {
        !matches!(segment, "" | "." | "..")
            && segment
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
    };
    if !path.split('/').all(fits) {
        return Some(format!(
            "{text:?} is not a path of letters, digits and - . _ ~ such as \"/helpdesk\""
        ));
    }
    let first = path.split('/').next().unwrap_or_default();
    OWN.contains(&first)
        .then(|| format!("{text:?} is where the service itself has something; choose another path"))
}

fn host_pattern(pattern: &str) -> Option<String> {
    if pattern == "*" {
        return None;
    }
    if pattern.contains("://") || pattern.contains('/') {
        return Some(format!(
            "{pattern:?} is not a host: write it without scheme and path, as \"help.example.com\""
        ));
    }
    let has_port = match pattern.strip_prefix('[') {
        Some(address) => address.contains("]:"),
        None => pattern.contains(':'),
    };
    if has_port {
        return Some(format!(
            "{pattern:?} is not a host: ports do not count, and an IPv6 address stands in brackets"
        ));
    }
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-[]:".contains(&byte);
    (pattern.is_empty() || !pattern.bytes().all(fits)).then(|| {
        format!("{pattern:?} is not a host such as \"help.example.com\" or \".example.com\"")
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

    fn faults(set: impl FnOnce(&mut Config)) -> String {
        let mut faults = Faults::new();
        check(&config(set), &mut faults);
        faults
            .into_iter()
            .map(|(key, fault)| format!("{key}: {fault}"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn relative_media_urls_follow_the_prefix_and_absolute_ones_do_not() {
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
    fn addresses_that_cannot_work_are_refused() {
        for good in ["", "/", "/helpdesk", "/helpdesk/", "/a/b-c"] {
            assert_eq!(
                faults(|config| config.force_script_name = good.to_owned()),
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
                faults(|config| config.force_script_name = bad.to_owned())
                    .starts_with("force_script"),
                "{bad}"
            );
        }
        assert!(
            faults(|config| config.public_url = "https://x.example/helpdesk".to_owned())
                .contains("\"/helpdesk\"")
        );
        let hosts = |host: &str| faults(|config| config.allowed_hosts = vec![host.to_owned()]);
        for good in ["*", "help.example.com", ".example.com", "10.0.0.1", "[::1]"] {
            assert_eq!(hosts(good), "", "{good}");
        }
        for bad in ["", "https://x", "x:80", "::1", "[::1]:80", "a b"] {
            assert!(hosts(bad).starts_with("allowed_hosts"), "{bad}");
        }
    }
}
