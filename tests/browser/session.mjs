// The pages with a Django session: no sign-in is needed, and writes require Django's CSRF token.
import assert from "node:assert/strict";
import { until } from "./browser.mjs";
import { Service } from "./service.mjs";

/** A window with the Django cookies of the fixture's administrator. */
export async function signedIn({ browser }, service, more = {}) {
  const page = await browser.window({ origin: service.origin, ...more });
  const cookie = (name, value) => ({ name, value, url: service.origin, sameSite: "Lax" });
  await page.context().addCookies([
    { ...cookie("sessionid", "fixtureadmin00000000000000000000"), httpOnly: true },
    cookie("csrftoken", "0123456789abcdefghijABCDEFGHIJ01"),
  ]);
  return page;
}

async function withFixture(test) {
  const service = await Service.fixture();
  try {
    await test(service);
  } finally {
    await service.stop();
  }
}

export const session = {
  "the example frontend with a Django session": (t) =>
    withFixture(async (service) => {
      const page = await signedIn(t, service);
      await page.goto(`${service.origin}/app/#/tickets/1`);
      await page.locator(".live.live:not(.down):not(.connecting)").waitFor();
      await page.locator(".step").first().waitFor();
      const before = await page.locator(".step").count();
      await page.getByRole("textbox", { name: "Reply" }).fill("By session.");
      await page.getByRole("button", { name: "Send" }).click();
      await until("it is sent", async () => (await page.locator(".step").count()) === before + 1);
      await page.context().close();
    }),

  "GraphiQL with a Django session, including writes and subscriptions": (t) =>
    withFixture(async (service) => {
      const query = `mutation ($input: FollowUpAddInput!) { followUpAdd(input: $input) { followUp { comment } userErrors { field } } }`;
      const variables = JSON.stringify({ input: { ticketId: 1, comment: "By session." } });
      const page = await signedIn(t, service);
      await page.goto(`${service.origin}/graphql?${new URLSearchParams({ query, variables })}`);
      await page.getByText("Signed in as admin.").waitFor();
      await page.locator(".graphiql-query-editor").getByText("followUpAdd").first().waitFor();
      const run = page.getByRole("button", { name: /execute query/i });
      const answer = async () => (await page.locator(".graphiql-response").innerText()).replaceAll("\u00a0", " ");
      await run.click();
      await until("it is written", async () => (await answer()).includes('"comment": "By session."'));
      await page.getByRole("tab", { name: "TicketEvents" }).click();
      await page.locator(".graphiql-query-editor").getByText("TicketEvents").first().waitFor();
      await run.click();
      await page.getByRole("button", { name: /stop query/i }).waitFor();
      // The same user writes in another window.
      const other = await signedIn(t, service);
      await other.goto(`${service.origin}/app/#/tickets/1`);
      await until("an event arrives", async () => {
        await other.getByRole("textbox", { name: "Reply" }).fill("Another reply.");
        await other.getByRole("button", { name: "Send" }).click();
        await other.waitForTimeout(500);
        return (await answer()).includes('"kind": "');
      });
      await page.context().close();
      await other.context().close();
    }),

  "the REST API's page writes with a Django session": (t) =>
    withFixture(async (service) => {
      const page = await signedIn(t, service);
      await page.goto(`${service.origin}/docs`);
      const operation = page.locator('[id$="-followups_create"]');
      await operation.locator(".opblock-summary").click();
      await operation.locator("textarea").fill('{"ticket": 1, "comment": "By the page."}');
      await operation.getByRole("button", { name: "Execute" }).click();
      await operation.locator(".live-responses-table").getByText('"By the page."').first().waitFor();
      await page.context().close();
    }),

  "a session without the CSRF cookie does not sign in": (t) =>
    withFixture(async (service) => {
      const page = await signedIn(t, service, { expected: [/status of 403/] });
      await page.context().clearCookies({ name: "csrftoken" });
      await page.goto(`${service.origin}/app/#/tickets/1`);
      await page.getByRole("alert").getByText("CSRF cookie not set").waitFor();
      await page.getByLabel("Password").waitFor();
      assert.equal(await page.locator(".step").count(), 0);
      await page.context().close();
    }),
};
