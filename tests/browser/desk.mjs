// Shared by the tests of the example frontend: signing in, and parts of its pages.
import { until } from "./browser.mjs";

export const AGENT = ["admin", "admin"];
export const CUSTOMER = ["nora.jensen", "demo"];
export const TEXT = { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("a few words") };

/** The pending requests of each page. */
const asking = new WeakMap();

/** Waits until the page has sent no request for a while; it fetches again when live updates start. */
export async function quiet(page) {
  let since = Date.now();
  await until("the page is quiet", () => {
    if (asking.get(page).size > 0) since = Date.now();
    return Date.now() - since > 500;
  });
}

export async function open({ browser, service }, [name, password], path = "", options = {}) {
  const page = await browser.window(options);
  const asked = new Set();
  asking.set(page, asked);
  page.on("request", (request) => request.url().endsWith("/graphql") && asked.add(request));
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => asked.delete(request));
  await page.goto(`${service.origin}/app/${path}`);
  await page.getByLabel("Username").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  return page;
}

// The page waits up to 15 seconds between two attempts to connect.
export const live = (page) =>
  page.locator(".live.live").and(page.locator(":not(.down):not(.connecting):not(.off)")).waitFor({ timeout: 40_000 });
export const rows = (page) => page.locator(".tickets tbody tr");
export const steps = (page) => page.locator(".step");
export const field = (page, label) => page.getByRole("complementary").getByLabel(label, { exact: true });

export async function newTicket({ service }, title, more = {}) {
  const input = { queueId: 1, title, description: "For a test.", submitterEmail: "nora.jensen@example.org", ...more };
  const document = "mutation ($input: TicketCreateInput!) { ticketCreate(input: $input) { ticket { databaseId } userErrors { field } } }";
  return (await service.data(document, { input })).ticketCreate.ticket.databaseId;
}

export async function change({ service }, id, changes) {
  const document = "mutation ($input: TicketUpdateInput!) { ticketUpdate(input: $input) { userErrors { field } } }";
  await service.data(document, { input: { id, ...changes } });
}
