// The example frontend, used by agents and customers in several windows.
import assert from "node:assert/strict";
import { accessible, picture, until } from "./browser.mjs";

const AGENT = ["admin", "admin"];
const CUSTOMER = ["nora.jensen", "demo"];
const TEXT = { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("a few words") };

/** The pending requests of each page. */
const asking = new WeakMap();

/** Waits until the page has sent no request for a while; it fetches again when live updates start. */
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
  await page.getByLabel("Username").fill(name);
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
  await service.data(document, { input: { id, ...changes } });
}

export const frontend = {
  async "a wrong password is reported, a right one signs in, a reload asks again"(t) {
    const page = await t.browser.window({ expected: [/status of 401/] });
    let guesses = 0;
    page.on("request", (request) => (guesses += request.headers().authorization?.startsWith("Basic ") ? 1 : 0));
    await page.goto(`${t.service.origin}/app/`);
    await page.getByLabel("Username").waitFor();
    await accessible(page);
    await picture(page, "sign-in");
    await page.getByLabel("Username").fill("admin");
    await page.getByLabel("Password").fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("The username or password is wrong.").waitFor();
    await page.waitForTimeout(500);
    assert.equal(guesses, 1, "one guess, one request");
    await page.getByLabel("Password").fill("admin");
    await page.keyboard.press("Enter");
    await rows(page).first().waitFor();
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert(!/admin/.test(kept), "a password is left behind");
    await page.reload();
    await page.getByLabel("Password").waitFor();
  },

  async "a token is kept until the window is closed"(t) {
    const page = await t.browser.window();
    await page.goto(`${t.service.origin}/app/`);
    await page.getByRole("button", { name: "Use a token" }).click();
    await page.getByLabel("Token").fill(t.service.token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await rows(page).first().waitFor();
    await page.reload();
    await rows(page).first().waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Password").waitFor();
  },

  async "the service filters, searches, sorts and paginates the list"(t) {
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
    await page.getByLabel("Owner").selectOption({ label: "Unassigned" });
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
    // Pagination: each ticket exactly once.
    const all = await count({});
    await says(all);
    // The count does not depend on the order, so the rows of the new order may not have arrived yet.
    await quiet(page);
    const seen = new Set();
    for (;;) {
      await until("the page is there", async () => {
        const first = await rows(page).first().locator(".under").innerText();
        return !seen.has(first);
      });
      for (const reference of await rows(page).locator(".under").allInnerTexts()) seen.add(reference);
      const further = page.getByRole("button", { name: "Next page" });
      if (await further.isDisabled()) break;
      await further.click();
    }
    assert.equal(seen.size, all);
    // The URL contains the view and can be bookmarked.
    const last = await rows(page).first().innerText();
    await page.getByRole("button", { name: "Previous page" }).click();
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
    // Customers see only fields they may set.
    await customer.getByLabel("Title").waitFor();
    assert.equal(await customer.getByLabel("Owner").count(), 0);
    assert.equal(await customer.getByLabel(/Refund/).count(), 0, "a field for staff is shown");
    await customer.getByLabel("Title").fill("My bell does not ring");
    await customer.getByLabel("Description").fill("It **never** rang.");
    await customer.getByLabel("Queue").selectOption({ label: "Workshop" });
    await customer.getByLabel(/Product/).selectOption("Fjord 3");
    await customer.getByLabel(/Number of bikes/).fill("2");
    await customer.getByLabel("Under warranty").check();
    await customer.getByLabel("Files").setInputFiles(TEXT);
    await accessible(customer);
    await picture(customer, "new-ticket", { fullPage: true });
    await customer.getByRole("button", { name: "Create ticket" }).click();
    await customer.getByRole("heading", { name: "My bell does not ring" }).waitFor();
    assert.equal(await steps(customer).count(), 1);
    assert.equal(await customer.getByRole("link", { name: "note.txt" }).count(), 1);
    assert.match(await customer.locator(".facts").innerText(), /Fjord 3[\s\S]*Number of bikes\s*2[\s\S]*Under warranty\s*Yes/);

    // It appears in the agent's list by itself.
    await agent.getByRole("link", { name: "My bell does not ring" }).click();
    await steps(agent).first().waitFor();
    await agent.getByRole("textbox", { name: "Reply" }).fill("Between us: the bell is from batch 7.");
    await agent.getByRole("checkbox", { name: "Internal" }).check();
    await agent.getByRole("button", { name: "Add note" }).click();
    await until("the note is there", async () => (await steps(agent).count()) === 2);
    await agent.getByRole("checkbox", { name: "Internal" }).uncheck();
    await agent.getByRole("textbox", { name: "Reply" }).fill("We send you *another one*.");
    await agent.getByRole("form", { name: "Reply" }).getByLabel("Files").setInputFiles(TEXT);
    await agent.getByRole("form", { name: "Reply" }).getByLabel("Status").selectOption({ label: "Resolved" });
    await agent.getByRole("button", { name: "Send" }).click();
    await until("the answer is there", async () => (await steps(agent).count()) === 3);
    await agent.locator("header .badge", { hasText: "Resolved" }).first().waitFor();
    await accessible(agent);
    await picture(agent, "ticket-agent", { fullPage: true });

    // The answer appears in the customer's window with its file; the note does not.
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

    // The customer answers, and the agent sees it.
    await customer.getByRole("textbox", { name: "Reply" }).fill("Thank you!");
    await customer.keyboard.press("Control+Enter");
    await until("the thanks arrive", async () => (await steps(agent).count()) === 4);
  },

  async "customers see only their tickets"(t) {
    const other = await newTicket(t, "Not Nora's", { submitterEmail: "someone@example.com" });
    const page = await open(t, CUSTOMER);
    await rows(page).first().waitFor();
    const titles = await rows(page).locator(".title a").allInnerTexts();
    assert(!titles.includes("Not Nora's") && titles.includes("Refund for returned Alva child seat"), `${titles}`);
    await picture(page, "list-customer");
    await page.goto(`${t.service.origin}/app/#/tickets/${other}`);
    await page.getByText("This ticket does not exist, or you do not have permission to see it.").waitFor();
  },

  async "errors appear next to their fields, and the text is kept"(t) {
    const id = await newTicket(t, "Errors");
    const page = await open(t, AGENT, `#/tickets/${id}`);
    const reply = page.getByRole("form", { name: "Reply" });
    await reply.getByRole("textbox", { name: "Reply" }).fill("With a file that is rejected.");
    await reply.getByLabel("Files").setInputFiles([TEXT, { ...TEXT, name: "virus.exe" }]);
    await reply.getByRole("button", { name: "Send" }).click();
    await reply.locator(".drop .error").waitFor();
    await picture(page, "error");
    assert.equal(await steps(page).count(), 1);
    await reply.getByRole("button", { name: "Remove virus.exe" }).click();
    await reply.getByRole("button", { name: "Send" }).click();
    await until("it is sent", async () => (await steps(page).count()) === 2);
    assert.equal(await reply.getByRole("textbox", { name: "Reply" }).inputValue(), "");
    // An empty title: the service's error appears next to the field.
    await field(page, "Title").fill("   ");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("aside .field", { hasText: "Title" }).locator(".error").waitFor();
    assert.equal(await field(page, "Title").getAttribute("aria-invalid"), "true");
  },

  async "a change by another user is not overwritten unnoticed"(t) {
    const id = await newTicket(t, "Two at once");
    const page = await open(t, AGENT, `#/tickets/${id}`);
    await live(page);
    await field(page, "Priority").selectOption({ label: "1. Critical" });
    await change(t, id, { title: "Two at once, changed" });
    await page.getByRole("heading", { name: "Two at once, changed" }).waitFor();
    await page.getByRole("alert").getByText("This ticket has changed since you began to edit it.").waitFor();
    await picture(page, "overtaken");
    await page.getByRole("button", { name: "Keep my changes" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await until("it is saved", async () => {
      const { ticket } = await t.service.data("query ($id: ID!) { ticket(id: $id) { priorityCode title } }", { id });
      return ticket.priorityCode === 1 && ticket.title === "Two at once, changed";
    });
  },

  async "the service rejects a change of an outdated ticket"(t) {
    const id = await newTicket(t, "Overtaken");
    const page = await open(t, AGENT, `#/tickets/${id}`);
    await live(page);
    await quiet(page);
    await field(page, "Priority").selectOption({ label: "1. Critical" });
    // Block the requests by which the page would notice the other change.
    let blocked = 0;
    await page.route("**/graphql", async (route) => {
      if (route.request().postData()?.includes("query Ticket(")) blocked += 1;
      else await route.continue();
    });
    await change(t, id, { title: "Overtaken indeed" });
    await until("the page refetches", () => blocked > 0);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").getByText("This ticket has changed since you began to edit it.").waitFor();
    const { ticket } = await t.service.data("query ($id: ID!) { ticket(id: $id) { priorityCode } }", { id });
    assert.equal(ticket.priorityCode, 3);
  },

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

  async "a reply sets the status that the form shows"(t) {
    const id = await newTicket(t, "Resolved or closed");
    const page = await open(t, AGENT, `#/tickets/${id}`);
    await live(page);
    await quiet(page);
    const reply = page.getByRole("form", { name: "Reply" });
    await reply.getByRole("textbox", { name: "Reply" }).fill("This should work now.");
    await reply.getByLabel("Status").selectOption({ label: "Resolved" });
    // A colleague closes the ticket: Resolved cannot follow.
    await change(t, id, { statusCode: 4 });
    await page.getByRole("alert").getByText("Your choice “Resolved” was reset.").waitFor();
    assert.equal(await reply.getByLabel("Status").evaluate((select) => select.selectedOptions[0].text), "Keep “Closed”");
    await picture(page, "status-reset");
    await accessible(page);
    await reply.getByRole("button", { name: "Send" }).click();
    await page.getByText("This should work now.").and(page.locator(".step *")).first().waitFor();
    const query = "query ($id: ID!) { ticket(id: $id) { statusCode followUps { nodes { comment } } } }";
    const { ticket } = await t.service.data(query, { id });
    assert.equal(ticket.statusCode, 4);
  },

  async "a reply with a status does not overwrite an unseen change"(t) {
    const id = await newTicket(t, "Unseen");
    const page = await open(t, AGENT, `#/tickets/${id}`);
    await live(page);
    await quiet(page);
    const reply = page.getByRole("form", { name: "Reply" });
    await reply.getByRole("textbox", { name: "Reply" }).fill("Done.");
    await reply.getByLabel("Status").selectOption({ label: "Resolved" });
    let held = 0;
    await page.route("**/graphql", async (route) => {
      if (route.request().postData()?.includes("query Ticket(")) held += 1;
      else await route.continue();
    });
    await change(t, id, { statusCode: 5 });
    await until("the page refetches", () => held > 0);
    await reply.getByRole("button", { name: "Send" }).click();
    await page.getByRole("alert").getByText("Nothing was sent.").waitFor();
    const query = "query ($id: ID!) { ticket(id: $id) { statusCode followUps { totalCount } } }";
    assert.deepEqual((await t.service.data(query, { id })).ticket, { statusCode: 5, followUps: { totalCount: 2 } });
    // When the page has the new state, the reply is still there and can be sent.
    await page.unroute("**/graphql");
    await change(t, id, { title: "Seen" });
    await page.getByRole("heading", { name: "Seen" }).waitFor();
    assert.equal(await reply.getByRole("textbox", { name: "Reply" }).inputValue(), "Done.");
    await reply.getByRole("button", { name: "Send" }).click();
    await until("it is sent", async () => (await t.service.data(query, { id })).ticket.followUps.totalCount === 4);
  },

  async "a property that can no longer be set is not sent"(t) {
    const id = await newTicket(t, "Properties");
    const page = await open(t, AGENT, `#/tickets/${id}`);
    await live(page);
    await quiet(page);
    await field(page, "Status").selectOption({ label: "Resolved" });
    await field(page, "Priority").selectOption({ label: "1. Critical" });
    await change(t, id, { statusCode: 4 });
    await page.getByRole("alert").getByText("Your status was reset").waitFor();
    assert.equal(await field(page, "Status").inputValue(), "4");
    await page.getByRole("button", { name: "Keep my changes" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    const query = "query ($id: ID!) { ticket(id: $id) { statusCode priorityCode } }";
    await until("it is saved", async () => (await t.service.data(query, { id })).ticket.priorityCode === 1);
    assert.equal((await t.service.data(query, { id })).ticket.statusCode, 4);
  },

  async "after a conflict, kept changes can be saved"(t) {
    const id = await newTicket(t, "Conflict");
    const page = await open(t, AGENT, `#/tickets/${id}`);
    await live(page);
    await quiet(page);
    await field(page, "Priority").selectOption({ label: "1. Critical" });
    let held = 0;
    await page.route("**/graphql", async (route) => {
      if (route.request().postData()?.includes("query Ticket(") && held < 2) held += 1;
      else await route.continue();
    });
    await change(t, id, { title: "Conflict seen" });
    await until("the page refetches", () => held > 0);
    held = 2;
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Conflict seen" }).waitFor();
    await page.getByRole("button", { name: "Keep my changes" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    const query = "query ($id: ID!) { ticket(id: $id) { priorityCode } }";
    await until("it is saved", async () => (await t.service.data(query, { id })).ticket.priorityCode === 1);
  },

  async "changes of properties are private by default"(t) {
    const id = await newTicket(t, "Private");
    const page = await open(t, AGENT, `#/tickets/${id}`);
    await steps(page).first().waitFor();
    await field(page, "Priority").selectOption({ label: "2. High" });
    await page.getByRole("button", { name: "Save" }).click();
    const query = "query ($id: ID!) { ticket(id: $id) { followUps { nodes { public } } } }";
    const shown = async () => (await t.service.data(query, { id })).ticket.followUps.nodes.map((one) => one.public);
    await until("it is saved", async () => (await shown()).length === 2);
    assert.equal((await shown())[1], false);
    await until("the page shows it", async () => (await steps(page).count()) === 2);
    await field(page, "Priority").selectOption({ label: "4. Low" });
    await page.getByLabel("Visible to the customer").check();
    await page.getByRole("button", { name: "Save" }).click();
    await until("it is saved", async () => (await shown()).length === 3);
    assert.equal((await shown())[2], true);
  },

  async "unsent text survives navigation and a reload, but not signing out"(t) {
    const id = await newTicket(t, "Drafts");
    const page = await t.browser.window();
    const enter = async () => {
      await page.getByRole("button", { name: "Use a token" }).click();
      await page.getByLabel("Token").fill(t.service.token);
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
    assert(!(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).includes("Drafts"), "a draft is left behind");
    await enter();
    await field(page, "Title").waitFor();
    assert.equal(await field(page, "Title").inputValue(), "Drafts");
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
    for (let presses = 0; presses < 40; presses += 1) {
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

  async "a reference finds the ticket of that queue only"(t) {
    const page = await open(t, AGENT, "#/tickets?status=all");
    const { ticket } = await t.service.data("{ ticket(id: 72) { reference } }");
    const search = async (words, count) => {
      await page.getByLabel("Search").fill(words);
      await page.keyboard.press("Enter");
      if (count === 0) await page.getByText("No tickets match.").waitFor();
      else await page.getByText(new RegExp(`^${count} tickets?$`)).waitFor();
    };
    const other = ticket.reference.startsWith("support") ? "billing-72" : "support-72";
    await search(ticket.reference, 1);
    await search(other, 0);
    await search(`[${ticket.reference.toUpperCase()}]`, 1);
    await search("#72", 1);
    // The search of customers is the same.
    const customer = await open(t, CUSTOMER);
    const reference = (await rows(customer).first().locator(".under").innerText()).split(" ")[0];
    await customer.getByLabel("Search").fill(reference);
    await customer.keyboard.press("Enter");
    await customer.getByText(/^1 ticket$/).waitFor();
  },

  async "an unknown filter value in the URL is shown"(t) {
    const page = await open(t, AGENT, "#/tickets?status=77");
    await page.getByText("No tickets match.").waitFor();
    assert.equal(await page.getByLabel("Status").inputValue(), "77");
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
