// The example frontend as agents and customers use it: several windows, each with somebody in it.
import assert from "node:assert/strict";
import { accessible, picture, until } from "./browser.mjs";

const AGENT = ["admin", "admin"];
const CUSTOMER = ["nora.jensen", "demo"];
const TEXT = { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("a few words") };

/** What each page has asked the service and got no answer to. */
const asking = new WeakMap();

/** Waits until the page has asked for nothing for a while: it looks once more when it has become live. */
async function quiet(page) {
  let since = Date.now();
  await until("the page is quiet", () => {
    if (asking.get(page).size > 0) since = Date.now();
    return Date.now() - since > 500;
  });
}

async function open({ browser, service }, [name, password], path = "", options = {}) {
  const page = await browser.window(options);
  const asked = new Set();
  asking.set(page, asked);
  page.on("request", (request) => request.url().endsWith("/graphql") && asked.add(request));
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => asked.delete(request));
  await page.goto(`${service.origin}/app/${path}`);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  return page;
}

const live = (page) => page.locator(".live.live").and(page.locator(":not(.down):not(.connecting):not(.off)")).waitFor();
const rows = (page) => page.locator(".tickets tbody tr");
const steps = (page) => page.locator(".step");
const field = (page, label) => page.getByRole("complementary").getByLabel(label, { exact: true });

async function newTicket({ service }, title, more = {}) {
  const input = { queueId: 1, title, description: "For a test.", submitterEmail: "nora.jensen@example.org", ...more };
  const document = "mutation ($input: TicketCreateInput!) { ticketCreate(input: $input) { ticket { databaseId } userErrors { field } } }";
  return (await service.data(document, { input })).ticketCreate.ticket.databaseId;
}

async function change({ service }, id, changes) {
  const document = "mutation ($input: TicketUpdateInput!) { ticketUpdate(input: $input) { userErrors { field } } }";
  await service.data(document, { input: { id, changes } });
}

export const frontend = {
  async "a wrong password is told, a right one lets in, a reload asks again"(t) {
    const page = await t.browser.window({ expected: [/status of 401/] });
    await page.goto(`${t.service.origin}/app/`);
    await page.getByLabel("Name").waitFor();
    await accessible(page);
    await picture(page, "sign-in");
    await page.getByLabel("Name").fill("admin");
    await page.getByLabel("Password").fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("does not know").waitFor();
    await page.getByLabel("Password").fill("admin");
    await page.keyboard.press("Enter");
    await rows(page).first().waitFor();
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert(!/admin/.test(kept), "a password is left behind");
    await page.reload();
    await page.getByLabel("Password").waitFor();
  },

  async "a token lets in until the window is closed"(t) {
    const page = await t.browser.window();
    await page.goto(`${t.service.origin}/app/`);
    await page.getByRole("button", { name: "With a token" }).click();
    await page.getByLabel("Token").fill(t.service.token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await rows(page).first().waitFor();
    await page.reload();
    await rows(page).first().waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Password").waitFor();
  },

  async "the list is filtered, searched, sorted and turned by the service"(t) {
    const page = await open(t, AGENT);
    const says = (count) => page.getByText(new RegExp(`^${count} tickets?$`)).waitFor();
    const count = async (filter) =>
      (await t.service.data("query ($filter: TicketFilter) { tickets(filter: $filter) { totalCount } }", { filter })).tickets.totalCount;
    await says(await count({ statusCode: { in: [1, 2] } }));
    await live(page);
    await picture(page, "list");
    await accessible(page);
    await page.getByLabel("Status").selectOption({ label: "All" });
    await says(await count({}));
    await page.getByLabel("Queue").selectOption({ label: "Billing" });
    await says(await count({ queueId: { eq: 2 } }));
    await page.getByLabel("Owner").selectOption({ label: "Nobody" });
    await says(await count({ queueId: { eq: 2 }, assignedToId: { isNull: true } }));
    await page.getByLabel("Owner").selectOption("");
    await page.getByLabel("Queue").selectOption("");
    await page.getByLabel("Search").fill("REFUND");
    await page.keyboard.press("Enter");
    await says(await count({ title: { contains: "refund" } }));
    await page.getByLabel("Search").fill("support-72");
    await page.keyboard.press("Enter");
    await says(1);
    await page.getByLabel("Search").fill("");
    await page.getByLabel("Order").selectOption({ label: "Title" });
    // Pages: no ticket twice, none left out.
    const all = await count({});
    await says(all);
    const seen = new Set();
    for (;;) {
      await until("the page is there", async () => {
        const first = await rows(page).first().locator(".under").innerText();
        return !seen.has(first);
      });
      for (const reference of await rows(page).locator(".under").allInnerTexts()) seen.add(reference);
      const further = page.getByRole("button", { name: "Further" });
      if (await further.isDisabled()) break;
      await further.click();
    }
    assert.equal(seen.size, all);
    // The address is the view: it can be kept.
    const last = await rows(page).first().innerText();
    await page.getByRole("button", { name: "Back" }).click();
    await until("the page before", async () => (await rows(page).first().innerText()) !== last);
    const before = await rows(page).first().innerText();
    await page.goBack();
    await page.goForward();
    await until("the same page", async () => (await rows(page).first().innerText()) === before);
  },

  async "two windows see each other: a customer asks, an agent answers"(t) {
    const agent = await open(t, AGENT, "#/tickets?sort=created");
    const customer = await open(t, CUSTOMER, "#/new");
    await live(agent);
    await live(customer);
    // What customers may not do is not offered.
    await customer.getByLabel("Title").waitFor();
    assert.equal(await customer.getByLabel("Owner").count(), 0);
    assert.equal(await customer.getByLabel(/Refund/).count(), 0, "a field for staff alone is shown");
    await customer.getByLabel("Title").fill("My bell does not ring");
    await customer.getByLabel("What is it about?").fill("It **never** rang.");
    await customer.getByLabel("Queue").selectOption({ label: "Workshop" });
    await customer.getByLabel(/Product/).selectOption("Fjord 3");
    await customer.getByLabel(/Bikes concerned/).fill("2");
    await customer.getByLabel("Under warranty").check();
    await customer.getByLabel("Files").setInputFiles(TEXT);
    await accessible(customer);
    await picture(customer, "new-ticket", { fullPage: true });
    await customer.getByRole("button", { name: "Open ticket" }).click();
    await customer.getByRole("heading", { name: "My bell does not ring" }).waitFor();
    assert.equal(await steps(customer).count(), 1);
    assert.equal(await customer.getByRole("link", { name: "note.txt" }).count(), 1);
    assert.match(await customer.locator(".facts").innerText(), /Fjord 3[\s\S]*Bikes concerned\s*2[\s\S]*Under warranty\s*Yes/);

    // It comes up in the agent's list by itself.
    await agent.getByRole("link", { name: "My bell does not ring" }).click();
    await steps(agent).first().waitFor();
    await agent.getByRole("textbox", { name: "Reply" }).fill("Between us: the bell is from batch 7.");
    await agent.getByRole("checkbox", { name: "Internal" }).check();
    await agent.getByRole("button", { name: "Add note" }).click();
    await until("the note is there", async () => (await steps(agent).count()) === 2);
    await agent.getByRole("checkbox", { name: "Internal" }).uncheck();
    await agent.getByRole("textbox", { name: "Reply" }).fill("We send you *another one*.");
    await agent.getByRole("form", { name: "Reply" }).getByLabel("Files").setInputFiles(TEXT);
    await agent.getByLabel("Then").selectOption({ label: "Resolved" });
    await agent.getByRole("button", { name: "Send" }).click();
    await until("the answer is there", async () => (await steps(agent).count()) === 3);
    await agent.locator("header .badge", { hasText: "Resolved" }).first().waitFor();
    await accessible(agent);
    await picture(agent, "ticket-agent", { fullPage: true });

    // The customer sees the answer by itself, with its file, and not the note.
    await until("the answer arrives", async () => (await steps(customer).count()) === 2);
    await customer.locator("header .badge", { hasText: "Resolved" }).first().waitFor();
    assert(!(await customer.locator("main").innerText()).includes("batch 7"), "customers read internal notes");
    assert.equal(await steps(customer).last().locator("em").innerText(), "another one");
    const [download] = await Promise.all([
      customer.waitForEvent("download"),
      steps(customer).last().getByRole("link", { name: "note.txt" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "note.txt");
    await picture(customer, "ticket-customer", { fullPage: true });

    // And answers, which the agent sees.
    await customer.getByRole("textbox", { name: "Reply" }).fill("Thank you!");
    await customer.keyboard.press("Control+Enter");
    await until("the thanks arrive", async () => (await steps(agent).count()) === 4);
  },

  async "customers see their own tickets alone"(t) {
    const other = await newTicket(t, "Not Nora's", { submitterEmail: "someone@example.com" });
    const page = await open(t, CUSTOMER);
    await rows(page).first().waitFor();
    const titles = await rows(page).locator(".title a").allInnerTexts();
    assert(!titles.includes("Not Nora's") && titles.includes("Refund for returned Alva child seat"), `${titles}`);
    await picture(page, "list-customer");
    await page.goto(`${t.service.origin}/app/#/tickets/${other}`);
    await page.getByText("There is no such ticket, or it is not yours to see.").waitFor();
  },

  async "faults are said at their fields, and what was written stays"(t) {
    const id = await newTicket(t, "Faults");
    const page = await open(t, AGENT, `#/tickets/${id}`);
    const reply = page.getByRole("form", { name: "Reply" });
    await reply.getByRole("textbox", { name: "Reply" }).fill("With a file that is not taken.");
    await reply.getByLabel("Files").setInputFiles([TEXT, { ...TEXT, name: "virus.exe" }]);
    await reply.getByRole("button", { name: "Send" }).click();
    await reply.locator(".drop .fault").waitFor();
    await picture(page, "fault");
    assert.equal(await steps(page).count(), 1);
    await reply.getByRole("button", { name: "Take virus.exe away" }).click();
    await reply.getByRole("button", { name: "Send" }).click();
    await until("it is sent", async () => (await steps(page).count()) === 2);
    assert.equal(await reply.getByRole("textbox", { name: "Reply" }).inputValue(), "");
    // An empty title: the service says what is wrong, at the field.
    await field(page, "Title").fill("   ");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("aside .field", { hasText: "Title" }).locator(".fault").waitFor();
    assert.equal(await field(page, "Title").getAttribute("aria-invalid"), "true");
  },

  async "a change of somebody else is not overwritten unseen"(t) {
    const id = await newTicket(t, "Two at once");
    const page = await open(t, AGENT, `#/tickets/${id}`);
    await live(page);
    await field(page, "Priority").selectOption({ label: "1. Critical" });
    await change(t, id, { title: "Two at once, changed" });
    await page.getByRole("heading", { name: "Two at once, changed" }).waitFor();
    await page.getByRole("alert").getByText("Somebody else changed this ticket").waitFor();
    await picture(page, "overtaken");
    await page.getByRole("button", { name: "Keep my changes" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await until("it is saved", async () => {
      const { ticket } = await t.service.data("query ($id: Int) { ticket(databaseId: $id) { priorityCode title } }", { id });
      return ticket.priorityCode === 1 && ticket.title === "Two at once, changed";
    });
  },

  async "the service refuses what overtakes another change, even where nobody saw it"(t) {
    const id = await newTicket(t, "Overtaken");
    const page = await open(t, AGENT, `#/tickets/${id}`);
    await live(page);
    await quiet(page);
    await field(page, "Priority").selectOption({ label: "1. Critical" });
    // The page does not hear of it: answers of the service that tell of the new state are held back.
    let told = 0;
    await page.route("**/graphql", async (route) => {
      if (route.request().postData()?.includes("query Ticket(")) told += 1;
      else await route.continue();
    });
    await change(t, id, { title: "Overtaken indeed" });
    await until("the page wanted to look", () => told > 0);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").getByText("Somebody else changed this ticket").waitFor();
    const { ticket } = await t.service.data("query ($id: Int) { ticket(databaseId: $id) { priorityCode } }", { id });
    assert.equal(ticket.priorityCode, 3);
  },

  async "a break: the sign says so, and nothing is missed"(t) {
    const expected = [/WebSocket/, /ERR_CONNECTION_REFUSED/, /Failed to load resource/];
    const page = await open(t, AGENT, "#/tickets?sort=modified&status=all", { expected });
    await live(page);
    await newTicket(t, "Before the break");
    await page.getByRole("link", { name: "Before the break" }).waitFor();
    await t.service.down();
    await page.locator(".live.down").waitFor();
    await picture(page, "not-live");
    await t.service.up();
    // Written before the page is back.
    await newTicket(t, "During the break");
    await live(page);
    await page.getByRole("link", { name: "During the break" }).waitFor();
    await newTicket(t, "After the break");
    await page.getByRole("link", { name: "After the break" }).waitFor();
  },

  async "a service that does not want the page: the sign does not promise to come back"(t) {
    const page = await t.browser.window();
    let tries = 0;
    await page.routeWebSocket(/\/graphql/, async (socket) => {
      tries += 1;
      await socket.close({ code: 4401, reason: "nobody is that" });
    });
    await page.goto(`${t.service.origin}/app/`);
    await page.getByLabel("Name").fill(AGENT[0]);
    await page.getByLabel("Password").fill(AGENT[1]);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("status").getByText("Not live: reload the page").waitFor();
    await page.waitForTimeout(1500);
    assert.equal(tries, 1);
  },

  async "it works on a phone, by day and by night"(t) {
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

  async "it works by keyboard alone"(t) {
    const id = await newTicket(t, "By keyboard");
    const page = await t.browser.window();
    await page.goto(`${t.service.origin}/app/#/tickets/${id}`);
    await page.getByLabel("Name").waitFor();
    await page.keyboard.type("admin");
    await page.keyboard.press("Tab");
    await page.keyboard.type("admin");
    await page.keyboard.press("Enter");
    await steps(page).first().waitFor();
    await page.keyboard.press("Tab");
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    assert.equal(await focused(), "To the content");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
    for (let presses = 0; presses < 20; presses += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement?.tagName === "TEXTAREA")) break;
    }
    await page.keyboard.type("No mouse was moved.");
    await page.keyboard.press("Control+Enter");
    await page.getByText("No mouse was moved.", { exact: true }).and(page.locator("p, div")).first().waitFor();
    await until("it is sent", async () => (await steps(page).count()) === 2);
  },
};
