// Error messages: of single fields, and of everything else.
import type { CombinedError } from "urql";

/** The service's `userErrors`: `field` is the way to the field in the input. */
export type Faults = { field: string[]; code: string; message: string }[];

const within = (fault: Faults[number], name: string) => `${fault.field.join(".")}.`.startsWith(`${name}.`);

/** What is wrong with a field, by the way to it with dots between: `changes.statusCode`. */
export function faultOf(faults: Faults, name: string): string | undefined {
  return faults.filter((fault) => within(fault, name)).map((fault) => fault.message).join(" ") || undefined;
}

/** Faults of fields that the form does not show, in one sentence. */
export function otherFaults(faults: Faults, names: string[]): string | undefined {
  const others = faults.filter((fault) => !names.some((name) => within(fault, name)));
  return others.map((fault) => `${fault.field.join(", ")}: ${fault.message}`).join(" ") || undefined;
}

/** Whether somebody else changed the object meanwhile. */
export function isOvertaken(faults: Faults): boolean {
  return faults.some((fault) => fault.code === "CONFLICT");
}

/** The code of an error that stands for the whole request: `UNAUTHENTICATED`, `UNAVAILABLE`. */
export function codeOf(error: CombinedError | undefined): unknown {
  return error?.graphQLErrors[0]?.extensions["code"];
}

export function sentenceOf(error: CombinedError): string {
  if (error.graphQLErrors.length > 0) return error.graphQLErrors.map((fault) => fault.message).join(" ");
  return "The server cannot be reached. Try again.";
}
