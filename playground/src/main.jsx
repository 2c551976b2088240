// GraphiQL against the address that the page came from. Asks nobody else.
import { GraphiQL } from "graphiql";
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import { StrictMode, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { Bar } from "./Bar.jsx";
import { examples } from "./examples.js";
import { makeFetcher } from "./fetcher.js";
import { remembered } from "./who.js";
import "./style.css";

/** What to open with: the document of the address (?query=…), else what was open last, else the examples. */
function begin() {
  const asked = new URLSearchParams(window.location.search);
  const first = asked.get("query")
    ? { query: asked.get("query"), variables: asked.get("variables") ?? "" }
    : localStorage.getItem("graphiql:tabState") === null
      ? examples[0]
      : null;
  // GraphiQL fills the editors of the first tab from these alone.
  return { defaultTabs: examples, ...(first && { initialQuery: first.query, initialVariables: first.variables }) };
}

const beginning = begin();

function Page({ csrfCookie }) {
  const [who, setWho] = useState(remembered);
  const [files, setFiles] = useState([]);
  const fetcher = useMemo(() => makeFetcher({ authorization: who.authorization, files, csrfCookie }), [who, files, csrfCookie]);
  return (
    <>
      <Bar who={who} setWho={setWho} files={files} setFiles={setFiles} fetcher={fetcher} />
      <GraphiQL
        fetcher={fetcher}
        {...beginning}
        defaultEditorToolsVisibility="variables"
        isHeadersEditorEnabled
        inputValueDeprecation
        // What somebody wrote is theirs: headers may have a password in them and are not kept.
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
    <Page csrfCookie={place.dataset.csrfCookie} />
  </StrictMode>,
);
