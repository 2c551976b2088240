// Links to the pages: the sign-in of the REST API's pages, and the links in email.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { accessible, picture, until } from "./browser.mjs";

/** The text of the demo's email to an address with these words. */
async function mailTo(service, address, words) {
  const folder = join(service.folder, "demo/mails");
  let mail;
  await until("the email is written", () => {
    const mails = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    // Quoted-printable: lines are joined, and "=" is "=3D".
    mail = mails
      .map((text) => text.replaceAll("=\r\n", "").replaceAll("=\n", "").replaceAll("=3D", "="))
      .find((text) => text.includes(`To: ${address}`) && text.includes(words));
    return mail;
  });
  return mail;
}

/** The path of the first link to the example frontend. It may have another port if there is a proxy between. */
function pathOf(mail) {
  const link = /https?:\/\/[^\s"<>]+\/app\/[^\s"<>]*/.exec(mail)?.[0];
  assert(link, mail);
  const { pathname, hash } = new URL(link);
  return pathname + hash;
}

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
    const path = pathOf(await mailTo(service, "nora.jensen@example.org", "A link for Nora"));
    assert(path.startsWith(`/app/#/view?ticket=support-${databaseId}&`), path);
    const page = await browser.window();
    // No sign-in is needed.
    await page.goto(service.origin + path);
    await page.getByRole("heading", { name: "A link for Nora" }).waitFor();
  },

  async "a link in the demo's email sets a new password"({ service, browser }) {
    const document = "mutation ($input: UserCreateInput!) { userCreate(input: $input) { user { id } userErrors { field message } } }";
    const account = { username: "forgetful", email: "forgetful@example.net", password: "what was it again" };
    await service.data(document, { input: account });
    const page = await browser.window();
    await page.goto(`${service.origin}/app/#/password-reset`);
    await page.getByLabel("Email address").fill(account.email);
    await page.getByRole("button", { name: "Send email" }).click();
    await page.getByText("If an account has this address").waitFor();
    const mail = await mailTo(service, account.email, "password-reset");
    await page.goto(service.origin + pathOf(mail));
    await page.getByLabel("New password", { exact: true }).fill("correct horse battery");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByLabel("Username").fill(account.username);
    await page.getByLabel("Password").fill("correct horse battery");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Sign out" }).waitFor();
  },
};
