//! `/api/users/`: `CreateUserView`.

use async_graphql::Value;

use crate::compat::errors::ErrorSource;
use crate::compat::exceptions::{ApiException, FieldErrors};
use crate::compat::fields::Cleaned;
use crate::compat::views::mixins;
use crate::compat::views::mutation::{MutationInput, to_scalar};
use crate::compat::views::validation::{self, RelationLookup, ValidatedData};
use crate::compat::views::{ViewRequest, ViewResponse, ViewResult};
use crate::domain::Release;

const DESCRIPTION: &str = "Create a user account.\n\n`IsAdminUser` only tests `is_staff`, the flag granting \
                                      entry to the admin\nsite, never the right to create an account. On its own it \
                                      leaves this\nendpoint more permissive than `/admin/auth/user/add/`, which refuses \
                                      the\nsame request from a staff member lacking \
                                      `auth.add_user`.\n\n`DjangoModelPermissions` adds that check. It derives the \
                                      permission from\nthe queryset's model, so a project substituting its own \
                                      AUTH_USER_MODEL is\ncovered without naming `auth.add_user` here. Both classes are \
                                      required:\nthe model permission alone would open the endpoint to any account \
                                      holding\nit, staff or not.";

/// The description of the view; empty before 2.5.
pub(super) fn description(release: Release) -> &'static str {
    match release.describes_users() {
        true => DESCRIPTION,
        false => "",
    }
}

const RELATIONS: RelationLookup = RelationLookup {
    document: None,
    references: &[],
};

/// Creates an account.
pub(super) async fn create(request: &mut ViewRequest<'_>) -> ViewResult {
    let serializer = &request.api.serializers.user;
    let mut validation =
        validation::validate_fields(request, serializer, &RELATIONS, false).await?;
    // Without other errors, the mutation below checks the username.
    if validation.has_errors()
        && let Some(Cleaned::Text(username)) = validation.value("username")
    {
        let username = Value::String(username.clone());
        validation.add_errors(username_errors(request, username).await?);
    }
    let ValidatedData { values, .. } = validation.finish()?;
    let mut input = MutationInput::default();
    for (name, value) in values {
        let member = match name.as_str() {
            "first_name" => "firstName",
            "last_name" => "lastName",
            "username" => "username",
            "email" => "email",
            "password" => "password",
            _ => continue,
        };
        input.set(member, to_scalar(value));
    }
    let mut payload = input.run(request, "UserCreate", "userCreate").await?;
    let Some(user @ Value::Object(_)) = payload.swap_remove("user") else {
        return Err(ApiException::internal("UserCreate", &std::fmt::Error));
    };
    let mut out = Vec::with_capacity(128);
    mixins::write_row(user, serializer, &[], request.site(), &mut out);
    Ok(ViewResponse {
        status: 201,
        ..ViewResponse::ok(out)
    })
}

/// The errors that the mutation reports for a username, such as that another account has it
/// (`UniqueValidator`).
async fn username_errors(
    request: &ViewRequest<'_>,
    username: Value,
) -> Result<FieldErrors, ApiException> {
    let mut input = MutationInput::default();
    input.set("username", username);
    // The input requires a password, which is checked last.
    input.set("password", "");
    input.set("validateOnly", true);
    let outcome = input
        .run_with_source(
            request,
            ErrorSource::Serializer,
            ("UserCreate", "userCreate"),
        )
        .await?;
    let mut errors = outcome.err().unwrap_or_default();
    errors.retain(|(name, _)| name == "username");
    Ok(errors)
}
