// Sending a form: once at a time, with progress of its files, faults at its fields, and a name that makes a second try
// the same request.
import { useRef, useState } from "react";
import { type AnyVariables, type TypedDocumentNode, useMutation } from "urql";
import { idempotencyKey } from "./client";
import { codeOf, type Faults, sentenceOf } from "./faults";
import { fetchWithProgress } from "./upload";

export type Sending = {
  /** The part of the files that was sent; null while nothing is sent. */
  sent: number | null;
  faults: Faults;
  /** What went wrong with the whole of it. */
  problem: { code: unknown; message: string } | null;
};

const IDLE: Sending = { sent: null, faults: [], problem: null };

/** `payload` picks the mutation's answer out of the data. */
export function useSend<Data, Variables extends AnyVariables, Payload extends { userErrors: Faults }>(
  document: TypedDocumentNode<Data, Variables>,
  payload: (data: Data) => Payload | null,
) {
  const [, mutate] = useMutation(document);
  const [sending, setSending] = useState(IDLE);
  const key = useRef(idempotencyKey());

  /** The answer where all went well; what did not is in `sending`. */
  async function send(variables: (key: string) => Variables): Promise<Payload | undefined> {
    setSending({ ...IDLE, sent: 0 });
    const { data, error } = await mutate(variables(key.current), {
      fetch: fetchWithProgress((sent) => setSending({ ...IDLE, sent })),
    });
    const answer = (data && payload(data)) ?? undefined;
    const well = !error && answer?.userErrors.length === 0;
    // Whatever is sent next is another thing, unless nobody knows whether this one arrived.
    if (!error?.networkError) key.current = idempotencyKey();
    setSending({
      ...IDLE,
      faults: answer?.userErrors ?? [],
      problem: error ? { code: codeOf(error), message: sentenceOf(error) } : null,
    });
    return well ? answer : undefined;
  }

  return { ...sending, busy: sending.sent !== null, send };
}
