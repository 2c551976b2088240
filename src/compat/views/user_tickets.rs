//! `/api/user_tickets/`: `UserTicketViewSet`, the tickets submitted with the viewer's email
//! address, newest first.

use crate::compat::execute::Arguments;
use crate::compat::views::mixins::{self, ModelViewSet};
use crate::compat::views::{ViewRequest, ViewResult};

pub(super) const DESCRIPTION: &str =
    "A list of all the tickets submitted by the current user\n\nThe view is paginated by default";

pub(super) async fn handle(request: &ViewRequest<'_>) -> ViewResult {
    let viewset = ModelViewSet {
        model: "Ticket",
        list: "UserTicketList",
        complete_list: "UserTicketList",
        count: "UserTicketCount",
        retrieve: "UserTicketRetrieve",
        exists: "UserTicketRetrieve",
        fields: &request.api.serializers.user_ticket,
        arguments: |request| {
            let has_custom_fields = request.api.release.user_tickets_have_custom_fields();
            Arguments::new().with("hasCustomFields", has_custom_fields)
        },
    };
    if request.route.key.is_some() {
        mixins::retrieve(request, &viewset).await
    } else {
        mixins::list(request, &viewset).await
    }
}
