// The example frontend: signing in and out, and drafts.
import assert from "node:assert/strict";
import { accessible, picture, until } from "./browser.mjs";
import { AGENT, TEXT, rows, steps, field, newTicket } from "./desk.mjs";

export const signIn = {
  async "a wrong password is reported, a right one signs in, and a session survives a reload"(t) {
    const page = await t.browser.window();
    let guesses = 0;
    page.on("request", (request) => (guesses += request.postData()?.includes("sessionCreate") ? 1 : 0));
    await page.goto(`${t.service.origin}/app/`);
    await page.getByLabel("Username").waitFor();
    await accessible(page);
    await picture(page, "sign-in");
    await page.getByLabel("Username").fill("admin");
    await page.getByLabel("Password").fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    assert.match(await page.getByRole("alert").innerText(), /username|password/i);
    await page.waitForTimeout(500);
    assert.equal(guesses, 1, "one guess, one request");
    await page.getByLabel("Password").fill("admin");
    await page.keyboard.press("Enter");
    await rows(page).first().waitFor();
    const session = (await page.context().cookies()).find((cookie) => cookie.name === "sessionid");
    assert(session?.httpOnly, "scripts can read the session");
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert(!/admin|sessionid/.test(kept), `something secret is kept: ${kept}`);
    await page.reload();
    await rows(page).first().waitFor();
    // Another tab has the same session, and notices that it ends.
    const other = await page.context().newPage();
    await other.goto(`${t.service.origin}/app/`);
    await rows(other).first().waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Password").waitFor();
    await page.reload();
    await page.getByLabel("Password").waitFor();
    await other.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await other.getByText("Your session has ended.").waitFor();
  },

  async "unsent text survives navigation and a reload, but not signing out"(t) {
    const id = await newTicket(t, "Drafts");
    const page = await t.browser.window();
    const enter = async () => {
      await page.getByLabel("Username").fill(AGENT[0]);
      await page.getByLabel("Password").fill(AGENT[1]);
      await page.getByRole("button", { name: "Sign in" }).click();
    };
    await page.goto(`${t.service.origin}/app/#/tickets/${id}`);
    await enter();
    const reply = page.getByRole("form", { name: "Reply" });
    await reply.getByRole("textbox", { name: "Reply" }).fill("Half a sen");
    await reply.getByLabel("Files").setInputFiles(TEXT);
    await reply.getByLabel("Internal").check();
    await field(page, "Title").fill("Drafts, changed");
    await page.getByRole("link", { name: "New ticket" }).click();
    await page.getByLabel("Title").fill("Half a ticket");
    await page.getByLabel("Queue").selectOption({ label: "Workshop" });
    await page.getByLabel(/Product/).selectOption("Fjord 3");
    await page.getByLabel("Under warranty").check();
    await page.getByRole("link", { name: "Tickets", exact: true }).click();
    await rows(page).first().waitFor();
    await page.goBack();
    assert.equal(await page.getByLabel("Title").inputValue(), "Half a ticket");
    assert.equal(await page.getByLabel("Queue").evaluate((select) => select.selectedOptions[0].text), "Workshop");
    assert.equal(await page.getByLabel(/Product/).inputValue(), "Fjord 3");
    assert(await page.getByLabel("Under warranty").isChecked());
    await page.goBack();
    assert.equal(await reply.getByRole("textbox", { name: "Internal note" }).inputValue(), "Half a sen");
    assert.equal(await reply.locator(".files li").count(), 1);
    assert.equal(await field(page, "Title").inputValue(), "Drafts, changed");
    await page.reload();
    await reply.getByRole("textbox", { name: "Internal note" }).waitFor();
    assert.equal(await reply.getByRole("textbox", { name: "Internal note" }).inputValue(), "Half a sen");
    await reply.getByRole("button", { name: "Add note" }).click();
    await until("it is sent", async () => (await steps(page).count()) === 2);
    await page.reload();
    await reply.getByRole("textbox", { name: "Reply" }).waitFor();
    assert.equal(await reply.getByRole("textbox", { name: "Reply" }).inputValue(), "");
    assert.equal(await field(page, "Title").inputValue(), "Drafts, changed");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Username").waitFor();
    assert(!(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).includes("Drafts"), "a draft is left behind");
    await enter();
    await field(page, "Title").waitFor();
    assert.equal(await field(page, "Title").inputValue(), "Drafts");
  },
};
