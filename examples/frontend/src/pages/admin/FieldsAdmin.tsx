import { useState } from "react";
import { useQuery } from "urql";
import {
  AdminFieldsQuery,
  CustomFieldCreateMutation,
  CustomFieldDeleteMutation,
  CustomFieldUpdateMutation,
} from "../../api/documents/administration";
import { can, useViewer } from "../../api/session";
import { useSend } from "../../api/useSend";
import type {
  AdminFieldsQuery as Data,
  CustomFieldCreateInput,
  CustomFieldType,
  CustomFieldUpdateInput,
} from "../../gql/graphql";
import { go } from "../../navigation";
import { type Control, RecordForm, type Values } from "../../parts/RecordForm";
import { RecordList } from "../../parts/RecordList";
import { adminAt } from "../../route";
import { Loaded } from "./Loaded";

type CustomField = Data["customFields"][number];

const TYPES: Record<CustomFieldType, string> = {
  VARCHAR: "Text, one line",
  TEXT: "Text, several lines",
  INTEGER: "Whole number",
  DECIMAL: "Number with decimals",
  LIST: "Choice",
  BOOLEAN: "Yes or no",
  DATE: "Date",
  TIME: "Time",
  DATETIME: "Date and time",
  EMAIL: "Email address",
  URL: "Link",
  IPADDRESS: "IP address",
  SLUG: "Letters, digits and hyphens",
};

export function FieldsAdmin({ id }: { id: string | undefined }) {
  const viewer = useViewer();
  const [{ data, error }] = useQuery({ query: AdminFieldsQuery, requestPolicy: "cache-and-network" });
  return (
    <Loaded rows={data?.customFields} error={error} id={id}>
      {(rows, field) =>
        id === undefined ? (
          <RecordList
            section="fields"
            rows={rows}
            {...(can(viewer, "helpdesk.add_customfield") && { add: "New field" })}
            columns={[
              { title: "Field", value: (row) => row.label },
              { title: "Name", value: (row) => row.name },
              { title: "Type", value: (row) => row.dataType && TYPES[row.dataType] },
              { title: "Required", value: (row) => (row.required ? "Yes" : "No") },
              { title: "Visible to", value: (row) => (row.staffOnly ? "Agents" : "Everybody") },
            ]}
          />
        ) : (
          <FieldForm key={id} field={field} />
        )
      }
    </Loaded>
  );
}

const CONTROLS: readonly Control[] = [
  { name: "label", label: "Label", required: true, maxLength: 30 },
  {
    name: "dataType",
    label: "Type",
    kind: "select",
    required: true,
    options: [["", "Choose…"], ...Object.entries(TYPES)],
  },
  { name: "helpText", label: "Help" },
  { name: "choices", label: "Choices", kind: "lines", hint: "One per line; only for the type “Choice”" },
  { name: "maxLength", label: "Maximum length", kind: "number" },
  { name: "decimalPlaces", label: "Decimal places", kind: "number" },
  { name: "ordering", label: "Position", kind: "number", hint: "Fields with lower numbers come first." },
  { name: "required", label: "Required", kind: "checkbox" },
  { name: "staffOnly", label: "Only for agents", kind: "checkbox" },
];
const NAME: Control = { name: "name", label: "Name", required: true, maxLength: 50, hint: "For programs, such as product_name" };

function FieldForm({ field }: { field: CustomField | undefined }) {
  const create = useSend(CustomFieldCreateMutation, (data) => data.customFieldCreate);
  const update = useSend(CustomFieldUpdateMutation, (data) => data.customFieldUpdate);
  const remove = useSend(CustomFieldDeleteMutation, (data) => data.customFieldDelete, ["CustomField"]);
  const [lost, setLost] = useState<number | null>(null);

  async function save(changes: Values) {
    if (field) {
      return !!(await update.send(() => ({ input: { ...(changes as Partial<CustomFieldUpdateInput>), id: field.id } }))).done;
    }
    const { done } = await create.send((idempotencyKey) => ({
      input: { ...(changes as CustomFieldCreateInput), idempotencyKey },
    }));
    if (done?.customField) go(adminAt("fields", done.customField.databaseId));
    return !!done;
  }
  /** Asks how many values would be lost. */
  async function preview() {
    if (!field) return;
    const { done } = await remove.send(() => ({ input: { id: field.id, validateOnly: true } }));
    setLost(Number(done?.valueCount ?? 0));
  }
  async function deleteField() {
    if (field && (await remove.send(() => ({ input: { id: field.id } }))).done) go(adminAt("fields"));
  }

  return (
    <RecordForm
      draft={`field-${field?.databaseId ?? "new"}`}
      label={field?.label ?? "New field"}
      controls={field ? CONTROLS : [NAME, ...CONTROLS]}
      values={field ?? {}}
      sending={remove.userErrors.length > 0 || remove.requestError ? remove : field ? update : create}
      save={save}
      {...(field && {
        remove: {
          title: `Delete the field ${field.label}?`,
          warning: `Its values are deleted from ${lost === 1 ? "1 ticket" : `${lost ?? "…"} tickets`}. This cannot be undone.`,
          opened: () => void preview(),
          run: deleteField,
        },
      })}
    />
  );
}
