// The examples that the page opens with, one per tab. A test runs all of them on the demo.
const page = `# The latest tickets with their follow-ups.
#
# Run: the button, or Ctrl-Enter.
# Complete: Ctrl-Space.
# Documentation: the book icon, top left.
# Sign in: the bar at the top.
query LatestTickets($first: Int = 5, $filter: TicketFilter) {
  viewer {
    isAgent
    user {
      username
    }
  }
  tickets(first: $first, filter: $filter, orderBy: [{ field: UPDATED_AT, direction: DESC }]) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      databaseId
      reference
      title
      statusLabel
      priorityLabel
      queue {
        title
      }
      assignedTo {
        fullName
      }
      customFieldValues {
        field {
          label
        }
        text
      }
      followUps(last: 2) {
        nodes {
          createdAt
          title
          comment
          public
          attachments {
            filename
            size
            url
          }
        }
      }
    }
  }
}
`;

const create = `# A new ticket with a file. Use "Choose files" in the bar
# at the top; in the variables, "file:1" is that file.
#
# With validateOnly nothing is written. Set it to false
# to create the ticket.
mutation OpenTicket($input: TicketCreateInput!) {
  ticketCreate(input: $input) {
    ticket {
      databaseId
      reference
      followUps {
        nodes {
          attachments {
            filename
            url
          }
        }
      }
    }
    userErrors {
      field
      code
      message
    }
  }
}
`;

const input = {
  input: {
    queueId: "UXVldWU6MQ",
    title: "The printer is on fire",
    description: "Smoke on the **third floor**.",
    submitterEmail: "me@example.com",
    priorityCode: 2,
    attachments: ["file:1"],
    validateOnly: true,
  },
};

const live = `# Changes of tickets as they happen: leave it running, and
# change a ticket in another window.
#
# To resume without missing an event, pass the last
# cursor as "after".
subscription TicketEvents($after: String) {
  ticketEvents(after: $after) {
    cursor
    kind
    createdAt
    actor {
      fullName
    }
    ticket {
      reference
      title
      statusLabel
    }
  }
}
`;

export const examples = [
  { query: page, variables: JSON.stringify({ first: 5, filter: { statusCode: { in: [1, 2] } } }, null, 2) },
  { query: create, variables: JSON.stringify(input, null, 2) },
  { query: live, variables: "{}" },
];
