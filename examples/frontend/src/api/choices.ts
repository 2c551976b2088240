import { useQuery } from "urql";
import type { ChoicesQuery as Choices } from "../gql/graphql";
import { ChoicesQuery } from "./documents/tickets";
import { useViewer } from "./session";

/** Choices for lists and forms: statuses, priorities, queues, and agents if the viewer may assign tickets. */
export function useChoices(): Choices | undefined {
  const { isAgent } = useViewer();
  const [{ data }] = useQuery({ query: ChoicesQuery, variables: { agent: isAgent } });
  return data;
}
