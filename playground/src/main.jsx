// GraphiQL for the address that the page came from. It sends requests nowhere else.
import { GraphiQL } from "graphiql";
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import { StrictMode, useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { Bar } from "./Bar.jsx";
import { examples } from "./examples.js";
import { makeFetcher } from "./fetcher.js";
import { remember, remembered, SESSION } from "./who.js";
import "./style.css";

/** The first document: of the address (?query=…), else the tabs of the last visit, else the examples. */
function initialProps() {
  const address = new URLSearchParams(window.location.search);
  const first = address.get("query")
    ? { query: address.get("query"), variables: address.get("variables") ?? "" }
    : localStorage.getItem("graphiql:tabState") === null
      ? examples[0]
      : null;
  // GraphiQL fills the editors of the first tab only from these properties.
  return { defaultTabs: examples, ...(first && { initialQuery: first.query, initialVariables: first.variables }) };
}

const initial = initialProps();

/** The username for the credentials, null for anonymous, or an error. */
async function identify(who, csrfCookie) {
  try {
    const fetcher = makeFetcher({ authorization: who.authorization, files: [], csrfCookie });
    const { data, errors } = await fetcher({ query: "{ viewer { user { username } } }" });
    const viewer = data?.viewer?.user.username ?? null;
    const isWrong = viewer === null && who.authorization && (!errors || errors[0].extensions?.code === "UNAUTHENTICATED");
    if (isWrong) return { viewer, error: who.way === "token" ? "This token is not valid." : "The username or password is wrong." };
    return { viewer, error: errors?.[0]?.message ?? null };
  } catch (error) {
    return { viewer: null, error: error.message };
  }
}

function Page({ csrfCookie, prefix }) {
  const [who, setWho] = useState(null);
  const [{ viewer, error }, setFound] = useState({ viewer: null, error: null });
  const [files, setFiles] = useState([]);
  const fetcher = useMemo(() => makeFetcher({ authorization: who?.authorization, files, csrfCookie }), [who, files, csrfCookie]);

  // One request of this page checks credentials before GraphiQL gets them. GraphiQL requests the schema at once, and
  // again if that fails: wrong credentials would count as several failed sign-ins.
  async function signIn(candidate) {
    const found = await identify(candidate, csrfCookie);
    setFound(found);
    const failed = candidate.authorization && found.viewer === null;
    // A token that is still in use stays when another one fails.
    const next = failed ? (who ?? SESSION) : candidate;
    remember(next);
    setWho(next);
  }
  function signOut() {
    remember(SESSION);
    void signIn(SESSION);
  }
  useEffect(() => {
    void signIn(remembered());
  }, []);

  if (who === null) return "Loading…";
  return (
    <>
      <Bar who={who} viewer={viewer} error={error} signIn={signIn} signOut={signOut} files={files} setFiles={setFiles} prefix={prefix} />
      <GraphiQL
        fetcher={fetcher}
        {...initial}
        defaultEditorToolsVisibility="variables"
        isHeadersEditorEnabled
        inputValueDeprecation
        // Headers may contain a password: they are not stored.
        shouldPersistHeaders={false}
        showPersistHeadersSettings={false}
      >
        <GraphiQL.Logo>
          <span className="name">deskql</span>
        </GraphiQL.Logo>
      </GraphiQL>
    </>
  );
}

const place = document.getElementById("page");
createRoot(place).render(
  <StrictMode>
    <Page csrfCookie={place.dataset.csrfCookie} prefix={place.dataset.prefix} />
  </StrictMode>,
);
