//! Releases of django-helpdesk, as far as their REST APIs differ. Each question names the release
//! that introduced the behavior; [`super::Dialect`] has those that concern the domain.
//!
//! Rules of access are the newest release's in all of them, also where an older one let in too many:
//! permissions of queues, the permission to create users, password validators, tickets of accounts
//! without an address, and custom fields for staff only.

use std::fmt;
use std::str::FromStr;

/// A release: major and minor number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    major: u8,
    minor: u8,
}

impl Release {
    /// The newest release that REST reproduces.
    pub const LATEST: Self = Self::new(2, 6);
    /// The oldest one.
    pub const OLDEST: Self = Self::new(0, 5);

    /// The release with these numbers.
    #[must_use]
    pub const fn new(major: u8, minor: u8) -> Self {
        Self { major, minor }
    }

    /// Since 1.1, lists are pages of 25 rows. Before, they are arrays of all rows
    /// (helpdesk/views/api.py, `ConservativePagination`).
    #[must_use]
    pub fn paginates(self) -> bool {
        self >= Self::new(1, 1)
    }

    /// Since 1.1, there is `/api/user_tickets/` (helpdesk/views/api.py, `UserTicketViewSet`).
    #[must_use]
    pub fn has_user_tickets(self) -> bool {
        self >= Self::new(1, 1)
    }

    /// Since 1.2, `?status=` filters tickets (helpdesk/views/api.py, `TicketViewSet.get_queryset`).
    #[must_use]
    pub fn filters_by_status(self) -> bool {
        self >= Self::new(1, 2)
    }

    /// Since 1.2, follow-ups have their current order of fields, and their date is read-only
    /// (helpdesk/serializers.py, `FollowUpSerializer`).
    #[must_use]
    pub fn follow_ups_have_fixed_dates(self) -> bool {
        self >= Self::new(1, 2)
    }

    /// Since 1.2, `/api/user_tickets/` shows secret keys (helpdesk/serializers.py,
    /// `PublicTicketListingSerializer`).
    #[must_use]
    pub fn user_tickets_have_secret_keys(self) -> bool {
        self >= Self::new(1, 2)
    }

    /// Since 1.2, the list of `/api/user_tickets/` shows custom fields (helpdesk/views/api.py,
    /// `UserTicketViewSet.get_queryset`).
    #[must_use]
    pub fn user_tickets_have_custom_fields(self) -> bool {
        self >= Self::new(1, 2)
    }

    /// The number of characters that the title of a new ticket may have: 200 since 1.5.1, which is
    /// not distinguished from 1.5.0 (helpdesk/forms.py, `AbstractTicketForm`).
    #[must_use]
    pub fn max_title(self) -> usize {
        if self >= Self::new(1, 5) { 200 } else { 100 }
    }

    /// Since 2.4, follow-ups show their recipients (helpdesk/serializers.py, `FollowUpSerializer`).
    #[must_use]
    pub fn shows_recipients(self) -> bool {
        self >= Self::new(2, 4)
    }

    /// Since 2.5, the view of users has a description (helpdesk/views/api.py, `CreateUserView`).
    #[must_use]
    pub fn describes_users(self) -> bool {
        self >= Self::new(2, 5)
    }

    /// Since 2.6, `/api/user_tickets/` shows moments in ISO 8601. Before, it shows the distance from
    /// now in words (helpdesk/serializers.py, `PublicTicketListingSerializer`).
    #[must_use]
    pub fn shows_moments_as_iso_8601(self) -> bool {
        self >= Self::new(2, 6)
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A text that is not a release from [`Release::OLDEST`] to [`Release::LATEST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a release of django-helpdesk from {} to {}",
    Release::OLDEST,
    Release::LATEST
)]
pub struct UnknownRelease;

impl FromStr for Release {
    type Err = UnknownRelease;

    /// Parses `1.0` or `1.0.0`; the third number is ignored.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers: Option<Vec<u8>> = text.split('.').map(|part| part.parse().ok()).collect();
        match numbers.as_deref() {
            Some([major, minor] | [major, minor, _]) => {
                let release = Self::new(*major, *minor);
                (Self::OLDEST..=Self::LATEST)
                    .contains(&release)
                    .then_some(release)
                    .ok_or(UnknownRelease)
            }
            _ => Err(UnknownRelease),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_releases() {
        assert_eq!("2.6".parse(), Ok(Release::LATEST));
        assert_eq!("0.5.0".parse(), Ok(Release::OLDEST));
        assert_eq!("1.5.1".parse::<Release>().unwrap().to_string(), "1.5");
        for text in ["", "1", "0.4.1", "2.7", "1.0.0.0", "1.a", "v1.0", "300.1"] {
            assert_eq!(text.parse::<Release>(), Err(UnknownRelease), "{text}");
        }
    }
}
