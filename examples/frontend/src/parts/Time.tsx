import { useSyncExternalStore } from "react";

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const STEPS = [["minute", 60], ["hour", 3600], ["day", 86400]] as const;

/** Milliseconds between two looks at the clock. */
const TICK = 15_000;

/** How long ago something was, if less than a month; else the day. */
function ago(moment: Date): string {
  const seconds = (moment.getTime() - Date.now()) / 1000;
  if (Math.abs(seconds) < 45) return "just now";
  if (Math.abs(seconds) > 30 * 86400) return day.format(moment);
  const [unit, length] = STEPS.findLast(([, length]) => Math.abs(seconds) >= length * 0.75) ?? STEPS[0];
  return relative.format(Math.round(seconds / length), unit);
}

const watchers = new Set<() => void>();
const tick = () => watchers.forEach((watcher) => watcher());
let timer = 0;

/** One clock for all times on the page. It runs only while a time is shown. */
function watch(watcher: () => void) {
  if (watchers.size === 0) {
    timer = window.setInterval(tick, TICK);
    // Timers of hidden pages may be late.
    document.addEventListener("visibilitychange", tick);
  }
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    window.clearInterval(timer);
    document.removeEventListener("visibilitychange", tick);
  };
}

export const exactly = (moment: string) => exact.format(new Date(moment));

/** The value of a control for a date and time, in the browser's time zone. */
export function localTime(moment: string): string {
  const date = new Date(moment);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** A time relative to now, which stays right while the page is open. */
export function Time({ at }: { at: string }) {
  const text = useSyncExternalStore(watch, () => ago(new Date(at)));
  return (
    <time dateTime={at} title={exactly(at)}>
      {text}
    </time>
  );
}
