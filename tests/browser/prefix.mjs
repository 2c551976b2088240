// All pages below a path (`force_script_name`), behind a proxy that keeps the path: a request outside of it fails the test.
import assert from "node:assert/strict";
import { until } from "./browser.mjs";
import { Service } from "./service.mjs";
import { signedIn } from "./session.mjs";

export const prefix = {
  async "all pages work below a path"(t) {
    const service = await Service.fixture({ DESKQL_FORCE_SCRIPT_NAME: "/helpdesk" });
    try {
      const page = await signedIn(t, service, { origin: `${service.origin}/helpdesk` });
      await page.goto(`${service.origin}/helpdesk/app/#/tickets/1`);
      await page.locator(".live.live:not(.down):not(.connecting)").waitFor();
      await page.locator(".step").first().waitFor();
      const count = await page.locator(".step").count();
      await page.getByRole("textbox", { name: "Reply" }).fill("Below a path.");
      await page.getByRole("button", { name: "Send" }).click();
      await until("the reply is shown", async () => (await page.locator(".step").count()) === count + 1);

      await page.goto(`${service.origin}/helpdesk/graphql?${new URLSearchParams({ query: "{ viewer { user { username } } }" })}`);
      await page.getByText("Signed in as admin.").waitFor();
      await page.locator(".graphiql-query-editor").getByText("viewer").first().waitFor();
      await page.getByRole("button", { name: /execute query/i }).click();
      await page.locator(".graphiql-response").getByText('"admin"').first().waitFor();

      await page.getByRole("link", { name: "REST API" }).click();
      const operation = page.locator('[id$="-tickets_list"]');
      await operation.locator(".opblock-summary").click();
      await operation.getByRole("button", { name: "Execute" }).click();
      await operation.locator(".live-responses-table").getByText(`${service.origin}/helpdesk/api/tickets/?page=2`).first().waitFor();

      await page.goto(`${service.origin}/helpdesk/api/tickets/?page_size=2`);
      await page.getByRole("link", { name: /Next page/ }).click();
      await page.getByText("Signed in as admin").waitFor();
      assert.equal(new URL(page.url()).pathname, "/helpdesk/api/tickets/");
      await page.context().close();
    } finally {
      await service.stop();
    }
  },
};
