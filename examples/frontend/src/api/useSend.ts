// Sends a form: one request at a time, with upload progress, errors at their fields, and an idempotency key, so that
// a retry does not create a duplicate.
import { useRef, useState } from "react";
import { type AnyVariables, type TypedDocumentNode, useMutation } from "urql";
import { idempotencyKey } from "./client";
import { codeOf, type Faults, sentenceOf } from "./faults";
import { fetchWithProgress } from "./upload";

export type Sending = {
  /** How much has been sent, from 0 to 1; null when nothing is being sent. */
  sent: number | null;
  faults: Faults;
  /** An error of the whole request. */
  problem: { code: unknown; message: string } | null;
};

const IDLE: Sending = { sent: null, faults: [], problem: null };

/** `payload` returns the mutation's payload from the data. */
export function useSend<Data, Variables extends AnyVariables, Payload extends { userErrors: Faults }>(
  document: TypedDocumentNode<Data, Variables>,
  payload: (data: Data) => Payload | null,
) {
  const [, mutate] = useMutation(document);
  const [sending, setSending] = useState(IDLE);
  const key = useRef(idempotencyKey());

  /** `done` is the payload of a successful mutation. */
  async function send(variables: (key: string) => Variables): Promise<{ done?: Payload; faults: Faults }> {
    setSending({ ...IDLE, sent: 0 });
    const { data, error } = await mutate(variables(key.current), {
      fetch: fetchWithProgress((sent) => setSending({ ...IDLE, sent })),
    });
    const answer = (data && payload(data)) ?? undefined;
    const faults = answer?.userErrors ?? [];
    // The next request is a new one, unless it is unknown whether this one arrived.
    if (!error?.networkError) key.current = idempotencyKey();
    setSending({
      ...IDLE,
      faults,
      problem: error ? { code: codeOf(error), message: sentenceOf(error) } : null,
    });
    return !error && answer && faults.length === 0 ? { done: answer, faults } : { faults };
  }

  return { ...sending, busy: sending.sent !== null, send };
}
