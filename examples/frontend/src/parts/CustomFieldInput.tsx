import type { CustomFieldInput as Input, CustomFieldValueInput, NewTicketQuery } from "../gql/graphql";
import { Field } from "./Field";

type Definition = NewTicketQuery["customFields"][number];

type Props = {
  definition: Definition;
  /** The initial values of the form's controls. */
  values: Record<string, string>;
  error: string | undefined;
};

/** The control for a custom field, named `custom.` and the field's name in the form. */
export function CustomFieldInput({ definition, values, error }: Props) {
  const { name, label, helpText, dataType, choices, required, maxLength, decimalPlaces } = definition;
  const value = values[`custom.${name}`];
  const common = { name: `custom.${name}`, required, defaultValue: value };
  const about = { label: required ? label : `${label} (optional)`, hint: helpText, error };
  switch (dataType) {
    case "BOOLEAN":
      return (
        <Field {...about} label={label} className="checkbox">
          <input type="checkbox" name={common.name} defaultChecked={value === "on"} />
        </Field>
      );
    case "LIST":
      return (
        <Field {...about}>
          <select {...common}>
            {[...new Set(["", ...choices])].map((choice) => (
              <option key={choice} value={choice}>
                {choice || "–"}
              </option>
            ))}
          </select>
        </Field>
      );
    case "TEXT":
      return (
        <Field {...about}>
          <textarea rows={4} maxLength={maxLength ?? undefined} {...common} />
        </Field>
      );
    case "INTEGER":
    case "DECIMAL": {
      const step = dataType === "INTEGER" ? 1 : 10 ** -(decimalPlaces ?? 2);
      return (
        <Field {...about}>
          <input type="number" step={step} {...common} />
        </Field>
      );
    }
    default: {
      const types = { DATE: "date", TIME: "time", DATETIME: "datetime-local", EMAIL: "email", URL: "url" } as const;
      const type = dataType && dataType in types ? types[dataType as keyof typeof types] : "text";
      return (
        <Field {...about}>
          <input type={type} maxLength={maxLength ?? undefined} {...common} />
        </Field>
      );
    }
  }
}

/** The typed values of the form's custom fields, without empty ones. */
export function customFieldsOf(form: FormData, definitions: Definition[]): Input[] {
  return definitions.flatMap(({ name, dataType }) => {
    const text = String(form.get(`custom.${name}`) ?? "");
    if (dataType !== "BOOLEAN" && text === "") return [];
    return [{ name, value: valueOf(dataType, text) }];
  });
}

function valueOf(dataType: Definition["dataType"], text: string): CustomFieldValueInput {
  switch (dataType) {
    case "BOOLEAN":
      return { boolean: text === "on" };
    case "INTEGER":
      return { integer: text };
    case "DECIMAL":
      return { decimal: text };
    case "LIST":
      return { list: text };
    case "DATE":
      return { date: text };
    case "TIME":
      return { time: text.length === 5 ? `${text}:00` : text };
    case "DATETIME":
      return { dateTime: new Date(text).toISOString() };
    default:
      return { text };
  }
}
