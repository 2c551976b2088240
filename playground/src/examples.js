// What the page opens with: worked examples, each in a tab. A test runs all of them against the demo's data.
const page = `# The tickets that changed last, and what was said.
#
# Run: the button, or Ctrl-Enter.
# Complete: Ctrl-Space.
# Every field is explained: the book, top left.
# Sign in: the bar on top.
query LatestTickets($first: Int = 5, $filter: TicketFilter) {
  viewer {
    isAgent
    user {
      username
    }
  }
  tickets(first: $first, filter: $filter, orderBy: [{ field: MODIFIED, direction: DESC }]) {
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
          date
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

const create = `# A new ticket with a file: choose one at "Files" in
# the bar on top. In the variables, "file:1" stands for it.
#
# As it stands, all is checked and nothing is written:
# set validateOnly to false to open the ticket.
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

const live = `# What happens, as it happens: leave it running, and
# change a ticket in another window.
#
# After a break, give the last cursor to "after":
# nothing is missed.
subscription TicketEvents($after: String) {
  ticketEvents(after: $after) {
    cursor
    kind
    at
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
