// Who asks: the browser's session, a token, or a name and a password. A token is kept until the window closes; a
// password only in memory.
const KEPT = "deskql-playground-token";

/** `way` is session, token or basic; `authorization` the header, null for the session. */
export const SESSION = { way: "session", authorization: null };

export function remembered() {
  const token = sessionStorage.getItem(KEPT);
  return token ? { way: "token", authorization: `Token ${token}` } : SESSION;
}

export function forget() {
  sessionStorage.removeItem(KEPT);
  return SESSION;
}

export function byToken(text) {
  const token = text.trim();
  sessionStorage.setItem(KEPT, token);
  return { way: "token", authorization: `Token ${token}` };
}

export function byPassword(name, password) {
  sessionStorage.removeItem(KEPT);
  const bytes = new TextEncoder().encode(`${name}:${password}`);
  return { way: "basic", authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}
