// From the running service's introspection to a compiled program that uses it: graphql-codegen, tsc, and the clients.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { Service } from "./service.mjs";

const service = await Service.start();
const env = { ...process.env, URL: `${service.origin}/graphql`, SCHEMA: resolve("schema.graphql"), TOKEN: service.token };
let [passed, failed] = [0, 0];

const CODEGEN = resolve("node_modules/@graphql-codegen/cli/cjs/bin.js");
const TSC = resolve("node_modules/typescript/bin/tsc");

/** Runs a program in a folder; what it says where it fails. */
function step(name, folder, program, ...options) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...options], { env, cwd: folder, encoding: "utf8" });
  if (status === 0) passed += 1;
  else failed += 1;
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name}`);
  if (status !== 0) console.log(`${stdout}${stderr}`.trim().replace(/^/gm, "       "));
  return status === 0;
}

// The generated files that the example has committed match the schema of this service.
writeFileSync("schema.graphql", execFileSync(process.env.BIN, ["schema"]));
cpSync("example/src/gql", "example/committed", { recursive: true });
if (step("the example's documents fit the service", "example", CODEGEN, "--silent")) {
  for (const name of readdirSync("example/committed")) {
    const [is, was] = [`example/src/gql/${name}`, `example/committed/${name}`].map((path) => readFileSync(path, "utf8"));
    if (is === was) passed += 1;
    else failed += 1;
    console.log(`${is === was ? "ok    " : "FAILED"} examples/frontend/src/gql/${name} is up to date (npm run generate)`);
  }
}

let well = step("graphql-codegen reads the service's introspection", ".", CODEGEN, "--silent");
well = well && step("the documents' types hold", ".", TSC);
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
