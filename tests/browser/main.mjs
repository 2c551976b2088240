// Runs the tests in sequence: node main.mjs [WORD…] runs those with a word in their names.
import { accessibility } from "./frontend-access.mjs";
import { administration } from "./frontend-administration.mjs";
import { conflicts } from "./frontend-conflicts.mjs";
import { lists } from "./frontend-lists.mjs";
import { customers } from "./frontend-customers.mjs";
import { guidance } from "./frontend-guidance.mjs";
import { liveUpdates } from "./frontend-live.mjs";
import { signIn } from "./frontend-sign-in.mjs";
import { tickets } from "./frontend-tickets.mjs";
import { work } from "./frontend-work.mjs";
import { links } from "./links.mjs";
import { playground } from "./playground.mjs";
import { prefix } from "./prefix.mjs";
import { rest } from "./rest.mjs";
import { Browser } from "./browser.mjs";
import { Service } from "./service.mjs";
import { session } from "./session.mjs";

const words = process.argv.slice(2);
const service = await Service.start();
const browser = await Browser.start(service.origin);
let [passed, failed] = [0, 0];
const frontend = { ...signIn, ...lists, ...tickets, ...conflicts, ...liveUpdates, ...accessibility, ...work, ...guidance, ...customers, ...administration };
const tests = { ...playground, ...rest, ...frontend, ...links, ...session, ...prefix };
for (const [name, test] of Object.entries(tests)) {
  if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
  const began = Date.now();
  const errors = [];
  try {
    await test({ service, browser });
  } catch (error) {
    errors.push(error.stack ?? `${error}`);
    // Screenshots show more than the error.
    for (const [at, context] of browser.chromium.contexts().entries()) {
      for (const page of context.pages()) await page.screenshot({ path: `pictures/failed-${name.replace(/\W+/g, "-")}-${at}.png` }).catch(() => {});
    }
  }
  for (const context of browser.chromium.contexts()) await context.close();
  errors.push(...browser.takeErrors());
  if (errors.length === 0) passed += 1;
  else failed += 1;
  console.log(`${errors.length === 0 ? "ok    " : "FAILED"} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  for (const error of errors) console.log(`       ${error.replaceAll("\n", "\n       ")}`);
}
await browser.stop();
await service.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
