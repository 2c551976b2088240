// Cookies of the page, for Django's CSRF token.

/** The value of a cookie; undefined if there is none. */
export function cookie(name) {
  const pair = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return pair && decodeURIComponent(pair.slice(name.length + 1));
}
