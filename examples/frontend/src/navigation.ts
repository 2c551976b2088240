// Navigation: links scroll to the top and move the focus to the new page, and "back" restores the scroll position, as
// browsers do when they load a page.
import { useEffect, useRef, useSyncExternalStore } from "react";

const watchers = new Set<() => void>();
/** Scroll positions by the number of their history entry, which is in `history.state`. */
const positions = new Map<number, number>();
let newestEntry = Date.now();
let entry = number(history.state) ?? tag();
/** The scroll position for a page that was just opened; null after it was applied. */
let arrival: number | null = null;
/** Counts navigations, so that headings notice them. */
let arrivals = 0;
let staying = false;

function number(state: unknown): number | undefined {
  return (state as { entry?: number } | null)?.entry;
}

/** Gives the current history entry a number. */
function tag(): number {
  newestEntry += 1;
  history.replaceState({ entry: newestEntry }, "");
  return newestEntry;
}

// The browser would scroll before the page is rendered.
history.scrollRestoration = "manual";
window.addEventListener("scroll", () => positions.set(entry, window.scrollY), { passive: true });
window.addEventListener("hashchange", () => {
  const known = number(history.state);
  entry = known ?? tag();
  if (!staying) {
    arrival = known === undefined ? 0 : (positions.get(known) ?? 0);
    arrivals += 1;
  }
  staying = false;
  for (const watcher of watchers) watcher();
});

/** Calls `changed` after each navigation. */
export function watch(changed: () => void) {
  watchers.add(changed);
  return () => watchers.delete(changed);
}

/** Opens a page. With `stay`, focus and scroll position do not change: a filter changes the list, not the page. */
export function go(to: string, { stay = false } = {}) {
  if (window.location.hash === to) return;
  staying = stay;
  window.location.hash = to;
}

/** For the heading of a page: gets the focus after navigation, and restores the scroll position. */
export function useArrival<Heading extends HTMLElement>() {
  const heading = useRef<Heading>(null);
  const count = useSyncExternalStore(watch, () => arrivals);
  useEffect(() => {
    if (arrival === null || !heading.current) return;
    heading.current.focus({ preventScroll: true });
    scrollTo(arrival);
    arrival = null;
  }, [count]);
  return heading;
}

/** Scrolls as soon as the page is long enough, unless the user scrolls first. */
function scrollTo(position: number) {
  window.scrollTo(0, position);
  if (window.scrollY >= position - 1) return;
  const end = new AbortController();
  const observer = new ResizeObserver(() => {
    window.scrollTo(0, position);
    if (window.scrollY >= position - 1) end.abort();
  });
  end.signal.addEventListener("abort", () => observer.disconnect());
  for (const event of ["wheel", "touchstart", "keydown", "hashchange"]) {
    window.addEventListener(event, () => end.abort(), { signal: end.signal, passive: true });
  }
  window.setTimeout(() => end.abort(), 3000);
  observer.observe(document.body);
}
