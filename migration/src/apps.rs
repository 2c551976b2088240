//! The Django apps that deskql needs, and the migrations that must be applied to them.

/// An app, the migration that deskql needs, and the release that includes it.
pub(crate) struct App {
    pub(crate) label: &'static str,
    pub(crate) migration: &'static str,
    pub(crate) since: &'static str,
}

/// Apps whose tables deskql reads and writes.
pub(crate) const APPS: &[App] = &[
    App {
        label: "contenttypes",
        migration: "0002_remove_content_type_name",
        since: "Django 3.1",
    },
    App {
        label: "auth",
        migration: "0012_alter_user_first_name_max_length",
        since: "Django 3.1",
    },
    App {
        label: "sessions",
        migration: "0001_initial",
        since: "Django 3.1",
    },
    App {
        label: "sites",
        migration: "0002_alter_domain_unique",
        since: "Django 3.1",
    },
];
