//! `/api/user_tickets/`: `UserTicketViewSet`, the tickets submitted with the viewer's email
//! address, newest first.

use crate::compat::execute::Arguments;
use crate::compat::views::listing::{self, Rows};
use crate::compat::views::{Exchange, Outcome};

pub(super) const DESCRIPTION: &str =
    "A list of all the tickets submitted by the current user\n\nThe view is paginated by default";

pub(super) async fn handle(exchange: &Exchange<'_>) -> Outcome {
    let rows = Rows {
        model: "Ticket",
        list: "UserTicketList",
        count: "UserTicketCount",
        retrieve: "UserTicketRetrieve",
        exists: "UserTicketRetrieve",
        fields: &exchange.api.serializers.user_ticket,
        arguments: |_| Arguments::new(),
    };
    if exchange.route.key.is_some() {
        listing::retrieve(exchange, &rows).await
    } else {
        listing::list(exchange, &rows).await
    }
}
