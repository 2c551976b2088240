// Links to the pages: the sign-in of the REST API's pages, and the links in email.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { accessible, picture, until } from "./browser.mjs";

export const links = {
  async "a browser signs in at the REST API's pages"({ service, browser }) {
    const httpCredentials = { username: "admin", password: "admin" };
    for (const colorScheme of ["light", "dark"]) {
      const page = await browser.window({ httpCredentials, colorScheme, expected: [/status of 40[13]/] });
      await page.goto(`${service.origin}/api/tickets/?page_size=2`);
      await page.getByText("Not signed in").waitFor();
      await accessible(page);
      await picture(page, `api-signed-out-${colorScheme}`);
      await page.getByRole("link", { name: "Sign in" }).click();
      // Back at the page, and signed in on every page.
      await page.getByText("Signed in as admin").waitFor();
      assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, "/api/tickets/?page_size=2");
      await page.getByRole("link", { name: /Next page/ }).click();
      await page.getByText("Signed in as admin").waitFor();
      await page.getByText('"count"').waitFor();
      await accessible(page);
      await picture(page, `api-signed-in-${colorScheme}`);
    }
  },

  async "after cancelling the dialog, a user can sign in again"({ service, browser }) {
    const page = await browser.window({ expected: [/status of 40[13]/] });
    await page.route("**/api/login*", async (route) => {
      // Headless browsers have no dialog. Without the challenge they show the page that follows a cancelled dialog.
      const response = await route.fetch();
      const { "www-authenticate": challenge, ...headers } = response.headers();
      assert.match(challenge, /^Basic /);
      await route.fulfill({ response, headers });
    });
    await page.goto(`${service.origin}/api/`);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "You are not signed in" }).waitFor();
    await accessible(page);
    await page.getByRole("link", { name: "go back to the API" }).click();
    await page.getByText('"tickets"').waitFor();
  },

  async "links in the demo's email lead to the ticket"({ service, browser }) {
    const document = `mutation ($input: TicketCreateInput!) {
      ticketCreate(input: $input) { ticket { databaseId } userErrors { field } } }`;
    const input = { queueId: 1, title: "A link for Nora", description: "x", submitterEmail: "nora.jensen@example.org" };
    const { databaseId } = (await service.data(document, { input })).ticketCreate.ticket;
    const folder = join(service.folder, "demo/mails");
    let mail;
    await until("the email is written", () => {
      const mails = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
      // Quoted-printable: lines are joined, and "=" is "=3D".
      mail = mails.map((text) => text.replaceAll("=\r\n", "").replaceAll("=\n", "").replaceAll("=3D", "=")).find(
        (text) => /^To: .*nora\.jensen/m.test(text) && text.includes("A link for Nora"),
      );
      return mail;
    });
    const link = /https?:\/\/[^\s"<>]+\/app\/[^\s"<>]*/.exec(mail)?.[0];
    assert(link, mail);
    // The link may have another port than this test's if there is a proxy between them.
    const { pathname, hash } = new URL(link);
    assert.equal(pathname + hash, `/app/#/tickets/${databaseId}`);
    const page = await browser.window();
    await page.goto(service.origin + pathname + hash);
    await page.getByLabel("Username").fill("nora.jensen");
    await page.getByLabel("Password").fill("demo");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "A link for Nora" }).waitFor();
  },
};
