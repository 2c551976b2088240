import type { FormEvent } from "react";
import { useQuery } from "urql";
import { PeopleQuery, PersonQuery, UserCreateMutation } from "../../api/documents/people";
import { can, useViewer } from "../../api/session";
import { useSend } from "../../api/useSend";
import type { UserCreateInput, UserFilter } from "../../gql/graphql";
import { go } from "../../navigation";
import { RecordForm, type Values } from "../../parts/RecordForm";
import { RecordList } from "../../parts/RecordList";
import { adminAt } from "../../route";
import { Loaded } from "./Loaded";
import { ACCOUNT_CONTROLS, PersonForm } from "./PersonForm";

type Props = { id: string | undefined; search: URLSearchParams };

export function PeopleAdmin({ id, search }: Props) {
  if (id === "new") return <NewPerson />;
  return id === undefined ? <People search={search} /> : <Person key={id} id={id} />;
}

function filterOf(words: string): UserFilter {
  return { or: [{ username: { contains: words } }, { email: { contains: words } }, { lastName: { contains: words } }, { firstName: { contains: words } }] };
}

function People({ search }: { search: URLSearchParams }) {
  const viewer = useViewer();
  const words = search.get("q") ?? "";
  const [{ data, error }] = useQuery({
    query: PeopleQuery,
    variables: { filter: words ? filterOf(words) : null, after: search.get("after") },
    requestPolicy: "cache-and-network",
  });

  function show(changes: Record<string, string>) {
    go(`${adminAt("people")}?${new URLSearchParams({ ...(words && { q: words }), ...changes })}`, { stay: !changes["after"] });
  }
  function find(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    show({ q: String(new FormData(event.currentTarget).get("q") ?? "").trim() });
  }

  const page = data?.users.pageInfo;
  return (
    <Loaded rows={data?.users.nodes} error={error} id={undefined}>
      {(rows) => (
        <>
          <RecordList
            section="people"
            rows={rows}
            {...(can(viewer, "auth.add_user") && { add: "New account" })}
            columns={[
              { title: "Username", value: (row) => row.username },
              { title: "Name", value: (row) => row.fullName },
              { title: "Email address", value: (row) => row.email },
              { title: "Role", value: (row) => (row.isSuperuser ? "Administrator" : row.isStaff ? "Agent" : "Customer") },
              { title: "Active", value: (row) => (row.isActive === false ? "No" : "Yes") },
            ]}
          >
            <form className="row" role="search" onSubmit={find}>
              <input type="search" name="q" aria-label="Search people" placeholder="Name or email" defaultValue={words} key={words} />
              <button type="submit" className="plain">
                Search
              </button>
            </form>
          </RecordList>
          {page?.hasNextPage && (
            <nav className="pager" aria-label="Pagination">
              <button type="button" onClick={() => show({ after: page.endCursor ?? "" })}>
                Next page →
              </button>
            </nav>
          )}
        </>
      )}
    </Loaded>
  );
}

function Person({ id }: { id: string }) {
  const [{ data, error }, ask] = useQuery({
    query: PersonQuery,
    variables: { number: Number(id) },
    requestPolicy: "cache-and-network",
  });
  const refresh = () => ask({ requestPolicy: "network-only" });
  return (
    <Loaded rows={data?.users.nodes} error={error} id={id}>
      {(_, person) => person && <PersonForm person={person} queues={data?.queues.nodes ?? []} refresh={refresh} />}
    </Loaded>
  );
}

function NewPerson() {
  const create = useSend(UserCreateMutation, (data) => data.userCreate);
  async function save(changes: Values) {
    const { done } = await create.send((idempotencyKey) => ({ input: { ...(changes as UserCreateInput), idempotencyKey } }));
    if (done?.user) go(adminAt("people", done.user.databaseId));
    return !!done;
  }
  return (
    <RecordForm
      draft="person-new"
      label="New account"
      controls={[...ACCOUNT_CONTROLS, { name: "password", label: "Password", kind: "password", required: true }]}
      values={{}}
      sending={create}
      save={save}
    />
  );
}
