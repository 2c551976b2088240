import type { CodegenConfig } from "@graphql-codegen/cli";

// Types for the documents in src/api/documents/*.ts, from the service's schema. `npm run generate` after a change of either.
const config: CodegenConfig = {
  schema: process.env["SCHEMA"] ?? "../../schema.graphql",
  documents: ["src/api/documents/*.ts"],
  generates: {
    "src/gql/": {
      preset: "client",
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
