// The search over tickets and the knowledge base. Its text is in the URL, so that any search can be bookmarked.
import { useEffect, useRef, useState } from "react";
import { useClient, useQuery } from "urql";
import { SearchQuery } from "../api/documents/search";
import { errorMessage } from "../api/errors";
import { useViewer } from "../api/session";
import type { SearchQuery as Found } from "../gql/graphql";
import { go } from "../navigation";
import { Heading } from "../parts/Heading";
import { Notice } from "../parts/Notice";
import { SearchFacets } from "../parts/SearchFacets";
import { SearchHit } from "../parts/SearchHit";
import { searchAt } from "../route";

const PAGE = 20;
type Edges = Found["search"]["edges"];

export function SearchPage({ search }: { search: URLSearchParams }) {
  const { isAgent } = useViewer();
  const asked = search.get("q")?.trim() ?? "";
  const [text, setText] = useState(asked);
  useEffect(() => setText(asked), [asked]);
  const field = useRef<HTMLInputElement>(null);
  // The shortcut "/" opens this page to type.
  useEffect(() => field.current?.focus(), []);
  const [{ data, fetching, error }] = useQuery({
    query: SearchQuery,
    variables: { query: asked, first: PAGE },
    requestPolicy: "cache-and-network",
    pause: !asked,
  });
  const found = asked ? data?.search : undefined;
  const ask = (query: string) => go(searchAt(query), { stay: true });

  return (
    <>
      <Heading title={asked ? `“${asked}” – Search` : "Search"}>Search</Heading>
      <search>
        <form
          className="search"
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            ask(text.trim());
          }}
        >
          <label>
            <span>Words, “phrases” and operators</span>
            <input
              type="search"
              ref={field}
              value={text}
              maxLength={500}
              aria-describedby="operators"
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          <button type="submit" className="main">
            Search
          </button>
        </form>
        <Hints isAgent={isAgent} add={(hint) => (setText(`${text.trim()} ${hint}`.trim()), field.current?.focus())} />
      </search>
      {error && <Notice kind="bad">{errorMessage(error)}</Notice>}
      {found && !found.isComplete && <p className="hint">The search is being built and does not find everything yet.</p>}
      <p className="count" aria-live="polite">
        {found ? `${found.totalCount} ${found.totalCount === 1 ? "result" : "results"}` : asked && fetching && "Searching…"}
      </p>
      {found && found.totalCount > 0 && (
        <div className="results">
          <Hits key={asked} query={asked} first={found} />
          <SearchFacets facets={found.facets} query={asked} ask={ask} />
        </div>
      )}
      {found?.totalCount === 0 && <p className="empty">Nothing matches.</p>}
    </>
  );
}

/** The hits of all pages that were loaded. */
function Hits({ query, first }: { query: string; first: Found["search"] }) {
  const client = useClient();
  const [more, setMore] = useState<Edges>([]);
  const [page, setPage] = useState(first.pageInfo);
  const [failure, setFailure] = useState("");
  async function load() {
    const variables = { query, first: PAGE, after: page.endCursor };
    const { data, error } = await client.query(SearchQuery, variables).toPromise();
    setFailure(error ? errorMessage(error) : "");
    if (!data) return;
    setMore([...more, ...data.search.edges]);
    setPage(data.search.pageInfo);
  }
  return (
    <section aria-label="Results">
      <ol className="hits">
        {[...first.edges, ...more].map((edge) => (
          <SearchHit key={edge.cursor} edge={edge} />
        ))}
      </ol>
      {failure && <Notice kind="bad">{failure}</Notice>}
      {page.hasNextPage && (
        <button type="button" onClick={load}>
          More results
        </button>
      )}
    </section>
  );
}

const HINTS = ["is:open", "status:resolved", "queue:", "from:", "created:>2024-01-01", "-word", "word*"];
const AGENT_HINTS = ["is:unassigned", "assignee:me", "priority:high"];

/** Operators, which a click adds to the text. */
function Hints({ isAgent, add }: { isAgent: boolean; add: (hint: string) => void }) {
  return (
    <p className="operators" id="operators">
      Operators:{" "}
      {[...HINTS, ...(isAgent ? AGENT_HINTS : [])].map((hint) => (
        <button key={hint} type="button" className="plain" onClick={() => add(hint)}>
          {hint}
        </button>
      ))}
    </p>
  );
}
