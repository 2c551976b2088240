// The example frontend: live updates.
import assert from "node:assert/strict";
import { picture } from "./browser.mjs";
import { AGENT, open, live, steps, newTicket } from "./desk.mjs";

export const liveUpdates = {
  async "a lost connection is shown, and no event is missed"(t) {
    const expected = [/WebSocket/, /ERR_CONNECTION_REFUSED/, /Failed to load resource/];
    const page = await open(t, AGENT, "#/tickets?sort=updated&status=all", { expected });
    await live(page);
    await newTicket(t, "Before the break");
    await page.getByRole("link", { name: "Before the break" }).waitFor();
    await t.service.down();
    await page.locator(".live.down").waitFor();
    await picture(page, "not-live");
    await t.service.up();
    // Created before the page reconnects.
    await newTicket(t, "During the break");
    await live(page);
    await page.getByRole("link", { name: "During the break" }).waitFor();
    await newTicket(t, "After the break");
    await page.getByRole("link", { name: "After the break" }).waitFor();
  },

  async "a rejected connection is shown as final"(t) {
    const page = await t.browser.window();
    let tries = 0;
    await page.routeWebSocket(/\/graphql/, async (socket) => {
      tries += 1;
      await socket.close({ code: 4401, reason: "rejected" });
    });
    await page.goto(`${t.service.origin}/app/`);
    await page.getByLabel("Username").fill(AGENT[0]);
    await page.getByLabel("Password").fill(AGENT[1]);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("status").getByText("Disconnected. Reload the page.").waitFor();
    await page.waitForTimeout(1500);
    assert.equal(tries, 1);
  },

  async "relative times stay right while the page is open"(t) {
    const id = await newTicket(t, "Time passes");
    const page = await t.browser.window();
    // Without live updates, only the clock renders the page again.
    await page.routeWebSocket(/\/graphql/, (socket) => socket.close({ code: 4401, reason: "off" }));
    await page.clock.install();
    await page.goto(`${t.service.origin}/app/#/tickets/${id}`);
    await page.getByLabel("Username").fill(AGENT[0]);
    await page.getByLabel("Password").fill(AGENT[1]);
    await page.getByRole("button", { name: "Sign in" }).click();
    const time = steps(page).first().locator("time");
    await time.getByText("just now").waitFor();
    await page.clock.runFor(5 * 60 * 1000);
    await time.getByText("5 minutes ago").waitFor();
  },
};
