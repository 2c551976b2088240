// Browser windows that record errors: requests to other origins, violations of the Content-Security-Policy, exceptions,
// and errors and warnings in the console. Each fails the running test.
import { mkdirSync } from "node:fs";
import axe from "axe-core";
import { chromium } from "playwright-core";

const PICTURES = "pictures";

export class Browser {
  static async start(origin) {
    mkdirSync(PICTURES, { recursive: true });
    const browser = new Browser();
    browser.origin = origin;
    browser.errors = [];
    browser.chromium = await chromium.launch({
      executablePath: process.env.CHROMIUM,
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Without a network: no host name resolves.
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
      ],
    });
    return browser;
  }

  /** Opens a window without cookies and storage. `expected`: messages that are not errors. */
  async window({ expected = [], origin = this.origin, ...options } = {}) {
    const context = await this.chromium.newContext({ viewport: { width: 1280, height: 860 }, locale: "en-GB", ...options });
    const page = await context.newPage();
    const report = (message) => {
      if (!expected.some((pattern) => pattern.test(message))) this.errors.push(message);
    };
    const allowed = [origin, origin.replace("http", "ws"), "data:", "blob:"];
    const checkOrigin = (url) => {
      if (!allowed.some((start) => url.startsWith(start))) this.errors.push(`request to another origin: ${url}`);
    };
    context.on("request", (request) => checkOrigin(request.url()));
    page.on("websocket", (socket) => checkOrigin(socket.url()));
    page.on("pageerror", (error) => report(`exception: ${error.message}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) report(`console ${message.type()}: ${message.text()}`);
    });
    await page.exposeFunction("reportViolation", (violation) => this.errors.push(`policy: ${violation}`));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        window.reportViolation(`${event.violatedDirective} blocked ${event.blockedURI || event.sample}`);
      });
    });
    page.setDefaultTimeout(15_000);
    page.report = report;
    return page;
  }

  /** The errors since the last call. */
  takeErrors() {
    return this.errors.splice(0);
  }

  async stop() {
    await this.chromium.close();
  }
}

export async function picture(page, name, options = {}) {
  await page.screenshot({ path: `${PICTURES}/${name}.png`, ...options });
}

/** Checks names, contrasts and roles with axe. */
export async function accessible(page, within = "body") {
  await page.evaluate(`${axe.source}; void 0`);
  const { violations } = await page.evaluate((within) => window.axe.run(within), within);
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
  if (found.length > 0) throw new Error(`not accessible:\n  ${found.join("\n  ")}`);
}

/** Waits until `condition` returns a true value. */
export async function until(what, condition, seconds = 15) {
  const end = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < end) {
    try {
      if (await condition()) return;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`timed out: ${what}${last ? ` (${last.message})` : ""}`);
}
