// A demo of the binary under test, and the way to it past the browser.
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
  static async start() {
    const service = new Service();
    service.folder = mkdtempSync(join(tmpdir(), "deskql-browser-"));
    service.port = await freePort();
    service.origin = `http://127.0.0.1:${service.port}`;
    await service.up();
    return service;
  }

  /** Starts it, the first time or again, and waits until it answers. */
  async up() {
    let said = "";
    const options = ["demo", "--dir", join(this.folder, "demo"), "--port", `${this.port}`];
    this.process = spawn(process.env.BIN, options, { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.process.stdout, this.process.stderr]) stream.on("data", (data) => (said += data));
    let ended = false;
    this.process.on("exit", () => (ended = true));
    for (let tries = 0; tries < 600; tries += 1) {
      if (ended) throw new Error(`the demo did not start: ${said}`);
      if (await fetch(`${this.origin}/readyz`).then((answer) => answer.ok, () => false)) {
        this.token ??= /Token\s+([0-9a-f]{40})/.exec(said)?.[1];
        if (this.token) return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the demo does not answer: ${said}`);
  }

  /** Ends it without asking. */
  async down() {
    const gone = new Promise((resolve) => this.process.on("exit", resolve));
    this.process.kill("SIGKILL");
    await gone;
  }

  async stop() {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Data of a document that the administrator runs. */
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
