// Error messages: of single fields, and of everything else.
import type { CombinedError } from "urql";

/** The service's `userErrors`: `field` is the path in the input. */
export type Faults = { field: string[]; code: string; message: string }[];

const within = (fault: Faults[number], name: string) => `${fault.field.join(".")}.`.startsWith(`${name}.`);

/** The error message of a field by its path: `changes.statusCode`. */
export function faultOf(faults: Faults, name: string): string | undefined {
  return faults.filter((fault) => within(fault, name)).map((fault) => fault.message).join(" ") || undefined;
}

/** Errors of fields that the form does not show, in one text. */
export function otherFaults(faults: Faults, names: string[]): string | undefined {
  const others = faults.filter((fault) => !names.some((name) => within(fault, name)));
  return others.map((fault) => `${fault.field.join(", ")}: ${fault.message}`).join(" ") || undefined;
}

/** Whether somebody else changed the object first. */
export function isOvertaken(faults: Faults): boolean {
  return faults.some((fault) => fault.code === "CONFLICT");
}

/** The code of a request error: `UNAUTHENTICATED`, `UNAVAILABLE`. */
export function codeOf(error: CombinedError | undefined): unknown {
  return error?.graphQLErrors[0]?.extensions["code"];
}

export function sentenceOf(error: CombinedError): string {
  if (error.graphQLErrors.length > 0) return error.graphQLErrors.map((fault) => fault.message).join(" ");
  return "The server cannot be reached. Try again.";
}
