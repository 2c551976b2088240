// The example frontend: lists of tickets.
import assert from "node:assert/strict";
import { accessible, picture, until } from "./browser.mjs";
import { AGENT, CUSTOMER, quiet, open, live, rows, newTicket } from "./desk.mjs";

export const lists = {
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
};
