// Runs the GraphQL over HTTP audits of the package graphql-http against the address that is given.
// The last line is `N passed, M failed`; the exit code is 0 only when none failed. `./run URL` installs and starts it.
import { serverAudits } from "graphql-http";

const url = process.argv[2];
if (!url) {
  console.error("usage: node audit.mjs URL");
  process.exit(2);
}
let passed = 0;
let failed = 0;
for (const audit of serverAudits({ url, fetchFn: fetch })) {
  const result = await audit.fn();
  if (result.status === "ok") {
    passed += 1;
    continue;
  }
  failed += 1;
  console.log(`${result.status} ${audit.id} ${audit.name}\n    ${result.reason}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
