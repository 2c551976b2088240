// The document of the search. `npm run generate` writes its types to ../../gql.
import { graphql } from "../../gql";

export const SearchQuery = graphql(`
  query Search($query: String!, $first: Int, $after: String) {
    search(query: $query, first: $first, after: $after) {
      totalCount
      isComplete
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        cursor
        highlights {
          field
          customFieldLabel
          segments {
            text
            isMatch
          }
          followUp {
            id
            public
          }
        }
        node {
          __typename
          ... on Ticket {
            ...TicketFields
          }
          ... on KbItem {
            id
            databaseId
            title
            answer
            category {
              id
              title
            }
          }
        }
      }
      facets {
        queues {
          count
          queue {
            id
            slug
            title
          }
        }
        statuses {
          count
          statusCode
          label
        }
        priorities {
          count
          priorityCode
          label
        }
        assignees {
          count
          assignedTo {
            id
            fullName
            username
          }
        }
      }
    }
  }
`);
