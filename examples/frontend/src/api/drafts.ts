// Unsent text. A draft survives navigation and a reload of the tab; files survive navigation only, because browsers
// cannot store them. Sending removes a draft, signing out removes all.
import { useRef, useState } from "react";
import { useViewer } from "./session";

const PREFIX = "deskql-draft:";

/** Drafts of this page load, with their files. */
const drafts = new Map<string, object>();

function load<Draft extends object>(key: string, empty: Draft): Draft {
  const draft = drafts.get(key);
  if (draft) return draft as Draft;
  try {
    return { ...empty, ...(JSON.parse(sessionStorage.getItem(key) ?? "{}") as Partial<Draft>) };
  } catch {
    return empty;
  }
}

function store(key: string, draft: object) {
  drafts.set(key, draft);
  try {
    sessionStorage.setItem(key, JSON.stringify(draft, (name, value: unknown) => (name === "files" ? undefined : value)));
  } catch {
    // The storage is full or disabled: the draft survives navigation, but not a reload.
  }
}

function remove(key: string) {
  drafts.delete(key);
  sessionStorage.removeItem(key);
}

/** Returns the viewer's draft with this name, a function that changes parts of it, and one that removes it. */
export function useDraft<Draft extends object>(name: string, empty: Draft) {
  const key = `${PREFIX}${useViewer().key}:${name}`;
  const [draft, setDraft] = useState(() => load(key, empty));
  const latest = useRef(draft);

  function change(part: Partial<Draft>) {
    latest.current = { ...latest.current, ...part };
    store(key, latest.current);
    setDraft(latest.current);
  }
  function discard() {
    latest.current = empty;
    remove(key);
    setDraft(empty);
  }
  return [draft, change, discard] as const;
}

/** Removes all drafts, so that the next user of this browser cannot read them. */
export function discardAllDrafts() {
  drafts.clear();
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}
