import type { SearchQuery } from "../gql/graphql";

type Facets = SearchQuery["search"]["facets"];
type Item = { label: string; count: number; operator: string };

/** How many results have which properties. A click restricts the search to them. */
export function SearchFacets({ facets, query, ask }: { facets: Facets; query: string; ask: (query: string) => void }) {
  const groups: [string, Item[]][] = [
    ["Queue", facets.queues.map(({ queue, count }) => ({ label: queue.title, count, operator: `queue:${queue.slug}` }))],
    ["Status", facets.statuses.map(({ statusCode, label, count }) => ({ label, count, operator: `status:${statusCode}` }))],
    ["Priority", facets.priorities.map(({ priorityCode, label, count }) => ({ label, count, operator: `priority:${priorityCode}` }))],
    [
      "Owner",
      facets.assignees.map(({ assignedTo, count }) => ({
        label: assignedTo?.fullName ?? "Unassigned",
        count,
        operator: assignedTo ? `assignee:${quoted(assignedTo.username)}` : "is:unassigned",
      })),
    ],
  ];
  return (
    <aside className="facets" aria-label="Restrict the results">
      {groups
        .filter(([, items]) => items.length > 0)
        .map(([name, items]) => (
          <section key={name}>
            <h2>{name}</h2>
            <ul>
              {items.slice(0, 8).map(({ label, count, operator }) => (
                <li key={operator}>
                  <button type="button" className="plain" disabled={query.includes(operator)} onClick={() => ask(`${query} ${operator}`)}>
                    {label} <span className="number">{count}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
    </aside>
  );
}

function quoted(text: string): string {
  return /\s/.test(text) ? `"${text}"` : text;
}
