import { Notice } from "../parts/Notice";
import { Heading } from "../parts/Heading";
import { TicketPage } from "./TicketPage";

/** A ticket by the link of an email, for people without an account. */
export function VisitPage({ link }: { link: string }) {
  // The number stays the same when the ticket moves to another queue.
  const number = /(\d+)$/.exec(new URLSearchParams(link).get("ticket") ?? "")?.[1];
  if (number) return <TicketPage number={Number(number)} />;
  return (
    <>
      <Heading title="Link not complete">Link not complete</Heading>
      <Notice kind="bad">This link is not complete. Open the link in your email again.</Notice>
    </>
  );
}
