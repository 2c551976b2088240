// Every client is held to the same.
import assert from "node:assert/strict";
import { apollo } from "./apollo.js";
import { type Desk, faults, query, subscription, upload } from "./service.js";
import { urql } from "./urql.js";

let [passed, failed] = [0, 0];
async function check(name: string, what: () => Promise<void>) {
  try {
    await what();
    passed += 1;
    console.log(`ok     ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n       ${(error instanceof Error ? error.stack : String(error))?.replaceAll("\n", "\n       ")}`);
  }
}

const clients: [string, () => Desk][] = [["urql", urql], ["Apollo Client", apollo]];
for (const [name, make] of clients) {
  const desk = make();
  for (const [what, test] of Object.entries({ query, upload, faults, subscription })) {
    await check(`${name}: ${what}`, () => test(desk));
  }
  await desk.close();
}

await check("Apollo Client: automatic persisted queries", async () => {
  const desk = apollo({ persisted: true });
  await desk.tickets(3);
  await desk.tickets(3);
  await desk.close();
  // The last request had only the digest, and the service knew the document.
  const last = JSON.parse(desk.bodies.at(-1) ?? "{}");
  assert.equal(last.query, undefined);
  assert.match(last.extensions.persistedQuery.sha256Hash, /^[0-9a-f]{64}$/);
});

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
