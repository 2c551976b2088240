// The example frontend: what customers do, with an account or with the link of an email.
import assert from "node:assert/strict";
import { accessible, picture, until } from "./browser.mjs";
import { AGENT, change, CUSTOMER, live, newTicket, open, steps } from "./desk.mjs";

const badge = (page, text) => page.locator("article > header .badge", { hasText: text }).first();
const status = async (t, id) => (await t.service.data("query ($id: ID!) { ticket(id: $id) { status } }", { id })).ticket.status;

/** The link of an email about a ticket. */
async function linkTo(t, id) {
  const query = "query ($id: ID!) { ticket(id: $id) { reference submitterEmail secretKey } }";
  const { reference, submitterEmail, secretKey } = (await t.service.data(query, { id })).ticket;
  return `${t.service.origin}/app/#/view?${new URLSearchParams({ ticket: reference, email: submitterEmail, key: secretKey })}`;
}

export const customers = {
  async "a customer accepts a resolution, or reopens the ticket"(t) {
    const id = await newTicket(t, "Accept or reopen");
    await change(t, id, { statusCode: 3, public: true });
    const agent = await open(t, AGENT, `#/tickets/${id}`);
    const customer = await open(t, CUSTOMER, `#/tickets/${id}`);
    await live(agent);
    await customer.getByText("This ticket is resolved").waitFor();
    await accessible(customer);
    await picture(customer, "customer-resolved", { fullPage: true });
    await customer.getByRole("button", { name: "Accept and close" }).click();
    await badge(customer, "Closed").waitFor();
    await badge(agent, "Closed").waitFor();
    await customer.getByRole("textbox", { name: "Reply" }).fill("It happened again.");
    await customer.getByLabel("Status").selectOption({ label: "Reopened" });
    await customer.getByRole("button", { name: "Send" }).click();
    await badge(customer, "Reopened").waitFor();
    await badge(agent, "Reopened").waitFor();
    assert.equal(await status(t, id), "REOPENED");
    // Customers see none of the agent's tools.
    for (const name of ["Take", "Follow", "Delete…"]) assert.equal(await customer.getByRole("button", { name, exact: true }).count(), 0, name);
  },

  async "a visitor reads, answers and closes by the link of an email"(t) {
    const id = await newTicket(t, "By a link", { submitterEmail: "visitor@example.net" });
    await change(t, id, { statusCode: 3, public: true });
    const agent = await open(t, AGENT, `#/tickets/${id}`);
    await agent.getByRole("checkbox", { name: "Internal" }).check();
    await agent.getByRole("textbox", { name: "Internal note" }).fill("Not for visitors.");
    await agent.getByRole("button", { name: "Add note" }).click();
    await until("the note is there", async () => (await steps(agent).count()) === 3);
    const visitor = await t.browser.window();
    await visitor.goto(await linkTo(t, id));
    await visitor.getByRole("heading", { name: "By a link" }).waitFor();
    assert(!(await visitor.locator("main").innerText()).includes("Not for visitors"), "visitors read internal notes");
    await accessible(visitor);
    await picture(visitor, "visitor", { fullPage: true });
    await visitor.getByRole("textbox", { name: "Reply" }).fill("Read by link.");
    await visitor.reload();
    assert.equal(await visitor.getByRole("textbox", { name: "Reply" }).inputValue(), "Read by link.");
    await visitor.getByRole("button", { name: "Send" }).click();
    await agent.getByText("Read by link.").first().waitFor();
    await visitor.getByRole("button", { name: "Accept and close" }).click();
    await badge(visitor, "Closed").waitFor();
    assert.equal(await status(t, id), "CLOSED");
  },

  async "a visitor opens a ticket without an account"(t) {
    const visitor = await t.browser.window();
    await visitor.goto(`${t.service.origin}/app/`);
    await visitor.getByRole("link", { name: "Open a ticket without an account" }).click();
    await visitor.getByLabel("Title").fill("From a stranger");
    await visitor.getByLabel("Description").fill("Do you repair tandems?");
    await visitor.getByLabel("Queue").selectOption({ label: "Workshop" });
    await visitor.getByLabel(/Product/).selectOption("Fjord 3");
    await visitor.getByLabel("Your email address").fill("stranger@example.net");
    assert.equal(await visitor.getByLabel("Owner").count(), 0);
    await accessible(visitor);
    await picture(visitor, "visitor-new", { fullPage: true });
    await visitor.getByRole("button", { name: "Create ticket" }).click();
    // The page of the link that the email has, too.
    await visitor.getByRole("heading", { name: "From a stranger" }).waitFor();
    assert.match(visitor.url(), /#\/view\?ticket=workshop-\d+&/);
    await visitor.reload();
    await visitor.getByRole("heading", { name: "From a stranger" }).waitFor();
  },

  async "a wrong link opens nothing"(t) {
    const id = await newTicket(t, "Locked", { submitterEmail: "visitor@example.net" });
    const visitor = await t.browser.window({ expected: [/status of 40[13]/, /WebSocket/] });
    await visitor.goto((await linkTo(t, id)).replace(/key=\w{4}/, "key=AAAA"));
    await visitor.getByRole("alert").waitFor();
    assert.equal(await visitor.getByText("Locked").count(), 0);
    await picture(visitor, "visitor-wrong");
    await visitor.goto(`${t.service.origin}/app/#/view?ticket=`);
    await visitor.getByText("This link is not complete.").waitFor();
    await accessible(visitor);
  },

  async "a forgotten password is reset without revealing accounts"(t) {
    const page = await t.browser.window();
    await page.goto(`${t.service.origin}/app/`);
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await page.getByLabel("Email address").fill("nobody@example.com");
    await page.getByRole("button", { name: "Send email" }).click();
    await page.getByText("If an account has this address").waitFor();
    await accessible(page);
    await page.goto(`${t.service.origin}/app/#/password-reset/Mw/cxyz12-0123456789abcdef0123456789abcdef`);
    await page.getByLabel("New password", { exact: true }).fill("correct horse battery");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByRole("alert").waitFor();
    await accessible(page);
  },
};
