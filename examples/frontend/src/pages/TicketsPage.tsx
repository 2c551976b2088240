// The list of tickets. Filters, search, order and page are in the URL, so that any view can be bookmarked and shared.
import { useEffect, useState } from "react";
import { useQuery } from "urql";
import { useChoices } from "../api/choices";
import { TicketsQuery } from "../api/documents/tickets";
import { errorMessage } from "../api/errors";
import { useRefresh } from "../api/live";
import { useViewer } from "../api/session";
import { useShortcut } from "../api/shortcuts";
import { BulkBar } from "../parts/BulkBar";
import { Heading } from "../parts/Heading";
import { Notice } from "../parts/Notice";
import { TicketFilters } from "../parts/TicketFilters";
import { TicketTable } from "../parts/TicketTable";
import { go } from "../navigation";
import { ticketsAt } from "../route";
import { filterOf, orderOf, pageOf } from "./ticketSearch";

const NONE: ReadonlySet<number> = new Set();

export function TicketsPage({ search }: { search: URLSearchParams }) {
  const viewer = useViewer();
  const choices = useChoices();
  const [{ data, fetching, error }, ask] = useQuery({
    query: TicketsQuery,
    variables: {
      filter: filterOf(search, viewer, choices?.ticketStatuses ?? []),
      orderBy: orderOf(search),
      ...pageOf(search),
    },
    // Shows the cached list at once, then the current one.
    requestPolicy: "cache-and-network",
    // Which statuses are open depends on the installation.
    pause: !choices,
  });
  useRefresh(() => choices && ask({ requestPolicy: "network-only" }));
  const tickets = data?.tickets;
  const words = search.get("q");
  const [selected, setSelected] = useState<ReadonlySet<number>>(NONE);
  const select = (numbers: Iterable<number>) => setSelected(new Set(numbers));
  const view = `${search}`;
  // Tickets that are no longer shown should not be changed by accident.
  useEffect(() => setSelected(NONE), [view]);
  useShortcut("/", "Search", () => document.querySelector<HTMLInputElement>("input[type=search]")?.focus());

  const goToPage = (name: "after" | "before", cursor: string | null | undefined) => {
    const to = new URLSearchParams(search);
    to.delete("after");
    to.delete("before");
    if (cursor) to.set(name, cursor);
    go(ticketsAt(to));
  };

  return (
    <>
      <Heading title={words ? `“${words}” – Tickets` : "Tickets"}>Tickets</Heading>
      {choices && <TicketFilters search={search} choices={choices} />}
      {error && <Notice kind="bad">{errorMessage(error)}</Notice>}
      <p className="count" aria-live="polite">
        {tickets ? `${tickets.totalCount} ${tickets.totalCount === 1 ? "ticket" : "tickets"}` : fetching && "Loading…"}
      </p>
      {tickets && tickets.nodes.length > 0 && <TicketTable tickets={tickets.nodes} selected={selected} select={select} />}
      {tickets?.nodes.length === 0 && <p className="empty">No tickets match.</p>}
      {tickets && (tickets.pageInfo.hasPreviousPage || tickets.pageInfo.hasNextPage) && (
        <nav className="pager" aria-label="Pagination">
          <button
            type="button"
            disabled={!tickets.pageInfo.hasPreviousPage}
            onClick={() => goToPage("before", tickets.pageInfo.startCursor)}
          >
            ← Previous page
          </button>
          <button
            type="button"
            disabled={!tickets.pageInfo.hasNextPage}
            onClick={() => goToPage("after", tickets.pageInfo.endCursor)}
          >
            Next page →
          </button>
        </nav>
      )}
      {viewer.isAgent && <BulkBar selected={selected} select={select} />}
    </>
  );
}
