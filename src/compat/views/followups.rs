//! `/api/followups/`: `FollowUpViewSet`.

use async_graphql::Value;

use crate::compat::exceptions::Refusal;
use crate::compat::execute::{Arguments, Object};
use crate::compat::fields::Cleaned;
use crate::compat::views::incoming::{self, Incoming, LookUp, Reference};
use crate::compat::views::listing::{self, Rows};
use crate::compat::views::mutation::{Input, scalar};
use crate::compat::views::{Answer, Exchange, Outcome};

/// The objects that a follow-up refers to.
const LOOK_UP: LookUp = LookUp {
    document: Some("FollowUpReferences"),
    references: &[
        Reference {
            field: "ticket",
            list: "tickets",
            variable: "ticket",
            switch: "hasTicket",
        },
        Reference {
            field: "user",
            list: "users",
            variable: "user",
            switch: "hasUser",
        },
    ],
};

fn rows<'a>(exchange: &Exchange<'a>) -> Rows<'a> {
    Rows {
        model: "FollowUp",
        list: "FollowUpList",
        count: "FollowUpCount",
        retrieve: "FollowUpRetrieve",
        exists: "FollowUpExists",
        fields: &exchange.api.serializers.follow_up,
        arguments: |_| Arguments::new(),
    }
}

pub(super) async fn handle(exchange: &mut Exchange<'_>) -> Outcome {
    let rows = rows(exchange);
    match (exchange.method.as_str(), exchange.route.key.is_some()) {
        ("GET" | "HEAD", false) => listing::list(exchange, &rows).await,
        ("GET" | "HEAD", true) => listing::retrieve(exchange, &rows).await,
        ("POST", _) => create(exchange, &rows).await,
        ("DELETE", _) => listing::delete(exchange, &rows, "FollowUpDelete").await,
        _ => update(exchange, &rows).await,
    }
}

/// Checks that the follow-up exists.
///
/// # Errors
/// 404
pub(super) async fn exists(exchange: &Exchange<'_>) -> Result<(), Refusal> {
    listing::exists(exchange, &rows(exchange)).await.map(drop)
}

/// The field that may be omitted on create, but not null.
pub(super) const NOT_NULL: &str = "comment";

/// Creates a follow-up (helpdesk/serializers.py, `FollowUpSerializer.create`). The viewer becomes
/// its author; the field `user` is ignored.
async fn create(exchange: &mut Exchange<'_>, rows: &Rows<'_>) -> Outcome {
    let Incoming { values, .. } = incoming::read(exchange, rows.fields, &LOOK_UP, false).await?;
    if matches!(values.get(NOT_NULL), Some(Cleaned::Null)) {
        // The reference fails with an AttributeError and answers 500.
        let sentence = "This field may not be null.".into();
        return Err(Refusal::invalid(vec![(
            NOT_NULL.to_owned(),
            vec![sentence],
        )]));
    }
    let mut input = Input::default();
    for (name, value) in values {
        let member = match (name.as_str(), value) {
            ("attachments", Cleaned::Files(files)) => {
                let files: Vec<_> = files.into_iter().flatten().collect();
                if !files.is_empty() {
                    input.set_files("attachments", files);
                }
                continue;
            }
            ("new_status", Cleaned::Null) => continue,
            ("new_status", value) => {
                let changes = [("statusCode", scalar(value))]
                    .map(|(name, value)| (async_graphql::Name::new(name), value));
                input.set("changes", Value::Object(changes.into_iter().collect()));
                continue;
            }
            ("ticket", value) => ("ticketId", value),
            ("title", value) => ("title", value),
            ("comment", value) => ("comment", value),
            ("public", value) => ("public", value),
            ("time_spent", value) => ("timeSpent", value),
            _ => continue,
        };
        input.set(member.0, scalar(member.1));
    }
    let answer = input.run(exchange, "FollowUpAdd", "followUpAdd").await?;
    show(exchange, rows, answer, 201)
}

/// Updates the columns of a follow-up.
async fn update(exchange: &mut Exchange<'_>, rows: &Rows<'_>) -> Outcome {
    let id = listing::exists(exchange, rows).await?;
    let partial = exchange.method == "PATCH";
    let Incoming { values, .. } = incoming::read(exchange, rows.fields, &LOOK_UP, partial).await?;
    let mut input = Input::default();
    input.set("id", id);
    for (name, value) in values {
        let member = match name.as_str() {
            "ticket" => "ticketId",
            "user" => "userId",
            "title" => "title",
            "comment" => "comment",
            "public" => "public",
            "new_status" => "newStatusCode",
            "time_spent" => "timeSpent",
            // Files are accepted and ignored.
            _ => continue,
        };
        input.refers(&name, &value);
        input.set(member, scalar(value));
    }
    let answer = input
        .run(exchange, "FollowUpUpdate", "followUpUpdate")
        .await?;
    show(exchange, rows, answer, 200)
}

fn show(exchange: &Exchange<'_>, rows: &Rows<'_>, mut payload: Object, status: u16) -> Outcome {
    let Some(row @ Value::Object(_)) = payload.swap_remove("followUp") else {
        return Err(Refusal::internal("a follow-up", &std::fmt::Error));
    };
    let mut out = Vec::with_capacity(512);
    listing::item(row, rows.fields, &[], exchange.site(), &mut out);
    Ok(Answer {
        status,
        ..Answer::ok(out)
    })
}
