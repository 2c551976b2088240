import type { CodegenConfig } from "@graphql-codegen/cli";

// Types of what the running service says of itself (introspection), for this folder's documents and the example's.
const { URL: url = "", TOKEN: token = "" } = process.env;
const schema = [{ [url]: { headers: { Authorization: `Token ${token}` } } }];
const scalars = {
  BigInt: "string",
  Date: "string",
  DateTime: "string",
  Decimal: "string",
  Duration: "string",
  JSON: "unknown",
  LocalDateTime: "string",
  Time: "string",
  Upload: "File",
};

const config: CodegenConfig = {
  schema,
  generates: {
    "src/gql/": {
      preset: "client",
      documents: ["src/documents.ts"],
      presetConfig: { fragmentMasking: false },
      config: { enumsAsTypes: true, useTypeImports: true, strictScalars: true, scalars },
    },
    // As examples/frontend/codegen.ts has it: what is committed there must come out.
    "example/src/gql/": {
      preset: "client",
      documents: ["example/src/api/documents.ts"],
      presetConfig: { fragmentMasking: false },
      config: { enumsAsTypes: true, useTypeImports: true, strictScalars: true, scalars },
    },
  },
};

export default config;
