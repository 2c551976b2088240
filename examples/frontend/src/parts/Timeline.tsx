import type { TicketQuery } from "../gql/graphql";
import { LinkedTicket } from "./Dependencies";
import { HtmlPreview } from "./HtmlPreview";
import { shownDuration } from "./duration";
import { Text } from "./Text";
import { Time } from "./Time";
import { sizeOf } from "./Files";

type Ticket = NonNullable<TicketQuery["ticket"]>;
type FollowUp = Ticket["followUps"]["nodes"][number];

/** The history of a ticket, oldest first. */
export function Timeline({ ticket }: { ticket: Ticket }) {
  const steps = ticket.followUps.nodes;
  return (
    <section aria-label="History">
      {/* Where the ticket was created with a follow-up, that one repeats the description. */}
      {ticket.description && !steps.some((step) => step.comment === ticket.description) && (
        <div className="card">
          <Text>{ticket.description}</Text>
        </div>
      )}
      <ol className="timeline" aria-live="polite" aria-relevant="additions">
        {steps.map((step) => (
          <Step key={step.id} step={step} ticket={ticket} />
        ))}
      </ol>
    </section>
  );
}

/** A change in words: a task is completed, other fields have an old and a new value. */
function Change({ change }: { change: FollowUp["changes"][number] }) {
  const { kind, fieldLabel, oldLabel, newLabel, newMergedTo } = change;
  if (kind === "CHECKLIST_TASK") {
    return (
      <>
        {fieldLabel}: <ins>{newLabel}</ins>
      </>
    );
  }
  if (newMergedTo) {
    return (
      <>
        {fieldLabel}: <LinkedTicket ticket={newMergedTo} />
      </>
    );
  }
  const empty = <span className="nobody">empty</span>;
  return (
    <>
      {fieldLabel}: {oldLabel ? <del>{oldLabel}</del> : empty} → {newLabel ? <ins>{newLabel}</ins> : empty}
    </>
  );
}

function Step({ step, ticket }: { step: FollowUp; ticket: Ticket }) {
  const who = step.user?.fullName ?? ticket.submitterEmail ?? "Help desk";
  return (
    <li className={`step ${step.direction.toLowerCase()}`}>
      <header>
        <strong>{who}</strong> <span className="under">{step.title}</span>
        {!step.public && <span className="badge internal">Internal</span>}
        {shownDuration(step.timeSpent) && <span className="under">{shownDuration(step.timeSpent)}</span>}
        <span className="when">
          <Time at={step.createdAt} />
        </span>
      </header>
      {step.comment && <Text>{step.comment}</Text>}
      {step.changes.length > 0 && (
        <ul className="changes">
          {step.changes.map((change) => (
            <li key={change.id}>
              <Change change={change} />
            </li>
          ))}
        </ul>
      )}
      {step.attachments.length > 0 && (
        <ul className="files" aria-label="Files">
          {step.attachments.map((file) => (
            <li key={file.id}>
              <a href={file.url} download={file.filename}>
                {file.filename}
              </a>{" "}
              <span className="under">{sizeOf(file.size)}</span>
              {file.mimeType === "text/html" && <HtmlPreview id={file.id} filename={file.filename} />}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
