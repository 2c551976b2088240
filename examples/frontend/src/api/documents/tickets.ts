// The documents of tickets. `npm run generate` writes the types of all documents to ../../gql.
import { graphql } from "../../gql";

/** Choices for lists and forms. Only agents may list people. */
export const ChoicesQuery = graphql(`
  query Choices($agent: Boolean!) {
    attachmentRules {
      enabled
      extensions
      maxSize
    }
    ticketStatuses {
      code
      label
      isOpen
    }
    ticketPriorities {
      code
      label
    }
    queues(first: 100) {
      nodes {
        id
        databaseId
        title
      }
    }
    users(first: 100, filter: { isStaff: { eq: true }, isActive: { eq: true } }) @include(if: $agent) {
      nodes {
        id
        databaseId
        fullName
      }
    }
  }
`);

export const TicketFields = graphql(`
  fragment TicketFields on Ticket {
    id
    databaseId
    reference
    title
    status
    statusCode
    statusLabel
    priorityCode
    priorityLabel
    onHold
    createdAt
    updatedAt
    dueAt
    submitterEmail
    queue {
      id
      title
    }
    assignedTo {
      id
      fullName
    }
  }
`);

export const TicketsQuery = graphql(`
  query Tickets(
    $filter: TicketFilter
    $orderBy: [TicketOrder!]
    $first: Int
    $after: String
    $last: Int
    $before: String
  ) {
    tickets(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      totalCount
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      nodes {
        ...TicketFields
      }
    }
  }
`);

export const TicketQuery = graphql(`
  query Ticket($id: ID!, $agent: Boolean!) {
    ticket(id: $id) {
      ...TicketFields
      description
      viewerCanUpdate
      viewerCanReply
      viewerCanAssign
      viewerCanChangeStatus
      viewerCanClose
      viewerCanDelete
      viewerCanMerge
      viewerCanManageFollowers
      viewerCanManageChecklists
      viewerCanManageDependencies
      viewerIsFollowing
      timeSpent
      allowedStatuses {
        status {
          code
          label
        }
        allowed
        reason
        blockedBy {
          id
          reference
        }
      }
      toPublic: notificationRecipients(public: true) @include(if: $agent) {
        ...Recipient
      }
      toInternal: notificationRecipients(public: false) @include(if: $agent) {
        ...Recipient
      }
      ccs @include(if: $agent) {
        id
        email
        user {
          id
          fullName
        }
      }
      checklists @include(if: $agent) {
        id
        name
        tasks {
          id
          description
          completedAt
        }
      }
      customFieldValues {
        field {
          id
          label
          dataType
        }
        text
        dateTime
      }
      dependencies {
        id
        dependsOn {
          ...LinkedTicket
        }
      }
      dependents @include(if: $agent) {
        id
        ticket {
          ...LinkedTicket
        }
      }
      mergedTo {
        ...LinkedTicket
      }
      followUps {
        nodes {
          id
          createdAt
          title
          comment
          public
          timeSpent
          direction
          user {
            fullName
          }
          changes {
            id
            kind
            fieldLabel
            oldLabel
            newLabel
            newMergedTo {
              ...LinkedTicket
            }
          }
          attachments {
            id
            filename
            mimeType
            size
            url
          }
        }
      }
    }
  }
`);

export const LinkedTicket = graphql(`
  fragment LinkedTicket on Ticket {
    id
    databaseId
    reference
    title
    statusLabel
  }
`);

export const Recipient = graphql(`
  fragment Recipient on NotificationRecipient {
    role
    email
  }
`);

export const NewTicketQuery = graphql(`
  query NewTicket {
    queues(scope: CREATE, first: 100) {
      nodes {
        id
        databaseId
        slug
        title
      }
    }
    customFields {
      id
      name
      label
      helpText
      dataType
      choices
      required
      maxLength
      decimalPlaces
    }
  }
`);

export const TicketCreateMutation = graphql(`
  mutation TicketCreate($input: TicketCreateInput!) {
    ticketCreate(input: $input) {
      ticket {
        id
        databaseId
        reference
        submitterEmail
        secretKey
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const TicketUpdateMutation = graphql(`
  mutation TicketUpdate($input: TicketUpdateInput!) {
    ticketUpdate(input: $input) {
      ticket {
        id
        updatedAt
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const FollowUpAddMutation = graphql(`
  mutation FollowUpAdd($input: FollowUpAddInput!) {
    followUpAdd(input: $input) {
      followUp {
        id
      }
      ticket {
        id
        updatedAt
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

/** The HTML part of an email, without scripts and images from elsewhere. */
export const HtmlPreviewQuery = graphql(`
  query HtmlPreview($id: ID!) {
    node(id: $id) {
      ... on Attachment {
        id
        htmlPreview {
          html
          blockedImageCount
        }
      }
    }
  }
`);
