//! The Django apps under django-helpdesk and how far each must be migrated.

/// An app, the migration that it needs, and what brings that.
pub(crate) struct App {
    pub(crate) label: &'static str,
    pub(crate) migration: &'static str,
    pub(crate) comes_with: &'static str,
}

/// Apps whose tables deskql reads and writes.
pub(crate) const APPS: &[App] = &[
    App {
        label: "contenttypes",
        migration: "0002_remove_content_type_name",
        comes_with: "Django 3.1",
    },
    App {
        label: "auth",
        migration: "0012_alter_user_first_name_max_length",
        comes_with: "Django 3.1",
    },
    App {
        label: "sessions",
        migration: "0001_initial",
        comes_with: "Django 3.1",
    },
    App {
        label: "sites",
        migration: "0002_alter_domain_unique",
        comes_with: "Django 3.1",
    },
];
