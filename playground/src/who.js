// How the page signs in: with the browser's session, a token, or a username and password. A token is kept until the tab
// is closed, a password in memory only.
const STORAGE_KEY = "deskql-playground-token";

/** `way` is session, token or basic; `authorization` is the header, null for the session. */
export const SESSION = { way: "session", authorization: null };

/** The token of this tab, else the session. */
export function remembered() {
  const token = sessionStorage.getItem(STORAGE_KEY);
  return token ? byToken(token) : SESSION;
}

export function byToken(text) {
  return { way: "token", authorization: `Token ${text.trim()}` };
}

export function byPassword(name, password) {
  const bytes = new TextEncoder().encode(`${name}:${password}`);
  return { way: "basic", authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}

/** Stores a token until the tab is closed, or removes the stored one. */
export function remember({ way, authorization }) {
  if (way === "token") sessionStorage.setItem(STORAGE_KEY, authorization.slice("Token ".length));
  else sessionStorage.removeItem(STORAGE_KEY);
}
