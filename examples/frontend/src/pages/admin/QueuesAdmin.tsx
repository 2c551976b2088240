import { useQuery } from "urql";
import { useChoices } from "../../api/choices";
import {
  AdminQueuesQuery,
  QueueCreateMutation,
  QueueDeleteMutation,
  QueueUpdateMutation,
} from "../../api/documents/administration";
import { can, useViewer } from "../../api/session";
import { useSend } from "../../api/useSend";
import type { AdminQueuesQuery as Data, QueueCreateInput, QueueUpdateInput } from "../../gql/graphql";
import { go } from "../../navigation";
import type { Option } from "../../parts/Options";
import { type Control, RecordForm, type Values } from "../../parts/RecordForm";
import { RecordList } from "../../parts/RecordList";
import { adminAt } from "../../route";
import { Loaded } from "./Loaded";

type Queue = Data["queues"]["nodes"][number];

export function QueuesAdmin({ id }: { id: string | undefined }) {
  const viewer = useViewer();
  const [{ data, error }] = useQuery({ query: AdminQueuesQuery, requestPolicy: "cache-and-network" });
  const queues = data?.queues.nodes;
  return (
    <Loaded rows={queues} error={error} id={id}>
      {(rows, queue) =>
        id === undefined ? (
          <RecordList
            section="queues"
            rows={rows}
            {...(can(viewer, "helpdesk.add_queue") && { add: "New queue" })}
            columns={[
              { title: "Queue", value: (row) => row.title },
              { title: "Short name", value: (row) => row.slug },
              { title: "Email address", value: (row) => row.emailAddress },
              { title: "Mailbox", value: (row) => row.mailbox?.kind ?? "None" },
              { title: "Public", value: (row) => (row.allowPublicSubmission ? "Yes" : "No") },
            ]}
          />
        ) : (
          <QueueForm key={id} queue={queue} />
        )
      }
    </Loaded>
  );
}

function QueueForm({ queue }: { queue: Queue | undefined }) {
  const people = useChoices()?.users?.nodes ?? [];
  const create = useSend(QueueCreateMutation, (data) => data.queueCreate);
  const update = useSend(QueueUpdateMutation, (data) => data.queueUpdate);
  const remove = useSend(QueueDeleteMutation, (data) => data.queueDelete, ["Queue"]);

  async function save(changes: Values) {
    if (queue) {
      return !!(await update.send(() => ({ input: { ...(changes as Partial<QueueUpdateInput>), id: queue.id } }))).done;
    }
    const { done } = await create.send((idempotencyKey) => ({ input: { ...(changes as QueueCreateInput), idempotencyKey } }));
    if (done?.queue) go(adminAt("queues", done.queue.databaseId));
    return !!done;
  }
  async function deleteQueue() {
    if (queue && (await remove.send(() => ({ input: { id: queue.id } }))).done) go(adminAt("queues"));
  }

  const sending = remove.userErrors.length > 0 || remove.requestError ? remove : queue ? update : create;
  return (
    <RecordForm
      draft={`queue-${queue?.databaseId ?? "new"}`}
      label={queue?.title ?? "New queue"}
      controls={controls(queue, people.map((one): Option => [one.id, one.fullName]))}
      values={queue ? valuesOf(queue) : {}}
      sending={sending}
      save={save}
      {...(queue && {
        remove: {
          title: `Delete the queue ${queue.title}?`,
          warning: "All its tickets are deleted, too. This cannot be undone.",
          run: deleteQueue,
        },
      })}
    />
  );
}

function valuesOf({ mailbox, defaultOwner, ...queue }: Queue): Values {
  return {
    ...queue,
    defaultOwnerId: defaultOwner?.id,
    mailboxKind: mailbox?.kind,
    mailboxHost: mailbox?.host,
    mailboxPort: mailbox?.port,
    mailboxSsl: mailbox?.ssl,
    mailboxUser: mailbox?.user,
    mailboxFolder: mailbox?.folder,
  };
}

function controls(queue: Queue | undefined, people: Option[]): Control[] {
  const mailboxes: Option[] = [["", "None"], ["IMAP", "IMAP"], ["POP3", "POP3"], ["OAUTH", "IMAP with OAuth"], ["LOCAL", "Folder"]];
  return [
    { name: "title", label: "Name", required: true, maxLength: 100 },
    {
      name: "slug",
      label: "Short name",
      maxLength: 50,
      hint: queue ? "Links in email that was already sent contain the old one." : "The first part of references, such as support-12",
    },
    { name: "emailAddress", label: "Email address", kind: "email" },
    { name: "locale", label: "Language of its email", hint: "Such as en or de" },
    { name: "defaultOwnerId", label: "Owner of new tickets", kind: "select", options: [["", "Nobody"], ...people] },
    { name: "escalateDays", label: "Days until escalation", kind: "number", hint: "0: never" },
    { name: "newTicketCc", label: "Copies of new tickets to", hint: "Email addresses, separated by commas" },
    { name: "updatedTicketCc", label: "Copies of all changes to", hint: "Email addresses, separated by commas" },
    { name: "allowPublicSubmission", label: "Customers can create tickets", kind: "checkbox" },
    { name: "allowEmailSubmission", label: "Email creates tickets", kind: "checkbox" },
    { name: "enableNotificationsOnEmailEvents", label: "Notify followers of received email", kind: "checkbox" },
    { name: "mailboxKind", label: "Mailbox", kind: "select", options: mailboxes },
    { name: "mailboxHost", label: "Mail server" },
    { name: "mailboxPort", label: "Port", kind: "number" },
    { name: "mailboxUser", label: "Mailbox user" },
    {
      name: "mailboxPassword",
      label: "Mailbox password",
      kind: "password",
      hint: queue?.mailbox?.hasPassword ? "A password is stored. It is never shown." : "It is never shown again.",
    },
    { name: "mailboxFolder", label: "IMAP folder" },
    { name: "mailboxSsl", label: "Encrypted connection (TLS)", kind: "checkbox" },
  ];
}
