// Shows the email that a template gives for a ticket, before the template is saved.
import { useState } from "react";
import { useClient } from "urql";
import { EmailTemplatePreviewQuery } from "../api/documents/administration";
import { errorMessage } from "../api/errors";
import { findTicket } from "../api/findTicket";
import type { EmailTemplatePreviewInput, EmailTemplatePreviewQuery as Data } from "../gql/graphql";
import { Dialog } from "./Dialog";
import { Notice } from "./Notice";

type Preview = NonNullable<Data["emailTemplatePreview"]>;
type Props = { id: string; name: string; changes: Partial<EmailTemplatePreviewInput> };

const FIELDS: Record<Preview["errors"][number]["field"], string> = {
  SUBJECT: "Subject",
  HEADING: "Heading",
  PLAIN_TEXT: "Plain text",
  HTML: "HTML",
};

/** The page's content security policy blocks inline styles, also in the frame, and would report each. */
function withoutStyles(html: string): string {
  return html.replace(/<style\b[^]*?<\/style>/gi, "").replace(/\sstyle=("[^"]*"|'[^']*')/gi, "");
}

export function EmailPreview({ id, name, changes }: Props) {
  const client = useClient();
  const [ticket, setTicket] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);

  async function show() {
    const found = await findTicket(client, ticket);
    if (!found) return setProblem("There is no such ticket.");
    const input = { ...changes, id, ticketId: found.id, comment: "This is a comment." };
    const { data, error } = await client
      .query(EmailTemplatePreviewQuery, { input }, { requestPolicy: "network-only" })
      .toPromise();
    setProblem(error ? errorMessage(error) : null);
    setPreview(data?.emailTemplatePreview ?? null);
  }

  return (
    <div className="row">
      <label>
        Preview for ticket{" "}
        <input
          className="short"
          value={ticket}
          placeholder="12"
          onChange={(event) => setTicket(event.target.value)}
          // The form around it saves the template.
          onKeyDown={(event) => event.key === "Enter" && (event.preventDefault(), void show())}
        />
      </label>
      <button type="button" className="plain" disabled={!ticket.trim()} onClick={() => void show()}>
        Preview
      </button>
      {problem && <Notice kind="bad">{problem}</Notice>}
      {preview && (
        <Dialog title={preview.subject ?? name} wide close={() => setPreview(null)}>
          {preview.errors.map((error) => (
            <Notice key={`${error.field} ${error.line}`} kind="bad">
              {error.template ? `${FIELDS[error.field]}, ${error.template}` : FIELDS[error.field]}, line {error.line}: {error.message}
            </Notice>
          ))}
          {preview.html !== null && <p className="hint">Without the colours and fonts of the email.</p>}
          {preview.html !== null && <iframe title="HTML" sandbox="" srcDoc={withoutStyles(preview.html)} className="preview" />}
          {preview.plainText !== null && <pre aria-label="Plain text">{preview.plainText}</pre>}
        </Dialog>
      )}
    </div>
  );
}
