// The current page: `#/tickets?status=open`, `#/tickets/12`, `#/new`. It is in the fragment of the URL, so that any web
// server can serve the frontend. `navigation.ts` moves focus and scroll position.
import { useSyncExternalStore } from "react";
import { watch } from "./navigation";

export type Section = (typeof SECTIONS)[number];
/** The sections of the administration. */
export const SECTIONS = ["queues", "fields", "people", "templates"] as const;

export type Route =
  | { page: "tickets"; search: URLSearchParams }
  | { page: "ticket"; number: number }
  | { page: "merge"; numbers: number[] }
  /** `open`: a new ticket without an account. `search` has defaults for the form. */
  | { page: "new" | "open"; search: URLSearchParams }
  | { page: "settings" | "missing" }
  /** `id` is a number, `new`, or undefined for the list. */
  | { page: "admin"; section: Section; id: string | undefined; search: URLSearchParams }
  /** A ticket by the link of an email: `ticket=support-12&email=…&key=…`. */
  | { page: "visit"; link: string }
  /** A new password by the link of an email; without it, the request for the email. */
  | { page: "reset"; uid: string | undefined; token: string | undefined };

function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [page, first, second] = path.split("/").filter(Boolean);
  switch (page) {
    case undefined:
    case "tickets":
      if (first === undefined) return { page: "tickets", search: new URLSearchParams(query) };
      return /^\d+$/.test(first) ? { page: "ticket", number: Number(first) } : { page: "missing" };
    case "merge":
      return { page: "merge", numbers: (first ?? "").split(",").filter((text) => /^\d+$/.test(text)).map(Number) };
    case "new":
    case "open":
      return { page, search: new URLSearchParams(query) };
    case "settings":
      return { page };
    case "admin": {
      const section = SECTIONS.find((one) => one === (first ?? "queues"));
      return section ? { page, section, id: second, search: new URLSearchParams(query) } : { page: "missing" };
    }
    case "view":
      return { page: "visit", link: query };
    case "password-reset":
      return { page: "reset", uid: first, token: second };
    default:
      return { page: "missing" };
  }
}

export function useRoute(): Route {
  return parse(useSyncExternalStore(watch, () => window.location.hash));
}

export const ticketsAt = (search: URLSearchParams | string) => `#/tickets${`${search}` ? `?${search}` : ""}`;
export const ticketAt = (number: number) => `#/tickets/${number}`;
export const visitAt = (ticket: string, email: string, key: string) => `#/view?${new URLSearchParams({ ticket, email, key })}`;
export const mergeAt = (numbers: Iterable<number>) => `#/merge/${[...numbers].join(",")}`;
export const adminAt = (section: Section, id?: string | number) => `#/admin/${section}${id === undefined ? "" : `/${id}`}`;
