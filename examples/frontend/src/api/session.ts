// Who is signed in. A token is kept until the window closes; a name and a password are kept in memory alone, so that
// a reload asks for them again. Where Django's session is at hand (same site), nobody is asked at all.
import { createContext, useCallback, useContext, useEffect, useState } from "react";
import type { ViewerQuery as ViewerData } from "../gql/graphql";
import { type Authorization, connect, type Connection, withToken } from "./client";
import { ViewerQuery } from "./documents";
import { codeOf, sentenceOf } from "./faults";

const KEPT = "deskql-token";

export type Viewer = NonNullable<ViewerData["viewer"]>;
export type SignedIn = Connection & { viewer: Viewer };
export type Session = { state: "asking" } | { state: "out"; why?: string } | ({ state: "in" } & SignedIn);

/** The viewer, in everything that is shown to somebody who signed in. */
export const ViewerContext = createContext<Viewer | null>(null);

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error("nobody has signed in");
  return viewer;
}

async function ask(authorization: Authorization): Promise<Session> {
  const connection = connect(authorization);
  const { data, error } = await connection.client.query(ViewerQuery, {}, { requestPolicy: "network-only" }).toPromise();
  if (data?.viewer) return { state: "in", ...connection, viewer: data.viewer };
  if (!error || codeOf(error) === "UNAUTHENTICATED") {
    return authorization ? { state: "out", why: "The service does not know this name, password or token." } : { state: "out" };
  }
  return { state: "out", why: sentenceOf(error) };
}

export function useSession() {
  const [session, setSession] = useState<Session>({ state: "asking" });

  useEffect(() => {
    const token = sessionStorage.getItem(KEPT);
    // Without a session of Django's, nobody signed in is no fault to speak of.
    void ask(token ? withToken(token) : null).then(setSession);
  }, []);

  const signIn = useCallback(async (authorization: Authorization, token?: string) => {
    const answer = await ask(authorization);
    if (token && answer.state === "in") sessionStorage.setItem(KEPT, token);
    setSession(answer);
  }, []);

  const signOut = useCallback(() => {
    sessionStorage.removeItem(KEPT);
    setSession((session) => {
      if (session.state === "in") session.socket.close();
      return { state: "out" };
    });
  }, []);

  return { session, signIn, signOut };
}
