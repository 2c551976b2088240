// The example frontend: an agent's work on one ticket and on several.
import assert from "node:assert/strict";
import { accessible, picture, until } from "./browser.mjs";
import { AGENT, change, field, live, newTicket, open, quiet, rows, steps, TEXT } from "./desk.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const read = async (t, id, fields) => (await t.service.data(`query ($id: ID!) { ticket(id: $id) { ${fields} } }`, { id })).ticket;

export const work = {
  async "several tickets are changed together, and each failure is reported"(t) {
    const ids = [await newTicket(t, "Bulk one"), await newTicket(t, "Bulk two"), await newTicket(t, "Bulk three")];
    // Resolved cannot follow Duplicate.
    await change(t, ids[2], { statusCode: 5 });
    const page = await open(t, AGENT, "#/tickets?status=all&q=Bulk&sort=title");
    await until("three tickets", async () => (await rows(page).count()) === 3);
    await live(page);
    await quiet(page);
    // By keyboard: the first two rows.
    for (const key of ["j", "x", "j", "x"]) await page.keyboard.press(key);
    await page.getByText("2 selected").waitFor();
    await page.getByLabel("Select all tickets of this page").check();
    await page.getByText("3 selected").waitFor();
    await page.getByLabel("Set status").selectOption({ label: "Resolved" });
    await page.getByLabel("Set priority").selectOption({ label: "1. Critical" });
    await accessible(page);
    await picture(page, "bulk");
    await button(page, "Apply").click();
    await page.getByRole("alert").getByText("2 done, 1 failed").waitFor();
    assert.match(await page.getByRole("alert").innerText(), new RegExp(`#${ids[2]}: .+`));
    await page.getByText("1 selected").waitFor();
    await accessible(page);
    await picture(page, "bulk-failed");
    for (const [at, id] of ids.entries()) {
      const ticket = await read(t, id, "statusCode priorityCode");
      assert.deepEqual([ticket.statusCode, ticket.priorityCode], at < 2 ? [3, 1] : [5, 3]);
    }
    await button(page, "Take").click();
    await page.getByText("1 done").waitFor();
    assert.equal((await read(t, ids[2], "assignedTo { username }")).assignedTo.username, "admin");
    await page.getByLabel("Select all tickets of this page").check();
    await button(page, "Delete…").click();
    await page.getByRole("dialog", { name: "Delete 3 tickets?" }).waitFor();
    await accessible(page);
    await picture(page, "bulk-delete");
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("No tickets match.").waitFor();
  },

  async "tickets are merged after a preview"(t) {
    const [kept, other] = [await newTicket(t, "Merge kept"), await newTicket(t, "Merge other", { submitterEmail: "jo@example.org" })];
    const page = await open(t, AGENT, `#/tickets/${kept}`);
    await page.getByRole("link", { name: "Merge…" }).click();
    await page.getByLabel("Add a ticket").fill(`support-${other}`);
    await button(page, "Add").click();
    const form = page.getByRole("form", { name: "Merge" });
    await form.getByLabel(`Title: support-${other}`).check();
    await button(page, "Preview").click();
    await page.getByText(`will move to support-${kept}`).waitFor();
    await accessible(page);
    await picture(page, "merge");
    assert.equal((await read(t, other, "statusCode")).statusCode, 1, "the preview changed something");
    await button(page, `Merge into support-${kept}`).click();
    await page.getByRole("heading", { name: "Merge other" }).waitFor();
    const merged = await read(t, other, "statusCode mergedTo { databaseId }");
    assert.deepEqual([merged.statusCode, merged.mergedTo.databaseId], [5, kept]);
    await page.goto(`${t.service.origin}/app/#/tickets/${other}`);
    await page.locator(".facts").getByRole("link", { name: `support-${kept}` }).waitFor();
  },

  async "an agent follows a ticket, adds followers and sees who gets email"(t) {
    const id = await newTicket(t, "Followers");
    const page = await open(t, AGENT, `#/tickets/${id}`);
    const reply = page.getByRole("form", { name: "Reply" });
    await reply.getByText("Email to nora.jensen@example.org (submitter)").waitFor();
    await page.getByLabel("Add a follower").fill("boss@example.com");
    const followers = page.getByRole("region", { name: "Followers" });
    await button(followers, "Add").click();
    await followers.getByText("boss@example.com").waitFor();
    await reply.getByText(/boss@example.com \(follower\)/).waitFor();
    await button(page, "Follow").click();
    await button(page, "Stop following").waitFor();
    await until("the agent is a follower", async () => (await read(t, id, "ccs { id }")).ccs.length === 2);
    await followers.getByRole("button", { name: "Remove boss@example.com" }).click();
    await until("the follower is removed", async () => (await followers.getByText("boss@example.com").count()) === 0);
    // An error is next to its field, and the text stays.
    await page.getByLabel("Add a follower").fill("not an address");
    await button(followers, "Add").click();
    await followers.locator(".error").waitFor();
    assert.equal(await page.getByLabel("Add a follower").inputValue(), "not an address");
    await accessible(page);
  },

  async "an agent works through checklists and dependencies"(t) {
    const [id, other] = [await newTicket(t, "Checked"), await newTicket(t, "Comes first")];
    const page = await open(t, AGENT, `#/tickets/${id}`);
    const checklists = page.getByRole("region", { name: "Checklists" });
    await checklists.getByText("New checklist").click();
    await checklists.getByLabel("Name").fill("Return");
    await button(checklists, "Create").click();
    await checklists.getByLabel("Add a task").fill("Send the label");
    await page.keyboard.press("Enter");
    await checklists.getByLabel("Send the label", { exact: true }).check();
    await checklists.getByText("1 of 1").waitFor();
    const dependencies = page.getByRole("region", { name: "Depends on" });
    await dependencies.getByLabel("Add a ticket").fill(`${other}`);
    await button(dependencies, "Add").click();
    await dependencies.getByRole("link", { name: "Comes first" }).waitFor();
    await accessible(page);
    await picture(page, "ticket-work", { fullPage: true });
    await dependencies.getByRole("link", { name: "Comes first" }).click();
    await page.getByRole("heading", { name: "Needed by" }).waitFor();
    await page.goBack();
    await dependencies.getByRole("button", { name: `Remove support-${other}` }).click();
    await until("it is removed", async () => (await dependencies.getByRole("link").count()) === 0);
    await button(checklists, "Delete checklist…").click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete checklist" }).click();
    await until("it is deleted", async () => (await read(t, id, "checklists { id }")).checklists.length === 0);
  },

  async "a preset reply has the ticket's values, and time is recorded"(t) {
    const id = await newTicket(t, "A preset title");
    const page = await open(t, AGENT, `#/tickets/${id}`);
    const reply = page.getByRole("form", { name: "Reply" });
    const preset = reply.getByLabel("Insert a preset reply");
    const name = await preset.locator("option").nth(1).innerText();
    await preset.selectOption({ label: name });
    const text = reply.getByRole("textbox", { name: "Reply" });
    await until("the text is there", async () => (await text.inputValue()).length > 10);
    assert.doesNotMatch(await text.inputValue(), /\{\{/);
    await reply.getByLabel("Time spent").fill("soon");
    await reply.locator(".error").waitFor();
    await reply.getByLabel("Time spent").fill("1:30");
    await button(reply, "Send").click();
    await until("it is sent", async () => (await steps(page).count()) === 2);
    await steps(page).last().getByText("1 h 30 min").waitFor();
    await page.locator(".facts").getByText("1 h 30 min").waitFor();
  },

  async "an HTML file is previewed in a frame that runs nothing"(t) {
    const id = await newTicket(t, "Formatted");
    const page = await open(t, AGENT, `#/tickets/${id}`, { expected: [/Blocked script execution in 'about:srcdoc'/] });
    // HTML files come by email only; this text file looks like one.
    await page.route("**/graphql", async (route) => {
      const asked = route.request().postData() ?? "";
      if (asked.includes("query HtmlPreview(")) {
        const htmlPreview = { __typename: "HtmlPreview", html: "<p>Hello <b>you</b></p><script>top.ran = 1</script>", blockedImageCount: 1 };
        await route.fulfill({ json: { data: { node: { __typename: "Attachment", id: "1", htmlPreview } } } });
      } else if (asked.includes("query Ticket(")) {
        const response = await route.fetch();
        await route.fulfill({ response, body: (await response.text()).replace("text/plain", "text/html") });
      } else await route.continue();
    });
    const reply = page.getByRole("form", { name: "Reply" });
    await reply.getByLabel("Files").setInputFiles(TEXT);
    await button(reply, "Send").click();
    await page.getByRole("button", { name: "Preview of note.txt" }).click();
    await page.frameLocator("iframe").getByText("you").waitFor();
    await page.getByText("Images from other sites were removed: 1").waitFor();
    assert.equal(await page.evaluate(() => window.ran), undefined);
    await picture(page, "html-preview");
    await page.keyboard.press("Escape");
    await accessible(page);
  },

  async "single keys work on tickets, and can be switched off"(t) {
    const id = await newTicket(t, "By single keys");
    const page = await open(t, AGENT, `#/tickets/${id}`);
    await steps(page).first().waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await accessible(page);
    await picture(page, "shortcuts");
    await page.keyboard.press("Escape");
    await page.keyboard.press("a");
    await until("the agent owns it", async () => (await read(t, id, "assignedTo { username }")).assignedTo?.username === "admin");
    await page.keyboard.press("i");
    await page.keyboard.type("n is not a shortcut here");
    assert.equal(await page.getByRole("textbox", { name: "Internal note" }).inputValue(), "n is not a shortcut here");
    assert.equal(await field(page, "Title").inputValue(), "By single keys");
    await page.getByRole("link", { name: "Tickets", exact: true }).click();
    await rows(page).first().waitFor();
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("type")), "search");
    await page.goto(`${t.service.origin}/app/#/settings`);
    await page.getByLabel("Keyboard shortcuts").uncheck();
    await page.getByRole("heading", { level: 1 }).focus();
    await page.keyboard.press("n");
    await page.waitForTimeout(200);
    assert.match(page.url(), /settings$/);
  },

  async "the browser notifies an agent in the background"(t) {
    const id = await newTicket(t, "Ring twice", { assignedToId: 1 });
    const page = await open(t, AGENT, "#/settings");
    // Headless browsers show no notifications.
    await page.evaluate(() => {
      window.shown = [];
      window.Notification = class {
        static permission = "granted";
        static requestPermission = async () => "granted";
        constructor(title, options) {
          window.shown.push(`${title}: ${options.body}`);
          this.close = () => {};
          window.last = this;
        }
      };
      document.hasFocus = () => false;
    });
    await page.getByLabel("Notifications").check();
    await accessible(page);
    await picture(page, "settings");
    await live(page);
    const customer = await open(t, ["nora.jensen", "demo"], `#/tickets/${id}`);
    await customer.getByRole("textbox", { name: "Reply" }).fill("Still silent.");
    await customer.getByRole("button", { name: "Send" }).click();
    await until("a notification", () => page.evaluate(() => window.shown.some((text) => /Ring twice: New reply/.test(text))));
    await page.evaluate(() => window.last.onclick());
    await page.getByRole("heading", { name: "Ring twice" }).waitFor();
  },
};
