// Windows that are watched: whatever they ask of another origin, whatever a Content-Security-Policy stops and whatever
// the console calls an error is a fault of the test that runs.
import { mkdirSync } from "node:fs";
import axe from "axe-core";
import { chromium } from "playwright-core";

const PICTURES = "pictures";

export class Browser {
  static async start(origin) {
    mkdirSync(PICTURES, { recursive: true });
    const browser = new Browser();
    browser.origin = origin;
    browser.faults = [];
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
        // There is no network: no name is an address.
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
      ],
    });
    return browser;
  }

  /** A window of its own: no cookie and no storage is shared. `expected`: messages that are no fault in it. */
  async window({ expected = [], origin = this.origin, ...options } = {}) {
    const context = await this.chromium.newContext({ viewport: { width: 1280, height: 860 }, locale: "en-GB", ...options });
    const page = await context.newPage();
    const fault = (what) => {
      if (!expected.some((pattern) => pattern.test(what))) this.faults.push(what);
    };
    const allowed = [origin, origin.replace("http", "ws"), "data:", "blob:"];
    const look = (url) => {
      if (!allowed.some((start) => url.startsWith(start))) this.faults.push(`asks another origin: ${url}`);
    };
    context.on("request", (request) => look(request.url()));
    page.on("websocket", (socket) => look(socket.url()));
    page.on("pageerror", (error) => fault(`exception: ${error.message}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) fault(`console ${message.type()}: ${message.text()}`);
    });
    await page.exposeFunction("reportViolation", (what) => this.faults.push(`policy: ${what}`));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        window.reportViolation(`${event.violatedDirective} stopped ${event.blockedURI || event.sample}`);
      });
    });
    page.setDefaultTimeout(15_000);
    page.fault = fault;
    return page;
  }

  /** The faults since the last call. */
  takeFaults() {
    return this.faults.splice(0);
  }

  async stop() {
    await this.chromium.close();
  }
}

export async function picture(page, name, options = {}) {
  await page.screenshot({ path: `${PICTURES}/${name}.png`, ...options });
}

/** Names, contrasts, roles: what machines can see of accessibility. */
export async function accessible(page, within = "body") {
  await page.evaluate(`${axe.source}; void 0`);
  const { violations } = await page.evaluate((within) => window.axe.run(within), within);
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
  if (found.length > 0) throw new Error(`not accessible:\n  ${found.join("\n  ")}`);
}

/** Waits until something holds. */
export async function until(what, holds, seconds = 15) {
  const end = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < end) {
    try {
      if (await holds()) return;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it never was so: ${what}${last ? ` (${last.message})` : ""}`);
}
