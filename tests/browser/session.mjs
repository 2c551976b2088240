// Both pages where Django's session is at hand: nobody is asked who they are, and Django's CSRF rule holds for writes.
import assert from "node:assert/strict";
import { until } from "./browser.mjs";
import { Service } from "./service.mjs";

/** A window with the cookies that Django gave the administrator of the fixture. */
async function signedIn({ browser }, service, more = {}) {
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
  "the example frontend by Django's session": (t) =>
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

  "GraphiQL by Django's session, writes and subscriptions too": (t) =>
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
      // Another window of the same person writes.
      const other = await signedIn(t, service);
      await other.goto(`${service.origin}/app/#/tickets/1`);
      await until("an event arrives", async () => {
        await other.getByRole("textbox", { name: "Reply" }).fill("Once more.");
        await other.getByRole("button", { name: "Send" }).click();
        await other.waitForTimeout(500);
        return (await answer()).includes('"kind": "');
      });
      await page.context().close();
      await other.context().close();
    }),

  "the REST API's page writes by Django's session": (t) =>
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

  "without the CSRF cookie a session lets nobody in": (t) =>
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
