// The documents of checklists.
import { graphql } from "../../gql";

export const ChecklistTemplatesQuery = graphql(`
  query ChecklistTemplates {
    checklistTemplates(first: 100) {
      nodes {
        id
        name
      }
    }
  }
`);

export const ChecklistCreateMutation = graphql(`
  mutation ChecklistCreate($input: ChecklistCreateInput!) {
    checklistCreate(input: $input) {
      ticket {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const ChecklistDeleteMutation = graphql(`
  mutation ChecklistDelete($input: ChecklistDeleteInput!) {
    checklistDelete(input: $input) {
      ticket {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const ChecklistTaskAddMutation = graphql(`
  mutation ChecklistTaskAdd($input: ChecklistTaskAddInput!) {
    checklistTaskAdd(input: $input) {
      ticket {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const ChecklistTaskCompleteMutation = graphql(`
  mutation ChecklistTaskComplete($input: ChecklistTaskInput!) {
    checklistTaskComplete(input: $input) {
      ticket {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const ChecklistTaskReopenMutation = graphql(`
  mutation ChecklistTaskReopen($input: ChecklistTaskInput!) {
    checklistTaskReopen(input: $input) {
      ticket {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);

export const ChecklistTaskRemoveMutation = graphql(`
  mutation ChecklistTaskRemove($input: ChecklistTaskInput!) {
    checklistTaskRemove(input: $input) {
      ticket {
        id
      }
      userErrors {
        ...Errors
      }
    }
  }
`);
