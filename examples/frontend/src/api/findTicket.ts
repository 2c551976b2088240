import type { Client } from "urql";
import { FindTicketQuery } from "./documents/work";

/** The ticket of a reference or number: `support-12`, `[support-12]`, `#12` or `12`. */
export async function findTicket(client: Client, text: string) {
  const number = /(\d{1,9})\]?\s*$/.exec(text)?.[1];
  if (!number) return null;
  const { data } = await client.query(FindTicketQuery, { id: number }).toPromise();
  return data?.ticket ?? null;
}
