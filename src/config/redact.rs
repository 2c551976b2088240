//! Which settings are secrets, and URLs with passwords and keys replaced by `***`.

/// Whether the value of a setting must not be shown.
#[must_use]
pub fn is_secret(key: &str) -> bool {
    matches!(
        key,
        "secret_key"
            | "secret_key_fallbacks"
            | "database.url"
            | "storage.url"
            | "live.notify_url"
            | "mail.email_host_password"
            | "webhooks.secret"
    ) || key.ends_with("webhook_urls")
}

/// The value of a setting in TOML, with secrets replaced by `***`.
#[must_use]
pub fn shown_value(key: &str, value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) if text.is_empty() => value.to_string(),
        toml::Value::String(url) if is_url(key) => toml::Value::String(redact_url(url)).to_string(),
        toml::Value::Array(list) if list.is_empty() => value.to_string(),
        _ if is_secret(key) => "\"***\"".to_owned(),
        _ => value.to_string(),
    }
}

/// Whether the value is a URL, of which only the password is hidden.
fn is_url(key: &str) -> bool {
    key.ends_with(".url") || matches!(key, "live.notify_url" | "database.direct_url")
}

/// The URL with its password and the values of secret parameters replaced by `***`.
#[must_use]
pub fn redact_url(url: &str) -> String {
    let (address, query) = url
        .split_once('?')
        .map_or((url, None), |(address, query)| (address, Some(query)));
    let mut shown = match address.split_once("://") {
        Some((scheme, rest)) => match rest.rsplit_once('@') {
            // A password may contain unescaped '@', ':' and '/', so the user part ends at the last
            // '@'.
            Some((user, host)) => {
                let (name, hidden) = match user.split_once(':') {
                    Some((name, _)) => (name, ":***"),
                    // In NATS URLs, a user part without a colon is a token.
                    None if matches!(scheme, "nats" | "tls") => ("", "***"),
                    None => (user, ""),
                };
                format!("{scheme}://{name}{hidden}@{host}")
            }
            None => address.to_owned(),
        },
        None => address.to_owned(),
    };
    if let Some(query) = query {
        shown.push('?');
        let parts: Vec<String> = query
            .split('&')
            .map(|part| match part.split_once('=') {
                Some((name, _)) if is_secret_parameter(name) => format!("{name}=***"),
                _ => part.to_owned(),
            })
            .collect();
        shown.push_str(&parts.join("&"));
    }
    shown
}

fn is_secret_parameter(name: &str) -> bool {
    let name = name.to_lowercase();
    ["password", "secret", "token", "access_key"]
        .iter()
        .any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::redact_url;

    #[test]
    fn hides_passwords_and_keys() {
        for (url, shown) in [
            (
                "postgres://helpdesk:s3cret@db/helpdesk",
                "postgres://helpdesk:***@db/helpdesk",
            ),
            (
                "postgres://helpdesk:a/b@c@db:5432/helpdesk",
                "postgres://helpdesk:***@db:5432/helpdesk",
            ),
            (
                "postgres://helpdesk@db/helpdesk",
                "postgres://helpdesk@db/helpdesk",
            ),
            (
                "postgres://db/helpdesk?user=a&password=b",
                "postgres://db/helpdesk?user=a&password=***",
            ),
            (
                "redis://:s3cret@broker:6379/1",
                "redis://:***@broker:6379/1",
            ),
            ("nats://desk:s3cret@broker", "nats://desk:***@broker"),
            ("tls://s3cret-t0ken@broker:4222", "tls://***@broker:4222"),
            ("sqlite:a@b.sqlite3", "sqlite:a@b.sqlite3"),
            (
                "s3://files/x?access_key_id=AK&secret_access_key=S&region=r",
                "s3://files/x?access_key_id=***&secret_access_key=***&region=r",
            ),
        ] {
            assert_eq!(redact_url(url), shown);
        }
    }
}
