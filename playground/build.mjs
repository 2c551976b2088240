// Puts GraphiQL and what it stands on into three files, packed once here so that the program need not:
// app-HASH.js, app-HASH.css and index.html, and licenses.txt for what is inside. Needs `npm ci` before.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const dist = new URL("dist/", import.meta.url);
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

function put(name, text) {
  writeFileSync(new URL(`${name}.gz`, dist), gzipSync(text, { level: 9 }));
}

// The name changes with the content, so that browsers may keep it for ever.
function putHashed(name, ending, text) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  put(`${name}-${hash}.${ending}`, text);
  return `${name}-${hash}.${ending}`;
}

// Maps of sources are not shipped; without this line browsers look for them.
const withoutMap = (text) => text.replace(/\n?\/[/*]# sourceMappingURL=.*$/m, "");

const js = putHashed(
  "app",
  "js",
  [
    "node_modules/react/umd/react.production.min.js",
    "node_modules/react-dom/umd/react-dom.production.min.js",
    "node_modules/graphiql/graphiql.min.js",
    "main.js",
  ]
    .map(read)
    .map(withoutMap)
    .join("\n;\n"),
);
const css = putHashed("app", "css", withoutMap(read("node_modules/graphiql/graphiql.min.css")) + read("style.css"));
put("index.html", read("index.html").replaceAll("{{js}}", js).replaceAll("{{css}}", css));

const licenses = [];
function collect(folder) {
  for (const entry of readdirSync(new URL(folder, import.meta.url), { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith(".")) continue;
    const path = `${folder}${entry.name}/`;
    if (entry.name.startsWith("@")) {
      collect(path);
      continue;
    }
    const files = readdirSync(new URL(path, import.meta.url));
    const about = JSON.parse(read(`${path}package.json`));
    const file = files.find((name) => /^licen[cs]e/i.test(name));
    licenses.push(`== ${about.name} ${about.version} (${about.license})\n${file ? read(path + file) : ""}`);
  }
}
collect("node_modules/");
put("licenses.txt", licenses.sort().join("\n"));
