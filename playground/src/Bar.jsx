// The bar at the top: sign-in, files for variables, and links.
import { useRef, useState } from "react";
import { byPassword, byToken } from "./who.js";

export function Bar({ who, viewer, error, signIn, signOut, files, setFiles, prefix }) {
  const [way, setWay] = useState(who.way);
  const chooser = useRef(null);
  // Already signed in this way: nothing to enter.
  const known = way === who.way && viewer !== null;

  function submit(event) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void signIn(way === "token" ? byToken(form.get("token")) : byPassword(form.get("name"), form.get("password")));
    event.currentTarget.reset();
  }

  return (
    <header className="bar">
      <form onSubmit={submit} aria-label="Sign in">
        <label>
          Sign in with{" "}
          <select
            value={way}
            onChange={(event) => {
              setWay(event.target.value);
              if (event.target.value === "session") signOut();
            }}
          >
            <option value="session">browser session</option>
            <option value="token">token</option>
            <option value="basic">username and password</option>
          </select>
        </label>
        {way === "token" && !known && <input name="token" type="password" placeholder="Token" aria-label="Token" autoComplete="off" required />}
        {way === "basic" && !known && (
          <>
            <input name="name" placeholder="Username" aria-label="Username" autoComplete="username" autoCapitalize="none" required />
            <input name="password" type="password" placeholder="Password" aria-label="Password" autoComplete="current-password" required />
          </>
        )}
        {way !== "session" && !known && <button type="submit">Sign in</button>}
        <span role="status" className={error ? "error" : ""}>
          {error ?? (viewer ? `Signed in as ${viewer}.` : "Not signed in.")}
        </span>
        {way !== "session" && known && (
          <button
            type="button"
            onClick={() => {
              setWay("session");
              signOut();
            }}
          >
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
          Choose files
        </button>
        {files.map((file, at) => (
          <span key={file.name}>
            <code>file:{at + 1}</code> {file.name}
          </span>
        ))}
      </span>
      <nav aria-label="Links">
        <a href={`${prefix}/docs`}>REST API</a>
      </nav>
    </header>
  );
}
