// Defaults of the form for a new ticket from the URL, with the names of django-helpdesk's public form: `queue` (a slug),
// `title`, `body`, `submitter_email`, `kbitem`, `custom_NAME`; `_hide_fields_` and `_readonly_fields_` list such names.
// An example: `#/open?queue=support&title=Order+4711&_hide_fields_=queue,priority`.

/** The names in URLs, and those of the form's controls. */
const NAMES: Readonly<Record<string, string>> = {
  title: "title",
  body: "description",
  submitter_email: "submitterEmail",
  queue: "queueId",
  priority: "priorityCode",
  attachment: "attachments",
};

export type Defaults = {
  /** The values of the form's controls. */
  values: Record<string, string>;
  /** The controls that the form does not show. */
  hidden: ReadonlySet<string>;
  /** The controls that cannot be changed. */
  fixed: ReadonlySet<string>;
  /** The number of the item of the knowledge base that the ticket is about. */
  kbItemId: string | undefined;
};

function controlOf(name: string): string {
  return NAMES[name] ?? name.replace(/^custom_/, "custom.");
}

export function defaultsOf(search: URLSearchParams, queues: readonly { id: string; slug: string; databaseId: number }[]): Defaults {
  const list = (name: string) => new Set((search.get(name) ?? "").split(",").filter(Boolean).map(controlOf));
  const values: Record<string, string> = {};
  for (const [name, value] of search) {
    if (name in NAMES || name.startsWith("custom_")) values[controlOf(name)] = value;
  }
  const wanted = search.get("queue");
  const queue = queues.find((one) => one.slug === wanted || `${one.databaseId}` === wanted);
  if (queue) values["queueId"] = queue.id;
  else delete values["queueId"];
  const kbItem = search.get("kbitem");
  return {
    values,
    hidden: list("_hide_fields_"),
    fixed: list("_readonly_fields_"),
    kbItemId: kbItem && /^\d+$/.test(kbItem) ? kbItem : undefined,
  };
}
