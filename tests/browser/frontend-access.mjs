// The example frontend: focus, keyboard, colours and small windows.
import assert from "node:assert/strict";
import { accessible, picture, until } from "./browser.mjs";
import { AGENT, quiet, open, rows, steps, field, newTicket, change } from "./desk.mjs";

export const accessibility = {
  async "each page has a title, and a link moves the focus and scrolls to the top"(t) {
    const page = await t.browser.window({ viewport: { width: 900, height: 500 } });
    await page.goto(`${t.service.origin}/app/#/tickets?status=all`);
    await until("the title", async () => (await page.title()) === "Sign in – Help desk");
    await page.getByLabel("Username").fill(AGENT[0]);
    await page.getByLabel("Password").fill(AGENT[1]);
    await page.keyboard.press("Enter");
    await rows(page).first().waitFor();
    assert.equal(await page.title(), "Tickets – Help desk");
    const scrolled = () => page.evaluate(() => Math.round(window.scrollY));
    const focused = () => page.evaluate(() => document.activeElement?.tagName);
    // The next page starts at the top.
    const first = await rows(page).first().innerText();
    await page.getByRole("button", { name: "Next page" }).click();
    await until("the next page", async () => (await rows(page).first().innerText()) !== first);
    assert.deepEqual([await scrolled(), await focused()], [0, "H1"]);
    // A filter moves neither focus nor scroll position.
    await page.getByLabel("Queue").focus();
    await page.getByLabel("Queue").selectOption({ label: "Support" });
    await page.waitForTimeout(300);
    assert.equal(await focused(), "SELECT");
    // "Back" restores the scroll position.
    const link = rows(page).nth(20).getByRole("link");
    await link.scrollIntoViewIfNeeded();
    await page.waitForTimeout(100);
    const place = await scrolled();
    assert(place > 100, `${place}`);
    const title = await link.innerText();
    await link.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    await until("the focus", async () => (await focused()) === "H1");
    assert.equal(await scrolled(), 0);
    assert.match(await page.title(), /^support-\d+ .+ – Help desk$/);
    assert((await page.title()).includes(title));
    await page.goBack();
    await rows(page).nth(20).waitFor();
    await until("the place", async () => Math.abs((await scrolled()) - place) < 3);
    await page.getByRole("link", { name: "New ticket" }).click();
    await until("the title", async () => (await page.title()) === "New ticket – Help desk");
    assert.equal(await focused(), "H1");
    await page.goto(`${t.service.origin}/app/#/tickets/999999`);
    await until("the title", async () => (await page.title()) === "Ticket not found – Help desk");
  },

  async "the focus is always visible"(t) {
    const id = await newTicket(t, "Stops");
    const page = await open(t, AGENT, `#/tickets/${id}`);
    await steps(page).first().waitFor();
    await quiet(page);
    const hidden = [];
    let files = 0;
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const visible = (element) => {
          const { width, height } = element.getBoundingClientRect();
          return width > 8 && height > 8;
        };
        const focused = document.activeElement;
        if (focused === document.body) return null;
        // The label of the file field shows its focus.
        const label = focused.type === "file" ? focused.labels[0] : null;
        const outlined = getComputedStyle(label ?? focused).outlineStyle !== "none";
        return { what: focused.outerHTML.slice(0, 80), file: !!label, seen: visible(label ?? focused) && outlined };
      });
      if (!stop) break;
      files += stop.file ? 1 : 0;
      if (!stop.seen) hidden.push(stop.what);
    }
    assert.deepEqual(hidden, []);
    assert.equal(files, 1);
  },

  async "badges differ from their background"(t) {
    const ids = [];
    for (const [statusCode, label] of [[2, "Reopened"], [3, "Resolved"], [4, "Closed"], [5, "Duplicate"]]) {
      const id = await newTicket(t, label);
      // Reopened can only follow Closed.
      if (statusCode === 2) await change(t, id, { statusCode: 4 });
      await change(t, id, { statusCode });
      ids.push([id, label]);
    }
    for (const colorScheme of ["light", "dark"]) {
      const page = await open(t, AGENT, "#/tickets?status=all", { colorScheme });
      const differs = async (inner, outer, what) => {
        const background = (element) => getComputedStyle(element).backgroundColor;
        assert.notEqual(await inner.evaluate(background), await outer.evaluate(background), `${what}, ${colorScheme}`);
      };
      for (const [id, label] of ids) {
        const row = rows(page).filter({ has: page.getByRole("link", { name: label, exact: true }) });
        await row.first().hover();
        await differs(row.first().locator(".badge"), row.first(), `${label} in the list`);
        await page.goto(`${t.service.origin}/app/#/tickets/${id}`);
        const badge = page.locator("article > header .badge", { hasText: label });
        await badge.waitFor();
        await differs(badge, page.locator("body"), `${label} on the page`);
        const internal = page.locator(".step .badge.internal").first();
        await internal.waitFor();
        await differs(internal, internal.locator("xpath=ancestor::li"), `Internal, ${label}`);
        if (label === "Closed") await picture(page, `closed-${colorScheme}`);
        await page.goBack();
        await rows(page).first().waitFor();
      }
    }
  },

  async "it works on a phone, in light and dark mode"(t) {
    for (const colorScheme of ["light", "dark"]) {
      const options = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme };
      const page = await open(t, AGENT, "", options);
      await rows(page).first().waitFor();
      for (const name of ["list", "ticket", "new"]) {
        if (name === "ticket") await rows(page).first().getByRole("link").tap();
        if (name === "new") await page.getByRole("link", { name: "New ticket" }).tap();
        await page.locator(name === "list" ? ".tickets" : name === "ticket" ? ".timeline" : "form.new").waitFor();
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert(wide <= 0, `${name} is ${wide} px wider than the window`);
        await accessible(page);
        await picture(page, `phone-${name}-${colorScheme}`);
      }
    }
  },

  async "it can be used with the keyboard only"(t) {
    const id = await newTicket(t, "By keyboard");
    const page = await t.browser.window();
    await page.goto(`${t.service.origin}/app/#/tickets/${id}`);
    await page.getByLabel("Username").waitFor();
    await page.keyboard.type("admin");
    await page.keyboard.press("Tab");
    await page.keyboard.type("admin");
    await page.keyboard.press("Enter");
    await steps(page).first().waitFor();
    await page.keyboard.press("Tab");
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    assert.equal(await focused(), "Skip to content");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement?.tagName === "TEXTAREA")) break;
    }
    await page.keyboard.type("No mouse was moved.");
    await page.keyboard.press("Control+Enter");
    await page.getByText("No mouse was moved.", { exact: true }).and(page.locator("p, div")).first().waitFor();
    await until("it is sent", async () => (await steps(page).count()) === 2);
  },
};
