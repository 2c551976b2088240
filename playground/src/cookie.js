// Cookies of the page: Django's CSRF token is one.

/** The value of a cookie, undefined without one. */
export function cookie(name) {
  const pair = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return pair && decodeURIComponent(pair.slice(name.length + 1));
}
