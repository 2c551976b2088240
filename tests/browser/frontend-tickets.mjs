// The example frontend: a ticket, used by agents and customers in several windows.
import assert from "node:assert/strict";
import { accessible, picture, until } from "./browser.mjs";
import { AGENT, CUSTOMER, TEXT, quiet, open, live, steps, field, newTicket, change } from "./desk.mjs";

export const tickets = {
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
};
