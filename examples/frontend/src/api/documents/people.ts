// The documents of the administration of people.
import { graphql } from "../../gql";

export const PeopleQuery = graphql(`
  query People($filter: UserFilter, $after: String) {
    users(first: 50, after: $after, filter: $filter, orderBy: { field: USERNAME }) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        databaseId
        username
        fullName
        email
        isActive
        isStaff
        isSuperuser
      }
    }
  }
`);

export const PersonQuery = graphql(`
  query Person($number: Int!) {
    users(first: 1, filter: { databaseId: { eq: $number } }) {
      nodes {
        id
        databaseId
        username
        firstName
        lastName
        fullName
        email
        isActive
        isStaff
        isSuperuser
        lastLoginAt
        grantedQueues {
          id
        }
      }
    }
    queues(first: 100) {
      nodes {
        id
        title
      }
    }
  }
`);

export const UserCreateMutation = graphql(`
  mutation UserCreate($input: UserCreateInput!) {
    userCreate(input: $input) {
      user {
        id
        databaseId
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const UserUpdateMutation = graphql(`
  mutation UserUpdate($input: UserUpdateInput!) {
    userUpdate(input: $input) {
      user {
        id
        databaseId
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const UserDeactivateMutation = graphql(`
  mutation UserDeactivate($input: UserActivationInput!) {
    userDeactivate(input: $input) {
      user {
        id
        isActive
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const UserReactivateMutation = graphql(`
  mutation UserReactivate($input: UserActivationInput!) {
    userReactivate(input: $input) {
      user {
        id
        isActive
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const UserSetPasswordMutation = graphql(`
  mutation UserSetPassword($input: UserSetPasswordInput!) {
    userSetPassword(input: $input) {
      user {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const QueueAccessGrantMutation = graphql(`
  mutation QueueAccessGrant($input: QueueAccessInput!) {
    queueAccessGrant(input: $input) {
      user {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const QueueAccessRevokeMutation = graphql(`
  mutation QueueAccessRevoke($input: QueueAccessInput!) {
    queueAccessRevoke(input: $input) {
      user {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);
