"""The GraphQL documents: the same data from deskql and from PostGraphile."""

DESKQL = {
    "gql-ticket": """query Ticket($id: ID!) {
  ticket(id: $id) {
    databaseId title description status priority createdAt updatedAt submitterEmail
    queue { databaseId title }
    assignedTo { databaseId username }
    followUps { nodes { databaseId createdAt title comment public attachments { databaseId filename mimeType size } } }
    customFieldValues { text field { name } }
  }
}""",
    "gql-page": """{
  tickets(first: 25, offset: 100) {
    nodes {
      databaseId title status priority createdAt updatedAt submitterEmail
      queue { databaseId title }
      assignedTo { databaseId username }
      followUps { nodes { databaseId createdAt title comment public attachments { databaseId filename mimeType size } } }
    }
  }
}""",
    "gql-filter": """{
  tickets(first: 25, filter: { statusCode: { in: [1, 2] } }, orderBy: [{ field: CREATED_AT, direction: DESC }]) {
    nodes { databaseId title status priority createdAt queue { title } assignedTo { username } }
  }
}""",
    "gql-count": "{ tickets { totalCount } }",
}

POSTGRAPHILE = {
    "gql-ticket": """query Ticket($id: Int!) {
  helpdeskTicket(rowId: $id) {
    rowId title description status priority created modified submitterEmail
    queue { rowId title }
    assignedTo { rowId username }
    helpdeskFollowupsByTicketId {
      nodes {
        rowId date title comment public
        helpdeskFollowupattachmentsByFollowupId { nodes { rowId filename mimeType size } }
      }
    }
    helpdeskTicketcustomfieldvaluesByTicketId { nodes { value field { name } } }
  }
}""",
    "gql-page": """{
  helpdeskTickets(first: 25, offset: 100, orderBy: [PRIMARY_KEY_ASC]) {
    nodes {
      rowId title status priority created modified submitterEmail
      queue { rowId title }
      assignedTo { rowId username }
      helpdeskFollowupsByTicketId {
        nodes {
          rowId date title comment public
          helpdeskFollowupattachmentsByFollowupId { nodes { rowId filename mimeType size } }
        }
      }
    }
  }
}""",
    "gql-filter": """{
  helpdeskTickets(first: 25, filter: { status: { in: [1, 2] } }, orderBy: [CREATED_DESC]) {
    nodes { rowId title status priority created queue { title } assignedTo { username } }
  }
}""",
    "gql-count": "{ helpdeskTickets { totalCount } }",
}

# PostGraphile's names of the fields that the checks read.
RENAMED = {
    "rowId": "databaseId",
    "helpdeskTicket": "ticket",
    "helpdeskTickets": "tickets",
    "helpdeskFollowupsByTicketId": "followUps",
    "helpdeskFollowupattachmentsByFollowupId": "attachments",
    "helpdeskTicketcustomfieldvaluesByTicketId": "customFieldValues",
    "value": "text",
    "created": "createdAt",
    "modified": "updatedAt",
    "date": "createdAt",
}


def renamed(value):
    """PostGraphile's answer with deskql's names. Lists that deskql has without `nodes` lose theirs."""
    if isinstance(value, list):
        return [renamed(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for name, item in value.items():
        name = RENAMED.get(name, name)
        item = renamed(item)
        found[name] = item["nodes"] if name in ("attachments", "customFieldValues") else item
    return found
