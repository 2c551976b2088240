//! The address of a database: forms that people write (a path, a Unix socket) become the one that
//! the drivers read, and what they would misread is explained. Connects to nothing.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::redact_url;

/// Schemes of databases on servers.
const SERVERS: [&str; 4] = ["postgres", "postgresql", "mysql", "mariadb"];
/// Endings that the names of SQLite files have.
const SQLITE_ENDINGS: [&str; 4] = [".sqlite3", ".sqlite", ".db", ".db3"];
/// What a path must not have as it is in the address of a SQLite file.
const IN_PATH: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#');
/// What a value in a query must not have as it is.
const IN_QUERY: &AsciiSet = &CONTROLS.add(b'%').add(b'&').add(b'#').add(b'+').add(b' ');
/// The addresses that there are.
const KINDS: &str = "\"sqlite:PATH\", \"postgres://USER:PASSWORD@HOST/NAME\" or \"mysql://USER:PASSWORD@HOST/NAME\"";

/// The address of the SQLite file at a path.
#[must_use]
pub fn sqlite_url(path: &str) -> String {
    format!("sqlite:{}", utf8_percent_encode(path, IN_PATH))
}

/// The address as the drivers read it. A path becomes that of a SQLite file. A Unix socket may be
/// named where Django names it, in place of the host: `postgres://me@%2Frun%2Fpostgresql/helpdesk`,
/// or in the query (`?host=/run/postgresql`, `?socket=/run/mysqld/mysqld.sock`) with the host left
/// out. What cannot be read stays as it is; [`check_database_url`] says why.
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
        // The library that takes addresses apart has no user without a host; the socket in the
        // query counts.
        None if host.is_empty() && (mysql || !user.is_empty()) => {
            format!("{scheme}://{user}{at}localhost{tail}")
        }
        _ => format!("{scheme}://{user}{at}{host}{tail}"),
    }
}

/// Whether a text without a scheme is the path of a SQLite file.
fn is_path(text: &str) -> bool {
    if text.contains("://") || text.starts_with("sqlite:") {
        return false;
    }
    let has_ending = SQLITE_ENDINGS
        .iter()
        .any(|ending| text.to_ascii_lowercase().ends_with(ending));
    has_ending || text.starts_with(['/', '.', '~']) || std::path::Path::new(text).is_file()
}

/// Whether an address names a database of a kind that is known.
///
/// # Errors
/// What is wrong with it, without its password.
pub fn check_database_url(url: &str) -> Result<(), String> {
    let shown = redact_url(url);
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        return match path.split('?').next() {
            None | Some("") => Err(format!(
                "{shown:?} names no file; \"sqlite:PATH\" is needed"
            )),
            Some(_) => Ok(()),
        };
    }
    let Some((_, rest)) = url
        .split_once("://")
        .filter(|(scheme, _)| SERVERS.contains(scheme))
    else {
        // What has no scheme may hold anything, a password too.
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        return Err(match scheme {
            "" => format!("this is no address of a database; {KINDS} is needed"),
            scheme => format!("there are no databases of the kind {scheme:?}; {KINDS} is needed"),
        });
    };
    if let Some(message) = unencoded_fault(rest) {
        return Err(message);
    }
    match url::Url::parse(url) {
        Err(error) => Err(format!("{shown:?} cannot be read: {error}")),
        Ok(parsed) if parsed.path().trim_matches('/').is_empty() && !named_in_query(&parsed) => {
            Err(format!(
                "{shown:?} does not say which database on that server"
            ))
        }
        Ok(_) => Ok(()),
    }
}

/// What is wrong with the part after `://` if a sign in user or password ends them too early.
/// Nothing of it is shown: what looks like a host may be half of a password.
pub(super) fn unencoded_fault(rest: &str) -> Option<String> {
    let sign = unencoded(rest)?;
    Some(format!(
        "there is a {sign:?} in the user name or password (or behind the host); write it percent-encoded: / as %2F, \
         # as %23, ? as %3F, @ as %40, : as %3A, % as %25"
    ))
}

/// The sign that ends what should be user and password too early.
fn unencoded(rest: &str) -> Option<char> {
    if rest.contains('#') {
        return Some('#');
    }
    let (authority, behind) = rest.split_at(rest.find(['/', '?'])?);
    let path = behind.split('?').next().unwrap_or_default();
    if path.contains('@') {
        return Some('/');
    }
    // Values of a query may have an `@`.
    (path.is_empty() && behind.contains('@') && !authority.contains('@')).then_some('?')
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
    fn paths_are_sqlite_files() {
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
    fn sockets_are_found() {
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
    fn passwords_that_are_not_encoded_are_explained_and_not_shown() {
        for (password, sign) in [
            ("hu/sh", '/'),
            ("hu#sh", '#'),
            ("hu?sh", '?'),
            ("1/2", '/'),
            ("12#3", '#'),
            ("a@b/c", '/'),
        ] {
            for scheme in ["postgres", "mysql"] {
                let fault =
                    check_database_url(&format!("{scheme}://me:{password}@db/desk")).unwrap_err();
                assert!(
                    fault.contains(&format!("{sign:?}")) && fault.contains("%2F"),
                    "{password}: {fault}"
                );
                assert!(
                    !fault.contains(password) && !fault.contains("db/desk"),
                    "{fault}"
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
                .contains("which database")
        );
        assert!(
            check_database_url("oracle://x/y")
                .unwrap_err()
                .contains("\"oracle\"")
        );
    }
}
