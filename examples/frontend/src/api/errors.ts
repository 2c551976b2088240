// Error messages of fields and of requests.
import type { CombinedError } from "urql";

/** The service's `userErrors`: `field` is the path in the input. */
export type UserErrors = { field: string[]; code: string; message: string }[];

const within = (error: UserErrors[number], name: string) => `${error.field.join(".")}.`.startsWith(`${name}.`);

/** The error message of a field by its path: `changes.statusCode`. */
export function fieldError(userErrors: UserErrors, name: string): string | undefined {
  return userErrors.filter((error) => within(error, name)).map((error) => error.message).join(" ") || undefined;
}

/** Errors of fields that the form does not show, in one text. */
export function otherErrors(userErrors: UserErrors, names: string[]): string | undefined {
  const others = userErrors.filter((error) => !names.some((name) => within(error, name)));
  return others.map((error) => `${error.field.join(", ")}: ${error.message}`).join(" ") || undefined;
}

/** Whether another user changed the object in the meantime. */
export function isConflict(userErrors: UserErrors): boolean {
  return userErrors.some((error) => error.code === "CONFLICT");
}

/** The code of a request error: `UNAUTHENTICATED`, `UNAVAILABLE`. */
export function errorCode(error: CombinedError | undefined): unknown {
  return error?.graphQLErrors[0]?.extensions["code"];
}

export function errorMessage(error: CombinedError): string {
  if (error.graphQLErrors.length > 0) return error.graphQLErrors.map((error) => error.message).join(" ");
  return "The server cannot be reached. Try again.";
}
