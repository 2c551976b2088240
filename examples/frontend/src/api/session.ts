// Who is signed in. A token is kept until the tab is closed, a password in memory only: after a reload people sign in
// again. With a session of Django (same site) nobody has to sign in here.
import { createContext, useCallback, useContext, useEffect, useState } from "react";
import type { ViewerQuery as ViewerData } from "../gql/graphql";
import { type Authorization, connect, type Connection, withToken } from "./client";
import { ViewerQuery } from "./documents";
import { discardAllDrafts } from "./drafts";
import { codeOf, sentenceOf } from "./faults";

const KEPT = "deskql-token";

export type Viewer = NonNullable<ViewerData["viewer"]>;
export type SignedIn = Connection & { viewer: Viewer };
export type Session = { state: "asking" } | { state: "out"; why?: string } | ({ state: "in" } & SignedIn);

/** The viewer, for all components behind the sign-in. */
export const ViewerContext = createContext<Viewer | null>(null);

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error("nobody has signed in");
  return viewer;
}

const WRONG = { token: "This token is not valid.", password: "The username or password is wrong." };

async function ask(authorization: Authorization): Promise<Session> {
  const connection = connect(authorization);
  const { data, error } = await connection.client.query(ViewerQuery, {}, { requestPolicy: "network-only" }).toPromise();
  if (data?.viewer) return { state: "in", ...connection, viewer: data.viewer };
  if (!error || codeOf(error) === "UNAUTHENTICATED") {
    return authorization ? { state: "out", why: WRONG[authorization.startsWith("Token ") ? "token" : "password"] } : { state: "out" };
  }
  return { state: "out", why: sentenceOf(error) };
}

export function useSession() {
  const [session, setSession] = useState<Session>({ state: "asking" });

  useEffect(() => {
    const token = sessionStorage.getItem(KEPT);
    // Nobody is signed in without a session of Django: that is no error.
    void ask(token ? withToken(token) : null).then(setSession);
  }, []);

  const signIn = useCallback(async (authorization: Authorization, token?: string) => {
    const answer = await ask(authorization);
    if (token && answer.state === "in") sessionStorage.setItem(KEPT, token);
    setSession(answer);
  }, []);

  const signOut = useCallback(() => {
    sessionStorage.removeItem(KEPT);
    discardAllDrafts();
    setSession((session) => {
      if (session.state === "in") session.socket.close();
      return { state: "out" };
    });
  }, []);

  return { session, signIn, signOut };
}
