// Starts GraphiQL against the address that the page came from. Asks nobody else.
"use strict";
{
  const element = document.getElementById("graphiql");

  const cookie = (name) =>
    document.cookie
      .split("; ")
      .find((pair) => pair.startsWith(`${name}=`))
      ?.slice(name.length + 1);

  const fetcher = async (params, options) => {
    const headers = {
      Accept: "application/graphql-response+json, application/json",
      "Content-Type": "application/json",
      ...options?.headers,
    };
    // With a session, Django's rule holds: what may write shows that it can read the cookie.
    const token = cookie(element.dataset.csrfCookie);
    if (token) headers["X-CSRFToken"] = decodeURIComponent(token);
    const response = await fetch(window.location.pathname, {
      method: "POST",
      credentials: "same-origin",
      headers,
      body: JSON.stringify(params),
    });
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      return { errors: [{ message: `HTTP ${response.status}: ${text}` }] };
    }
  };

  const defaultQuery = `# Run: the button, or Ctrl-Enter.
# Complete: Ctrl-Space. The schema: the book, top left.
# To sign in, write in "Headers" below, e.g. (admin:admin)
# {"Authorization": "Basic YWRtaW46YWRtaW4="}
# {"Authorization": "Token 0123…"}

query LatestTickets($first: Int = 5) {
  viewer {
    user {
      username
    }
  }
  tickets(first: $first, orderBy: [{ field: MODIFIED, direction: DESC }]) {
    totalCount
    nodes {
      reference
      title
      statusLabel
      queue {
        title
      }
      assignedTo {
        username
      }
      followUps(last: 1) {
        nodes {
          date
          title
          comment
          attachments {
            filename
            url
          }
        }
      }
    }
  }
}
`;

  // An address with ?query=… opens with that document.
  const asked = new URLSearchParams(window.location.search);
  const given = asked.get("query")
    ? { query: asked.get("query"), variables: asked.get("variables") ?? "" }
    : {};

  ReactDOM.createRoot(element).render(
    React.createElement(GraphiQL, {
      fetcher,
      defaultQuery,
      ...given,
      defaultHeaders: "{}",
      defaultEditorToolsVisibility: "headers",
      isHeadersEditorEnabled: true,
      inputValueDeprecation: true,
    }),
  );
}
