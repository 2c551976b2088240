// Where one is: `#/tickets?status=open`, `#/tickets/12`, `#/new`. In the fragment, so that any web server can serve it.
import { useSyncExternalStore } from "react";

export type Route =
  | { page: "tickets"; search: URLSearchParams }
  | { page: "ticket"; number: number }
  | { page: "new" };

function listen(changed: () => void) {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(listen, () => window.location.hash);
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?");
  const number = /^tickets\/(\d+)$/.exec(path)?.[1];
  if (number) return { page: "ticket", number: Number(number) };
  if (path === "new") return { page: "new" };
  return { page: "tickets", search: new URLSearchParams(search) };
}

export const ticketsAt = (search: URLSearchParams | string) => `#/tickets${`${search}` ? `?${search}` : ""}`;
export const ticketAt = (number: number) => `#/tickets/${number}`;

export function go(to: string) {
  window.location.hash = to;
}
