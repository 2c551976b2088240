//! What values mean together: settings that are of the right kind and still cannot work. Changes
//! nothing.

use std::collections::BTreeSet;

use super::{Config, TrustedDocuments, redact_url};

/// SQLite's journal modes; the empty one leaves the file as it is.
const JOURNAL_MODES: [&str; 7] = ["", "delete", "truncate", "persist", "memory", "wal", "off"];

pub(super) type Faults = Vec<(&'static str, String)>;

/// Everything that cannot work, by key.
pub(super) fn check(config: &Config) -> Faults {
    let mut faults = Faults::new();
    site(config, &mut faults);
    super::passwords::check(config, &mut faults);
    super::django::check(config, &mut faults);
    server(config, &mut faults);
    database(config, &mut faults);
    storage(config, &mut faults);
    super::mail::check(config, &mut faults);
    graphql(config, &mut faults);
    super::live::check(&config.live, &mut faults);
    outbox(config, &mut faults);
    statuses(config, &mut faults);
    helpdesk(config, &mut faults);
    faults
}

fn site(config: &Config, faults: &mut Faults) {
    super::site::check(config, faults);
    if config.site_id < 1 {
        faults.push((
            "site_id",
            format!(
                "{} is no row of django_site; they count from 1",
                config.site_id
            ),
        ));
    }
    let cookies = [
        ("session_cookie_name", &config.session_cookie_name),
        ("csrf_cookie_name", &config.csrf_cookie_name),
    ];
    for (key, name) in cookies {
        let fits = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if name.is_empty() || !name.chars().all(fits) {
            faults.push((key, format!("{name:?} cannot be the name of a cookie")));
        }
    }
    if config.session_cookie_name == config.csrf_cookie_name {
        faults.push((
            "csrf_cookie_name",
            "it is the session's cookie already".to_owned(),
        ));
    }
    for origin in &config.csrf_trusted_origins {
        if !origin.contains("://") {
            let message = format!("{origin:?} must begin with http:// or https://");
            faults.push(("csrf_trusted_origins", message));
        }
    }
    for origin in &config.cors_allowed_origins {
        if let Err(message) = check_origin(origin) {
            faults.push(("cors_allowed_origins", message));
        }
    }
}

/// Whether a text is an origin as browsers name them: what they never send would allow nothing.
fn check_origin(origin: &str) -> Result<(), String> {
    if origin == "*" {
        return Err("\"*\" would be everybody; name each origin".to_owned());
    }
    let url = url::Url::parse(origin).ok().filter(|url| url.has_host());
    let Some(url) = url else {
        return Err(format!(
            "{origin:?} is no origin such as \"https://desk.example.com\""
        ));
    };
    // Apps have schemes of their own (capacitor://localhost), of which the library makes no origin.
    let port = url
        .port()
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let meant = format!(
        "{}://{}{port}",
        url.scheme(),
        url.host_str().unwrap_or_default()
    );
    if meant == origin {
        Ok(())
    } else {
        Err(format!(
            "{origin:?} is not what browsers send; did you mean {meant:?}?"
        ))
    }
}

fn server(config: &Config, faults: &mut Faults) {
    let listen = &config.server.listen;
    let port = listen
        .rsplit_once(':')
        .filter(|(host, _)| !host.is_empty())
        .map(|(_, port)| port);
    if port.is_none_or(|port| port.parse::<u16>().is_err()) {
        let meant = match listen.trim_start_matches(':').parse::<u16>() {
            Ok(port) => format!("did you mean \"127.0.0.1:{port}\"?"),
            Err(_) => "an address and a port are needed, as \"127.0.0.1:8000\"".to_owned(),
        };
        faults.push((
            "server.listen",
            format!("{listen:?} is no address to listen on; {meant}"),
        ));
    }
    let server = &config.server;
    positive("server.max_body_size", server.max_body_size == 0, faults);
    positive("server.max_file_size", server.max_file_size == 0, faults);
    positive(
        "server.customer_max_memory_size",
        server.customer_max_memory_size == 0,
        faults,
    );
    positive(
        "server.anonymous_max_memory_size",
        server.anonymous_max_memory_size == 0,
        faults,
    );
    positive("server.header_seconds", server.header_seconds == 0, faults);
    positive("server.slow_seconds", server.slow_seconds == 0, faults);
    positive(
        "server.timeout_seconds",
        server.timeout_seconds == 0,
        faults,
    );
    positive(
        "server.shutdown_seconds",
        server.shutdown_seconds == 0,
        faults,
    );
}

pub(super) fn positive(key: &'static str, is_zero: bool, faults: &mut Faults) {
    if is_zero {
        faults.push((key, "it must be more than 0".to_owned()));
    }
}

fn database(config: &Config, faults: &mut Faults) {
    let database = &config.database;
    if let Err(message) = super::check_database_url(&database.url) {
        faults.push(("database.url", message));
    }
    if !database.direct_url.is_empty()
        && let Err(message) = super::check_database_url(&database.direct_url)
    {
        faults.push(("database.direct_url", message));
    }
    positive(
        "database.max_connections",
        database.max_connections == 0,
        faults,
    );
    positive(
        "database.acquire_seconds",
        database.acquire_seconds == 0,
        faults,
    );
    let mode = &database.sqlite_journal_mode;
    if !JOURNAL_MODES.contains(&mode.as_str()) {
        let modes = JOURNAL_MODES[1..].join(", ");
        let message = format!(
            "{mode:?} is no journal mode of SQLite; there are {modes}, and \"\" for the file's own"
        );
        faults.push(("database.sqlite_journal_mode", message));
    }
}

fn storage(config: &Config, faults: &mut Faults) {
    let url = &config.storage.url;
    let shown = redact_url(url);
    let bucket = |rest: &str| rest.split(['/', '?']).next().unwrap_or_default().to_owned();
    let fault = if let Some(path) = url.strip_prefix("fs:") {
        path.is_empty()
            .then(|| format!("{shown:?} names no folder; \"fs:PATH\" is needed"))
    } else if let Some(rest) = url.strip_prefix("s3://") {
        bucket(rest).is_empty().then(|| {
            format!("{shown:?} names no bucket; \"s3://BUCKET/PREFIX?endpoint=…\" is needed")
        })
    } else if url == "memory:" {
        None
    } else {
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        Some(format!(
            "there are no storages of the kind {scheme:?}; \"fs:PATH\", \"s3://BUCKET/PREFIX\" or \"memory:\" is needed"
        ))
    };
    faults.extend(fault.map(|fault| ("storage.url", fault)));
    for (key, mode) in [
        (
            "storage.attachment_dir_perms",
            &config.storage.attachment_dir_perms,
        ),
        (
            "storage.file_upload_permissions",
            &config.storage.file_upload_permissions,
        ),
    ] {
        let digits = mode.strip_prefix("0o").unwrap_or(mode);
        if !mode.is_empty() && u32::from_str_radix(digits, 8).map_or(true, |mode| mode > 0o7777) {
            faults.push((key, format!("{mode:?} is no octal mode such as \"755\"")));
        }
    }
}

fn graphql(config: &Config, faults: &mut Faults) {
    let graphql = &config.graphql;
    positive("graphql.max_page_size", graphql.max_page_size == 0, faults);
    positive("graphql.max_depth", graphql.max_depth == 0, faults);
    positive(
        "graphql.max_complexity",
        graphql.max_complexity == 0,
        faults,
    );
    positive(
        "graphql.max_anonymous_complexity",
        graphql.max_anonymous_complexity == 0,
        faults,
    );
    positive(
        "graphql.max_answer_size",
        graphql.max_answer_size == 0,
        faults,
    );
    positive(
        "graphql.idempotency_hours",
        graphql.idempotency_hours == 0,
        faults,
    );
    positive("graphql.max_aliases", graphql.max_aliases == 0, faults);
    positive("graphql.max_tokens", graphql.max_tokens == 0, faults);
    positive("graphql.max_list_size", graphql.max_list_size == 0, faults);
    let cost = u32::try_from(graphql.max_complexity).unwrap_or(u32::MAX);
    let budgets = [
        ("graphql.max_cost_per_minute", graphql.max_cost_per_minute),
        (
            "graphql.max_anonymous_cost_per_minute",
            graphql.max_anonymous_cost_per_minute,
        ),
    ];
    for (key, budget) in budgets
        .into_iter()
        .filter(|(_, budget)| (1..cost).contains(budget))
    {
        faults.push((
            key,
            format!("{budget} is less than one operation may cost, graphql.max_complexity"),
        ));
    }
    if graphql.trusted_documents != TrustedDocuments::Off
        && graphql.trusted_documents_path.is_empty()
    {
        let message =
            "graphql.trusted_documents needs the path of a folder or a manifest".to_owned();
        faults.push(("graphql.trusted_documents_path", message));
    }
    if graphql.default_page_size == 0 || graphql.default_page_size > graphql.max_page_size {
        let message = format!(
            "{} is not from 1 to graphql.max_page_size, {}",
            graphql.default_page_size, graphql.max_page_size
        );
        faults.push(("graphql.default_page_size", message));
    }
}

fn outbox(config: &Config, faults: &mut Faults) {
    let outbox = &config.outbox;
    positive("outbox.concurrency", outbox.concurrency == 0, faults);
    positive(
        "outbox.max_concurrency",
        outbox.max_concurrency == 0,
        faults,
    );
    positive(
        "outbox.poll_milliseconds",
        outbox.poll_milliseconds == 0,
        faults,
    );
    positive("outbox.lease_seconds", outbox.lease_seconds == 0, faults);
    for (key, seconds) in [
        ("outbox.retry_seconds", outbox.retry_seconds),
        ("outbox.retry_max_seconds", outbox.retry_max_seconds),
    ] {
        if !(seconds > 0.0 && seconds <= 1e9) {
            faults.push((key, "it must be more than 0 seconds".to_owned()));
        }
    }
    positive(
        "webhooks.max_answer_size",
        config.webhooks.max_answer_size == 0,
        faults,
    );
}

fn statuses(config: &Config, faults: &mut Faults) {
    let helpdesk = &config.helpdesk;
    let mut statuses = BTreeSet::new();
    for choice in &helpdesk.ticket_status_choices {
        if !statuses.insert(choice.0) {
            faults.push((
                "helpdesk.ticket_status_choices",
                format!("status {} is there twice", choice.0),
            ));
        }
    }
    let unknown = |status: i32| {
        let known: Vec<String> = statuses.iter().map(ToString::to_string).collect();
        format!(
            "status {status} is not in helpdesk.ticket_status_choices ({})",
            known.join(", ")
        )
    };
    if !statuses.contains(&helpdesk.ticket_open_status) {
        faults.push((
            "helpdesk.ticket_open_status",
            unknown(helpdesk.ticket_open_status),
        ));
    }
    for status in helpdesk
        .ticket_open_statuses
        .iter()
        .filter(|status| !statuses.contains(status))
    {
        faults.push(("helpdesk.ticket_open_statuses", unknown(*status)));
    }
    let flow = &helpdesk.ticket_status_choices_flow;
    let mut named: Vec<i32> = Vec::new();
    for status in flow
        .iter()
        .flat_map(|(from, to)| std::iter::once(from).chain(to))
    {
        if !statuses.contains(status) && !named.contains(status) {
            named.push(*status);
            faults.push(("helpdesk.ticket_status_choices_flow", unknown(*status)));
        }
    }
    let mut priorities = BTreeSet::new();
    for choice in &helpdesk.ticket_priority_choices {
        if !priorities.insert(choice.0) {
            faults.push((
                "helpdesk.ticket_priority_choices",
                format!("priority {} is there twice", choice.0),
            ));
        }
    }
}

fn helpdesk(config: &Config, faults: &mut Faults) {
    let helpdesk = &config.helpdesk;
    const DAYS: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    for (day, start, end) in &helpdesk.followup_time_spent_opening_hours {
        // helpdesk/lib.py, `daily_time_spent_calculation`
        let fits = *start >= 0.0 && start <= end && *end <= 23.9999;
        if !DAYS.contains(&day.as_str()) || !fits {
            let message = format!(
                "[{day:?}, {start}, {end}] is not a day of the week and two hours from 0 to 23.9999"
            );
            faults.push(("helpdesk.followup_time_spent_opening_hours", message));
        }
    }
    let layout = &config.helpdesk_default_settings.ticket_respond_layout;
    if !["tabs", "bottom", "top"].contains(&layout.as_str()) {
        let message = format!("{layout:?} is none of \"tabs\", \"bottom\" and \"top\"");
        faults.push(("helpdesk_default_settings.ticket_respond_layout", message));
    }
    for extension in helpdesk
        .valid_extensions
        .iter()
        .filter(|extension| !extension.starts_with('.'))
    {
        let message = format!("{extension:?} must begin with a dot: \".{extension}\"");
        faults.push(("helpdesk.valid_extensions", message));
    }
    let hooks = [
        (
            "helpdesk.new_ticket_webhook_urls",
            &helpdesk.new_ticket_webhook_urls,
        ),
        (
            "helpdesk.followup_webhook_urls",
            &helpdesk.followup_webhook_urls,
        ),
    ];
    for (key, urls) in hooks {
        for (index, _) in urls.iter().enumerate().filter(|(_, url)| !is_http(url)) {
            // The address may carry a secret: its place in the list says enough.
            faults.push((
                key,
                format!("address {} must begin with http:// or https://", index + 1),
            ));
        }
    }
    if !(helpdesk.webhook_timeout.is_finite() && helpdesk.webhook_timeout > 0.0) {
        faults.push((
            "helpdesk.webhook_timeout",
            "it must be more than 0 seconds".to_owned(),
        ));
    }
}

pub(super) fn is_http(address: &str) -> bool {
    url::Url::parse(address)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
