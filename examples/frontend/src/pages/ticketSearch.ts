// Converts the URL to the filter, order and page of the query.
import type { Viewer } from "../api/session";
import type { ChoicesQuery, TicketFilter, TicketOrder, TicketOrderField } from "../gql/graphql";

const PAGE = 25;

/** Sort orders: name in the URL, label, field, direction. */
export const ORDERS: readonly [string, string, TicketOrderField, TicketOrder["direction"]][] = [
  ["updated", "Last updated", "UPDATED_AT", "DESC"],
  ["created", "Newest", "CREATED_AT", "DESC"],
  ["priority", "Highest priority", "PRIORITY", "ASC"],
  ["due", "Due date", "DUE_AT", "ASC"],
  ["title", "Title", "TITLE", "ASC"],
];

export function filterOf(
  search: URLSearchParams,
  viewer: Viewer,
  statuses: ChoicesQuery["ticketStatuses"],
): TicketFilter {
  const all: TicketFilter[] = [];
  // Agents work on open tickets; customers want to see all of theirs.
  const status = search.get("status") ?? (viewer.isAgent ? "open" : "all");
  if (status === "open") all.push({ statusCode: { in: statuses.filter((one) => one.isOpen).map((one) => one.code) } });
  else if (status !== "all") all.push({ statusCode: { eq: Number(status) } });

  const owner = search.get("owner");
  if (owner === "me") all.push({ assignedTo: { isMe: true } });
  else if (owner === "nobody") all.push({ assignedToId: { isNull: true } });
  else if (owner) all.push({ assignedToId: { eq: Number(owner) } });

  const queue = search.get("queue");
  if (queue) all.push({ queueId: { eq: Number(queue) } });
  const priority = search.get("priority");
  if (priority) all.push({ priorityCode: { eq: Number(priority) } });

  const words = search.get("q")?.trim();
  if (words) {
    const any: TicketFilter[] = [{ title: { contains: words } }, { submitterEmail: { contains: words } }];
    // "12" and "#12" match the ticket with that number; "support-12" and "[support-12]" only in that queue.
    const [, slug, number] = /^\[?(?:#|([\w-]+)-)?(\d{1,9})\]?$/.exec(words) ?? [];
    const queue = slug && { queue: { slug: { in: [...new Set([slug, slug.toLowerCase()])] } } };
    if (number) any.push({ databaseId: { eq: Number(number) }, ...queue });
    all.push({ or: any });
  }
  return { and: all };
}

export function orderOf(search: URLSearchParams): TicketOrder[] {
  const order = ORDERS.find(([name]) => name === search.get("sort")) ?? ORDERS[0];
  return order ? [{ field: order[2], direction: order[3] }] : [];
}

/** The page after or before a cursor. */
export function pageOf(search: URLSearchParams) {
  const before = search.get("before");
  return before ? { last: PAGE, before } : { first: PAGE, after: search.get("after") };
}
