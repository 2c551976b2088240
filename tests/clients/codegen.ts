import type { CodegenConfig } from "@graphql-codegen/cli";

// Types of what the running service says of itself (introspection), for the documents of this folder.
const { URL: url = "", TOKEN: token = "" } = process.env;
const schema = [{ [url]: { headers: { Authorization: `Token ${token}` } } }];
const config: CodegenConfig = {
  schema,
  importExtension: ".js",
  generates: {
    "src/gql/": {
      preset: "client",
      documents: ["src/documents.ts"],
      presetConfig: { fragmentMasking: false },
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        scalars: {
          BigInt: "string",
          Date: "string",
          DateTime: "string",
          Decimal: "string",
          Duration: "string",
          JSON: "unknown",
          LocalDateTime: "string",
          Time: "string",
          Upload: "File",
        },
      },
    },
  },
};

export default config;
