// The example frontend: the search.
import assert from "node:assert/strict";
import { accessible, picture, until } from "./browser.mjs";
import { AGENT, CUSTOMER, open, newTicket } from "./desk.mjs";

const field = (page) => page.getByLabel("Words, “phrases” and operators");
const hits = (page) => page.getByRole("region", { name: "Results" }).getByRole("listitem");

export const search = {
  async "agents search by keyboard, see where words match, and restrict the results"(t) {
    const title = "Quokka <b>jam</b> in the printer";
    const id = await newTicket(t, title);
    await t.service.data(
      "mutation ($input: FollowUpAddInput!) { followUpAdd(input: $input) { userErrors { message } } }",
      { input: { ticketId: id, comment: "The wombat is internal", public: false } },
    );
    const page = await open(t, AGENT);
    await page.getByRole("heading", { name: "Tickets", level: 1 }).waitFor();
    await page.keyboard.press("/");
    await page.getByRole("heading", { name: "Search", level: 1 }).waitFor();
    await until("the field has the focus", () => page.evaluate(() => document.activeElement?.getAttribute("type") === "search"));
    // The service reads changes about once a second.
    await until("the ticket is found", async () => {
      await field(page).fill("");
      await page.keyboard.press("Enter");
      await page.keyboard.type("quokka wombat");
      await page.keyboard.press("Enter");
      await page.getByText(/^\d+ results?$/).waitFor();
      return (await hits(page).count()) === 1;
    });
    const hit = hits(page).first();
    assert.equal(await hit.getByRole("link").innerText(), title);
    assert.deepEqual(await hit.locator("mark").allInnerTexts(), ["Quokka", "wombat"]);
    await hit.getByText("Comment (internal):").waitFor();
    await accessible(page);
    await picture(page, "search");
    await page.getByLabel("Restrict the results").getByRole("button", { name: /^Open/ }).click();
    await until("the operator is in the text", async () => (await field(page).inputValue()) === "quokka wombat status:1");
    await page.getByText("1 result", { exact: true }).waitFor();
    await field(page).fill("quokka is:happy");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("At character 11: expected open, closed").waitFor();
    await accessible(page);
    await field(page).fill(`#${id}`);
    await page.keyboard.press("Enter");
    await hits(page).first().getByRole("link").click();
    await until("the ticket is open", async () => page.url().endsWith(`#/tickets/${id}`));
    await page.goBack();
    await until("the search is back", async () => (await field(page).inputValue()) === `#${id}`);
  },

  async "customers do not find internal words, and the search works on a phone"(t) {
    const page = await open(t, CUSTOMER, "#/search?q=wombat");
    await page.getByText("Nothing matches.").waitFor();
    await page.setViewportSize({ width: 360, height: 740 });
    await field(page).fill("refund");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await hits(page).first().waitFor();
    await accessible(page);
    await picture(page, "search-phone");
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0);
  },
};
