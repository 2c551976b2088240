// The documents of the session: signing in and out, passwords, and events.
import { graphql } from "../../gql";

export const Errors = graphql(`
  fragment Errors on UserError {
    field
    code
    message
  }
`);

export const ViewerQuery = graphql(`
  query Viewer {
    viewer {
      isAgent
      permissions
      user {
        id
        databaseId
        username
        fullName
        isSuperuser
      }
    }
  }
`);

export const SessionCreateMutation = graphql(`
  mutation SessionCreate($input: SessionCreateInput!) {
    sessionCreate(input: $input) {
      csrfToken
      userErrors {
        ...Errors
      }
    }
  }
`);

export const SessionDeleteMutation = graphql(`
  mutation SessionDelete {
    sessionDelete(input: {}) {
      deleted
      userErrors {
        ...Errors
      }
    }
  }
`);

export const PasswordChangeMutation = graphql(`
  mutation PasswordChange($input: ViewerPasswordChangeInput!) {
    viewerPasswordChange(input: $input) {
      csrfToken
      userErrors {
        ...Errors
      }
    }
  }
`);

export const PasswordResetRequestMutation = graphql(`
  mutation PasswordResetRequest($input: PasswordResetRequestInput!) {
    passwordResetRequest(input: $input) {
      userErrors {
        ...Errors
      }
    }
  }
`);

export const PasswordResetMutation = graphql(`
  mutation PasswordReset($input: PasswordResetInput!) {
    passwordReset(input: $input) {
      userErrors {
        ...Errors
      }
    }
  }
`);

/** Reports changes, after which the pages fetch their data again. Notifications show the rest. */
export const TicketEventsSubscription = graphql(`
  subscription TicketEvents($after: String) {
    ticketEvents(after: $after) {
      cursor
      kind
      ticketDatabaseId
      actor {
        id
        fullName
      }
      ticket {
        databaseId
        reference
        title
        assignedTo {
          id
        }
      }
      followUp {
        public
      }
    }
  }
`);
