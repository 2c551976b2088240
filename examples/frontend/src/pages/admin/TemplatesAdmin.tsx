import { useQuery } from "urql";
import { AdminTemplatesQuery, EmailTemplateUpdateMutation } from "../../api/documents/administration";
import { useSend } from "../../api/useSend";
import type { AdminTemplatesQuery as Data, EmailTemplateUpdateInput } from "../../gql/graphql";
import { EmailPreview } from "../../parts/EmailPreview";
import { type Control, RecordForm, type Values } from "../../parts/RecordForm";
import { RecordList } from "../../parts/RecordList";
import { Loaded } from "./Loaded";

type Template = NonNullable<Data["emailTemplates"]>["nodes"][number];

export function TemplatesAdmin({ id }: { id: string | undefined }) {
  const [{ data, error }] = useQuery({ query: AdminTemplatesQuery, requestPolicy: "cache-and-network" });
  const templates = data && (data.emailTemplates?.nodes ?? null);
  return (
    <Loaded rows={templates} error={error} id={id}>
      {(rows, template) =>
        template ? (
          <TemplateForm key={id} template={template} />
        ) : (
          <RecordList
            section="templates"
            rows={rows}
            columns={[
              { title: "Template", value: (row) => row.templateName },
              { title: "Language", value: (row) => row.locale ?? "Any" },
              { title: "Subject", value: (row) => row.subject },
            ]}
          />
        )
      }
    </Loaded>
  );
}

const CONTROLS: readonly Control[] = [
  { name: "subject", label: "Subject", required: true, maxLength: 100, hint: "The service adds the reference and the title." },
  { name: "heading", label: "Heading", required: true, maxLength: 100 },
  { name: "plainText", label: "Plain text", kind: "textarea", required: true },
  { name: "html", label: "HTML", kind: "textarea", required: true },
];

function TemplateForm({ template }: { template: Template }) {
  const update = useSend(EmailTemplateUpdateMutation, (data) => data.emailTemplateUpdate);
  async function save(changes: Values) {
    return !!(await update.send(() => ({ input: { ...(changes as Partial<EmailTemplateUpdateInput>), id: template.id } }))).done;
  }
  return (
    <RecordForm
      draft={`template-${template.databaseId}`}
      label={`${template.templateName} ${template.locale ?? ""}`}
      controls={CONTROLS}
      values={template}
      sending={update}
      save={save}
    >
      {(changes) => <EmailPreview id={template.id} name={template.templateName} changes={changes} />}
    </RecordForm>
  );
}
