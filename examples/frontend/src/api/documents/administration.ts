// The documents of the administration: queues, custom fields, people and email templates.
import { graphql } from "../../gql";

export const AdminQueuesQuery = graphql(`
  query AdminQueues {
    queues(first: 100, orderBy: { field: TITLE }) {
      nodes {
        id
        databaseId
        title
        slug
        emailAddress
        locale
        allowPublicSubmission
        allowEmailSubmission
        escalateDays
        newTicketCc
        updatedTicketCc
        enableNotificationsOnEmailEvents
        defaultOwner {
          id
          fullName
        }
        mailbox {
          kind
          host
          port
          ssl
          user
          folder
          hasPassword
        }
      }
    }
  }
`);

export const QueueCreateMutation = graphql(`
  mutation QueueCreate($input: QueueCreateInput!) {
    queueCreate(input: $input) {
      queue {
        id
        databaseId
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const QueueUpdateMutation = graphql(`
  mutation QueueUpdate($input: QueueUpdateInput!) {
    queueUpdate(input: $input) {
      queue {
        id
        databaseId
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const QueueDeleteMutation = graphql(`
  mutation QueueDelete($input: QueueDeleteInput!) {
    queueDelete(input: $input) {
      deletedId
      userErrors {
        ...Errors
      }
    }
  }
`);

export const AdminFieldsQuery = graphql(`
  query AdminFields {
    customFields {
      id
      databaseId
      name
      label
      dataType
      helpText
      choices
      required
      staffOnly
      maxLength
      decimalPlaces
      ordering
    }
  }
`);

export const CustomFieldCreateMutation = graphql(`
  mutation CustomFieldCreate($input: CustomFieldCreateInput!) {
    customFieldCreate(input: $input) {
      customField {
        id
        databaseId
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const CustomFieldUpdateMutation = graphql(`
  mutation CustomFieldUpdate($input: CustomFieldUpdateInput!) {
    customFieldUpdate(input: $input) {
      customField {
        id
        databaseId
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

/** With `validateOnly`, the number of values that would be lost. */
export const CustomFieldDeleteMutation = graphql(`
  mutation CustomFieldDelete($input: CustomFieldDeleteInput!) {
    customFieldDelete(input: $input) {
      deletedId
      valueCount
      userErrors {
        ...Errors
      }
    }
  }
`);

export const AdminTemplatesQuery = graphql(`
  query AdminTemplates {
    emailTemplates(first: 100, orderBy: { field: TEMPLATE_NAME }) {
      nodes {
        id
        databaseId
        templateName
        locale
        subject
        heading
        plainText
        html
      }
    }
  }
`);

export const EmailTemplateUpdateMutation = graphql(`
  mutation EmailTemplateUpdate($input: EmailTemplateUpdateInput!) {
    emailTemplateUpdate(input: $input) {
      emailTemplate {
        id
        databaseId
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

/** How the email about a ticket looks with an unsaved template. */
export const EmailTemplatePreviewQuery = graphql(`
  query EmailTemplatePreview($input: EmailTemplatePreviewInput!) {
    emailTemplatePreview(input: $input) {
      subject
      plainText
      html
      errors {
        field
        line
        template
        message
      }
    }
  }
`);
