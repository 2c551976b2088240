import type { RecipientFragment } from "../gql/graphql";

const ROLES: Record<RecipientFragment["role"], string> = {
  SUBMITTER: "submitter",
  OWNER: "owner",
  FOLLOWER: "follower",
  QUEUE_UPDATES: "queue",
  QUEUE_NEW_TICKETS: "queue",
};

/** The people who get email when the reply is sent. */
export function Recipients({ recipients }: { recipients: readonly RecipientFragment[] }) {
  return (
    <p className="hint" role="status">
      {recipients.length === 0
        ? "Nobody will get an email."
        : `Email to ${recipients.map(({ email, role }) => `${email} (${ROLES[role]})`).join(", ")}`}
    </p>
  );
}
