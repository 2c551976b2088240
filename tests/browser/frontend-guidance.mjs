// The example frontend: what the viewer can do, and why not; the history in words; defaults of forms.
import assert from "node:assert/strict";
import { accessible, picture, until } from "./browser.mjs";
import { AGENT, change, CUSTOMER, field, newTicket, open } from "./desk.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });

export const guidance = {
  async "a status that cannot be chosen says why"(t) {
    const [waiting, other] = [await newTicket(t, "Guide waiting"), await newTicket(t, "Guide other")];
    const document = "mutation ($input: TicketDependencyAddInput!) { ticketDependencyAdd(input: $input) { userErrors { code } } }";
    await t.service.data(document, { input: { ticketId: waiting, dependsOnId: other } });
    const page = await open(t, AGENT, `#/tickets/${waiting}`);
    const { reference } = (await t.service.data("query ($id: ID!) { ticket(id: $id) { reference } }", { id: other })).ticket;
    const options = field(page, "Status").locator("option");
    await options.filter({ hasText: `Resolved (waits for ${reference})` }).waitFor({ state: "attached" });
    const disabled = await options.evaluateAll((all) => all.filter((one) => one.disabled).map((one) => one.textContent));
    assert.deepEqual(disabled, ["Reopened (not from this status)", `Resolved (waits for ${reference})`, `Closed (waits for ${reference})`]);
    await accessible(page);
    await picture(page, "status-reasons");
    // Once the other ticket is resolved, this one can be.
    await change(t, other, { statusCode: 3 });
    await page.reload();
    await options.filter({ hasText: /^Resolved$/ }).waitFor({ state: "attached" });
  },

  async "the history names users, queues and statuses"(t) {
    const id = await newTicket(t, "Guide history");
    const { viewer, queues } = await t.service.data("{ viewer { user { id fullName } } queues { nodes { id title } } }");
    const queue = queues.nodes.find((one) => one.id !== queues.nodes[0].id);
    await change(t, id, { assignedToId: viewer.user.id, queueId: queue.id, statusCode: 3, priorityCode: 1 });
    const page = await open(t, AGENT, `#/tickets/${id}`);
    const history = page.getByRole("region", { name: "History" });
    for (const text of [
      `Owner: Unassigned → ${viewer.user.fullName}`,
      `→ ${queue.title}`,
      "Status: Open → Resolved",
      "→ 1. Critical",
    ]) {
      await history.getByText(text).waitFor();
    }
    await picture(page, "history");
  },

  async "customers see no actions of agents"(t) {
    const id = await newTicket(t, "Guide customer");
    const page = await open(t, CUSTOMER, `#/tickets/${id}`);
    await page.getByRole("heading", { name: "Guide customer" }).waitFor();
    for (const name of ["Take", "Delete…", "Accept and close"]) assert.equal(await button(page, name).count(), 0, name);
    // Nobody has worked on the ticket yet.
    assert.equal(await page.getByRole("form", { name: "Reply" }).getByLabel("Status").count(), 0);
    await change(t, id, { statusCode: 3, public: true });
    await page.reload();
    await button(page, "Accept and close").waitFor();
  },

  async "a link sets the defaults of the public form"(t) {
    const { queues } = await t.service.data("{ queues(filter: { allowPublicSubmission: { eq: true } }) { nodes { slug title } } }");
    const queue = queues.nodes.at(-1);
    const parameters = new URLSearchParams({
      queue: queue.slug,
      title: "Order 4711",
      body: "About my order.",
      submitter_email: "guide@example.org",
      _hide_fields_: "queue,priority",
      _readonly_fields_: "title",
    });
    const page = await t.browser.window();
    await page.goto(`${t.service.origin}/app/#/open?${parameters}`);
    await page.getByLabel("Description").waitFor();
    assert.equal(await page.getByLabel("Title").inputValue(), "Order 4711");
    assert.equal(await page.getByLabel("Queue").isVisible(), false);
    await accessible(page);
    await picture(page, "open-defaults");
    await button(page, "Create ticket").click();
    await page.getByRole("heading", { name: "Order 4711" }).waitFor();
    const query = `{ tickets(filter: { title: { contains: "Order 4711" } }) { nodes { submitterEmail queue { slug } } } }`;
    const [ticket] = (await t.service.data(query)).tickets.nodes;
    assert.deepEqual(ticket, { submitterEmail: "guide@example.org", queue: { slug: queue.slug } });
  },

  async "an unsaved email template is previewed"(t) {
    const id = await newTicket(t, "Guide preview");
    const page = await open(t, AGENT, "#/admin/templates");
    await page.locator(".records a").first().click();
    await page.getByLabel("Subject").fill("(Draft)");
    await page.getByLabel("Preview for ticket").fill(`${id}`);
    await button(page, "Preview").click();
    const dialog = page.getByRole("dialog", { name: "(Draft)" });
    await dialog.waitFor();
    await until("the email is shown", async () => (await dialog.locator("pre").innerText()).includes("Guide preview"));
    await accessible(page);
    await picture(page, "template-preview");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("textbox", { name: "Plain text" }).fill("a\n{% if %}");
    await button(page, "Preview").click();
    await page.getByRole("dialog").getByText("Plain text, line 2:").waitFor();
  },
};
