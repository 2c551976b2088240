// From the running service's introspection to a compiled program that uses it: graphql-codegen, tsc, and the clients.
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { Service } from "./service.mjs";

const service = await Service.start();
const env = { ...process.env, URL: `${service.origin}/graphql`, TOKEN: service.token };
let [passed, failed] = [0, 0];

/** Runs a program; what it says where it fails. */
function step(name, program, ...options) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...options], { env, encoding: "utf8" });
  if (status === 0) passed += 1;
  else failed += 1;
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name}`);
  if (status !== 0) console.log(`${stdout}${stderr}`.trim().replace(/^/gm, "       "));
  return status === 0;
}

cpSync("example/src/gql", "example/committed", { recursive: true });
let well = step("graphql-codegen reads the service's introspection", "node_modules/@graphql-codegen/cli/cjs/bin.js", "--silent");
if (well) {
  for (const name of readdirSync("example/committed")) {
    const [is, was] = [`example/src/gql/${name}`, `example/committed/${name}`].map((path) => readFileSync(path, "utf8"));
    const same = is === was;
    if (same) passed += 1;
    else failed += 1;
    console.log(`${same ? "ok    " : "FAILED"} examples/frontend/src/gql/${name} is what codegen makes${same ? "" : ": npm run generate"}`);
  }
}
well = well && step("the documents' types hold", "node_modules/typescript/bin/tsc");
if (well) {
  const { stdout, stderr } = spawnSync(process.execPath, ["out/main.js"], { env, encoding: "utf8", timeout: 120_000 });
  const [, more, less] = /(\d+) passed, (\d+) failed\s*$/.exec(stdout) ?? [0, 0, 1];
  console.log(`${stdout.replace(/\d+ passed, \d+ failed\s*$/, "")}${stderr}`.trim());
  passed += Number(more);
  failed += Number(less);
}
await service.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
