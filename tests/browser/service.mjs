// Starts the binary under test, with the demo or with the contract's fixture, and sends requests without the browser.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

export class Service {
  /** Starts the demo. */
  static start() {
    return new Service().#begin((folder, port) => [process.env.BIN, ["demo", "--dir", join(folder, "demo"), "--port", `${port}`]]);
  }

  /** Starts the service on the contract's fixture, which has sessions of Django; `settings` are environment variables. */
  static fixture(settings = {}) {
    const env = { SINKS: "none", DESKQL_SERVER__EXAMPLE_FRONTEND: "true", ...settings };
    return new Service().#begin((folder, port) => {
      return [process.env.SERVE, ["sqlite", `${port}`], { ...process.env, ...env, RUN_DIR: join(folder, "fixture") }];
    });
  }

  async #begin(command) {
    this.folder = mkdtempSync(join(tmpdir(), "deskql-browser-"));
    this.port = await freePort();
    this.origin = `http://127.0.0.1:${this.port}`;
    this.command = command(this.folder, this.port);
    await this.up();
    return this;
  }

  /** Starts the service and waits until it is ready. */
  async up() {
    const [program, options, env = process.env] = this.command;
    let said = "";
    this.process = spawn(program, options, { env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.process.stdout, this.process.stderr]) stream.on("data", (data) => (said += data));
    let ended = false;
    this.process.on("exit", () => (ended = true));
    for (let tries = 0; tries < 600; tries += 1) {
      if (ended) throw new Error(`the service did not start: ${said}`);
      if (await fetch(`${this.origin}/readyz`).then((answer) => answer.ok, () => false)) {
        // The demo prints a token.
        this.token ??= /Token\s+([0-9a-f]{40})/.exec(said)?.[1];
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the service is not ready: ${said}`);
  }

  /** Kills the service. */
  async down() {
    const gone = new Promise((resolve) => this.process.on("exit", resolve));
    this.process.kill("SIGKILL");
    await gone;
  }

  async stop() {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Executes a document as the administrator; returns its data. */
  async data(query, variables) {
    const response = await fetch(`${this.origin}/graphql`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Token ${this.token}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }
}
