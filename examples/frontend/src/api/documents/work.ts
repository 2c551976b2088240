// The documents of an agent's work: several tickets at once, merging, followers, dependencies, preset replies.
import { graphql } from "../../gql";

export const TicketsUpdateMutation = graphql(`
  mutation TicketsUpdate($input: TicketsUpdateInput!) {
    ticketsUpdate(input: $input) {
      results {
        ticketDatabaseId
        outcome
        userErrors {
          ...Errors
        }
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const TicketsDeleteMutation = graphql(`
  mutation TicketsDelete($input: TicketsDeleteInput!) {
    ticketsDelete(input: $input) {
      results {
        ticketDatabaseId
        outcome
        userErrors {
          ...Errors
        }
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

/** Tickets to merge. */
export const MergeQuery = graphql(`
  query Merge($ids: [Int!]!) {
    tickets(first: 20, filter: { databaseId: { in: $ids } }, orderBy: { field: CREATED_AT }) {
      nodes {
        ...TicketFields
        description
        followUps {
          totalCount
        }
      }
    }
  }
`);

/** With `validateOnly`, the effects without merging. */
export const TicketMergeMutation = graphql(`
  mutation TicketMerge($input: TicketMergeInput!) {
    ticketMerge(input: $input) {
      ticket {
        id
        databaseId
      }
      effects {
        followUpCount
        attachmentCount
        newFollowers
        recipients
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const TicketDeleteMutation = graphql(`
  mutation TicketDelete($input: TicketDeleteInput!) {
    ticketDelete(input: $input) {
      deletedId
      userErrors {
        ...Errors
      }
    }
  }
`);

export const FollowMutation = graphql(`
  mutation Follow($input: TicketFollowInput!) {
    ticketFollow(input: $input) {
      ticket {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const UnfollowMutation = graphql(`
  mutation Unfollow($input: TicketUnfollowInput!) {
    ticketUnfollow(input: $input) {
      ticket {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const CcAddMutation = graphql(`
  mutation CcAdd($input: TicketCcAddInput!) {
    ticketCcAdd(input: $input) {
      ticket {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const CcRemoveMutation = graphql(`
  mutation CcRemove($input: TicketCcRemoveInput!) {
    ticketCcRemove(input: $input) {
      ticket {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const DependencyAddMutation = graphql(`
  mutation DependencyAdd($input: TicketDependencyAddInput!) {
    ticketDependencyAdd(input: $input) {
      ticket {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const DependencyRemoveMutation = graphql(`
  mutation DependencyRemove($input: TicketDependencyRemoveInput!) {
    ticketDependencyRemove(input: $input) {
      ticket {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

/** Finds a ticket by the number in its reference. */
export const FindTicketQuery = graphql(`
  query FindTicket($id: ID!) {
    ticket(id: $id) {
      id
      databaseId
    }
  }
`);

export const PresetRepliesQuery = graphql(`
  query PresetReplies {
    presetReplies(first: 100, orderBy: { field: NAME }) {
      nodes {
        id
        name
        queues {
          id
        }
      }
    }
  }
`);

/** A preset reply with the values of a ticket. */
export const PresetReplyQuery = graphql(`
  query PresetReply($id: ID!, $ticketId: ID!) {
    node(id: $id) {
      ... on PresetReply {
        id
        rendered(ticketId: $ticketId)
      }
    }
  }
`);

export const ResolutionAcceptMutation = graphql(`
  mutation ResolutionAccept($input: TicketResolutionAcceptInput!) {
    ticketResolutionAccept(input: $input) {
      ticket {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);
