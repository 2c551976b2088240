// The document of the reports, and the saved searches that narrow them.
import { graphql } from "../../gql";

export const ReportSearchesQuery = graphql(`
  query ReportSearches {
    savedSearches(first: 100, orderBy: [{ field: TITLE }]) {
      nodes {
        id
        databaseId
        title
      }
    }
  }
`);

export const ReportsQuery = graphql(`
  query Reports($all: TicketFilter, $open: TicketFilter, $search: ID, $zone: String) {
    created: ticketCounts(groupBy: [CREATED_MONTH], filter: $all, savedSearchId: $search, timeZone: $zone, first: 240) {
      total
      periods {
        firstDay
      }
      groups {
        keys {
          label
        }
        count
      }
    }
    closed: ticketCounts(groupBy: [CLOSED_MONTH], filter: $all, savedSearchId: $search, timeZone: $zone, first: 240) {
      groups {
        keys {
          label
        }
        count
      }
    }
    ages: ticketCounts(groupBy: [QUEUE, AGE], filter: $open, savedSearchId: $search, timeZone: $zone, first: 300) {
      total
      remainder
      groups {
        keys {
          label
        }
        count
      }
    }
    statuses: ticketCounts(groupBy: [QUEUE, STATUS], filter: $all, savedSearchId: $search, first: 300) {
      remainder
      groups {
        keys {
          label
        }
        count
      }
    }
    owners: ticketCounts(groupBy: [ASSIGNED_TO, PRIORITY], filter: $open, savedSearchId: $search, first: 300) {
      remainder
      groups {
        keys {
          label
        }
        count
      }
    }
    answer: ticketDurations(measure: FIRST_ANSWER, groupBy: [], filter: $all, savedSearchId: $search, first: 1) {
      groups {
        count
        median
        percentile90
      }
    }
    close: ticketDurations(measure: CLOSE, groupBy: [], filter: $all, savedSearchId: $search, first: 1) {
      groups {
        count
        median
        percentile90
        bands {
          from
          to
          count
        }
      }
    }
    closing: ticketDurations(
      measure: CLOSE
      groupBy: [CLOSED_MONTH]
      filter: $all
      savedSearchId: $search
      timeZone: $zone
      first: 240
    ) {
      periods {
        firstDay
      }
      groups {
        keys {
          label
        }
        median
        percentile90
      }
    }
    spent: timeSpent(groupBy: [USER], filter: $all, savedSearchId: $search, first: 30) {
      total
      groups {
        keys {
          label
        }
        timeSpent
      }
    }
  }
`);
