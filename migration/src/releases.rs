//! Which release of django-helpdesk a database belongs to, told by its migrations. Its files say
//! nothing else about the version: 2.6.0 and 2.6.1, say, cannot be told apart, and need not be.

use std::fmt;

/// The release whose tables deskql works on.
pub const SUPPORTED: &str = "2.6.1";

/// The app whose migrations tell the release.
pub const APP: &str = "helpdesk";

/// A span of releases with the same tables.
struct Release {
    first: &'static str,
    last: &'static str,
    /// What the first of them brought.
    migrations: &'static [&'static str],
}

/// Every release, oldest first.
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

/// Migrations that were released once and taken back; databases of that age still list them.
const WITHDRAWN: &[&str] = &[
    "0002_socks_proxy",
    "0003_populate_usersettings",
    "0004_initial_data_import",
    "0018_fix_migrations",
];

/// What the migrations of the app `helpdesk` say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Version {
    /// The release that deskql works on.
    Supported {
        /// The last migration.
        last: String,
    },
    /// An older one.
    Older {
        /// The releases that it may be (`1.5.1 to 2.3.3`).
        releases: String,
        /// The last migration.
        last: String,
    },
    /// Some migrations are there, earlier ones are not.
    Unfinished {
        /// What is missing.
        missing: Vec<&'static str>,
    },
    /// There are migrations that no known release has: a newer one, or the site's own.
    Unknown {
        /// Their names.
        names: Vec<String>,
    },
}

impl Version {
    /// Tells the version by the names of the applied migrations of `helpdesk`; `None` if there are
    /// none.
    #[must_use]
    pub fn of(applied: &[String]) -> Option<Self> {
        if applied.is_empty() {
            return None;
        }
        let has = |name: &str| applied.iter().any(|applied| applied == name);
        let unknown: Vec<_> = applied
            .iter()
            .filter(|name| {
                !known().any(|known| known == *name) && !WITHDRAWN.contains(&name.as_str())
            })
            .cloned()
            .collect();
        if !unknown.is_empty() {
            return Some(Self::Unknown { names: unknown });
        }
        // Only withdrawn names: older than anything that could be named better.
        let (last, release) = RELEASES
            .iter()
            .flat_map(|release| release.migrations.iter().map(move |name| (*name, release)))
            .rfind(|(name, _)| has(name))
            .unwrap_or(("none", &RELEASES[0]));
        let missing: Vec<_> = known()
            .take_while(|name| *name != last)
            .filter(|name| last != "none" && !has(name))
            .collect();
        if !missing.is_empty() {
            return Some(Self::Unfinished { missing });
        }
        let last = last.to_owned();
        Some(if known().all(has) {
            Self::Supported { last }
        } else if release.migrations.iter().all(|name| has(name)) {
            let releases = match release.first == release.last {
                true => release.first.to_owned(),
                false => format!("{} to {}", release.first, release.last),
            };
            Self::Older { releases, last }
        } else {
            // Between two releases: an upgrade that stopped half-way.
            Self::Unfinished {
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

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Supported { last } => {
                write!(f, "django-helpdesk {SUPPORTED} (last migration {last})")
            }
            Self::Older { releases, last } => {
                write!(f, "django-helpdesk {releases} (last migration {last})")
            }
            Self::Unfinished { missing } => {
                write!(
                    f,
                    "django-helpdesk with migrations left to do ({})",
                    missing.join(", ")
                )
            }
            Self::Unknown { names } => {
                write!(
                    f,
                    "django-helpdesk of a version not known here (migration {})",
                    names.join(", ")
                )
            }
        }
    }
}

/// The migrations of all releases, in order.
pub fn known() -> impl DoubleEndedIterator<Item = &'static str> {
    RELEASES
        .iter()
        .flat_map(|release| release.migrations.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: impl IntoIterator<Item = &'static str>) -> Version {
        Version::of(&names.into_iter().map(str::to_owned).collect::<Vec<_>>()).unwrap()
    }

    fn up_to(last: &str) -> Vec<&'static str> {
        let mut names: Vec<_> = known().take_while(|name| *name != last).collect();
        names.push(known().find(|name| *name == last).unwrap());
        names
    }

    #[test]
    fn all_migrations_are_the_supported_release() {
        assert_eq!(
            of(known()),
            Version::Supported {
                last: "0043_fix_on_delete_behaviour".into()
            }
        );
        assert_eq!(known().count(), 43);
    }

    #[test]
    fn withdrawn_migrations_do_not_matter() {
        assert!(matches!(
            of(known().chain(["0018_fix_migrations"])),
            Version::Supported { .. }
        ));
    }

    #[test]
    fn older_releases_are_named() {
        let version = of(up_to("0039_alter_ticketchange_field"));
        assert_eq!(
            version,
            Version::Older {
                releases: "1.5.1 to 2.3.3".into(),
                last: "0039_alter_ticketchange_field".into()
            }
        );
        assert!(
            matches!(of(up_to("0012_queue_default_owner")), Version::Older { releases, .. } if releases == "0.1.18")
        );
    }

    #[test]
    fn gaps_are_named() {
        let gap = known().filter(|name| *name != "0030_add_kbcategory_name");
        assert_eq!(
            of(gap),
            Version::Unfinished {
                missing: vec!["0030_add_kbcategory_name"]
            }
        );
        let between = up_to("0042_usersettings_ticket_respond_layout");
        assert_eq!(
            of(between),
            Version::Unfinished {
                missing: vec!["0043_fix_on_delete_behaviour"]
            }
        );
    }

    #[test]
    fn what_is_not_known_is_named() {
        assert_eq!(
            of(known().chain(["0044_of_tomorrow"])),
            Version::Unknown {
                names: vec!["0044_of_tomorrow".into()]
            }
        );
    }

    #[test]
    fn no_migrations_no_version() {
        assert_eq!(Version::of(&[]), None);
    }
}
