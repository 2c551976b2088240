//! `/api/followups/`: `FollowUpViewSet`.

use async_graphql::Value;
use http::Method;

use crate::compat::exceptions::ApiException;
use crate::compat::execute::{Arguments, Object};
use crate::compat::fields::Cleaned;
use crate::compat::views::mixins::{self, ModelViewSet};
use crate::compat::views::mutation::{MutationInput, to_scalar};
use crate::compat::views::validation::{self, Relation, RelationLookup, ValidatedData};
use crate::compat::views::{ViewRequest, ViewResponse, ViewResult};
use crate::graphql::inputs::followups::Authorship;

/// The objects that a follow-up refers to.
const RELATIONS: RelationLookup = RelationLookup {
    document: Some("FollowUpReferences"),
    references: &[
        Relation {
            field: "ticket",
            list: "tickets",
            variable: "ticket",
            include_variable: "hasTicket",
        },
        Relation {
            field: "user",
            list: "users",
            variable: "user",
            include_variable: "hasUser",
        },
    ],
};

fn viewset<'a>(request: &ViewRequest<'a>) -> ModelViewSet<'a> {
    ModelViewSet {
        model: "FollowUp",
        list: "FollowUpList",
        complete_list: "FollowUpCompleteList",
        count: "FollowUpCount",
        retrieve: "FollowUpRetrieve",
        exists: "FollowUpExists",
        fields: &request.api.serializers.follow_up,
        arguments: |_| Arguments::new(),
    }
}

pub(super) async fn handle(request: &mut ViewRequest<'_>) -> ViewResult {
    let viewset = viewset(request);
    match (request.method.clone(), request.route.key.is_some()) {
        (Method::GET | Method::HEAD, false) => mixins::list(request, &viewset).await,
        (Method::GET | Method::HEAD, true) => mixins::retrieve(request, &viewset).await,
        (Method::POST, _) => create(request, &viewset).await,
        (Method::DELETE, _) => mixins::delete(request, &viewset, "FollowUpDelete").await,
        _ => update(request, &viewset).await,
    }
}

/// Checks that the follow-up exists.
///
/// # Errors
/// 404
pub(super) async fn exists(request: &ViewRequest<'_>) -> Result<(), ApiException> {
    mixins::object_id(request, &viewset(request))
        .await
        .map(drop)
}

/// The field that may be omitted on create, but not null.
pub(super) const NON_NULL: &str = "comment";

/// Creates a follow-up (helpdesk/serializers.py, `FollowUpSerializer.create`). The viewer becomes
/// its author; the field `user` is ignored, except before 1.2.
async fn create(request: &mut ViewRequest<'_>, viewset: &ModelViewSet<'_>) -> ViewResult {
    let ValidatedData { values, .. } =
        validation::validate(request, viewset.fields, &RELATIONS, false).await?;
    let as_sent = !request.api.release.follow_ups_have_fixed_dates();
    if !as_sent && matches!(values.get(NON_NULL), Some(Cleaned::Null)) {
        // The reference fails with an AttributeError and answers 500.
        let sentence = "This field may not be null.".into();
        return Err(ApiException::invalid(vec![(
            NON_NULL.to_owned(),
            vec![sentence],
        )]));
    }
    let mut input = MutationInput::default();
    let mut authorship = Authorship::default();
    for (name, value) in values {
        if as_sent && set_authorship(&mut authorship, &name, &value) {
            continue;
        }
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
                let changes = [("statusCode", to_scalar(value))]
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
        input.set(member.0, to_scalar(member.1));
    }
    input.authorship = as_sent.then_some(authorship);
    let payload = input.run(request, "FollowUpAdd", "followUpAdd").await?;
    respond(request, viewset, payload, 201)
}

/// Sets a field that only old releases accept on create (before 1.2: user, date, and a status that
/// the ticket does not get). Returns whether it is one.
fn set_authorship(authorship: &mut Authorship, name: &str, value: &Cleaned) -> bool {
    match (name, value) {
        ("user", Cleaned::Reference(id, _)) => authorship.author = i32::try_from(*id).ok(),
        ("date", Cleaned::DateTime(moment)) => authorship.date = Some(*moment),
        ("new_status", Cleaned::Choice(number)) => authorship.new_status = Some(*number),
        ("user" | "new_status", Cleaned::Null) => {}
        _ => return false,
    }
    true
}

/// Updates the columns of a follow-up.
async fn update(request: &mut ViewRequest<'_>, viewset: &ModelViewSet<'_>) -> ViewResult {
    let id = mixins::object_id(request, viewset).await?;
    let partial = request.method == Method::PATCH;
    let ValidatedData { values, .. } =
        validation::validate(request, viewset.fields, &RELATIONS, partial).await?;
    let mut input = MutationInput::default();
    input.set("id", id);
    for (name, value) in values {
        if let ("date", Cleaned::DateTime(moment)) = (name.as_str(), &value) {
            input.authorship.get_or_insert_default().date = Some(*moment);
            continue;
        }
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
        input.remember_reference(&name, &value);
        input.set(member, to_scalar(value));
    }
    let payload = input
        .run(request, "FollowUpUpdate", "followUpUpdate")
        .await?;
    respond(request, viewset, payload, 200)
}

fn respond(
    request: &ViewRequest<'_>,
    viewset: &ModelViewSet<'_>,
    mut payload: Object,
    status: u16,
) -> ViewResult {
    let Some(row @ Value::Object(_)) = payload.swap_remove("followUp") else {
        return Err(ApiException::internal("a follow-up", &std::fmt::Error));
    };
    let mut out = Vec::with_capacity(512);
    mixins::write_row(row, viewset.fields, &[], request.site(), &mut out);
    Ok(ViewResponse {
        status,
        ..ViewResponse::ok(out)
    })
}
