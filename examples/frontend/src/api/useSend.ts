// Sends a form with upload progress, errors by field, and an idempotency key, so that a retry does not create a
// duplicate.
import { useRef, useState } from "react";
import { type AnyVariables, type TypedDocumentNode, useMutation } from "urql";
import { idempotencyKey } from "./client";
import { errorCode, type UserErrors, errorMessage } from "./errors";
import { fetchWithProgress } from "./upload";

export type Sending = {
  /** The sent fraction, from 0 to 1; null if no request is running. */
  sent: number | null;
  userErrors: UserErrors;
  /** An error of the whole request. */
  requestError: { code: unknown; message: string } | null;
};

const IDLE: Sending = { sent: null, userErrors: [], requestError: null };

/** `payload` returns the mutation's payload from the data. Queries with `types` are fetched again, besides those with the types
    of the answer. */
export function useSend<Data, Variables extends AnyVariables, Payload extends { userErrors: UserErrors }>(
  document: TypedDocumentNode<Data, Variables>,
  payload: (data: Data) => Payload | null,
  types: string[] = [],
) {
  const [, mutate] = useMutation(document);
  const [sending, setSending] = useState(IDLE);
  const key = useRef(idempotencyKey());

  /** `done` is the payload of a successful mutation. */
  async function send(variables: (key: string) => Variables): Promise<{ done?: Payload; userErrors: UserErrors }> {
    setSending({ ...IDLE, sent: 0 });
    const { data, error } = await mutate(variables(key.current), {
      additionalTypenames: types,
      fetch: fetchWithProgress((sent) => setSending({ ...IDLE, sent })),
    });
    const answer = (data && payload(data)) ?? undefined;
    const userErrors = answer?.userErrors ?? [];
    // After a network error, the next request may be a retry and needs the same key.
    if (!error?.networkError) key.current = idempotencyKey();
    setSending({
      ...IDLE,
      userErrors,
      requestError: error ? { code: errorCode(error), message: errorMessage(error) } : null,
    });
    return !error && answer && userErrors.length === 0 ? { done: answer, userErrors } : { userErrors };
  }

  return { ...sending, busy: sending.sent !== null, send };
}
