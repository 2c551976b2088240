// Compresses the files of a built page, and adds licenses.txt with the licenses of its packages.
// node pack.mjs DIST PACKED [NODE_MODULES]
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

const [dist, packed, modules = "node_modules"] = process.argv.slice(2);

function put(name, content) {
  const path = join(packed, `${name}.gz`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(content, { level: 9 }));
}

rmSync(packed, { recursive: true, force: true });
for (const entry of readdirSync(dist, { withFileTypes: true, recursive: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  put(path.slice(join(dist, "/").length).replaceAll("\\", "/"), readFileSync(path));
}

const licenses = [];
function collect(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.name.startsWith("@")) {
      collect(path);
      continue;
    }
    const about = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    const file = readdirSync(path).find((name) => /^licen[cs]e/i.test(name));
    licenses.push(
      `== ${about.name} ${about.version} (${about.license})\n${file ? readFileSync(join(path, file), "utf8") : ""}`,
    );
  }
}
collect(modules);
put("licenses.txt", licenses.sort().join("\n"));
