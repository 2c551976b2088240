// The example frontend: reports.
import assert from "node:assert/strict";
import { accessible, picture, until } from "./browser.mjs";
import { AGENT, CUSTOMER, open, quiet } from "./desk.mjs";

const charts = (page) => page.locator("figure.chart");
const filters = (page) => page.locator("search.filters");
const drawn = async (page) => {
  await charts(page).first().getByRole("application").waitFor();
  await quiet(page);
};
const total = async (page) => Number.parseInt(await page.locator(".count").innerText(), 10);

export const reports = {
  async "each chart has a summary and a table of the same numbers"(t) {
    const page = await open(t, AGENT);
    await page.getByRole("link", { name: "Reports" }).click();
    await page.getByRole("heading", { level: 1, name: "Reports" }).waitFor();
    await drawn(page);
    assert.equal(await charts(page).count(), 6);
    for (const chart of await charts(page).all()) {
      const title = await chart.getByRole("heading", { level: 2 }).innerText();
      assert((await chart.locator(".summary").innerText()).length > 10, title);
      await chart.getByText(`Numbers of “${title}”`).click();
      assert((await chart.getByRole("rowheader").count()) > 0, title);
    }
    // The columns of the first table add up to the numbers of the service.
    const created = await charts(page).first().locator("tbody tr").evaluateAll((rows) => rows.map((row) => Number(row.cells[1].textContent)));
    const data = await t.service.data("{ ticketCounts(groupBy: []) { total } }");
    assert.equal(created.reduce((sum, number) => sum + number, 0), data.ticketCounts.total);
    assert.equal(await total(page), data.ticketCounts.total);
    await accessible(page);
    await picture(page, "reports");
  },

  async "days, queue and saved search narrow the reports, and are in the URL"(t) {
    const page = await open(t, AGENT, "#/reports");
    await drawn(page);
    const all = await total(page);
    await filters(page).getByLabel("Queue").selectOption({ label: "Support" });
    await until("fewer tickets", async () => (await total(page)) < all);
    const ofQueue = await total(page);
    assert.match(page.url(), /queue=\d+/);
    const month = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10);
    await filters(page).getByLabel("Created from").fill(month);
    await until("fewer tickets", async () => (await total(page)) < ofQueue);
    const narrowed = await total(page);
    await page.reload();
    await drawn(page);
    assert.equal(await total(page), narrowed);
    assert.equal(await filters(page).getByLabel("Created from").inputValue(), month);
    await filters(page).getByLabel("Created from").fill("");
    await filters(page).getByLabel("Queue").selectOption("");
    await until("all tickets", async () => (await total(page)) === all);
  },

  async "arrow keys move through a chart"(t) {
    const page = await open(t, AGENT, "#/reports");
    await drawn(page);
    const chart = charts(page).first();
    const surface = chart.getByRole("application");
    await filters(page).getByLabel("Saved search").focus();
    for (let presses = 0; presses < 6; presses += 1) {
      await page.keyboard.press("Tab");
      if (await surface.evaluate((element) => element === document.activeElement)) break;
    }
    assert(await surface.evaluate((element) => element === document.activeElement), "the chart gets the focus");
    assert.notEqual(await surface.evaluate((element) => getComputedStyle(element).outlineStyle), "none");
    await page.keyboard.press("ArrowRight");
    await chart.locator(".recharts-tooltip-wrapper").getByText(/Created/).waitFor();
  },

  async "reports work on a phone, in light and dark mode"(t) {
    for (const colorScheme of ["light", "dark"]) {
      const options = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme };
      const page = await open(t, AGENT, "#/reports", options);
      await drawn(page);
      await charts(page).first().locator("details summary").tap();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert(wide <= 0, `${wide} px wider than the window`);
      await accessible(page);
      await picture(page, `phone-reports-${colorScheme}`);
    }
  },

  async "customers have no reports"(t) {
    const page = await open(t, CUSTOMER, "#/reports");
    await page.getByRole("heading", { level: 1, name: "Page not found" }).waitFor();
    assert.equal(await page.getByRole("link", { name: "Reports" }).count(), 0);
  },
};
