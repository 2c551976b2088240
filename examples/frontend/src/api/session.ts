// The sign-in. The service keeps a session in a cookie that scripts cannot read; this page stores no password. A session of
// Django on the same site is used, too.
import { createContext, useCallback, useContext, useEffect, useState } from "react";
import type { ViewerQuery as ViewerData } from "../gql/graphql";
import { connect, type Connection, setCsrfToken, withLink } from "./client";
import { SessionCreateMutation, SessionDeleteMutation, ViewerQuery } from "./documents/session";
import { discardAllDrafts } from "./drafts";
import { errorMessage } from "./errors";

export type Viewer = {
  kind: "user" | "visitor";
  /** Distinguishes the drafts of viewers who use the same browser. */
  key: string;
  /** Global ID; null for visitors. */
  id: string | null;
  name: string;
  isAgent: boolean;
  isSuperuser: boolean;
  permissions: readonly string[];
};

export type SignedIn = Connection & { viewer: Viewer };
export type Session = { state: "asking" } | { state: "out"; why?: string | undefined } | ({ state: "in" } & SignedIn);

/** The viewer, for all components. */
export const ViewerContext = createContext<Viewer | null>(null);

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error("nobody has signed in");
  return viewer;
}

/** Whether the viewer has one of Django's permissions. */
export function can(viewer: Viewer, ...permissions: string[]): boolean {
  return viewer.isSuperuser || permissions.some((permission) => viewer.permissions.includes(permission));
}

function viewerOf({ isAgent, permissions, user }: NonNullable<ViewerData["viewer"]>): Viewer {
  return {
    kind: "user",
    key: `${user.databaseId}`,
    id: user.id,
    name: user.fullName,
    isAgent,
    isSuperuser: user.isSuperuser ?? false,
    permissions,
  };
}

/** Somebody without an account, with the link of an email or without one (an empty text). */
export function visit(link: string): SignedIn {
  const email = new URLSearchParams(link).get("email") ?? "";
  const viewer: Viewer = {
    kind: "visitor",
    key: `visitor-${email}`,
    id: null,
    name: email,
    isAgent: false,
    isSuperuser: false,
    permissions: [],
  };
  return { ...connect(link ? withLink(link) : null), viewer };
}

const ENDED = "Your session has ended. Sign in again; text that you have not sent is kept.";

export function useSession() {
  const [session, setSession] = useState<Session>({ state: "asking" });

  const end = useCallback((why?: string) => {
    setSession((session) => {
      if (session.state === "in") session.socket.close();
      return { state: "out", why };
    });
  }, []);

  /** Asks who is signed in. */
  const ask = useCallback(async () => {
    const connection = connect(null, () => end(ENDED));
    const { data, error } = await connection.client.query(ViewerQuery, {}).toPromise();
    const viewer = data?.viewer && viewerOf(data.viewer);
    setSession((before) => {
      // The session may have ended, or another tab may have signed in as somebody else.
      const stays = before.state === "in" && (error?.networkError || before.viewer.key === viewer?.key);
      if (stays || !viewer) connection.socket.close();
      if (stays || (before.state === "out" && !viewer)) return before;
      if (before.state === "in") before.socket.close();
      if (viewer) return { state: "in", ...connection, viewer };
      return { state: "out", why: before.state === "in" ? ENDED : error && errorMessage(error) };
    });
  }, [end]);

  useEffect(() => {
    void ask();
    const look = () => document.visibilityState === "visible" && void ask();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [ask]);

  const signIn = useCallback(
    async (username: string, password: string) => {
      const { client, socket } = connect(null);
      const { data, error } = await client.mutation(SessionCreateMutation, { input: { username, password } }).toPromise();
      socket.close();
      const problem = error ? errorMessage(error) : data?.sessionCreate?.userErrors.map((one) => one.message).join(" ");
      if (problem) return setSession({ state: "out", why: problem });
      setCsrfToken(data?.sessionCreate?.csrfToken);
      await ask();
    },
    [ask],
  );

  const signOut = useCallback(async () => {
    discardAllDrafts();
    if (session.state !== "in") return;
    const { error } = await session.client.mutation(SessionDeleteMutation, {}).toPromise();
    end(error?.networkError ? `You may still be signed in. ${errorMessage(error)}` : undefined);
  }, [session, end]);

  return { session, signIn, signOut };
}
