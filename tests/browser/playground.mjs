// GraphiQL in a browser without a network.
import assert from "node:assert/strict";
import { accessible, picture, until } from "./browser.mjs";

const answerOf = async (page) => (await page.locator(".graphiql-response").innerText()).replaceAll("\u00a0", " ");
const shows = (page, text) => until(`the answer has ${text}`, async () => (await answerOf(page)).includes(text));

async function open({ browser, service }, search = "", options = {}) {
  const page = await browser.window({ viewport: { width: 1400, height: 900 }, ...options });
  await page.goto(`${service.origin}/graphql${search}`);
  await page.locator(".graphiql-query-editor .view-line").first().waitFor();
  await page.locator(".graphiql-variable-editor, .graphiql-editor-tool").locator(".view-line").first().waitFor();
  return page;
}

async function signIn(page, name = "admin", password = "admin") {
  await page.getByLabel("Sign in with").selectOption("basic");
  await page.getByLabel("Username", { exact: true }).fill(name);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText(`Signed in as ${name}.`).waitFor();
}

const run = (page) => page.getByRole("button", { name: /execute query/i }).click();
async function tab(page, name) {
  await page.getByRole("tab", { name }).click();
  await page.locator(".graphiql-query-editor").getByText(name).first().waitFor();
}

export const playground = {
  async "GraphiQL runs a query, offline"(t) {
    const page = await open(t);
    await page.getByText("Not signed in.").waitFor();
    await signIn(page);
    await run(page);
    await shows(page, '"username": "admin"');
    await shows(page, '"totalCount"');
    await picture(page, "graphiql-query");
    // The documentation comes from the service too.
    await page.getByRole("button", { name: /documentation/i }).first().click();
    await page.getByRole("link", { name: "Query", exact: true }).click();
    await page.getByText("Returns tickets that you may see.").first().waitFor();
    await picture(page, "graphiql-documentation");
  },

  async "GraphiQL sends a wrong password once and opens no browser dialog"(t) {
    const page = await open(t, "", { expected: [/status of 401/] });
    let guesses = 0;
    page.on("request", (request) => (guesses += request.headers().authorization ? 1 : 0));
    await page.getByLabel("Sign in with").selectOption("basic");
    await page.getByLabel("Username", { exact: true }).fill("admin");
    await page.getByLabel("Password", { exact: true }).fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("status").getByText("The username or password is wrong.").waitFor();
    await page.waitForTimeout(1000);
    assert.equal(guesses, 1);
    // The wrong password is not used for later requests.
    await run(page);
    await shows(page, '"viewer": null');
    assert.equal(guesses, 1);
    await accessible(page, ".bar");
  },

  async "GraphiQL forgets a token that is no longer valid"(t) {
    const page = await t.browser.window({ expected: [/status of 401/] });
    await page.addInitScript(() => sessionStorage.setItem("deskql-playground-token", "0".repeat(40)));
    let guesses = 0;
    page.on("request", (request) => (guesses += request.headers().authorization ? 1 : 0));
    await page.goto(`${t.service.origin}/graphql`);
    await page.getByRole("status").getByText("This token is not valid.").waitFor();
    await page.locator(".graphiql-query-editor .view-line").first().waitFor();
    await page.waitForTimeout(1000);
    assert.equal(guesses, 1);
    assert.equal(await page.evaluate(() => sessionStorage.getItem("deskql-playground-token")), null);
  },

  async "GraphiQL can be used on a phone"(t) {
    for (const colorScheme of ["light", "dark"]) {
      const options = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme };
      const page = await open(t, "", options);
      await signIn(page);
      await page.getByRole("button", { name: /execute query/i }).tap();
      await shows(page, '"totalCount"');
      const response = await page.locator(".graphiql-response").boundingBox();
      assert(response.width > 340 && response.height > 350, JSON.stringify(response));
      const [wide, high] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
      assert(wide <= 390 && high < 2000, `${wide} x ${high}`);
      await page.locator(".graphiql-response").scrollIntoViewIfNeeded();
      await picture(page, `graphiql-phone-${colorScheme}`);
      await page.getByRole("button", { name: /documentation/i }).first().tap();
      await page.getByRole("link", { name: "Query", exact: true }).waitFor();
      assert((await page.locator(".graphiql-plugin").boundingBox()).width > 340);
      await picture(page, `graphiql-phone-documentation-${colorScheme}`);
    }
  },

  async "GraphiQL keeps a token over a reload, and forgets it"(t) {
    const page = await open(t);
    await page.getByLabel("Sign in with").selectOption("token");
    await page.getByLabel("Token", { exact: true }).fill(t.service.token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Signed in as admin.").waitFor();
    await page.reload();
    await page.getByText("Signed in as admin.").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("Not signed in.").waitFor();
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    assert(!kept.includes(t.service.token), "a token is left behind");
  },

  async "GraphiQL sends a file"(t) {
    const query = `mutation ($input: TicketCreateInput!) {
      ticketCreate(input: $input) { ticket { title followUps { nodes { attachments { filename size } } } } userErrors { field } } }`;
    const input = { queueId: 1, title: "From GraphiQL", description: "x", submitterEmail: "me@example.com", attachments: ["file:1"] };
    const search = new URLSearchParams({ query, variables: JSON.stringify({ input }) });
    const page = await open(t, `?${search}`);
    await signIn(page);
    await run(page);
    await shows(page, "Choose files");
    await page.getByLabel("Files").setInputFiles({ name: "smoke.txt", mimeType: "text/plain", buffer: Buffer.from("12345") });
    await run(page);
    await shows(page, '"filename": "smoke.txt"');
    await shows(page, '"size": 5');
    await picture(page, "graphiql-upload");
  },

  async "GraphiQL's examples run: opening a ticket"(t) {
    const page = await open(t);
    await signIn(page);
    await tab(page, "OpenTicket");
    await page.getByLabel("Files").setInputFiles({ name: "smoke.txt", mimeType: "text/plain", buffer: Buffer.from("12345") });
    await run(page);
    await shows(page, '"userErrors": []');
  },

  async "GraphiQL runs a subscription"(t) {
    const page = await open(t);
    await signIn(page);
    await tab(page, "TicketEvents");
    await run(page);
    const socket = page.getByRole("button", { name: /stop query/i });
    await socket.waitFor();
    // The page does not show when the subscription starts, so change the ticket until an event arrives.
    let times = 0;
    await until("an event arrives", async () => {
      times += 1;
      const changes = { priorityCode: 1 + (times % 4) };
      await t.service.data("mutation ($input: TicketUpdateInput!) { ticketUpdate(input: $input) { userErrors { field } } }", {
        input: { id: 1, ...changes },
      });
      await new Promise((resolve) => setTimeout(resolve, 500));
      return (await answerOf(page)).includes('"kind": "');
    });
    await shows(page, '"cursor"');
    await picture(page, "graphiql-subscription");
    await socket.click();
  },

  async "GraphiQL in dark mode"(t) {
    const page = await open(t, "", { colorScheme: "dark" });
    await signIn(page);
    await run(page);
    await shows(page, '"totalCount"');
    await picture(page, "graphiql-dark");
  },
};
