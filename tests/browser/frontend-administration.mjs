// The example frontend: the administration of queues, custom fields, people and email templates.
import assert from "node:assert/strict";
import { accessible, picture, until } from "./browser.mjs";
import { AGENT, CUSTOMER, open } from "./desk.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const saved = (page) => page.getByRole("status").getByText("Saved.").waitFor();

export const administration = {
  async "an administrator creates, changes and deletes a queue"(t) {
    const page = await open(t, AGENT);
    await page.getByRole("link", { name: "Administration" }).click();
    await page.getByRole("link", { name: "New queue" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Returns");
    await page.getByLabel("Customers can create tickets").check();
    await page.getByLabel("Mailbox (optional)").selectOption({ label: "IMAP" });
    await page.getByLabel("Mail server").fill("imap.example.org");
    await page.getByLabel("Mailbox password").fill("very secret");
    await accessible(page);
    await picture(page, "admin-queue", { fullPage: true });
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
    assert(!kept.includes("very secret"), "a password is kept");
    await button(page, "Save").click();
    await page.getByRole("heading", { name: "Returns" }).waitFor();
    await page.getByText("A password is stored.").waitFor();
    // An error is next to its field.
    await page.getByLabel("Short name").fill("support");
    await button(page, "Save").click();
    await page.locator(".field", { hasText: "Short name" }).locator(".error").waitFor();
    await page.getByLabel("Short name").fill("returns");
    await page.getByLabel("Name", { exact: true }).fill("Returned goods");
    await button(page, "Save").click();
    await saved(page);
    await page.getByRole("link", { name: "Queues" }).click();
    await page.getByRole("link", { name: "Returned goods" }).waitFor();
    await accessible(page);
    await picture(page, "admin-queues");
    // Customers can use it.
    const customer = await open(t, CUSTOMER, "#/new");
    await customer.getByLabel("Queue").selectOption({ label: "Returned goods" });
    await page.getByRole("link", { name: "Returned goods" }).click();
    await button(page, "Delete…").click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("link", { name: "New queue" }).waitFor();
    await until("it is gone", async () => (await page.getByRole("link", { name: "Returned goods" }).count()) === 0);
  },

  async "a new custom field is in the form for tickets"(t) {
    const page = await open(t, AGENT, "#/admin/fields/new");
    await page.getByLabel("Name", { exact: true }).fill("frame_colour");
    await page.getByLabel("Label", { exact: true }).fill("Frame colour");
    await page.getByLabel("Type", { exact: true }).selectOption({ label: "Choice" });
    await page.getByLabel("Choices").fill("Red\nBlue\n");
    // A draft survives navigation.
    await page.getByRole("link", { name: "Tickets", exact: true }).click();
    await page.goBack();
    assert.equal(await page.getByLabel("Label", { exact: true }).inputValue(), "Frame colour");
    await accessible(page);
    await picture(page, "admin-field", { fullPage: true });
    await button(page, "Save").click();
    await page.getByRole("heading", { name: "Frame colour" }).waitFor();
    const customer = await open(t, CUSTOMER, "#/new");
    await customer.getByLabel("Frame colour").selectOption("Blue");
    await button(page, "Delete…").click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("link", { name: "New field" }).waitFor();
    await until("it is gone", async () => (await page.getByRole("link", { name: "Frame colour" }).count()) === 0);
  },

  async "an agent gets an account, access to queues, and is deactivated"(t) {
    const page = await open(t, AGENT, "#/admin/people/new");
    await page.getByLabel("Username").fill("pia");
    await page.getByLabel("First name").fill("Pia");
    await page.getByLabel("Agent", { exact: true }).check();
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await button(page, "Save").click();
    await page.getByRole("heading", { name: "Pia" }).waitFor();
    await page.getByRole("group", { name: "Queues" }).getByLabel("Billing").check();
    const query = "query { users(filter: { username: { eq: \"pia\" } }) { nodes { grantedQueues { title } } } }";
    await until("access is granted", async () => (await t.service.data(query)).users.nodes[0].grantedQueues.length === 1);
    await accessible(page);
    await picture(page, "admin-person", { fullPage: true });
    const pia = await open(t, ["pia", "correct horse battery"], "", { expected: [/status of 40[13]/] });
    await button(page, "Deactivate…").click();
    await page.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
    await button(page, "Reactivate").waitFor();
    await pia.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await pia.getByText("Your session has ended.").waitFor();
    await page.getByRole("link", { name: "People" }).click();
    await page.getByLabel("Search people").fill("pia");
    await page.keyboard.press("Enter");
    await until("one person", async () => (await page.locator(".records tbody tr").count()) === 1);
    await accessible(page);
    await picture(page, "admin-people");
    // Customers see no administration.
    const customer = await open(t, CUSTOMER);
    assert.equal(await customer.getByRole("link", { name: "Administration" }).count(), 0);
  },

  async "an email template is changed, and a wrong one rejected"(t) {
    const page = await open(t, AGENT, "#/admin/templates");
    await page.locator(".records a").first().click();
    const text = page.getByLabel("Plain text");
    const before = await text.inputValue();
    await text.fill("{% if %}");
    await button(page, "Save").click();
    await page.locator(".field", { hasText: "Plain text" }).locator(".error").waitFor();
    await accessible(page);
    await picture(page, "admin-template", { fullPage: true });
    await text.fill(`${before}\nThank you.`);
    await button(page, "Save").click();
    await saved(page);
    await text.fill(before);
    await button(page, "Save").click();
    await saved(page);
  },
};
