import type { CodegenConfig } from "@graphql-codegen/cli";
import example from "./example/codegen";

// Types of what the running service says of itself (introspection), for the documents of this folder: with the example's
// settings, but for where things are.
const { URL: url = "", TOKEN: token = "" } = process.env;
const config: CodegenConfig = {
  ...example,
  schema: [{ [url]: { headers: { Authorization: `Token ${token}` } } }],
  documents: ["src/documents.ts"],
  importExtension: ".js",
};

export default config;
