//! The demo's users, with their settings and the administrator's token.

use chrono::{DateTime, Duration, Utc};
use entity::values::{Secret, Timestamp};
use entity::{token, user, user_settings};
use rand::Rng as _;

use super::Passwords;
use super::rows::{Rows, next_id};

/// The administrator's ID.
pub(super) const ADMIN: i32 = 1;
/// Username, first name, last name, email address, whether staff, whether active. IDs start at 1.
const USERS: [(&str, &str, &str, &str, bool, bool); 13] = [
    ("admin", "", "", "admin@lindgren.example.com", true, true),
    (
        "grace",
        "Grace",
        "Okafor",
        "grace@lindgren.example.com",
        true,
        true,
    ),
    (
        "amir",
        "Amir",
        "Haddad",
        "amir@lindgren.example.com",
        true,
        true,
    ),
    (
        "lena",
        "Lena",
        "Brandt",
        "lena@lindgren.example.com",
        true,
        true,
    ),
    (
        "tomas",
        "Tomas",
        "Nilsson",
        "tomas@lindgren.example.com",
        true,
        true,
    ),
    (
        "priya",
        "Priya",
        "Raman",
        "priya@lindgren.example.com",
        true,
        true,
    ),
    (
        "erik",
        "Erik",
        "Dahl",
        "erik@lindgren.example.com",
        true,
        false,
    ),
    (
        "nora.jensen",
        "Nora",
        "Jensen",
        "nora.jensen@example.org",
        false,
        true,
    ),
    (
        "oliver.reed",
        "Oliver",
        "Reed",
        "oliver@reed.example.net",
        false,
        true,
    ),
    (
        "sofie",
        "Sofie",
        "Maes",
        "sofie.maes@example.org",
        false,
        true,
    ),
    (
        "jweber",
        "Jonas",
        "Weber",
        "jonas.weber@example.net",
        false,
        true,
    ),
    (
        "seeblick",
        "Hotel",
        "Seeblick",
        "rezeption@seeblick.example.com",
        false,
        true,
    ),
    (
        "till.bergen",
        "Shop",
        "Bergen",
        "bergen@lindgren.example.com",
        false,
        true,
    ),
];

/// The ID of a user.
pub(super) fn user_id(username: &str) -> Option<i32> {
    USERS
        .iter()
        .position(|user| user.0 == username)
        .and_then(|index| i32::try_from(index + 1).ok())
}

/// The username and the email address of a user.
pub(super) fn user_of(id: i32) -> (&'static str, &'static str) {
    usize::try_from(id - 1)
        .ok()
        .and_then(|index| USERS.get(index))
        .map_or(("", ""), |user| (user.0, user.3))
}

/// Adds the users.
pub(super) fn add(rows: &mut Rows, now: DateTime<Utc>, passwords: &Passwords) {
    for (username, first_name, last_name, email, is_staff, is_active) in USERS {
        let id = next_id(&rows.users);
        let joined = now - Duration::days(400 - i64::from(id) * 17);
        rows.users.push(user::Model {
            id,
            password: Secret(if id == ADMIN {
                passwords.admin.clone()
            } else {
                passwords.others.clone()
            }),
            last_login: (is_staff && is_active)
                .then(|| Timestamp::from(now - Duration::hours(i64::from(id) * 5))),
            is_superuser: id == ADMIN,
            username: username.to_owned(),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            email: email.to_owned(),
            is_staff,
            is_active,
            date_joined: Timestamp::from(joined),
        });
        // django-helpdesk creates these for each new user (helpdesk/models.py,
        // `create_usersettings`).
        rows.user_settings.push(user_settings::Model {
            id,
            settings_pickled: None,
            user_id: id,
            email_on_ticket_assign: true,
            email_on_ticket_change: username != "tomas",
            login_view_ticketlist: true,
            tickets_per_page: if username == "grace" { 50 } else { 25 },
            use_email_as_submitter: true,
            ticket_respond_layout: Some("tabs".to_owned()),
        });
    }
    let mut bytes = [0_u8; 20];
    rand::rng().fill(&mut bytes);
    let key = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    rows.tokens.push(token::Model {
        key: Secret(key),
        created: Timestamp::from(now),
        user_id: ADMIN,
    });
}
