//! Database URLs: normalizes the forms that people write (a path, a Unix socket) to those that the
//! drivers accept, and explains invalid ones. Does not connect.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::redact_url;

/// URL schemes of database servers.
const SERVERS: [&str; 4] = ["postgres", "postgresql", "mysql", "mariadb"];
/// Usual extensions of SQLite files.
const SQLITE_ENDINGS: [&str; 4] = [".sqlite3", ".sqlite", ".db", ".db3"];
/// Characters to percent-encode in the path of a SQLite URL.
const IN_PATH: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#');
/// Characters to percent-encode in a query value.
const IN_QUERY: &AsciiSet = &CONTROLS.add(b'%').add(b'&').add(b'#').add(b'+').add(b' ');
/// The supported kinds of URLs.
const EXPECTED: &str = "\"sqlite:PATH\", \"postgres://USER:PASSWORD@HOST/NAME\" or \
                        \"mysql://USER:PASSWORD@HOST/NAME\"";

/// The URL of the SQLite file at a path.
#[must_use]
pub fn sqlite_url(path: &str) -> String {
    format!("sqlite:{}", utf8_percent_encode(path, IN_PATH))
}

/// The URL as the drivers accept it. A path becomes a SQLite URL. A Unix socket can take the place
/// of the host, as in Django (`postgres://me@%2Frun%2Fpostgresql/helpdesk`), or be given in the query
/// without a host (`?host=/run/postgresql`, `?socket=/run/mysqld/mysqld.sock`). Invalid URLs are
/// returned unchanged; [`check_database_url`] explains them.
#[must_use]
pub fn normalize_database_url(url: &str) -> String {
    let Some((scheme, rest)) = url
        .split_once("://")
        .filter(|(scheme, _)| SERVERS.contains(scheme))
    else {
        return if is_path(url) {
            sqlite_url(url)
        } else {
            url.to_owned()
        };
    };
    let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (user, host) = authority
        .rsplit_once('@')
        .map_or(("", authority), |(user, host)| (user, host));
    let at = if authority.contains('@') { "@" } else { "" };
    let mysql = matches!(scheme, "mysql" | "mariadb");
    let tail = if mysql {
        tail.replace("unix_socket=", "socket=")
    } else {
        tail.to_owned()
    };
    let socket = percent_decode_str(host)
        .decode_utf8()
        .ok()
        .filter(|host| host.starts_with('/'));
    match socket {
        Some(socket) if mysql => {
            let mark = if tail.contains('?') { '&' } else { '?' };
            format!(
                "{scheme}://{user}{at}localhost{tail}{mark}socket={}",
                utf8_percent_encode(&socket, IN_QUERY)
            )
        }
        // The URL parser rejects a user without a host; the socket in the query takes precedence.
        None if host.is_empty() && (mysql || !user.is_empty()) => {
            format!("{scheme}://{user}{at}localhost{tail}")
        }
        _ => format!("{scheme}://{user}{at}{host}{tail}"),
    }
}

/// Whether a text is the path of a SQLite file.
fn is_path(text: &str) -> bool {
    if text.contains("://") || text.starts_with("sqlite:") {
        return false;
    }
    let has_ending = SQLITE_ENDINGS
        .iter()
        .any(|ending| text.to_ascii_lowercase().ends_with(ending));
    has_ending || text.starts_with(['/', '.', '~']) || std::path::Path::new(text).is_file()
}

/// Checks that a URL names a database of a supported kind.
///
/// # Errors
/// What is wrong with the URL, without its password.
pub fn check_database_url(url: &str) -> Result<(), String> {
    let redacted = redact_url(url);
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        return match path.split('?').next() {
            None | Some("") => Err(format!(
                "{redacted:?} has no path; expected \"sqlite:PATH\""
            )),
            Some(_) => Ok(()),
        };
    }
    let Some((_, rest)) = url
        .split_once("://")
        .filter(|(scheme, _)| SERVERS.contains(scheme))
    else {
        // Do not show the text: without a scheme it may contain a password anywhere.
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        return Err(match scheme {
            "" => format!("this is not a database URL; expected {EXPECTED}"),
            scheme => {
                format!("databases of the kind {scheme:?} are not supported; expected {EXPECTED}")
            }
        });
    };
    if let Some(message) = unencoded_error(rest) {
        return Err(message);
    }
    match url::Url::parse(url) {
        Err(error) => Err(format!("{redacted:?} is not a valid URL: {error}")),
        Ok(parsed) if parsed.path().trim_matches('/').is_empty() && !named_in_query(&parsed) => {
            Err(format!(
                "{redacted:?} has no database name; expected {EXPECTED}"
            ))
        }
        Ok(_) => Ok(()),
    }
}

/// An error if the user name or password after `://` contains a character that must be encoded.
/// Repeats nothing of the URL: what looks like a host may be part of a password.
pub(super) fn unencoded_error(rest: &str) -> Option<String> {
    let character = unencoded_character(rest)?;
    Some(format!(
        "the user name or password contains {character:?} (or it follows the host); percent-encode \
         it: / as %2F, # as %23, ? as %3F, @ as %40, : as %3A, % as %25"
    ))
}

/// The character that ends user name and password too early.
fn unencoded_character(rest: &str) -> Option<char> {
    if rest.contains('#') {
        return Some('#');
    }
    let (authority, tail) = rest.split_at(rest.find(['/', '?'])?);
    let path = tail.split('?').next().unwrap_or_default();
    if path.contains('@') {
        return Some('/');
    }
    // Query values may contain an `@`.
    (path.is_empty() && tail.contains('@') && !authority.contains('@')).then_some('?')
}

fn named_in_query(url: &url::Url) -> bool {
    url.scheme().starts_with("postgres")
        && url
            .query_pairs()
            .any(|(name, value)| name == "dbname" && !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_sqlite_urls() {
        for (path, url) in [
            ("x.sqlite3", "sqlite:x.sqlite3"),
            ("/srv/helpdesk/db", "sqlite:/srv/helpdesk/db"),
            ("./desk 50%?#.db", "sqlite:./desk 50%25%3F%23.db"),
            ("Cargo.toml", "sqlite:Cargo.toml"),
            ("sqlite:x", "sqlite:x"),
            ("sqlite::memory:", "sqlite::memory:"),
            ("nothing-there", "nothing-there"),
            ("postgres://h/x.db", "postgres://h/x.db"),
            ("oracle://h/x.db", "oracle://h/x.db"),
        ] {
            assert_eq!(normalize_database_url(path), url);
        }
    }

    #[test]
    fn accepts_unix_sockets() {
        for (url, expected) in [
            (
                "postgres://me:pw@/desk?host=/run/postgresql",
                "postgres://me:pw@localhost/desk?host=/run/postgresql",
            ),
            (
                "postgres:///desk?host=/run/postgresql",
                "postgres:///desk?host=/run/postgresql",
            ),
            (
                "postgres://me@%2Frun%2Fpostgresql/desk",
                "postgres://me@%2Frun%2Fpostgresql/desk",
            ),
            (
                "mysql://me@/desk?socket=/run/m.sock",
                "mysql://me@localhost/desk?socket=/run/m.sock",
            ),
            (
                "mysql:///desk?unix_socket=/run/m.sock",
                "mysql://localhost/desk?socket=/run/m.sock",
            ),
            (
                "mariadb://me:p%40@%2Frun%2Fm.sock/desk",
                "mariadb://me:p%40@localhost/desk?socket=/run/m.sock",
            ),
            (
                "mysql://me@h:3306/desk?charset=utf8mb4",
                "mysql://me@h:3306/desk?charset=utf8mb4",
            ),
        ] {
            assert_eq!(normalize_database_url(url), expected);
            assert_eq!(
                check_database_url(&normalize_database_url(url)),
                Ok(()),
                "{url}"
            );
        }
    }

    #[test]
    fn explains_unencoded_passwords_without_repeating_them() {
        for (password, character) in [
            ("hu/sh", '/'),
            ("hu#sh", '#'),
            ("hu?sh", '?'),
            ("1/2", '/'),
            ("12#3", '#'),
            ("a@b/c", '/'),
        ] {
            for scheme in ["postgres", "mysql"] {
                let error =
                    check_database_url(&format!("{scheme}://me:{password}@db/desk")).unwrap_err();
                assert!(
                    error.contains(&format!("{character:?}")) && error.contains("%2F"),
                    "{password}: {error}"
                );
                assert!(
                    !error.contains(password) && !error.contains("db/desk"),
                    "{error}"
                );
            }
        }
        assert_eq!(
            check_database_url("postgres://me:hu%2Fsh%23@db/desk?options=-c%20a=b@c"),
            Ok(())
        );
        assert_eq!(check_database_url("postgres://db/?dbname=desk"), Ok(()));
        assert!(
            check_database_url("postgres://db/")
                .unwrap_err()
                .contains("no database name")
        );
        assert!(
            check_database_url("oracle://x/y")
                .unwrap_err()
                .contains("\"oracle\"")
        );
    }
}
