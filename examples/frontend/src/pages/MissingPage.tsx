import { Heading } from "../parts/Heading";
import { ticketsAt } from "../route";

export function MissingPage() {
  return (
    <>
      <Heading title="Page not found">Page not found</Heading>
      <p>
        This page does not exist. <a href={ticketsAt("")}>Back to the tickets</a>
      </p>
    </>
  );
}
