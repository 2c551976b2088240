// The example frontend: changes by others at the same time.
import assert from "node:assert/strict";
import { picture, until } from "./browser.mjs";
import { AGENT, quiet, open, live, field, newTicket, change } from "./desk.mjs";

export const conflicts = {
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
    await reply.getByText(/The status cannot change|Nothing was sent/).waitFor();
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
};
