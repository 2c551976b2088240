//! `/api/users/`: `CreateUserView`.

use crate::compat::exceptions::Refusal;
use crate::compat::views::{Exchange, Outcome};

/// The view's description.
pub(super) const DESCRIPTION: &str = "Create a user account.\n\n`IsAdminUser` only tests `is_staff`, the flag granting \
                                      entry to the admin\nsite, never the right to create an account. On its own it \
                                      leaves this\nendpoint more permissive than `/admin/auth/user/add/`, which refuses \
                                      the\nsame request from a staff member lacking \
                                      `auth.add_user`.\n\n`DjangoModelPermissions` adds that check. It derives the \
                                      permission from\nthe queryset's model, so a project substituting its own \
                                      AUTH_USER_MODEL is\ncovered without naming `auth.add_user` here. Both classes are \
                                      required:\nthe model permission alone would open the endpoint to any account \
                                      holding\nit, staff or not.";

/// Creating an account comes with the other writes.
pub(super) async fn create(exchange: &mut Exchange<'_>) -> Outcome {
    exchange.data().await?;
    Err(Refusal::not_implemented("Creating an account"))
}
