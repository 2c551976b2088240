// The sign-in. A token is kept until the tab is closed, a password only in memory, so users sign in again after a reload.
// With a Django session on the same site, no sign-in is needed.
import { createContext, useCallback, useContext, useEffect, useState } from "react";
import type { ViewerQuery as ViewerData } from "../gql/graphql";
import { type Authorization, connect, type Connection, withToken } from "./client";
import { ViewerQuery } from "./documents";
import { discardAllDrafts } from "./drafts";
import { errorCode, errorMessage } from "./errors";

const TOKEN_KEY = "deskql-token";

export type Viewer = NonNullable<ViewerData["viewer"]>;
export type SignedIn = Connection & { viewer: Viewer };
export type Session = { state: "asking" } | { state: "out"; why?: string } | ({ state: "in" } & SignedIn);

/** The signed-in viewer, for all components. */
export const ViewerContext = createContext<Viewer | null>(null);

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error("nobody has signed in");
  return viewer;
}

const INVALID = { token: "This token is not valid.", password: "The username or password is wrong." };

async function ask(authorization: Authorization): Promise<Session> {
  const connection = connect(authorization);
  const { data, error } = await connection.client.query(ViewerQuery, {}, { requestPolicy: "network-only" }).toPromise();
  if (data?.viewer) return { state: "in", ...connection, viewer: data.viewer };
  if (!error || errorCode(error) === "UNAUTHENTICATED") {
    return authorization ? { state: "out", why: INVALID[authorization.startsWith("Token ") ? "token" : "password"] } : { state: "out" };
  }
  return { state: "out", why: errorMessage(error) };
}

export function useSession() {
  const [session, setSession] = useState<Session>({ state: "asking" });

  useEffect(() => {
    const token = sessionStorage.getItem(TOKEN_KEY);
    // Without a Django session the viewer is anonymous, which is not an error.
    void ask(token ? withToken(token) : null).then(setSession);
  }, []);

  const signIn = useCallback(async (authorization: Authorization, token?: string) => {
    const answer = await ask(authorization);
    if (token && answer.state === "in") sessionStorage.setItem(TOKEN_KEY, token);
    setSession(answer);
  }, []);

  const signOut = useCallback(() => {
    sessionStorage.removeItem(TOKEN_KEY);
    discardAllDrafts();
    setSession((session) => {
      if (session.state === "in") session.socket.close();
      return { state: "out" };
    });
  }, []);

  return { session, signIn, signOut };
}
