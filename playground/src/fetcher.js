// How GraphiQL sends operations: queries and mutations with POST, with a multipart request if a variable names a file;
// subscriptions over a WebSocket (graphql-transport-ws).
import { parse } from "graphql";
import { createClient } from "graphql-ws";
import { cookie } from "./cookie.js";

/** In variables, `"file:1"` is the first of the chosen files. */
const FILE = /^file:(\d+)$/;

/** A form with the files that variables name, else JSON. */
function bodyOf(params, files) {
  const map = {};
  const chosen = [];
  const withoutFiles = (value, path) => {
    const number = typeof value === "string" && FILE.exec(value)?.[1];
    if (number) {
      const file = files[Number(number) - 1];
      if (!file) throw new Error(`${path} names file ${number}, which is not chosen. Use “Choose files” in the bar at the top.`);
      map[chosen.push(file)] = [path];
      return null;
    }
    if (Array.isArray(value)) return value.map((item, at) => withoutFiles(item, `${path}.${at}`));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutFiles(item, `${path}.${name}`)]));
    }
    return value;
  };
  const operations = { ...params, variables: withoutFiles(params.variables, "variables") };
  if (chosen.length === 0) return { body: JSON.stringify(params), headers: { "Content-Type": "application/json" } };
  const form = new FormData();
  form.append("operations", JSON.stringify(operations));
  form.append("map", JSON.stringify(map));
  chosen.forEach((file, at) => form.append(`${at + 1}`, file));
  return { body: form, headers: { "GraphQL-Require-Preflight": "true" } };
}

/** The operation to run. Syntax errors are reported by the service. */
function read(params) {
  let operations = [];
  try {
    operations = parse(params.query).definitions.filter((definition) => definition.kind === "OperationDefinition");
  } catch {
    return { params, subscribes: false };
  }
  const named = operations.find((one) => one.name?.value === params.operationName);
  const meant = named ?? operations[0];
  // For a moment after a change of the tab, GraphiQL names the operation of the previous one.
  const known = named || operations.length !== 1 ? params : { ...params, operationName: meant.name?.value };
  return { params: known, subscribes: meant?.operation === "subscription" };
}

export function makeFetcher({ authorization, files, csrfCookie }) {
  async function ask(params, given = {}) {
    const { body, headers } = bodyOf(params, files);
    const all = { Accept: "application/graphql-response+json, application/json", ...headers };
    if (authorization) all.Authorization = authorization;
    Object.assign(all, given);
    // With a session, writes need Django's CSRF token.
    const token = !all.Authorization && cookie(csrfCookie);
    if (token) all["X-CSRFToken"] = token;
    // With credentials of the page, the browser sends no cookie and opens no sign-in dialog.
    const credentials = all.Authorization ? "omit" : "same-origin";
    const response = await fetch(window.location.pathname, { method: "POST", credentials, headers: all, body });
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      return { errors: [{ message: `HTTP ${response.status}: ${text}` }] };
    }
  }

  function listen(params, given = {}) {
    const header = given.Authorization ?? given.authorization ?? authorization;
    const url = new URL(window.location.pathname, window.location.href);
    url.protocol = url.protocol.replace("http", "ws");
    // One connection per subscription: the next one may have other credentials.
    const client = createClient({
      url: url.href,
      lazy: true,
      connectionParams: header ? { authorization: header } : {},
      retryAttempts: 0,
      onNonLazyError: () => {},
    });
    return client.iterate(params);
  }

  return (given, options) => {
    const { params, subscribes } = read(given);
    return subscribes ? listen(params, options?.headers) : ask(params, options?.headers);
  };
}
