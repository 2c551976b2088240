//! Permissions of views: `IsAuthenticated`, `IsAdminUser` and `DjangoModelPermissions`
//! (`rest_framework/permissions.py`). The domain decides which rows are visible.

use async_graphql::Value;
use http::Method;

use crate::compat::exceptions::ApiException;
use crate::compat::execute::{Arguments, Executor};
use crate::compat::routing::Resource;
use crate::domain::Context;

/// Checks that the viewer may use a method of a view.
///
/// # Errors
/// 403; 401 or 403 if the viewer is anonymous; 405 for a method without a model permission.
pub(crate) async fn check(
    executor: &Executor,
    context: &Context,
    resource: Resource,
    method: &Method,
) -> Result<(), ApiException> {
    let viewer = &context.viewer;
    let allowed = match resource {
        Resource::Root => true,
        Resource::UserTickets => viewer.is_authenticated(),
        Resource::Tickets | Resource::FollowUps | Resource::Attachments | Resource::Users => {
            viewer.is_staff()
        }
    };
    if !allowed {
        return Err(if viewer.is_authenticated() {
            ApiException::permission_denied()
        } else {
            ApiException::not_authenticated()
        });
    }
    if resource == Resource::Users {
        let needed = match *method {
            Method::GET | Method::OPTIONS | Method::HEAD => return Ok(()),
            Method::POST => "auth.add_user",
            Method::PUT | Method::PATCH => "auth.change_user",
            Method::DELETE => "auth.delete_user",
            _ => return Err(ApiException::method_not_allowed(method.as_str())),
        };
        if !has_permission(executor, context, needed).await? {
            return Err(ApiException::permission_denied());
        }
    }
    Ok(())
}

/// `user.has_perm`
async fn has_permission(
    executor: &Executor,
    context: &Context,
    needed: &str,
) -> Result<bool, ApiException> {
    if context.viewer.is_superuser() {
        return Ok(true);
    }
    let data = executor
        .run("ViewerPermissions", Arguments::new(), context)
        .await?;
    let Some(Value::Object(viewer)) = data.into_values().next() else {
        return Ok(false);
    };
    let Some(Value::List(permissions)) = viewer.into_values().next() else {
        return Ok(false);
    };
    Ok(permissions
        .iter()
        .any(|name| matches!(name, Value::String(name) if name == needed)))
}
