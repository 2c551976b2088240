//! Determines the release of django-helpdesk from the applied migrations of a database, which stores
//! no other version. Releases with the same migrations (2.6.0 and 2.6.1) are equivalent.

use std::fmt;

/// The supported release.
pub const SUPPORTED: &str = "2.6.1";

/// The oldest release whose tables deskql can use.
pub const OLDEST: &str = "0.5.0";

/// Label of the app whose migrations determine the release.
pub const APP: &str = "helpdesk";

/// A range of releases with the same migrations.
struct Release {
    first: &'static str,
    last: &'static str,
    /// Migrations that the first of them added.
    migrations: &'static [&'static str],
}

/// All releases, oldest first.
const RELEASES: &[Release] = &[
    Release {
        first: "0.1.15",
        last: "0.1.16",
        migrations: &["0001_initial"],
    },
    Release {
        first: "0.1.17",
        last: "0.1.17",
        migrations: &[
            "0002_populate_usersettings",
            "0003_initial_data_import",
            "0004_add_per_queue_staff_membership",
            "0005_queues_no_null",
            "0006_email_maxlength",
            "0007_max_length_by_integer",
            "0008_extra_for_permissions",
            "0009_migrate_queuemembership",
            "0010_remove_queuemembership",
            "0011_admin_related_improvements",
        ],
    },
    Release {
        first: "0.1.18",
        last: "0.1.18",
        migrations: &["0012_queue_default_owner"],
    },
    Release {
        first: "0.2.0",
        last: "0.2.6",
        migrations: &[
            "0013_email_box_local_dir_and_logging",
            "0014_usersettings_related_name",
            "0015_expand_permission_name_size",
            "0016_alter_model_options",
        ],
    },
    Release {
        first: "0.2.7",
        last: "0.2.23",
        migrations: &["0017_default_owner_on_delete_null"],
    },
    Release {
        first: "0.3.0",
        last: "0.4.1",
        migrations: &[
            "0018_ticket_secret_key",
            "0019_ticket_secret_key",
            "0020_depickle_user_settings",
            "0021_voting_tracker",
            "0022_add_submitter_email_id_field_to_ticket",
            "0023_add_enable_notifications_on_email_events_to_ticket",
            "0024_time_spent",
            "0025_queue_dedicated_time",
            "0026_kbitem_attachments",
            "0027_auto_20200107_1221",
            "0028_kbitem_team",
            "0029_kbcategory_public",
            "0030_add_kbcategory_name",
            "0031_auto_20200225_1440",
            "0032_kbitem_enabled",
            "0033_ticket_merged_to",
            "0034_create_email_template_for_merged",
            "0035_alter_email_on_ticket_change",
            "0036_add_attachment_validator",
        ],
    },
    Release {
        first: "0.5.0",
        last: "1.5.0",
        migrations: &[
            "0037_alter_queue_email_box_type",
            "0038_checklist_checklisttemplate_checklisttask",
        ],
    },
    Release {
        first: "1.5.1",
        last: "2.3.3",
        migrations: &["0039_alter_ticketchange_field"],
    },
    Release {
        first: "2.4.0",
        last: "2.4.2",
        migrations: &["0040_followup_email_recipients"],
    },
    Release {
        first: "2.5.0",
        last: "2.5.1",
        migrations: &["0041_alter_ticket_created_alter_ticket_modified"],
    },
    Release {
        first: "2.6.0",
        last: SUPPORTED,
        migrations: &[
            "0042_usersettings_ticket_respond_layout",
            "0043_fix_on_delete_behaviour",
        ],
    },
];

/// Migrations that were released and later withdrawn; old databases still list them.
const WITHDRAWN: &[&str] = &[
    "0002_socks_proxy",
    "0003_populate_usersettings",
    "0004_initial_data_import",
    "0018_fix_migrations",
];

/// The version of django-helpdesk according to its applied migrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Version {
    /// The supported release.
    Supported {
        /// Name of the last migration.
        last: String,
    },
    /// An older release.
    Older {
        /// The first and the last possible release (`1.5.1` and `2.3.3`).
        releases: (&'static str, &'static str),
        /// Name of the last migration.
        last: String,
    },
    /// Migrations of the release are not applied.
    Incomplete {
        /// Their names.
        missing: Vec<&'static str>,
    },
    /// It has migrations of no known release: of a newer one, or of the site.
    Unknown {
        /// Their names.
        names: Vec<String>,
    },
}

impl Version {
    /// Determines the version from the applied migrations of `helpdesk`; `None` if there are none.
    #[must_use]
    pub fn of(applied: &[String]) -> Option<Self> {
        if applied.is_empty() {
            return None;
        }
        let has = |name: &str| applied.iter().any(|applied| applied == name);
        let unknown: Vec<_> = applied
            .iter()
            .filter(|name| {
                !migrations().any(|known| known == *name) && !WITHDRAWN.contains(&name.as_str())
            })
            .cloned()
            .collect();
        if !unknown.is_empty() {
            return Some(Self::Unknown { names: unknown });
        }
        // If all names are withdrawn, the database is older than the first release.
        let (last, release) = RELEASES
            .iter()
            .flat_map(|release| release.migrations.iter().map(move |name| (*name, release)))
            .rfind(|(name, _)| has(name))
            .unwrap_or(("none", &RELEASES[0]));
        let missing: Vec<_> = migrations()
            .take_while(|name| *name != last)
            .filter(|name| last != "none" && !has(name))
            .collect();
        if !missing.is_empty() {
            return Some(Self::Incomplete { missing });
        }
        let last = last.to_owned();
        Some(if migrations().all(has) {
            Self::Supported { last }
        } else if release.migrations.iter().all(|name| has(name)) {
            let releases = (release.first, release.last);
            Self::Older { releases, last }
        } else {
            // Between two releases: the upgrade was interrupted.
            Self::Incomplete {
                missing: release
                    .migrations
                    .iter()
                    .copied()
                    .filter(|name| !has(name))
                    .collect(),
            }
        })
    }
}

impl Version {
    /// Whether the tables of this release may be those that deskql uses. If migrations are unknown
    /// or missing, the columns decide.
    #[must_use]
    pub fn may_fit(&self) -> bool {
        let Self::Older { releases, .. } = self else {
            return true;
        };
        let position = |release: &str| RELEASES.iter().position(|known| known.first == release);
        position(releases.0) >= position(OLDEST)
    }

    /// The first release with these migrations, such as `1.5.1`. With unknown or missing ones, the
    /// newest, because the database has been or is being upgraded to a newer release.
    #[must_use]
    pub fn first_release(&self) -> &'static str {
        match self {
            Self::Older { releases, .. } => releases.0,
            Self::Supported { .. } | Self::Incomplete { .. } | Self::Unknown { .. } => SUPPORTED,
        }
    }

    /// Whether the migrations are exactly those of a known release.
    #[must_use]
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Supported { .. } | Self::Older { .. })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Supported { last } => {
                let first = RELEASES[RELEASES.len() - 1].first;
                write!(
                    f,
                    "django-helpdesk {first} to {SUPPORTED} (last migration {last})"
                )
            }
            Self::Older {
                releases: (first, until),
                last,
            } if first == until => {
                write!(f, "django-helpdesk {first} (last migration {last})")
            }
            Self::Older {
                releases: (first, until),
                last,
            } => {
                write!(
                    f,
                    "django-helpdesk {first} to {until} (last migration {last})"
                )
            }
            Self::Incomplete { missing } => {
                write!(
                    f,
                    "django-helpdesk with unapplied migrations ({})",
                    missing.join(", ")
                )
            }
            Self::Unknown { names } => {
                write!(
                    f,
                    "an unknown version of django-helpdesk (migration {})",
                    names.join(", ")
                )
            }
        }
    }
}

/// The migrations of all releases, in order.
pub fn migrations() -> impl DoubleEndedIterator<Item = &'static str> {
    RELEASES
        .iter()
        .flat_map(|release| release.migrations.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version_of(names: impl IntoIterator<Item = &'static str>) -> Version {
        Version::of(&names.into_iter().map(str::to_owned).collect::<Vec<_>>()).unwrap()
    }

    fn up_to(last: &str) -> Vec<&'static str> {
        let mut names: Vec<_> = migrations().take_while(|name| *name != last).collect();
        names.push(migrations().find(|name| *name == last).unwrap());
        names
    }

    #[test]
    fn all_migrations_are_supported() {
        assert_eq!(
            version_of(migrations()),
            Version::Supported {
                last: "0043_fix_on_delete_behaviour".into()
            }
        );
        assert_eq!(migrations().count(), 43);
    }

    #[test]
    fn ignores_withdrawn_migrations() {
        assert!(matches!(
            version_of(migrations().chain(["0018_fix_migrations"])),
            Version::Supported { .. }
        ));
    }

    #[test]
    fn names_older_releases() {
        let version = version_of(up_to("0039_alter_ticketchange_field"));
        assert_eq!(
            version,
            Version::Older {
                releases: ("1.5.1", "2.3.3"),
                last: "0039_alter_ticketchange_field".into()
            }
        );
        assert!(version.may_fit());
        assert!(
            version
                .to_string()
                .starts_with("django-helpdesk 1.5.1 to 2.3.3 (")
        );
        let old = version_of(up_to("0012_queue_default_owner"));
        assert_eq!(old.first_release(), "0.1.18");
        assert!(!old.may_fit());
        assert!(version_of(up_to("0038_checklist_checklisttemplate_checklisttask")).may_fit());
    }

    #[test]
    fn names_missing_migrations() {
        let gap = migrations().filter(|name| *name != "0030_add_kbcategory_name");
        assert_eq!(
            version_of(gap),
            Version::Incomplete {
                missing: vec!["0030_add_kbcategory_name"]
            }
        );
        let between = up_to("0042_usersettings_ticket_respond_layout");
        assert_eq!(
            version_of(between),
            Version::Incomplete {
                missing: vec!["0043_fix_on_delete_behaviour"]
            }
        );
    }

    #[test]
    fn names_unknown_migrations() {
        assert_eq!(
            version_of(migrations().chain(["0044_of_tomorrow"])),
            Version::Unknown {
                names: vec!["0044_of_tomorrow".into()]
            }
        );
    }

    #[test]
    fn has_no_version_without_migrations() {
        assert_eq!(Version::of(&[]), None);
    }
}
