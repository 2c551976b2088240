import type { SearchQuery } from "../gql/graphql";
import { ticketAt } from "../route";
import { PriorityBadge, StatusBadge } from "./Badges";
import { Text } from "./Text";
import { Time } from "./Time";

type Edge = SearchQuery["search"]["edges"][number];
type Highlight = Edge["highlights"][number];

/** Names of the fields in which words match. */
const FIELDS: Record<Highlight["field"], string> = {
  TITLE: "Title",
  DESCRIPTION: "Description",
  RESOLUTION: "Resolution",
  SUBMITTER_EMAIL: "Submitter",
  CUSTOM_FIELD: "Custom field",
  FOLLOWER: "Follower",
  FILE_NAME: "File",
  FOLLOW_UP_TITLE: "Follow-up",
  COMMENT: "Comment",
  QUESTION: "Question",
  ANSWER: "Answer",
};

/** A ticket or an article with the fragments in which words match. */
export function SearchHit({ edge }: { edge: Edge }) {
  const { node, highlights } = edge;
  const title = highlights.find((one) => one.field === "TITLE");
  const shown = title ? <Segments segments={title.segments} /> : node.title;
  return (
    <li className="hit">
      {node.__typename === "Ticket" ? (
        <>
          <a className="title" href={ticketAt(node.databaseId)}>
            {shown}
          </a>
          <p className="under">
            {node.reference} · {node.queue.title} <StatusBadge ticket={node} /> <PriorityBadge ticket={node} />{" "}
            <Time at={node.updatedAt} />
          </p>
        </>
      ) : (
        <details>
          <summary className="title">{shown}</summary>
          <p className="under">Knowledge base · {node.category.title}</p>
          <Text>{node.answer}</Text>
        </details>
      )}
      {highlights
        .filter((one) => one !== title)
        .map((one) => (
          <p className="fragment" key={`${one.field} ${one.followUp?.id} ${one.segments[0]?.text}`}>
            <span className="field">
              {one.customFieldLabel ?? FIELDS[one.field]}
              {one.followUp && !one.followUp.public && " (internal)"}:
            </span>{" "}
            <Segments segments={one.segments} />
          </p>
        ))}
    </li>
  );
}

function Segments({ segments }: Pick<Highlight, "segments">) {
  return segments.map(({ text, isMatch }, at) =>
    // The segments of a fragment never change their order.
    isMatch ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
  );
}
