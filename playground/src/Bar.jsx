// The bar on top: who asks, which files variables may name, and where else to look.
import { useEffect, useRef, useState } from "react";
import { byPassword, byToken, forget } from "./who.js";

/** The viewer's name; null while nobody is signed in. */
function useViewer(fetcher, who) {
  const [viewer, setViewer] = useState({ name: null, fault: null });
  useEffect(() => {
    let current = true;
    const query = "{ viewer { user { username } } }";
    Promise.resolve(fetcher({ query }))
      .then((answer) => ({
        name: answer.data?.viewer?.user.username ?? null,
        fault: answer.errors?.[0]?.message ?? (who.authorization && !answer.data?.viewer ? "nobody is that" : null),
      }))
      .catch((error) => ({ name: null, fault: error.message }))
      .then((found) => current && setViewer(found));
    return () => {
      current = false;
    };
  }, [fetcher, who]);
  return viewer;
}

export function Bar({ who, setWho, files, setFiles, fetcher }) {
  const [way, setWay] = useState(who.way);
  const viewer = useViewer(fetcher, who);
  const chooser = useRef(null);
  // Somebody is signed in this way: there is nothing to ask for.
  const known = way === who.way && viewer.name !== null;

  function signIn(event) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setWho(way === "token" ? byToken(form.get("token")) : byPassword(form.get("name"), form.get("password")));
    event.currentTarget.reset();
  }

  return (
    <header className="bar">
      <form onSubmit={signIn} aria-label="Sign in">
        <label>
          Sign in by{" "}
          <select
            value={way}
            onChange={(event) => {
              setWay(event.target.value);
              if (event.target.value === "session") setWho(forget());
            }}
          >
            <option value="session">session of this browser</option>
            <option value="token">token</option>
            <option value="basic">name and password</option>
          </select>
        </label>
        {way === "token" && !known && <input name="token" type="password" placeholder="Token" aria-label="Token" autoComplete="off" required />}
        {way === "basic" && !known && (
          <>
            <input name="name" placeholder="Name" aria-label="Name" autoComplete="username" required />
            <input name="password" type="password" placeholder="Password" aria-label="Password" autoComplete="current-password" required />
          </>
        )}
        {way !== "session" && !known && <button type="submit">Sign in</button>}
        <span role="status" className={viewer.fault ? "fault" : ""}>
          {viewer.fault ?? (viewer.name ? `You are ${viewer.name}.` : "Nobody is signed in.")}
        </span>
        {way !== "session" && known && (
          <button type="button" onClick={() => setWho(forget())}>
            Sign out
          </button>
        )}
      </form>
      <span className="files">
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          aria-label="Files"
          onChange={(event) => setFiles([...event.target.files])}
        />
        <button type="button" onClick={() => chooser.current.click()}>
          Files
        </button>
        {files.map((file, at) => (
          <span key={file.name}>
            <code>file:{at + 1}</code> {file.name}
          </span>
        ))}
      </span>
      <nav aria-label="Elsewhere">
        <a href="/docs">REST API</a>
      </nav>
    </header>
  );
}
