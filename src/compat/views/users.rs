//! `/api/users/`: `CreateUserView`.

use async_graphql::Value;

use crate::compat::exceptions::Refusal;
use crate::compat::views::incoming::{self, Incoming, LookUp};
use crate::compat::views::listing;
use crate::compat::views::mutation::{Input, scalar};
use crate::compat::views::{Answer, Exchange, Outcome};

pub(super) const DESCRIPTION: &str = "Create a user account.\n\n`IsAdminUser` only tests `is_staff`, the flag granting \
                                      entry to the admin\nsite, never the right to create an account. On its own it \
                                      leaves this\nendpoint more permissive than `/admin/auth/user/add/`, which refuses \
                                      the\nsame request from a staff member lacking \
                                      `auth.add_user`.\n\n`DjangoModelPermissions` adds that check. It derives the \
                                      permission from\nthe queryset's model, so a project substituting its own \
                                      AUTH_USER_MODEL is\ncovered without naming `auth.add_user` here. Both classes are \
                                      required:\nthe model permission alone would open the endpoint to any account \
                                      holding\nit, staff or not.";

const LOOK_UP: LookUp = LookUp {
    document: None,
    references: &[],
};

/// Creates an account. The mutation checks that the username is unique (`UniqueValidator`).
pub(super) async fn create(exchange: &mut Exchange<'_>) -> Outcome {
    let serializer = &exchange.api.serializers.user;
    let Incoming { values, .. } = incoming::read(exchange, serializer, &LOOK_UP, false).await?;
    let mut input = Input::default();
    for (name, value) in values {
        let member = match name.as_str() {
            "first_name" => "firstName",
            "last_name" => "lastName",
            "username" => "username",
            "email" => "email",
            "password" => "password",
            _ => continue,
        };
        input.set(member, scalar(value));
    }
    let mut payload = input.run(exchange, "UserCreate", "userCreate").await?;
    let Some(user @ Value::Object(_)) = payload.swap_remove("user") else {
        return Err(Refusal::internal("UserCreate", &std::fmt::Error));
    };
    let mut out = Vec::with_capacity(128);
    listing::item(user, serializer, &[], exchange.site(), &mut out);
    Ok(Answer {
        status: 201,
        ..Answer::ok(out)
    })
}
