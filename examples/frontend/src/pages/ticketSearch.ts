// From the address to the service's own filters, order and page: it does the looking, not the browser.
import type { Viewer } from "../api/session";
import type { ChoicesQuery, TicketFilter, TicketOrder, TicketOrderField } from "../gql/graphql";

const PAGE = 25;

/** What the list can be sorted by: the name in the address, what people read, the service's field, the first end. */
export const ORDERS: readonly [string, string, TicketOrderField, TicketOrder["direction"]][] = [
  ["modified", "Last changed", "MODIFIED", "DESC"],
  ["created", "Newest", "CREATED", "DESC"],
  ["priority", "Most urgent", "PRIORITY", "ASC"],
  ["due", "Due first", "DUE_DATE", "ASC"],
  ["title", "Title", "TITLE", "ASC"],
];

export function filterOf(
  search: URLSearchParams,
  viewer: Viewer,
  statuses: ChoicesQuery["ticketStatuses"],
): TicketFilter {
  const all: TicketFilter[] = [];
  // Agents look after what is open; customers want to see what became of theirs.
  const status = search.get("status") ?? (viewer.isAgent ? "open" : "all");
  if (status === "open") all.push({ statusCode: { in: statuses.filter((one) => one.isOpen).map((one) => one.code) } });
  else if (status !== "all") all.push({ statusCode: { eq: Number(status) } });

  const owner = search.get("owner");
  if (owner === "me") all.push({ assignedToId: { eq: viewer.user.databaseId } });
  else if (owner === "nobody") all.push({ assignedToId: { isNull: true } });
  else if (owner) all.push({ assignedToId: { eq: Number(owner) } });

  const queue = search.get("queue");
  if (queue) all.push({ queueId: { eq: Number(queue) } });
  const priority = search.get("priority");
  if (priority) all.push({ priorityCode: { eq: Number(priority) } });

  const words = search.get("q")?.trim();
  if (words) {
    const any: TicketFilter[] = [{ title: { contains: words } }, { submitterEmail: { contains: words } }];
    // "12", "#12" and "support-12" are a ticket's number.
    const number = /^(?:#|[\w-]+-)?(\d{1,9})$/.exec(words)?.[1];
    if (number) any.push({ databaseId: { eq: Number(number) } });
    all.push({ or: any });
  }
  return { and: all };
}

export function orderOf(search: URLSearchParams): TicketOrder[] {
  const order = ORDERS.find(([name]) => name === search.get("sort")) ?? ORDERS[0];
  return order ? [{ field: order[2], direction: order[3] }] : [];
}

/** A page by the cursor that it begins behind, or ends before. */
export function pageOf(search: URLSearchParams) {
  const before = search.get("before");
  return before ? { last: PAGE, before } : { first: PAGE, after: search.get("after") };
}
