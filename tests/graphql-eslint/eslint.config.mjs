// Rules of graphql-eslint for schemas: recommended ones, Relay's, and others that apply to a generated schema. Comments explain
// changed and disabled rules.
import graphql from "@graphql-eslint/eslint-plugin";

// Types without an ID: parts of other types, and types with a single object.
const PARTS = [
  "AdministrationPermission",
  "AttachmentRules",
  "CustomFieldValue",
  "EmailTemplateError",
  "EmailTemplatePreview",
  "HtmlPreview",
  "Mailbox",
  "NotificationRecipient",
  "OutboxEntry",
  "PageInfo",
  "SavedSearchCriteria",
  "Setting",
  "TicketDeleteResult",
  "TicketMergeChange",
  "TicketMergeEffects",
  "TicketPriorityChoice",
  "TicketStatusChoice",
  "TicketStatusTransition",
  "TicketUpdateResult",
  "UserDeletionPreview",
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
      // All parts of the schema are described, not only types.
      ...rule("require-description", [
        "error",
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          // Arguments of the specification's directives have no descriptions.
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
      // Connections have `nodes` in addition to `edges`, and short complete lists are plain lists.
      // An entry of the outbox is deleted when it is delivered, so it is not a node; tests/it/graphql checks the others.
      ...rule("relay-edge-types", [
        "error",
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ]),
      // `User.username` has the name of Django's field.
      ...rule("no-typename-prefix", "off"),
    },
  },
];
