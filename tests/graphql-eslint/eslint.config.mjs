// graphql-eslint's rules for schemas: the recommended ones, Relay's, and the others that apply to a generated schema.
// A comment gives the reason for each rule that is off or changed.
import graphql from "@graphql-eslint/eslint-plugin";

// Parts of something else, or what there is but one of.
const PARTS = [
  "AttachmentRules",
  "CustomFieldValue",
  "Mailbox",
  "PageInfo",
  "TicketPriorityChoice",
  "TicketStatusChoice",
  "UserError",
  "UserSettings",
  "Viewer",
];

const rule = (name, setting) => ({ [`@graphql-eslint/${name}`]: setting });

export default [
  {
    files: ["schema.graphql"],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: "schema.graphql" } } },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
      // Everything is described, not only types.
      ...rule("require-description", [
        "error",
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          // The language's own directives come without.
          ignoredSelectors: ["DirectiveDefinition > InputValueDefinition"],
        },
      ]),
      ...rule("require-deprecation-date", "error"),
      ...rule("no-scalar-result-type-on-mutation", "error"),
      ...rule("require-nullable-fields-with-oneof", "error"),
      // Every type except PARTS has an ID.
      ...rule("strict-id-in-types", [
        "error",
        { exceptions: { suffixes: ["Connection", "Edge", "Payload"], types: PARTS } },
      ]),
      // Connections have `nodes` beside `edges`, and short lists that are whole are plain lists.
      ...rule("relay-edge-types", [
        "error",
        { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
      ]),
      // `User.username` is what Django calls it.
      ...rule("no-typename-prefix", "off"),
    },
  },
];
