import { otherErrors } from "../api/errors";
import type { Sending } from "../api/useSend";
import { Notice } from "./Notice";

/** The errors of requests, except those of fields that show their own (`shown`). */
export function Problem({ of, shown = [] }: { of: Sending | Sending[]; shown?: string[] }) {
  const texts = [of].flat().map(({ requestError, userErrors }) => requestError?.message ?? otherErrors(userErrors, shown));
  const text = texts.filter(Boolean).join(" ");
  return text ? <Notice kind="bad">{text}</Notice> : null;
}
