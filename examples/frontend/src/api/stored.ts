// Settings of this browser, in its local storage.
import { useSyncExternalStore } from "react";

const watchers = new Set<() => void>();

function watch(changed: () => void) {
  watchers.add(changed);
  // Another tab has changed it.
  window.addEventListener("storage", changed);
  return () => {
    watchers.delete(changed);
    window.removeEventListener("storage", changed);
  };
}

/** Returns the value of a setting and a function that changes it; null removes it. */
export function useStored(name: string) {
  const value = useSyncExternalStore(watch, () => localStorage.getItem(name));
  function set(value: string | null) {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
    for (const watcher of watchers) watcher();
  }
  return [value, set] as const;
}
