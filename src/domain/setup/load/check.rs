//! Validates a document without a look at the database, with Django's rules.

use std::collections::HashSet;

use templates::{Options, Template};

use super::document::{
    CustomField, Document, EmailTemplate, Group, KbCategory, PresetReply, Queue, Site, User,
};
use super::report::Kind;
use crate::config::Config;
use crate::domain::desk::accounts::{self, NewUser};
use crate::domain::desk::custom_fields::value::DataType;
use crate::domain::desk::slugs::{MAX_SLUG, slug_of};
use crate::domain::{Code, FieldError};
use crate::validators::{is_email, is_slug};

/// Maximum number of characters of most titles and names.
const MAX_TITLE: usize = 100;
/// Start of the permissions for queues, which are granted by `queues`.
pub(super) const QUEUE_ACCESS: &str = "helpdesk.queue_access_";

/// Fills in slugs, and brings names to the form in which they are stored.
pub(super) fn normalize(document: &mut Document) {
    for queue in &mut document.queues {
        fill_slug(&mut queue.slug, queue.title.as_deref());
    }
    for category in &mut document.kb_categories {
        fill_slug(&mut category.slug, category.title.as_deref());
    }
    for user in &mut document.users {
        let new = accounts::normalize(new_user(user));
        user.username = new.username;
        user.email = user.email.is_some().then_some(new.email);
    }
}

fn fill_slug(slug: &mut Option<String>, title: Option<&str>) {
    if slug.is_none() {
        *slug = title.map(slug_of);
    }
}

/// The account as `domain::desk::accounts` validates it.
pub(super) fn new_user(user: &User) -> NewUser {
    NewUser {
        username: user.username.clone(),
        email: user.email.clone().unwrap_or_default(),
        first_name: user.first_name.clone().unwrap_or_default(),
        last_name: user.last_name.clone().unwrap_or_default(),
        password: user.password.clone(),
        is_staff: user.is_staff.unwrap_or_default(),
        is_superuser: user.is_superuser.unwrap_or_default(),
        verbatim: true,
    }
}

/// All errors of a normalized document, in its order.
pub(super) fn errors(document: &Document, config: &Config) -> Vec<FieldError> {
    let mut checker = Checker::default();
    document.site.iter().for_each(|site| checker.site(site));
    document.queues.iter().for_each(|row| checker.queue(row));
    let fields = document.custom_fields.iter();
    fields.for_each(|row| checker.custom_field(row));
    document.groups.iter().for_each(|row| checker.group(row));
    let users = document.users.iter();
    users.for_each(|row| checker.user(row, config));
    let templates = document.email_templates.iter();
    templates.for_each(|row| checker.email_template(row, config));
    let replies = document.preset_replies.iter();
    replies.for_each(|row| checker.preset_reply(row));
    let categories = document.kb_categories.iter();
    categories.for_each(|row| checker.kb_category(row));
    checker.errors
}

/// Collects errors.
#[derive(Default)]
struct Checker {
    errors: Vec<FieldError>,
    seen: HashSet<(&'static str, String)>,
    kind: &'static str,
    name: String,
}

impl Checker {
    /// Begins an object, whose `field` is its identity.
    fn begin(&mut self, kind: Kind, name: &str, field: &str) {
        (self.kind, self.name) = (kind.name(), name.to_owned());
        if name.is_empty() {
            self.add(field, Code::Required);
        } else if !self.seen.insert((self.kind, self.name.clone())) {
            self.add(field, Code::Twice);
        }
    }

    fn add(&mut self, field: &str, code: Code) {
        self.errors.push(error(self.kind, &self.name, field, code));
    }

    /// Checks a text that may be empty.
    fn text(&mut self, field: &str, value: Option<&str>, limit: usize) {
        let Some(value) = value else { return };
        let length = value.chars().count();
        if value.contains('\0') {
            self.add(field, Code::NullCharacter);
        } else if length > limit {
            self.add(field, Code::MaxLength { limit, length });
        }
    }

    /// Checks a text that must not be empty.
    fn title(&mut self, field: &str, value: Option<&str>, limit: usize) {
        if value.is_some_and(|value| value.trim().is_empty()) {
            self.add(field, Code::Required);
        }
        self.text(field, value, limit);
    }

    fn slug(&mut self, field: &str, value: &str) {
        self.text(field, Some(value), MAX_SLUG);
        if !value.is_empty() && !is_slug(value) {
            self.add(field, Code::Invalid);
        }
    }

    fn emails(&mut self, field: &str, value: Option<&str>, limit: usize) {
        self.text(field, value, limit);
        let mut addresses = value.unwrap_or_default().split(',').map(str::trim);
        if value.is_some_and(|value| !value.is_empty()) && !addresses.all(is_email) {
            self.add(field, Code::Invalid);
        }
    }

    fn minimum(&mut self, field: &str, value: Option<i32>, minimum: i32) {
        if value.is_some_and(|value| value < minimum) {
            self.add(field, Code::MinValue(minimum.into()));
        }
    }

    fn template(&mut self, field: &str, source: Option<&str>) {
        let Some(source) = source else { return };
        let options = Options::new(chrono::DateTime::UNIX_EPOCH);
        if let Err(error) = Template::parse(source, &options) {
            let (line, reason) = (error.line, error.message);
            self.add(field, Code::Template { line, reason });
        }
    }

    fn site(&mut self, site: &Site) {
        self.begin(
            Kind::Site,
            site.domain.as_deref().unwrap_or("site"),
            "domain",
        );
        self.title("domain", site.domain.as_deref(), MAX_TITLE);
        self.title("name", site.name.as_deref(), MAX_SLUG);
        if site
            .domain
            .as_deref()
            .is_some_and(|domain| !is_domain(domain))
        {
            self.add("domain", Code::Invalid);
        }
    }

    fn queue(&mut self, queue: &Queue) {
        let slug = queue.slug.as_deref().unwrap_or_default();
        self.begin(Kind::Queue, slug, "slug");
        self.slug("slug", slug);
        self.title("title", queue.title.as_deref(), MAX_TITLE);
        let address = queue.email_address.as_deref();
        self.text("email_address", address, 254);
        if address.is_some_and(|address| !address.is_empty() && !is_email(address)) {
            self.add("email_address", Code::Invalid);
        }
        self.text("locale", queue.locale.as_deref(), 10);
        self.minimum("escalate_days", queue.escalate_days, 0);
        self.emails("new_ticket_cc", queue.new_ticket_cc.as_deref(), 200);
        self.emails("updated_ticket_cc", queue.updated_ticket_cc.as_deref(), 200);
    }

    fn custom_field(&mut self, field: &CustomField) {
        self.begin(Kind::CustomField, &field.name, "name");
        self.slug("name", &field.name);
        self.title("label", field.label.as_deref(), 30);
        self.text("help_text", field.help_text.as_deref(), usize::MAX);
        let data_type = field.data_type.as_deref();
        if let Some(name) = data_type.filter(|name| DataType::from_name(name).is_none()) {
            self.add("data_type", Code::InvalidChoice(name.to_owned()));
        }
        self.minimum("max_length", field.max_length, 1);
        self.minimum("decimal_places", field.decimal_places, 0);
        let choices = field.list_values.as_deref();
        for choice in choices.unwrap_or_default() {
            self.text("list_values", Some(choice), usize::MAX);
            if choice.trim().is_empty() || choice.contains(['\n', '\r']) {
                self.add("list_values", Code::Invalid);
            }
        }
        if data_type == Some("list") && choices.is_some_and(<[_]>::is_empty) {
            self.add("list_values", Code::Required);
        }
    }

    fn group(&mut self, group: &Group) {
        self.begin(Kind::Group, &group.name, "name");
        self.text("name", Some(&group.name), 150);
        self.permissions(group.permissions.as_deref());
    }

    fn permissions(&mut self, permissions: Option<&[String]>) {
        for name in permissions.unwrap_or_default() {
            if name.starts_with(QUEUE_ACCESS) {
                self.add("permissions", Code::Exclusive("queues"));
            }
        }
    }

    fn user(&mut self, user: &User, config: &Config) {
        self.begin(Kind::User, &user.username, "username");
        let new = new_user(user);
        for found in accounts::errors(&new) {
            let field = found.path.join(".");
            // The empty name was reported.
            if !(field == "username" && user.username.is_empty()) {
                self.add(&field, found.code);
            }
        }
        for found in accounts::password_errors(config, &new) {
            self.add("password", found.code);
        }
        if user.password_file.is_some() && user.password_variable.is_some() {
            self.add("password_file", Code::Exclusive("password_variable"));
        }
        self.permissions(user.permissions.as_deref());
    }

    fn email_template(&mut self, template: &EmailTemplate, config: &Config) {
        let name = super::templates::identity(template);
        self.begin(Kind::EmailTemplate, &name, "template_name");
        self.title("template_name", Some(&template.template_name), MAX_TITLE);
        self.text("locale", template.locale.as_deref(), 10);
        self.text("subject", template.subject.as_deref(), MAX_TITLE);
        self.text("heading", template.heading.as_deref(), MAX_TITLE);
        self.text("plain_text", template.plain_text.as_deref(), usize::MAX);
        self.text("html", template.html.as_deref(), usize::MAX);
        let subject = template.subject.as_deref();
        let subject = subject.map(|text| config.helpdesk.subject(text).unwrap_or_default());
        self.template("subject", subject.as_deref());
        self.template("heading", template.heading.as_deref());
        self.template("plain_text", template.plain_text.as_deref());
        self.template("html", template.html.as_deref());
    }

    fn preset_reply(&mut self, reply: &PresetReply) {
        self.begin(Kind::PresetReply, &reply.name, "name");
        self.text("name", Some(&reply.name), MAX_TITLE);
        self.title("body", reply.body.as_deref(), usize::MAX);
        self.template("body", reply.body.as_deref());
    }

    fn kb_category(&mut self, category: &KbCategory) {
        let slug = category.slug.as_deref().unwrap_or_default();
        self.begin(Kind::KbCategory, slug, "slug");
        self.slug("slug", slug);
        self.title("title", category.title.as_deref(), MAX_TITLE);
        self.title("name", category.name.as_deref(), MAX_TITLE);
        self.text("description", category.description.as_deref(), usize::MAX);
        for item in &category.items {
            // Two categories may have articles with the same title.
            let name = super::knowledge_base::identity(slug, &item.title);
            self.begin(Kind::KbItem, &name, "title");
            self.title("title", Some(&item.title), MAX_TITLE);
            self.title("question", item.question.as_deref(), usize::MAX);
            self.title("answer", item.answer.as_deref(), usize::MAX);
            self.minimum("order", item.order, 0);
        }
    }
}

/// An error of a field of an object.
pub(super) fn error(kind: &str, name: &str, field: &str, code: Code) -> FieldError {
    FieldError {
        path: vec![kind.to_owned(), name.to_owned(), field.to_owned()],
        code,
    }
}

/// Whether a text is a host with an optional port. Django only rejects whitespace, but links
/// would be broken by a scheme or a path.
fn is_domain(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "/@?#".contains(c))
}

#[cfg(test)]
mod tests {
    use super::{is_domain, slug_of};

    #[test]
    fn slugs_are_those_of_djangos_admin() {
        for (title, slug) in [
            ("Support", "support"),
            ("  Sales & Orders  ", "sales-orders"),
            ("Geräte_2 – intern", "gerate_2-intern"),
            ("Поддержка", ""),
            ("--a--", "a"),
        ] {
            assert_eq!(slug_of(title), slug, "{title}");
        }
        assert_eq!(slug_of(&"x".repeat(90)).len(), 50);
    }

    #[test]
    fn domains_have_no_scheme() {
        for good in [
            "help.example.com",
            "localhost:8000",
            "[::1]:80",
            "münchen.de",
        ] {
            assert!(is_domain(good), "{good}");
        }
        for bad in ["", "https://help.example.com", "a b", "a/b"] {
            assert!(!is_domain(bad), "{bad}");
        }
    }
}
