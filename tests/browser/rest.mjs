// The page of the REST API: it sends requests only to the service, and users can try requests.
import assert from "node:assert/strict";
import { accessible, picture, until } from "./browser.mjs";

/** Opens an operation and sends it unchanged. */
async function attempt(page, id) {
  const operation = page.locator(`[id$="-${id}"]`);
  await operation.locator(".opblock-summary").click();
  await operation.getByRole("button", { name: "Execute" }).click();
  await operation.locator(".live-responses-table .response .microlight").first().waitFor();
  return operation.locator(".live-responses-table");
}

export const rest = {
  async "the REST API's page tries a request, offline"({ service, browser }) {
    const page = await browser.window({ viewport: { width: 1400, height: 1000 }, expected: [/status of 403/] });
    await page.goto(`${service.origin}/graphql`);
    await page.getByRole("link", { name: "REST API" }).click();
    await page.getByText("deskql: django-helpdesk's REST API").waitFor();
    await picture(page, "rest-docs");
    // Not signed in yet.
    const refused = await attempt(page, "tickets_list");
    await refused.getByText("Authentication credentials were not provided.").waitFor();
    await page.getByRole("button", { name: "Authorize" }).click();
    const dialog = page.locator(".auth-container").filter({ has: page.locator("h4 code", { hasText: /^token$/ }) });
    await dialog.getByRole("textbox").fill(`Token ${service.token}`);
    await dialog.getByRole("button", { name: "Apply credentials" }).click();
    await page.locator(".modal-ux .btn-done").first().click();
    const tickets = page.locator('[id$="-tickets_list"]');
    await tickets.getByRole("button", { name: "Execute" }).click();
    await tickets.locator(".live-responses-table").getByText('"count"').first().waitFor();
    assert((await tickets.locator(".live-responses-table tbody .response-col_status").first().innerText()).startsWith("200"));
    await picture(page, "rest-tried");
  },

  async "the REST API's page follows the system's color scheme"({ service, browser }) {
    const page = await browser.window({ colorScheme: "dark" });
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const brightness = async () => Math.max(...(await background()).match(/\d+/g).slice(0, 3).map(Number));
    await page.goto(`${service.origin}/docs`);
    await page.getByText("deskql: django-helpdesk's REST API").waitFor();
    assert((await brightness()) < 64, await background());
    await accessible(page, "#links");
    await picture(page, "rest-docs-dark");
    await page.emulateMedia({ colorScheme: "light" });
    await until("it is light", async () => (await page.locator("html.dark-mode").count()) === 0);
  },
};
