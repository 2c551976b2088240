//! The API that a path belongs to. Failures have the format that its clients expect.

/// The path of GraphQL over HTTP.
pub(super) const GRAPHQL: &str = "/graphql";
/// The path of event streams.
pub(super) const GRAPHQL_STREAM: &str = "/graphql/stream";

/// The API of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Surface {
    /// GraphQL over HTTP.
    Graphql,
    /// django-helpdesk's REST API.
    Rest,
    /// Pages, files and health checks.
    Other,
}

impl Surface {
    /// The API of a path without the path prefix.
    pub(super) fn of(path: &str) -> Self {
        match path {
            GRAPHQL | GRAPHQL_STREAM => Self::Graphql,
            "/api" | "/api.json" => Self::Rest,
            _ if path.starts_with("/api/") => Self::Rest,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Surface::{self, Graphql, Other, Rest};

    #[test]
    fn each_path_belongs_to_one_api() {
        for (path, surface) in [
            ("/graphql", Graphql),
            ("/graphql/stream", Graphql),
            ("/graphql/files/1/a.txt", Other),
            ("/api", Rest),
            ("/api.json", Rest),
            ("/api/tickets/", Rest),
            ("/apiary", Other),
            ("/", Other),
            ("/media/x", Other),
        ] {
            assert_eq!(Surface::of(path), surface, "{path}");
        }
    }
}
