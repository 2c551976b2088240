/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Filters attachments. Fields are combined with AND. */
export type AttachmentFilter = {
  /** All of these filters match. */
  and?: Array<AttachmentFilter> | null | undefined;
  /** Numeric ID. */
  databaseId?: IntFilter | null | undefined;
  /** File name. */
  filename?: StringFilter | null | undefined;
  /** Follow-up, if you may see it. */
  followUp?: FollowUpFilter | null | undefined;
  /** Numeric ID of the follow-up. */
  followUpId?: IntFilter | null | undefined;
  /** MIME type. */
  mimeType?: StringFilter | null | undefined;
  /** This filter does not match. */
  not?: AttachmentFilter | null | undefined;
  /** At least one of these filters matches. */
  or?: Array<AttachmentFilter> | null | undefined;
  /** Size in bytes. */
  size?: IntFilter | null | undefined;
};

/** Filters by related objects. Objects that you may not see do not count. */
export type AttachmentListFilter = {
  /** Every object matches; also true without objects. */
  every?: AttachmentFilter | null | undefined;
  /** No object matches. */
  none?: AttachmentFilter | null | undefined;
  /** At least one object matches. */
  some?: AttachmentFilter | null | undefined;
};

/** Compares 64-bit integers. Comparators are combined with AND. */
export type BigIntFilter = {
  /** Equal to this value. */
  eq?: string | null | undefined;
  /** Greater than, or after. */
  gt?: string | null | undefined;
  /** Greater than or equal to, or not before. */
  gte?: string | null | undefined;
  /** One of these values. */
  in?: Array<string> | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Less than, or before. */
  lt?: string | null | undefined;
  /** Less than or equal to, or not after. */
  lte?: string | null | undefined;
  /** Not equal to this value. Matches rows without a value. */
  ne?: string | null | undefined;
  /** None of these values. Matches rows without a value. */
  notIn?: Array<string> | null | undefined;
};

/** Compares booleans. Comparators are combined with AND. */
export type BooleanFilter = {
  /** Equal to this value. */
  eq?: boolean | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Not equal to this value. Matches rows without a value. */
  ne?: boolean | null | undefined;
};

/** Outcome of a mutation for one of several objects. */
export type BulkOutcome =
  /** It was written; with `validateOnly`, it would be. */
  | 'DONE'
  /** It has errors. */
  | 'FAILED'
  /** It was left out because another one failed. */
  | 'SKIPPED'
  /** It already had these values. */
  | 'UNCHANGED';

/** The consequence for the other tickets if one fails. */
export type BulkPolicy =
  /** Nothing is written unless all tickets can be. */
  | 'ALL_OR_NOTHING'
  /** Tickets that fail are left out, and all others are written. */
  | 'SKIP_FAILURES'
  /** Tickets are written in the given order until one fails. */
  | 'STOP_AT_FIRST';

/** Checklist to create. */
export type ChecklistCreateInput = {
  /**
   * Key that the client chooses, at most 255 characters. A repeated request with the same key
   * and the same input returns the first result instead of creating a duplicate, for 24 hours
   * unless the installation sets another time. A different input is a CONFLICT, and so is a
   * created object that was deleted or that you may no longer see. An explicit default counts
   * as an omitted field.
   */
  idempotencyKey?: string | null | undefined;
  /** Name, at most 100 characters. The template's by default; required without a template. */
  name?: string | null | undefined;
  /**
   * ID of the template whose tasks are copied: a global ID or a number. Without one, the
   * checklist has no tasks.
   */
  templateId?: string | number | null | undefined;
  /** ID of the ticket, which has at most 100 checklists: a global ID or a number. */
  ticketId: string | number;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Checklist to delete. */
export type ChecklistDeleteInput = {
  /** ID of the checklist: a global ID or a number. */
  id: string | number;
  /** Validates the request without deleting anything. */
  validateOnly?: boolean;
};

/** Task to add to a checklist. */
export type ChecklistTaskAddInput = {
  /** ID of the checklist, which has at most 500 tasks: a global ID or a number. */
  checklistId: string | number;
  /** Description, at most 250 characters. */
  description: string;
  /**
   * Key that the client chooses, at most 255 characters. A repeated request with the same key
   * and the same input returns the first result instead of creating a duplicate, for 24 hours
   * unless the installation sets another time. A different input is a CONFLICT, and so is a
   * created object that was deleted or that you may no longer see. An explicit default counts
   * as an omitted field.
   */
  idempotencyKey?: string | null | undefined;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** A task. */
export type ChecklistTaskInput = {
  /** ID of the task: a global ID or a number. */
  id: string | number;
  /** Validates the request without writing anything. */
  validateOnly?: boolean;
};

/** Custom field to create. */
export type CustomFieldCreateInput = {
  /** Choices of a list without the empty one, at most 1000. Required for a list. */
  choices?: Array<string> | null | undefined;
  /** Data type. */
  dataType: CustomFieldType;
  /** Number of decimal places in a decimal number, at most `maxLength`. */
  decimalPlaces?: number | null | undefined;
  /** Whether the choices of a list start with an empty choice. False by default. */
  emptySelectionList?: boolean | null | undefined;
  /** Explanation for users. */
  helpText?: string | null | undefined;
  /**
   * Key that the client chooses, at most 255 characters. A repeated request with the same key
   * and the same input returns the first result instead of creating a duplicate, for 24 hours
   * unless the installation sets another time. A different input is a CONFLICT, and so is a
   * created object that was deleted. An explicit default counts as an omitted field.
   */
  idempotencyKey?: string | null | undefined;
  /** Name for display, at most 30 characters. */
  label: string;
  /** Maximum number of characters, or of digits in a decimal number. */
  maxLength?: number | null | undefined;
  /** Unique name: at most 50 ASCII letters, digits, hyphens and underscores. */
  name: string;
  /** Position among the custom fields, lowest first. */
  ordering?: number | null | undefined;
  /** Whether a value is required. False by default. */
  required?: boolean | null | undefined;
  /** Whether the field is visible to agents only. False by default. */
  staffOnly?: boolean | null | undefined;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Custom field to delete. */
export type CustomFieldDeleteInput = {
  /** ID of the custom field: a global ID or a number. */
  id: string | number;
  /** Validates the request without deleting anything. */
  validateOnly?: boolean;
};

/**
 * Compares the value of a custom field: `{name: "cost", decimal: {gte: "99.50"}}`. A value that
 * does not parse as the comparator's type counts as missing, and so do the values of a field that
 * does not exist.
 *
 * ```graphql
 * { tickets(filter: { customFields: [{ name: "decimal", decimal: { gte: "1.50" } }] }) { nodes { reference } } }
 * ```
 */
export type CustomFieldFilter = {
  /** Compares the value as a boolean. */
  boolean?: BooleanFilter | null | undefined;
  /** Compares the value as a date. */
  date?: DateFilter | null | undefined;
  /** Compares the value as a date and time in the site's time zone. */
  dateTime?: LocalDateTimeFilter | null | undefined;
  /** Compares the value as a decimal number. */
  decimal?: DecimalFilter | null | undefined;
  /** Compares the value as a number with integers. */
  integer?: BigIntFilter | null | undefined;
  /** Name of the field. */
  name: string;
  /** Compares the stored text, whatever the type of the field. */
  text?: StringFilter | null | undefined;
  /** Compares the value as a time of day. */
  time?: TimeFilter | null | undefined;
};

/** Value of a custom field. */
export type CustomFieldInput = {
  /** Name of the field. */
  name: string;
  /** Value. Null clears the field. */
  value?: CustomFieldValueInput | null | undefined;
};

/** Type of a custom field. */
export type CustomFieldType =
  /** Boolean. */
  | 'BOOLEAN'
  /** Date. */
  | 'DATE'
  /** Date and time in the site's time zone, to the minute. */
  | 'DATETIME'
  /** Decimal number with a fixed number of decimal places. */
  | 'DECIMAL'
  /** Email address. */
  | 'EMAIL'
  /** Integer. */
  | 'INTEGER'
  /** IPv4 or IPv6 address. */
  | 'IPADDRESS'
  /** One of the field's choices. */
  | 'LIST'
  /** Slug: letters, digits, hyphens and underscores. */
  | 'SLUG'
  /** Text with line breaks. */
  | 'TEXT'
  /** Time of day. */
  | 'TIME'
  /** URL. */
  | 'URL'
  /** One line of text. */
  | 'VARCHAR';

/**
 * Changes of a custom field. Omitted fields do not change. Null clears a field, unless it requires
 * a value.
 */
export type CustomFieldUpdateInput = {
  /** Choices of a list without the empty one, at most 1000. Required for a list. */
  choices?: Array<string> | null | undefined;
  /**
   * Data type. Not null. Stored values stay as they are; `unacceptedValueCount` of the payload
   * counts those that the new type does not accept.
   */
  dataType?: CustomFieldType | null | undefined;
  /** Number of decimal places in a decimal number, at most `maxLength`. */
  decimalPlaces?: number | null | undefined;
  /** Whether the choices of a list start with an empty choice. False by default. */
  emptySelectionList?: boolean | null | undefined;
  /** Explanation for users. */
  helpText?: string | null | undefined;
  /** ID of the custom field: a global ID or a number. */
  id: string | number;
  /** Name for display, at most 30 characters. Not null. */
  label?: string | null | undefined;
  /** Maximum number of characters, or of digits in a decimal number. */
  maxLength?: number | null | undefined;
  /** Unique name, at most 50 characters. Not null. The REST API names the field after it. */
  name?: string | null | undefined;
  /** Position among the custom fields, lowest first. */
  ordering?: number | null | undefined;
  /** Whether a value is required. False by default. */
  required?: boolean | null | undefined;
  /** Whether the field is visible to agents only. False by default. */
  staffOnly?: boolean | null | undefined;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Value of a custom field by type. Text is accepted for every type and parsed as that type. */
export type CustomFieldValueInput =
  {   /** Boolean. */
  boolean: boolean; date?: never; dateTime?: never; decimal?: never; integer?: never; list?: never; text?: never; time?: never; }
  |  { boolean?: never;   /** Date. */
  date: string; dateTime?: never; decimal?: never; integer?: never; list?: never; text?: never; time?: never; }
  |  { boolean?: never; date?: never;   /** Date and time. Stored in the site's time zone, without seconds. */
  dateTime: string; decimal?: never; integer?: never; list?: never; text?: never; time?: never; }
  |  { boolean?: never; date?: never; dateTime?: never;   /** Decimal number. */
  decimal: string; integer?: never; list?: never; text?: never; time?: never; }
  |  { boolean?: never; date?: never; dateTime?: never; decimal?: never;   /** Integer. */
  integer: string; list?: never; text?: never; time?: never; }
  |  { boolean?: never; date?: never; dateTime?: never; decimal?: never; integer?: never;   /** Choice of a list. */
  list: string; text?: never; time?: never; }
  |  { boolean?: never; date?: never; dateTime?: never; decimal?: never; integer?: never; list?: never;   /** Text, or any value as text. */
  text: string; time?: never; }
  |  { boolean?: never; date?: never; dateTime?: never; decimal?: never; integer?: never; list?: never; text?: never;   /** Time of day. */
  time: string; };

/** Compares dates. Comparators are combined with AND. */
export type DateFilter = {
  /** Equal to this value. */
  eq?: string | null | undefined;
  /** Greater than, or after. */
  gt?: string | null | undefined;
  /** Greater than or equal to, or not before. */
  gte?: string | null | undefined;
  /** One of these values. */
  in?: Array<string> | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Less than, or before. */
  lt?: string | null | undefined;
  /** Less than or equal to, or not after. */
  lte?: string | null | undefined;
  /** Not equal to this value. Matches rows without a value. */
  ne?: string | null | undefined;
  /** None of these values. Matches rows without a value. */
  notIn?: Array<string> | null | undefined;
};

/** Compares times. Comparators are combined with AND. */
export type DateTimeFilter = {
  /** Equal to this value. */
  eq?: string | null | undefined;
  /** Greater than, or after. */
  gt?: string | null | undefined;
  /** Greater than or equal to, or not before. */
  gte?: string | null | undefined;
  /** One of these values. */
  in?: Array<string> | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Less than, or before. */
  lt?: string | null | undefined;
  /** Less than or equal to, or not after. */
  lte?: string | null | undefined;
  /** Not equal to this value. Matches rows without a value. */
  ne?: string | null | undefined;
  /** None of these values. Matches rows without a value. */
  notIn?: Array<string> | null | undefined;
};

/** Compares decimal numbers exactly: `1.50` equals `1.5`. Comparators are combined with AND. */
export type DecimalFilter = {
  /** Equal to this value. */
  eq?: string | null | undefined;
  /** Greater than, or after. */
  gt?: string | null | undefined;
  /** Greater than or equal to, or not before. */
  gte?: string | null | undefined;
  /** One of these values. */
  in?: Array<string> | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Less than, or before. */
  lt?: string | null | undefined;
  /** Less than or equal to, or not after. */
  lte?: string | null | undefined;
  /** Not equal to this value. Matches rows without a value. */
  ne?: string | null | undefined;
  /** None of these values. Matches rows without a value. */
  notIn?: Array<string> | null | undefined;
};

/** A field of a template. */
export type EmailTemplateField =
  /** Heading. */
  | 'HEADING'
  /** HTML. */
  | 'HTML'
  /** Plain text. */
  | 'PLAIN_TEXT'
  /** Subject. */
  | 'SUBJECT';

/**
 * Template to preview, and the email to render it for. Texts that are set replace those of the
 * stored template, so that a form can show its unsaved texts.
 */
export type EmailTemplatePreviewInput = {
  /** Comment that the email reports. */
  comment?: string | null | undefined;
  /** Template of the heading of the HTML part. */
  heading?: string | null | undefined;
  /** Template of the HTML part. */
  html?: string | null | undefined;
  /** ID of a stored template: a global ID or a number. By default, all texts are empty. */
  id?: string | number | null | undefined;
  /**
   * Language of the email's frame and footer, such as `de`. The default is that of the stored
   * template, or else of the ticket's queue.
   */
  locale?: string | null | undefined;
  /** Template of the plain text part. */
  plainText?: string | null | undefined;
  /** Whether the comment is public. */
  public?: boolean;
  /** Template of the text after the ticket's title in the subject. */
  subject?: string | null | undefined;
  /** Event and recipient of the email, such as `newticket_submitter`. */
  templateName?: string | null | undefined;
  /** ID of the ticket that the email is about: a global ID or a number. */
  ticketId: string | number;
};

/** Changes of an email template. Omitted fields do not change. */
export type EmailTemplateUpdateInput = {
  /** Template of the heading of the HTML part, at most 100 characters. Not null. */
  heading?: string | null | undefined;
  /** Template of the HTML part. Not null. */
  html?: string | null | undefined;
  /** ID of the email template: a global ID or a number. */
  id: string | number;
  /**
   * Language, such as `de`, at most 10 characters. If null, the template is for all languages
   * without their own.
   */
  locale?: string | null | undefined;
  /** Template of the plain text part. Templates with syntax errors are rejected. Not null. */
  plainText?: string | null | undefined;
  /** Template of the text after the ticket's title in the subject, at most 100 characters. Not null. */
  subject?: string | null | undefined;
  /**
   * Event and recipient of the email, such as `newticket_submitter`, at most 100 characters.
   * Unique per language. Not null.
   */
  templateName?: string | null | undefined;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Follow-up to add. */
export type FollowUpAddInput = {
  /** Files, sent as in the GraphQL multipart request specification. */
  attachments?: Array<File> | null | undefined;
  /**
   * Changes of the ticket, such as its status or owner. They are separate from the other fields
   * because both have a title.
   */
  changes?: TicketChangesInput | null | undefined;
  /** Comment in Markdown. Required if the follow-up changes and attaches nothing. */
  comment?: string | null | undefined;
  /**
   * Value of the ticket's `updatedAt` when you read it. If the ticket has changed since then, the
   * mutation fails with CONFLICT.
   */
  expectedUpdatedAt?: string | null | undefined;
  /**
   * Key that the client chooses, at most 255 characters. A repeated request with the same key
   * and the same input returns the first result instead of creating a duplicate, for 24 hours
   * unless the installation sets another time. A different input is a CONFLICT, and so is a
   * created object that was deleted or that you may no longer see. An explicit default counts
   * as an omitted field.
   */
  idempotencyKey?: string | null | undefined;
  /** Whether the submitter may read it. */
  public?: boolean;
  /** ID of the ticket: a global ID or a number. */
  ticketId: string | number;
  /** Time spent; not negative. */
  timeSpent?: string | null | undefined;
  /** Title, at most 200 characters. By default, it is derived from the changes. */
  title?: string | null | undefined;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Direction of a follow-up. */
export type FollowUpDirection =
  /** From the submitter to the help desk. */
  | 'INBOUND'
  /** Not public: agents only. */
  | 'INTERNAL'
  /** From the help desk to the submitter. */
  | 'OUTBOUND';

/** Filters follow-ups. Fields are combined with AND. */
export type FollowUpFilter = {
  /** All of these filters match. */
  and?: Array<FollowUpFilter> | null | undefined;
  /** Attachments. */
  attachments?: AttachmentListFilter | null | undefined;
  /** Comment. */
  comment?: StringFilter | null | undefined;
  /** Time of creation. */
  createdAt?: DateTimeFilter | null | undefined;
  /** Numeric ID. */
  databaseId?: IntFilter | null | undefined;
  /** Code of the status that the ticket got. */
  newStatusCode?: IntFilter | null | undefined;
  /** This filter does not match. */
  not?: FollowUpFilter | null | undefined;
  /** At least one of these filters matches. */
  or?: Array<FollowUpFilter> | null | undefined;
  /** Whether the submitter may read it. */
  public?: BooleanFilter | null | undefined;
  /** Ticket, if you may see it. */
  ticket?: TicketFilter | null | undefined;
  /** Numeric ID of the ticket. */
  ticketId?: IntFilter | null | undefined;
  /** Title. */
  title?: StringFilter | null | undefined;
  /** Author, if you may see the account. */
  user?: NullableUserFilter | null | undefined;
  /** Numeric ID of the author. */
  userId?: IntFilter | null | undefined;
};

/** Filters by related objects. Objects that you may not see do not count. */
export type FollowUpListFilter = {
  /** Every object matches; also true without objects. */
  every?: FollowUpFilter | null | undefined;
  /** No object matches. */
  none?: FollowUpFilter | null | undefined;
  /** At least one object matches. */
  some?: FollowUpFilter | null | undefined;
};

/** Compares integers. Comparators are combined with AND. */
export type IntFilter = {
  /** Equal to this value. */
  eq?: number | null | undefined;
  /** Greater than, or after. */
  gt?: number | null | undefined;
  /** Greater than or equal to, or not before. */
  gte?: number | null | undefined;
  /** One of these values. */
  in?: Array<number> | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Less than, or before. */
  lt?: number | null | undefined;
  /** Less than or equal to, or not after. */
  lte?: number | null | undefined;
  /** Not equal to this value. Matches rows without a value. */
  ne?: number | null | undefined;
  /** None of these values. Matches rows without a value. */
  notIn?: Array<number> | null | undefined;
};

/** Filters categories of the knowledge base. Fields are combined with AND. */
export type KbCategoryFilter = {
  /** All of these filters match. */
  and?: Array<KbCategoryFilter> | null | undefined;
  /** Numeric ID. */
  databaseId?: IntFilter | null | undefined;
  /** Description. */
  description?: StringFilter | null | undefined;
  /** Items. */
  items?: KbItemListFilter | null | undefined;
  /** This filter does not match. */
  not?: KbCategoryFilter | null | undefined;
  /** At least one of these filters matches. */
  or?: Array<KbCategoryFilter> | null | undefined;
  /** Whether customers may read it. */
  public?: BooleanFilter | null | undefined;
  /** Slug: the name in URLs. */
  slug?: StringFilter | null | undefined;
  /** Title. */
  title?: StringFilter | null | undefined;
};

/** Filters items of the knowledge base. Fields are combined with AND. */
export type KbItemFilter = {
  /** All of these filters match. */
  and?: Array<KbItemFilter> | null | undefined;
  /** Answer. */
  answer?: StringFilter | null | undefined;
  /** Category, if you may see it. */
  category?: KbCategoryFilter | null | undefined;
  /** Numeric ID of the category. */
  categoryId?: IntFilter | null | undefined;
  /** Numeric ID. */
  databaseId?: IntFilter | null | undefined;
  /** Whether customers may read it. */
  enabled?: BooleanFilter | null | undefined;
  /** This filter does not match. */
  not?: KbItemFilter | null | undefined;
  /** At least one of these filters matches. */
  or?: Array<KbItemFilter> | null | undefined;
  /** Question. */
  question?: StringFilter | null | undefined;
  /** Number of votes that found the item helpful. */
  recommendations?: IntFilter | null | undefined;
  /** Title. */
  title?: StringFilter | null | undefined;
  /** Time of the last change. */
  updatedAt?: DateTimeFilter | null | undefined;
  /** Number of votes. */
  votes?: IntFilter | null | undefined;
};

/** Filters by related objects. Objects that you may not see do not count. */
export type KbItemListFilter = {
  /** Every object matches; also true without objects. */
  every?: KbItemFilter | null | undefined;
  /** No object matches. */
  none?: KbItemFilter | null | undefined;
  /** At least one object matches. */
  some?: KbItemFilter | null | undefined;
};

/** Compares dates and times in the site's time zone. Comparators are combined with AND. */
export type LocalDateTimeFilter = {
  /** Equal to this value. */
  eq?: string | null | undefined;
  /** Greater than, or after. */
  gt?: string | null | undefined;
  /** Greater than or equal to, or not before. */
  gte?: string | null | undefined;
  /** One of these values. */
  in?: Array<string> | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Less than, or before. */
  lt?: string | null | undefined;
  /** Less than or equal to, or not after. */
  lte?: string | null | undefined;
  /** Not equal to this value. Matches rows without a value. */
  ne?: string | null | undefined;
  /** None of these values. Matches rows without a value. */
  notIn?: Array<string> | null | undefined;
};

/** Kind of a mailbox. */
export type MailboxKind =
  /** IMAP with a password. */
  | 'IMAP'
  /** A folder on django-helpdesk's machine. */
  | 'LOCAL'
  /** IMAP with OAuth. */
  | 'OAUTH'
  /** POP3. */
  | 'POP3';

/** Lowest level of the messages that django-helpdesk logs while it reads a mailbox. */
export type MailboxLoggingType =
  /** Critical errors. */
  | 'CRIT'
  /** All messages. */
  | 'DEBUG'
  /** Errors and above. */
  | 'ERROR'
  /** Information and above. */
  | 'INFO'
  /** No messages. */
  | 'NONE'
  /** Warnings and above. */
  | 'WARN';

/** The reason why somebody is notified. */
export type NotificationRole =
  /** A follower of the ticket. */
  | 'FOLLOWER'
  /** The owner of the ticket. */
  | 'OWNER'
  /** The address that the queue notifies of new tickets. */
  | 'QUEUE_NEW_TICKETS'
  /** The address that the queue notifies of changes. */
  | 'QUEUE_UPDATES'
  /** The submitter of the ticket. */
  | 'SUBMITTER';

/** Filters by an item that may be missing. Fields are combined with AND. */
export type NullableKbItemFilter = {
  /** All of these filters match. */
  and?: Array<KbItemFilter> | null | undefined;
  /** Answer. */
  answer?: StringFilter | null | undefined;
  /** Category, if you may see it. */
  category?: KbCategoryFilter | null | undefined;
  /** Numeric ID of the category. */
  categoryId?: IntFilter | null | undefined;
  /** Numeric ID. */
  databaseId?: IntFilter | null | undefined;
  /** Whether customers may read it. */
  enabled?: BooleanFilter | null | undefined;
  /** Whether there is no item, or none that you may see. */
  isNull?: boolean | null | undefined;
  /** This filter does not match. */
  not?: KbItemFilter | null | undefined;
  /** At least one of these filters matches. */
  or?: Array<KbItemFilter> | null | undefined;
  /** Question. */
  question?: StringFilter | null | undefined;
  /** Number of votes that found the item helpful. */
  recommendations?: IntFilter | null | undefined;
  /** Title. */
  title?: StringFilter | null | undefined;
  /** Time of the last change. */
  updatedAt?: DateTimeFilter | null | undefined;
  /** Number of votes. */
  votes?: IntFilter | null | undefined;
};

/** Filters by a user who may be missing. Fields are combined with AND. */
export type NullableUserFilter = {
  /** All of these filters match. */
  and?: Array<UserFilter> | null | undefined;
  /** Tickets that the user owns. */
  assignedTickets?: TicketListFilter | null | undefined;
  /** Time when the account was created. */
  createdAt?: DateTimeFilter | null | undefined;
  /** Numeric ID. */
  databaseId?: IntFilter | null | undefined;
  /** Email address. */
  email?: StringFilter | null | undefined;
  /** First name. */
  firstName?: StringFilter | null | undefined;
  /** Whether the user may sign in. */
  isActive?: BooleanFilter | null | undefined;
  /** Whether the user is you. */
  isMe?: boolean | null | undefined;
  /** Whether there is no user. */
  isNull?: boolean | null | undefined;
  /** Whether the user is staff. */
  isStaff?: BooleanFilter | null | undefined;
  /** Whether the user has all permissions. */
  isSuperuser?: BooleanFilter | null | undefined;
  /** Time of the last sign-in. */
  lastLoginAt?: DateTimeFilter | null | undefined;
  /** Last name. */
  lastName?: StringFilter | null | undefined;
  /** This filter does not match. */
  not?: UserFilter | null | undefined;
  /** At least one of these filters matches. */
  or?: Array<UserFilter> | null | undefined;
  /** Username. */
  username?: StringFilter | null | undefined;
};

/** Direction of an order. */
export type OrderDirection =
  /** Lowest value first. */
  | 'ASC'
  /** Highest value first. */
  | 'DESC';

/** New password for an account whose user has the link of an email. */
export type PasswordResetInput = {
  /** New password. The installation's validators must accept it. */
  newPassword: string;
  /** Second part of the link. */
  token: string;
  /** First part of the link: the account. */
  uid: string;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Request for email to reset a password. */
export type PasswordResetRequestInput = {
  /** Email address of the account. */
  email: string;
  /** Validates the input without sending anything. */
  validateOnly?: boolean;
};

/** A queue, and the user or the group who gets or loses access to it. */
export type QueueAccessInput = {
  /** ID of the group: a global ID or a number. */
  groupId?: string | number | null | undefined;
  /** ID of the queue: a global ID or a number. */
  queueId: string | number;
  /** ID of the user: a global ID or a number. Either a user or a group is required. */
  userId?: string | number | null | undefined;
  /** Validates the request without writing anything. */
  validateOnly?: boolean;
};

/** Queue to create. */
export type QueueCreateInput = {
  /** Whether received email creates tickets in the queue. False by default. */
  allowEmailSubmission?: boolean | null | undefined;
  /** Whether customers can create tickets in the queue. False by default. */
  allowPublicSubmission?: boolean | null | undefined;
  /** Total time dedicated to the queue's tickets. */
  dedicatedTime?: string | null | undefined;
  /** ID of the user who owns tickets that customers create: a global ID or a number. */
  defaultOwnerId?: string | number | null | undefined;
  /** Email address that sends and receives the queue's email, at most 254 characters. */
  emailAddress?: string | null | undefined;
  /** Whether followers of tickets are notified when email arrives. False by default. */
  enableNotificationsOnEmailEvents?: boolean | null | undefined;
  /** Number of days after which tickets escalate. If 0 or null, tickets never escalate. */
  escalateDays?: number | null | undefined;
  /**
   * Key that the client chooses, at most 255 characters. A repeated request with the same key
   * and the same input returns the first result instead of creating a duplicate, for 24 hours
   * unless the installation sets another time. A different input is a CONFLICT, and so is a
   * created object that was deleted. An explicit default counts as an omitted field, and the
   * mailbox password is not compared.
   */
  idempotencyKey?: string | null | undefined;
  /** Language of the queue's email, such as `de`, at most 10 characters. */
  locale?: string | null | undefined;
  /** Folder of these logs on django-helpdesk's machine, at most 200 characters. */
  loggingDir?: string | null | undefined;
  /** Lowest level of the messages that django-helpdesk logs while it reads the mailbox. */
  loggingType?: MailboxLoggingType | null | undefined;
  /** IMAP folder, at most 100 characters. `INBOX` by default. */
  mailboxFolder?: string | null | undefined;
  /** Hostname of the mail server, at most 200 characters. */
  mailboxHost?: string | null | undefined;
  /** Number of minutes between checks. 5 by default. */
  mailboxInterval?: number | null | undefined;
  /** Kind of the mailbox. */
  mailboxKind?: MailboxKind | null | undefined;
  /** Folder on django-helpdesk's machine, for `LOCAL`, at most 200 characters. */
  mailboxLocalDir?: string | null | undefined;
  /** Password on the mail server, at most 200 characters. It is never returned. */
  mailboxPassword?: string | null | undefined;
  /** Port of the mail server. The default depends on the kind and on TLS. */
  mailboxPort?: number | null | undefined;
  /** Whether the connection uses TLS. False by default. */
  mailboxSsl?: boolean | null | undefined;
  /** Username on the mail server, at most 200 characters. */
  mailboxUser?: string | null | undefined;
  /**
   * Email addresses that are notified of new tickets, separated by commas, at most 200
   * characters.
   */
  newTicketCc?: string | null | undefined;
  /**
   * Unique short name, the first part of `reference` of its tickets: at most 50 ASCII letters,
   * digits, hyphens and underscores. Made from the title by default.
   */
  slug?: string | null | undefined;
  /** IP address of the SOCKS proxy. `127.0.0.1` by default. */
  socksProxyHost?: string | null | undefined;
  /** Port of the SOCKS proxy. 9150 by default. */
  socksProxyPort?: number | null | undefined;
  /**
   * Protocol of the SOCKS proxy to the mail server. Null connects without a proxy, and clears
   * its host and port.
   */
  socksProxyType?: SocksProxyType | null | undefined;
  /** Name for display, at most 100 characters. */
  title: string;
  /**
   * Email addresses that are notified of new tickets and all changes, separated by commas, at
   * most 200 characters.
   */
  updatedTicketCc?: string | null | undefined;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Queue to delete. */
export type QueueDeleteInput = {
  /** ID of the queue: a global ID or a number. */
  id: string | number;
  /** Validates the request without deleting anything. */
  validateOnly?: boolean;
};

/** Filters queues. Fields are combined with AND. */
export type QueueFilter = {
  /** Whether everybody may create tickets in the queue. */
  allowPublicSubmission?: BooleanFilter | null | undefined;
  /** All of these filters match. */
  and?: Array<QueueFilter> | null | undefined;
  /** Numeric ID. */
  databaseId?: IntFilter | null | undefined;
  /** This filter does not match. */
  not?: QueueFilter | null | undefined;
  /** At least one of these filters matches. */
  or?: Array<QueueFilter> | null | undefined;
  /** Slug: the name in URLs and references. */
  slug?: StringFilter | null | undefined;
  /** Tickets. */
  tickets?: TicketListFilter | null | undefined;
  /** Title. */
  title?: StringFilter | null | undefined;
};

/**
 * Changes of a queue. Omitted fields do not change. Null clears a field, unless it requires a
 * value.
 */
export type QueueUpdateInput = {
  /** Whether received email creates tickets in the queue. False by default. */
  allowEmailSubmission?: boolean | null | undefined;
  /** Whether customers can create tickets in the queue. False by default. */
  allowPublicSubmission?: boolean | null | undefined;
  /** Total time dedicated to the queue's tickets. */
  dedicatedTime?: string | null | undefined;
  /** ID of the user who owns tickets that customers create: a global ID or a number. */
  defaultOwnerId?: string | number | null | undefined;
  /** Email address that sends and receives the queue's email, at most 254 characters. */
  emailAddress?: string | null | undefined;
  /** Whether followers of tickets are notified when email arrives. False by default. */
  enableNotificationsOnEmailEvents?: boolean | null | undefined;
  /** Number of days after which tickets escalate. If 0 or null, tickets never escalate. */
  escalateDays?: number | null | undefined;
  /** ID of the queue: a global ID or a number. */
  id: string | number;
  /** Language of the queue's email, such as `de`, at most 10 characters. */
  locale?: string | null | undefined;
  /** Folder of these logs on django-helpdesk's machine, at most 200 characters. */
  loggingDir?: string | null | undefined;
  /** Lowest level of the messages that django-helpdesk logs while it reads the mailbox. */
  loggingType?: MailboxLoggingType | null | undefined;
  /** IMAP folder, at most 100 characters. `INBOX` by default. */
  mailboxFolder?: string | null | undefined;
  /** Hostname of the mail server, at most 200 characters. */
  mailboxHost?: string | null | undefined;
  /** Number of minutes between checks. 5 by default. */
  mailboxInterval?: number | null | undefined;
  /** Kind of the mailbox. */
  mailboxKind?: MailboxKind | null | undefined;
  /** Folder on django-helpdesk's machine, for `LOCAL`, at most 200 characters. */
  mailboxLocalDir?: string | null | undefined;
  /** Password on the mail server, at most 200 characters. It is never returned. */
  mailboxPassword?: string | null | undefined;
  /** Port of the mail server. The default depends on the kind and on TLS. */
  mailboxPort?: number | null | undefined;
  /** Whether the connection uses TLS. False by default. */
  mailboxSsl?: boolean | null | undefined;
  /** Username on the mail server, at most 200 characters. */
  mailboxUser?: string | null | undefined;
  /**
   * Email addresses that are notified of new tickets, separated by commas, at most 200
   * characters.
   */
  newTicketCc?: string | null | undefined;
  /**
   * Unique short name, at most 50 characters. Not null. References to tickets in email that was
   * already sent contain the former slug.
   */
  slug?: string | null | undefined;
  /** IP address of the SOCKS proxy. `127.0.0.1` by default. */
  socksProxyHost?: string | null | undefined;
  /** Port of the SOCKS proxy. 9150 by default. */
  socksProxyPort?: number | null | undefined;
  /**
   * Protocol of the SOCKS proxy to the mail server. Null connects without a proxy, and clears
   * its host and port.
   */
  socksProxyType?: SocksProxyType | null | undefined;
  /** Name for display, at most 100 characters. Not null. */
  title?: string | null | undefined;
  /**
   * Email addresses that are notified of new tickets and all changes, separated by commas, at
   * most 200 characters.
   */
  updatedTicketCc?: string | null | undefined;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Credentials for a session. */
export type SessionCreateInput = {
  /** Password. */
  password: string;
  /** Username. */
  username: string;
  /** Verifies the credentials without opening a session. */
  validateOnly?: boolean;
};

/** Protocol of a SOCKS proxy. */
export type SocksProxyType =
  /** SOCKS4. */
  | 'SOCKS4'
  /** SOCKS5. */
  | 'SOCKS5';

/**
 * Compares text by the rules of the database: the usual collations of MariaDB ignore case and
 * accents. Comparators are combined with AND.
 */
export type StringFilter = {
  /** Contains this text, ignoring case (in SQLite, only of ASCII letters). */
  contains?: string | null | undefined;
  /** Ends with this text, ignoring case. */
  endsWith?: string | null | undefined;
  /** Equal to this text. */
  eq?: string | null | undefined;
  /** One of these texts. */
  in?: Array<string> | null | undefined;
  /** Whether there is no value. An empty text is a value. */
  isNull?: boolean | null | undefined;
  /** Not equal to this text. Matches rows without a value. */
  ne?: string | null | undefined;
  /** None of these texts. Matches rows without a value. */
  notIn?: Array<string> | null | undefined;
  /** Begins with this text, ignoring case. */
  startsWith?: string | null | undefined;
};

/** Follower to add to a ticket: a user or an email address. */
export type TicketCcAddInput = {
  /** Whether the user can add follow-ups to the ticket. */
  canUpdate?: boolean;
  /** Whether the user can see the ticket. */
  canView?: boolean;
  /** Email address of somebody who is not a user, instead of `userId`. At most 254 characters. */
  email?: string | null | undefined;
  /**
   * Key that the client chooses, at most 255 characters. A repeated request with the same key
   * and the same input returns the first result instead of an error.
   */
  idempotencyKey?: string | null | undefined;
  /** ID of the ticket: a global ID or a number. */
  ticketId: string | number;
  /** ID of the user, who must have an email address: a global ID or a number. */
  userId?: string | number | null | undefined;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Follower to remove from a ticket. */
export type TicketCcRemoveInput = {
  /** ID of the follower: a global ID or a number. */
  id: string | number;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Kind of a recorded change of a ticket. */
export type TicketChangeKind =
  /** Task of a checklist, completed or opened again. */
  | 'CHECKLIST_TASK'
  /** Date and time of creation, which merging tickets can change. */
  | 'CREATED_AT'
  /** Custom field that still exists and that the viewer may see. */
  | 'CUSTOM_FIELD'
  /** Description. */
  | 'DESCRIPTION'
  /** Date and time when the ticket is due. */
  | 'DUE_AT'
  /** Item of the knowledge base. */
  | 'KB_ITEM'
  /** Ticket that this ticket was merged into. */
  | 'MERGED_TO'
  /** Whether the ticket is on hold. */
  | 'ON_HOLD'
  /** Other or unknown: for example a custom field that was deleted. */
  | 'OTHER'
  /** Owner. */
  | 'OWNER'
  /** Priority. */
  | 'PRIORITY'
  /** Queue. */
  | 'QUEUE'
  /** Resolution. */
  | 'RESOLUTION'
  /** Status. */
  | 'STATUS'
  /** Email address of the submitter. */
  | 'SUBMITTER_EMAIL'
  /** Title. */
  | 'TITLE';

/**
 * Changes of a ticket. Omitted fields do not change. Null clears a field, unless it requires a
 * value.
 */
export type TicketChangesInput = {
  /** ID of the owner: a global ID or a number. Null unassigns the ticket. */
  assignedToId?: string | number | null | undefined;
  /** Values of custom fields, each field at most once. Omitted fields do not change. */
  customFields?: Array<CustomFieldInput> | null | undefined;
  /** Description in Markdown. */
  description?: string | null | undefined;
  /** Date and time when the ticket is due. */
  dueAt?: string | null | undefined;
  /** ID of the item of the knowledge base that the ticket is about: a global ID or a number. */
  kbItemId?: string | number | null | undefined;
  /** Whether the ticket is on hold. Not null. */
  onHold?: boolean | null | undefined;
  /** Priority. Not null. Use `priorityCode` for a priority that the installation added. */
  priority?: TicketPriority | null | undefined;
  /** Code of the priority, instead of `priority`: 1 is the most urgent. Not null. */
  priorityCode?: number | null | undefined;
  /** ID of the queue: a global ID or a number. Not null. */
  queueId?: string | number | null | undefined;
  /** Resolution in Markdown. */
  resolution?: string | null | undefined;
  /** Status. Not null. Use `statusCode` for a status that the installation added. */
  status?: TicketStatus | null | undefined;
  /** Code of the status, instead of `status`. Not null. */
  statusCode?: number | null | undefined;
  /** Email address of the submitter, who receives replies. */
  submitterEmail?: string | null | undefined;
  /** Title, at most 200 characters. Not null. */
  title?: string | null | undefined;
};

/** Ticket to create. */
export type TicketCreateInput = {
  /** ID of the owner: a global ID or a number. Only for agents. */
  assignedToId?: string | number | null | undefined;
  /** Files of the first follow-up, sent as in the GraphQL multipart request specification. */
  attachments?: Array<File> | null | undefined;
  /** Values of custom fields. Omitted fields get their empty value. */
  customFields?: Array<CustomFieldInput> | null | undefined;
  /** Description in Markdown. Not empty. */
  description: string;
  /** Date and time when the ticket is due. */
  dueAt?: string | null | undefined;
  /**
   * Key that the client chooses, at most 255 characters. A repeated request with the same key
   * and the same input returns the first result instead of creating a duplicate, for 24 hours
   * unless the installation sets another time. A different input is a CONFLICT, and so is a
   * created object that was deleted or that you may no longer see. An explicit default counts
   * as an omitted field.
   */
  idempotencyKey?: string | null | undefined;
  /** ID of the item of the knowledge base that led to the ticket: a global ID or a number. */
  kbItemId?: string | number | null | undefined;
  /**
   * Priority. The default is `NORMAL`. Use `priorityCode` for a priority that the installation
   * added.
   */
  priority?: TicketPriority | null | undefined;
  /** Code of the priority, instead of `priority`: 1 is the most urgent. */
  priorityCode?: number | null | undefined;
  /**
   * ID of the queue: a global ID or a number. You need access to the queue, or it allows public
   * submission.
   */
  queueId: string | number;
  /**
   * Email address of the submitter, who receives replies. Ignored for customers, whose own
   * address is used. Required for visitors without an account.
   */
  submitterEmail?: string | null | undefined;
  /** Title, at most 200 characters. Surrounding whitespace is removed. */
  title: string;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
  /**
   * Trap for programs that fill in every field of a form: hide it and leave it empty. Text in it
   * rejects the tickets of visitors.
   */
  website?: string | null | undefined;
};

/** Ticket to delete. */
export type TicketDeleteInput = {
  /** ID of the ticket: a global ID or a number. */
  id: string | number;
  /** Validates the input without deleting anything. */
  validateOnly?: boolean;
};

/** Dependency to add to a ticket. */
export type TicketDependencyAddInput = {
  /** ID of the open ticket that it depends on: a global ID or a number. */
  dependsOnId: string | number;
  /**
   * Key that the client chooses, at most 255 characters. A repeated request with the same key
   * and the same input returns the first result instead of an error.
   */
  idempotencyKey?: string | null | undefined;
  /** ID of the dependent ticket: a global ID or a number. */
  ticketId: string | number;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Dependency to remove. */
export type TicketDependencyRemoveInput = {
  /** ID of the dependency: a global ID or a number. */
  id: string | number;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** The kind of an event. */
export type TicketEventKind =
  /** A file was added to a follow-up. */
  | 'ATTACHMENT_ADDED'
  /** A file was deleted. Its `attachment` is null. */
  | 'ATTACHMENT_DELETED'
  /** A file was changed or replaced. */
  | 'ATTACHMENT_UPDATED'
  /** A follower was added to a ticket. Only viewers who work on the ticket receive it. */
  | 'CC_ADDED'
  /** A follower was removed from a ticket. Only viewers who work on the ticket receive it. */
  | 'CC_REMOVED'
  /**
   * A checklist of a ticket, or one of its tasks, was added, changed or deleted. Only viewers
   * who work on the ticket receive it.
   */
  | 'CHECKLISTS_UPDATED'
  /** A ticket was created. */
  | 'CREATED'
  /** A ticket was deleted, with everything that belongs to it. Its `ticket` is null. */
  | 'DELETED'
  /**
   * A dependency of a ticket, or on it, was added. Only viewers who work on the ticket receive
   * it.
   */
  | 'DEPENDENCY_ADDED'
  /**
   * A dependency of a ticket, or on it, was removed. Only viewers who work on the ticket receive
   * it.
   */
  | 'DEPENDENCY_REMOVED'
  /** A follow-up was added. */
  | 'FOLLOW_UP_ADDED'
  /** A follow-up was deleted or moved to another ticket. `followUp` is null if it was deleted. */
  | 'FOLLOW_UP_DELETED'
  /** A follow-up was changed. */
  | 'FOLLOW_UP_UPDATED'
  /** A ticket's own data changed: status, owner, queue, text, custom fields and so on. */
  | 'UPDATED';

/**
 * Filters tickets. Fields are combined with AND:
 * `{isOpen: {eq: true}, dueAt: {lt: "2030-01-02T00:00:00Z"}}` matches open tickets that
 * are due before 2030-01-02. Filters of related objects ignore objects that you may not see.
 *
 * ```graphql
 * {
 * tickets(
 * filter: {
 * or: [{ dueAt: { lt: "2030-01-02T00:00:00Z" } }, { priority: { in: [CRITICAL, HIGH] } }]
 * not: { assignedTo: { isMe: true } }
 * followUps: { some: { public: { eq: true }, user: { isStaff: { eq: true } } } }
 * }
 * ) { nodes { reference title } }
 * }
 * ```
 */
export type TicketFilter = {
  /** All of these filters match. */
  and?: Array<TicketFilter> | null | undefined;
  /** Owner, if you may see the account. */
  assignedTo?: NullableUserFilter | null | undefined;
  /** Numeric ID of the owner. */
  assignedToId?: IntFilter | null | undefined;
  /** Attachments of its follow-ups. */
  attachments?: AttachmentListFilter | null | undefined;
  /** Time of creation. */
  createdAt?: DateTimeFilter | null | undefined;
  /** Custom fields, combined with AND. */
  customFields?: Array<CustomFieldFilter> | null | undefined;
  /** Numeric ID. */
  databaseId?: IntFilter | null | undefined;
  /** Description. */
  description?: StringFilter | null | undefined;
  /** Due date. */
  dueAt?: DateTimeFilter | null | undefined;
  /** Follow-ups. */
  followUps?: FollowUpListFilter | null | undefined;
  /** Whether the status counts as open (see `ticketStatuses`). */
  isOpen?: BooleanFilter | null | undefined;
  /** Item of the knowledge base that it was created from, if you may see the item. */
  kbItem?: NullableKbItemFilter | null | undefined;
  /** Time of the last escalation. */
  lastEscalatedAt?: DateTimeFilter | null | undefined;
  /** Numeric ID of the ticket that it was merged into, if you may see that ticket. */
  mergedToId?: IntFilter | null | undefined;
  /** This filter does not match. */
  not?: TicketFilter | null | undefined;
  /** Whether the ticket is on hold. */
  onHold?: BooleanFilter | null | undefined;
  /** At least one of these filters matches. */
  or?: Array<TicketFilter> | null | undefined;
  /** Priority. All priorities that the installation added are `OTHER`. */
  priority?: TicketPriorityFilter | null | undefined;
  /** Code of the priority: 1 is the most urgent. */
  priorityCode?: IntFilter | null | undefined;
  /** Queue, if you may see it. */
  queue?: QueueFilter | null | undefined;
  /** Numeric ID of the queue. */
  queueId?: IntFilter | null | undefined;
  /** Resolution. */
  resolution?: StringFilter | null | undefined;
  /** Status. All statuses that the installation added are `OTHER`. */
  status?: TicketStatusFilter | null | undefined;
  /** Code of the status. */
  statusCode?: IntFilter | null | undefined;
  /** Email address of the submitter. */
  submitterEmail?: StringFilter | null | undefined;
  /** Title. */
  title?: StringFilter | null | undefined;
  /** Time of the last change. */
  updatedAt?: DateTimeFilter | null | undefined;
};

/** Ticket to follow. */
export type TicketFollowInput = {
  /** ID of the ticket: a global ID or a number. */
  ticketId: string | number;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Filters by related objects. Objects that you may not see do not count. */
export type TicketListFilter = {
  /** Every object matches; also true without objects. */
  every?: TicketFilter | null | undefined;
  /** No object matches. */
  none?: TicketFilter | null | undefined;
  /** At least one object matches. */
  some?: TicketFilter | null | undefined;
};

/** Custom field whose value comes from one of the tickets. */
export type TicketMergeCustomFieldPickInput = {
  /** Name of the field. */
  name: string;
  /** ID of the ticket: a global ID or a number. */
  ticketId: string | number;
};

/** A field whose value can be chosen from one of the tickets. */
export type TicketMergeField =
  /** Owner. */
  | 'ASSIGNED_TO'
  /** Date and time of creation. */
  | 'CREATED_AT'
  /** Description. */
  | 'DESCRIPTION'
  /** Date and time when the ticket is due. */
  | 'DUE_AT'
  /** Priority. */
  | 'PRIORITY'
  /** Resolution. */
  | 'RESOLUTION'
  /** Status. */
  | 'STATUS'
  /** Email address of the submitter. */
  | 'SUBMITTER_EMAIL'
  /** Title. */
  | 'TITLE';

/**
 * Tickets to merge. Fields of the ticket that stays can come from one of the tickets (`picks`), or
 * get a new value; omitted fields do not change.
 */
export type TicketMergeInput = {
  /** ID of the owner: a global ID or a number. Null unassigns the ticket. */
  assignedToId?: string | number | null | undefined;
  /**
   * Custom fields whose value comes from one of the tickets, each at most once. A ticket without
   * a value changes nothing.
   */
  customFieldPicks?: Array<TicketMergeCustomFieldPickInput>;
  /** Values of custom fields, each field at most once. Omitted fields do not change. */
  customFields?: Array<CustomFieldInput> | null | undefined;
  /** Description in Markdown. */
  description?: string | null | undefined;
  /** Date and time when the ticket is due. */
  dueAt?: string | null | undefined;
  /** ID of the item of the knowledge base that the ticket is about: a global ID or a number. */
  kbItemId?: string | number | null | undefined;
  /**
   * IDs of the tickets to merge into it, each once: global IDs or numbers. 1 to 20. All tickets
   * must be in the same queue, and none may have been merged before.
   */
  mergedIds: Array<string | number>;
  /** Whether the submitters and followers of the merged tickets get email. */
  notify?: boolean;
  /** Whether the ticket is on hold. Not null. */
  onHold?: boolean | null | undefined;
  /** Fields whose value comes from one of the tickets, each at most once. */
  picks?: Array<TicketMergePickInput>;
  /** Priority. Not null. Use `priorityCode` for a priority that the installation added. */
  priority?: TicketPriority | null | undefined;
  /** Code of the priority, instead of `priority`: 1 is the most urgent. Not null. */
  priorityCode?: number | null | undefined;
  /** ID of the queue: a global ID or a number. Not null. */
  queueId?: string | number | null | undefined;
  /** Resolution in Markdown. */
  resolution?: string | null | undefined;
  /** Status. Not null. Use `statusCode` for a status that the installation added. */
  status?: TicketStatus | null | undefined;
  /** Code of the status, instead of `status`. Not null. */
  statusCode?: number | null | undefined;
  /** Email address of the submitter, who receives replies. */
  submitterEmail?: string | null | undefined;
  /** ID of the ticket that stays: a global ID or a number. */
  ticketId: string | number;
  /** Title, at most 200 characters. Not null. */
  title?: string | null | undefined;
  /** Validates the input and returns the effects without writing anything. */
  validateOnly?: boolean;
};

/** Field whose value comes from one of the tickets. */
export type TicketMergePickInput = {
  /** Field. */
  field: TicketMergeField;
  /** ID of the ticket: a global ID or a number. */
  ticketId: string | number;
};

/** Sort key of tickets. Equal rows are sorted by numeric ID. */
export type TicketOrder = {
  /** Direction. Rows without a value always come last. */
  direction?: OrderDirection;
  /** Field to sort by. */
  field: TicketOrderField;
};

/** The fields that tickets can be sorted by. */
export type TicketOrderField =
  /** The ID of its owner. Tickets without an owner come last. */
  | 'ASSIGNED_TO_ID'
  /** When it was created. */
  | 'CREATED_AT'
  /** When it is due. Tickets without a due date come last. */
  | 'DUE_AT'
  /** The ID of the ticket. */
  | 'ID'
  /** The ID of the item of the knowledge base that it was created from. Other tickets come last. */
  | 'KB_ITEM_ID'
  /** When it was last escalated. Tickets that never were come last. */
  | 'LAST_ESCALATED_AT'
  /** When its last follow-up that you may see was created. Tickets without one come last. */
  | 'LAST_FOLLOW_UP_AT'
  /** Its priority. 1 is the most urgent. */
  | 'PRIORITY'
  /** The ID of its queue. */
  | 'QUEUE_ID'
  /** The code of its status. */
  | 'STATUS'
  /** The submitter's address, in the database's order of text. Tickets without one come last. */
  | 'SUBMITTER_EMAIL'
  /** Its title, in the database's order of text. */
  | 'TITLE'
  /** When it last changed. */
  | 'UPDATED_AT';

/** Priority of a ticket. */
export type TicketPriority =
  /** Critical: number 1. */
  | 'CRITICAL'
  /** High: number 2. */
  | 'HIGH'
  /** Low: number 4. */
  | 'LOW'
  /** Normal: number 3. */
  | 'NORMAL'
  /** Priority that this installation added: see `priorityCode` and `priorityLabel`. */
  | 'OTHER'
  /** Very low: number 5. */
  | 'VERY_LOW';

/** Compares priorities by their meaning. Comparators are combined with AND. */
export type TicketPriorityFilter = {
  /** Equal to this value. */
  eq?: TicketPriority | null | undefined;
  /** One of these values. */
  in?: Array<TicketPriority> | null | undefined;
  /** Not equal to this value. */
  ne?: TicketPriority | null | undefined;
  /** None of these values. */
  notIn?: Array<TicketPriority> | null | undefined;
};

/** Resolved ticket whose resolution is accepted. */
export type TicketResolutionAcceptInput = {
  /** ID of the ticket: a global ID or a number. */
  id: string | number;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Status of a ticket. */
export type TicketStatus =
  /** Closed. */
  | 'CLOSED'
  /** Merged into another ticket. */
  | 'DUPLICATE'
  /** New or in progress. */
  | 'OPEN'
  /** Status that this installation added: see `statusCode` and `statusLabel`. */
  | 'OTHER'
  /** Opened again after it was resolved or closed. */
  | 'REOPENED'
  /** Resolved. The submitter can accept the resolution or reopen the ticket. */
  | 'RESOLVED';

/** Compares statuses by their meaning. Comparators are combined with AND. */
export type TicketStatusFilter = {
  /** Equal to this value. */
  eq?: TicketStatus | null | undefined;
  /** One of these values. */
  in?: Array<TicketStatus> | null | undefined;
  /** Not equal to this value. */
  ne?: TicketStatus | null | undefined;
  /** None of these values. */
  notIn?: Array<TicketStatus> | null | undefined;
};

/** Reason why the viewer cannot give a ticket a status. */
export type TicketStatusRefusal =
  /** The viewer may not change the ticket's status. */
  | 'NOT_PERMITTED'
  /** The ticket depends on an open ticket. */
  | 'OPEN_DEPENDENCIES'
  /**
   * The installation's status flow does not allow this change, or customers may not change the
   * status of a new ticket.
   */
  | 'STATUS_FLOW';

/** Ticket to follow no longer. */
export type TicketUnfollowInput = {
  /** ID of the ticket: a global ID or a number. */
  ticketId: string | number;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/**
 * Changes of a ticket. Omitted fields do not change. Null clears a field, unless it requires a
 * value.
 */
export type TicketUpdateInput = {
  /** ID of the owner: a global ID or a number. Null unassigns the ticket. */
  assignedToId?: string | number | null | undefined;
  /** Values of custom fields, each field at most once. Omitted fields do not change. */
  customFields?: Array<CustomFieldInput> | null | undefined;
  /** Description in Markdown. */
  description?: string | null | undefined;
  /** Date and time when the ticket is due. */
  dueAt?: string | null | undefined;
  /**
   * Value of the ticket's `updatedAt` when you read it. If the ticket has changed since then, the
   * mutation fails with CONFLICT.
   */
  expectedUpdatedAt?: string | null | undefined;
  /** ID of the ticket: a global ID or a number. */
  id: string | number;
  /** ID of the item of the knowledge base that the ticket is about: a global ID or a number. */
  kbItemId?: string | number | null | undefined;
  /** Whether the ticket is on hold. Not null. */
  onHold?: boolean | null | undefined;
  /** Priority. Not null. Use `priorityCode` for a priority that the installation added. */
  priority?: TicketPriority | null | undefined;
  /** Code of the priority, instead of `priority`: 1 is the most urgent. Not null. */
  priorityCode?: number | null | undefined;
  /** Whether the submitter may read the follow-up that records the changes. */
  public?: boolean;
  /** ID of the queue: a global ID or a number. Not null. */
  queueId?: string | number | null | undefined;
  /** Resolution in Markdown. */
  resolution?: string | null | undefined;
  /** Status. Not null. Use `statusCode` for a status that the installation added. */
  status?: TicketStatus | null | undefined;
  /** Code of the status, instead of `status`. Not null. */
  statusCode?: number | null | undefined;
  /** Email address of the submitter, who receives replies. */
  submitterEmail?: string | null | undefined;
  /** Title, at most 200 characters. Not null. */
  title?: string | null | undefined;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Tickets to delete. */
export type TicketsDeleteInput = {
  /** IDs of the tickets, each once: global IDs or numbers. 1 to 100. */
  ids: Array<string | number>;
  /** Consequence for the other tickets if one cannot be deleted. */
  policy?: BulkPolicy;
  /** Validates the input without deleting anything. */
  validateOnly?: boolean;
};

/**
 * Changes of several tickets. Omitted fields do not change. Null clears a field, unless it requires
 * a value.
 */
export type TicketsUpdateInput = {
  /** ID of the owner: a global ID or a number. Null unassigns the ticket. */
  assignedToId?: string | number | null | undefined;
  /** Values of custom fields, each field at most once. Omitted fields do not change. */
  customFields?: Array<CustomFieldInput> | null | undefined;
  /** Description in Markdown. */
  description?: string | null | undefined;
  /** Date and time when the ticket is due. */
  dueAt?: string | null | undefined;
  /** IDs of the tickets, each once: global IDs or numbers. 1 to 100. */
  ids: Array<string | number>;
  /** ID of the item of the knowledge base that the ticket is about: a global ID or a number. */
  kbItemId?: string | number | null | undefined;
  /** Whether submitters, owners and followers get email. */
  notify?: boolean;
  /** Whether the ticket is on hold. Not null. */
  onHold?: boolean | null | undefined;
  /** Consequence for the other tickets if one cannot be updated. */
  policy?: BulkPolicy;
  /** Priority. Not null. Use `priorityCode` for a priority that the installation added. */
  priority?: TicketPriority | null | undefined;
  /** Code of the priority, instead of `priority`: 1 is the most urgent. Not null. */
  priorityCode?: number | null | undefined;
  /** Whether the submitters may read the follow-ups that record the changes. */
  public?: boolean;
  /** ID of the queue: a global ID or a number. Not null. */
  queueId?: string | number | null | undefined;
  /** Resolution in Markdown. */
  resolution?: string | null | undefined;
  /** Status. Not null. Use `statusCode` for a status that the installation added. */
  status?: TicketStatus | null | undefined;
  /** Code of the status, instead of `status`. Not null. */
  statusCode?: number | null | undefined;
  /** Email address of the submitter, who receives replies. */
  submitterEmail?: string | null | undefined;
  /** Title, at most 200 characters. Not null. */
  title?: string | null | undefined;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Compares times of day. Comparators are combined with AND. */
export type TimeFilter = {
  /** Equal to this value. */
  eq?: string | null | undefined;
  /** Greater than, or after. */
  gt?: string | null | undefined;
  /** Greater than or equal to, or not before. */
  gte?: string | null | undefined;
  /** One of these values. */
  in?: Array<string> | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Less than, or before. */
  lt?: string | null | undefined;
  /** Less than or equal to, or not after. */
  lte?: string | null | undefined;
  /** Not equal to this value. Matches rows without a value. */
  ne?: string | null | undefined;
  /** None of these values. Matches rows without a value. */
  notIn?: Array<string> | null | undefined;
};

/** Account to deactivate or reactivate. */
export type UserActivationInput = {
  /** ID of the user: a global ID or a number. */
  id: string | number;
  /** Validates the request without writing anything. */
  validateOnly?: boolean;
};

/** Account to create. */
export type UserCreateInput = {
  /** Email address. */
  email?: string | null | undefined;
  /** First name. */
  firstName?: string | null | undefined;
  /**
   * Key that the client chooses, at most 255 characters. A repeated request with the same key
   * and the same input returns the first result instead of creating a duplicate, for 24 hours
   * unless the installation sets another time. A different input is a CONFLICT, and so is a
   * created object that was deleted or that you may no longer see. An explicit default counts
   * as an omitted field.
   */
  idempotencyKey?: string | null | undefined;
  /** Whether the account is an agent. Requires the permission `auth.change_user` too. */
  isStaff?: boolean;
  /** Whether the account has all permissions. Only superusers create superusers. */
  isSuperuser?: boolean;
  /** Last name. */
  lastName?: string | null | undefined;
  /** Password. */
  password: string;
  /** Username to sign in with: at most 150 letters, digits and `@.+-_`. */
  username: string;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Kind of an error in a mutation's input. */
export type UserErrorCode =
  /**
   * The object has changed since it was read, or the idempotency key was used for another
   * request.
   */
  | 'CONFLICT'
  /** The link was used before, has expired or is incomplete. */
  | 'EXPIRED'
  /** The file is too large. */
  | 'FILE_TOO_LARGE'
  /** The value does not have the format of its type. */
  | 'INVALID'
  /** The value is not one of the choices. */
  | 'INVALID_CHOICE'
  /**
   * The value conflicts with another field or with the object, or the installation has disabled
   * it.
   */
  | 'NOT_ALLOWED'
  /** The object does not exist, or the viewer may not use it. */
  | 'NOT_FOUND'
  /** The ticket cannot be resolved or closed while it depends on an open ticket. */
  | 'OPEN_DEPENDENCIES'
  /** The value is out of range, or there are too many values. */
  | 'OUT_OF_RANGE'
  /** The password has only digits. */
  | 'PASSWORD_NUMERIC'
  /**
   * The password is too similar to another field, which is the second item of `field`:
   * `["password", "firstName"]`.
   */
  | 'PASSWORD_SIMILAR'
  /** The password is one of the most common ones. */
  | 'PASSWORD_TOO_COMMON'
  /** The password has too few characters. */
  | 'PASSWORD_TOO_SHORT'
  /** The value is missing or empty. */
  | 'REQUIRED'
  /** The status flow of the installation does not allow this change of status. */
  | 'STATUS_NOT_ALLOWED'
  /** The value is already in use. */
  | 'TAKEN'
  /** The value is too long. */
  | 'TOO_LONG'
  /** Files of this type are not allowed, or the file is empty. */
  | 'UNSUPPORTED_FILE'
  /** The username and password do not match an active account, or it is not the current password. */
  | 'WRONG_PASSWORD';

/** Filters users. Fields are combined with AND. */
export type UserFilter = {
  /** All of these filters match. */
  and?: Array<UserFilter> | null | undefined;
  /** Tickets that the user owns. */
  assignedTickets?: TicketListFilter | null | undefined;
  /** Time when the account was created. */
  createdAt?: DateTimeFilter | null | undefined;
  /** Numeric ID. */
  databaseId?: IntFilter | null | undefined;
  /** Email address. */
  email?: StringFilter | null | undefined;
  /** First name. */
  firstName?: StringFilter | null | undefined;
  /** Whether the user may sign in. */
  isActive?: BooleanFilter | null | undefined;
  /** Whether the user is staff. */
  isStaff?: BooleanFilter | null | undefined;
  /** Whether the user has all permissions. */
  isSuperuser?: BooleanFilter | null | undefined;
  /** Time of the last sign-in. */
  lastLoginAt?: DateTimeFilter | null | undefined;
  /** Last name. */
  lastName?: StringFilter | null | undefined;
  /** This filter does not match. */
  not?: UserFilter | null | undefined;
  /** At least one of these filters matches. */
  or?: Array<UserFilter> | null | undefined;
  /** Username. */
  username?: StringFilter | null | undefined;
};

/** New password of an account. */
export type UserSetPasswordInput = {
  /** ID of the user: a global ID or a number. */
  id: string | number;
  /** Password. The installation's validators check it. */
  password: string;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Changes of an account. Omitted fields do not change. Null is not allowed. */
export type UserUpdateInput = {
  /** Email address, at most 254 characters. The account owns the tickets submitted with it. */
  email?: string | null | undefined;
  /** First name, at most 150 characters. */
  firstName?: string | null | undefined;
  /** ID of the user: a global ID or a number. */
  id: string | number;
  /** Whether the account is an agent. Not for your own account. */
  isStaff?: boolean | null | undefined;
  /** Whether the account has all permissions. Only superusers change it, and not for themselves. */
  isSuperuser?: boolean | null | undefined;
  /** Last name, at most 150 characters. */
  lastName?: string | null | undefined;
  /**
   * All permissions of the account by their Django names, except those for queues and those of
   * its groups, at most 1000. You can add and remove only permissions that you have yourself.
   */
  permissions?: Array<string> | null | undefined;
  /** Username to sign in with: at most 150 letters, digits and `@.+-_`. */
  username?: string | null | undefined;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

/** Change of the viewer's password. */
export type ViewerPasswordChangeInput = {
  /** Current password. */
  currentPassword: string;
  /** New password. The installation's validators must accept it. */
  newPassword: string;
  /** Validates the input without writing anything. */
  validateOnly?: boolean;
};

export type AdminQueuesQueryVariables = Exact<{ [key: string]: never; }>;


export type AdminQueuesQuery = { queues: { nodes: Array<{ id: string, databaseId: number, title: string, slug: string, emailAddress: string | null, locale: string | null, allowPublicSubmission: boolean, allowEmailSubmission: boolean | null, escalateDays: number | null, newTicketCc: string | null, updatedTicketCc: string | null, enableNotificationsOnEmailEvents: boolean | null, defaultOwner: { id: string, fullName: string } | null, mailbox: { kind: MailboxKind, host: string | null, port: number | null, ssl: boolean, user: string | null, folder: string | null, hasPassword: boolean } | null }> } };

export type QueueCreateMutationVariables = Exact<{
  input: QueueCreateInput;
}>;


export type QueueCreateMutation = { queueCreate: { queue: { id: string, databaseId: number } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type QueueUpdateMutationVariables = Exact<{
  input: QueueUpdateInput;
}>;


export type QueueUpdateMutation = { queueUpdate: { queue: { id: string, databaseId: number } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type QueueDeleteMutationVariables = Exact<{
  input: QueueDeleteInput;
}>;


export type QueueDeleteMutation = { queueDelete: { deletedId: string | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type AdminFieldsQueryVariables = Exact<{ [key: string]: never; }>;


export type AdminFieldsQuery = { customFields: Array<{ id: string, databaseId: number, name: string, label: string, dataType: CustomFieldType | null, helpText: string | null, choices: Array<string>, required: boolean, staffOnly: boolean, maxLength: number | null, decimalPlaces: number | null, ordering: number | null }> };

export type CustomFieldCreateMutationVariables = Exact<{
  input: CustomFieldCreateInput;
}>;


export type CustomFieldCreateMutation = { customFieldCreate: { customField: { id: string, databaseId: number } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type CustomFieldUpdateMutationVariables = Exact<{
  input: CustomFieldUpdateInput;
}>;


export type CustomFieldUpdateMutation = { customFieldUpdate: { customField: { id: string, databaseId: number } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type CustomFieldDeleteMutationVariables = Exact<{
  input: CustomFieldDeleteInput;
}>;


export type CustomFieldDeleteMutation = { customFieldDelete: { deletedId: string | null, valueCount: number | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type AdminTemplatesQueryVariables = Exact<{ [key: string]: never; }>;


export type AdminTemplatesQuery = { emailTemplates: { nodes: Array<{ id: string, databaseId: number, templateName: string, locale: string | null, subject: string, heading: string, plainText: string, html: string }> } | null };

export type EmailTemplateUpdateMutationVariables = Exact<{
  input: EmailTemplateUpdateInput;
}>;


export type EmailTemplateUpdateMutation = { emailTemplateUpdate: { emailTemplate: { id: string, databaseId: number } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type EmailTemplatePreviewQueryVariables = Exact<{
  input: EmailTemplatePreviewInput;
}>;


export type EmailTemplatePreviewQuery = { emailTemplatePreview: { subject: string | null, plainText: string | null, html: string | null, errors: Array<{ field: EmailTemplateField, line: number, template: string | null, message: string }> } | null };

export type ChecklistTemplatesQueryVariables = Exact<{ [key: string]: never; }>;


export type ChecklistTemplatesQuery = { checklistTemplates: { nodes: Array<{ id: string, name: string }> } | null };

export type ChecklistCreateMutationVariables = Exact<{
  input: ChecklistCreateInput;
}>;


export type ChecklistCreateMutation = { checklistCreate: { ticket: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type ChecklistDeleteMutationVariables = Exact<{
  input: ChecklistDeleteInput;
}>;


export type ChecklistDeleteMutation = { checklistDelete: { ticket: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type ChecklistTaskAddMutationVariables = Exact<{
  input: ChecklistTaskAddInput;
}>;


export type ChecklistTaskAddMutation = { checklistTaskAdd: { ticket: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type ChecklistTaskCompleteMutationVariables = Exact<{
  input: ChecklistTaskInput;
}>;


export type ChecklistTaskCompleteMutation = { checklistTaskComplete: { ticket: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type ChecklistTaskReopenMutationVariables = Exact<{
  input: ChecklistTaskInput;
}>;


export type ChecklistTaskReopenMutation = { checklistTaskReopen: { ticket: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type ChecklistTaskRemoveMutationVariables = Exact<{
  input: ChecklistTaskInput;
}>;


export type ChecklistTaskRemoveMutation = { checklistTaskRemove: { ticket: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type PeopleQueryVariables = Exact<{
  filter?: UserFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type PeopleQuery = { users: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, databaseId: number, username: string, fullName: string, email: string | null, isActive: boolean | null, isStaff: boolean | null, isSuperuser: boolean | null }> } };

export type PersonQueryVariables = Exact<{
  number: number;
}>;


export type PersonQuery = { users: { nodes: Array<{ id: string, databaseId: number, username: string, firstName: string, lastName: string, fullName: string, email: string | null, isActive: boolean | null, isStaff: boolean | null, isSuperuser: boolean | null, lastLoginAt: string | null, grantedQueues: Array<{ id: string }> | null }> }, queues: { nodes: Array<{ id: string, title: string }> } };

export type UserCreateMutationVariables = Exact<{
  input: UserCreateInput;
}>;


export type UserCreateMutation = { userCreate: { user: { id: string, databaseId: number } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type UserUpdateMutationVariables = Exact<{
  input: UserUpdateInput;
}>;


export type UserUpdateMutation = { userUpdate: { user: { id: string, databaseId: number } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type UserDeactivateMutationVariables = Exact<{
  input: UserActivationInput;
}>;


export type UserDeactivateMutation = { userDeactivate: { user: { id: string, isActive: boolean | null } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type UserReactivateMutationVariables = Exact<{
  input: UserActivationInput;
}>;


export type UserReactivateMutation = { userReactivate: { user: { id: string, isActive: boolean | null } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type UserSetPasswordMutationVariables = Exact<{
  input: UserSetPasswordInput;
}>;


export type UserSetPasswordMutation = { userSetPassword: { user: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type QueueAccessGrantMutationVariables = Exact<{
  input: QueueAccessInput;
}>;


export type QueueAccessGrantMutation = { queueAccessGrant: { user: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type QueueAccessRevokeMutationVariables = Exact<{
  input: QueueAccessInput;
}>;


export type QueueAccessRevokeMutation = { queueAccessRevoke: { user: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type ErrorsFragment = { field: Array<string>, code: UserErrorCode, message: string };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { isAgent: boolean, permissions: Array<string>, user: { id: string, databaseId: number, username: string, fullName: string, isSuperuser: boolean | null } } | null };

export type SessionCreateMutationVariables = Exact<{
  input: SessionCreateInput;
}>;


export type SessionCreateMutation = { sessionCreate: { csrfToken: string | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type SessionDeleteMutationVariables = Exact<{ [key: string]: never; }>;


export type SessionDeleteMutation = { sessionDelete: { deleted: boolean, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type PasswordChangeMutationVariables = Exact<{
  input: ViewerPasswordChangeInput;
}>;


export type PasswordChangeMutation = { viewerPasswordChange: { csrfToken: string | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type PasswordResetRequestMutationVariables = Exact<{
  input: PasswordResetRequestInput;
}>;


export type PasswordResetRequestMutation = { passwordResetRequest: { userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type PasswordResetMutationVariables = Exact<{
  input: PasswordResetInput;
}>;


export type PasswordResetMutation = { passwordReset: { userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type TicketEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type TicketEventsSubscription = { ticketEvents: { cursor: string, kind: TicketEventKind, ticketDatabaseId: number, actor: { id: string, fullName: string } | null, ticket: { databaseId: number, reference: string, title: string, assignedTo: { id: string } | null } | null, followUp: { public: boolean } | null } };

export type ChoicesQueryVariables = Exact<{
  agent: boolean;
}>;


export type ChoicesQuery = { attachmentRules: { enabled: boolean, extensions: Array<string> | null, maxSize: string }, ticketStatuses: Array<{ code: number, label: string, isOpen: boolean }>, ticketPriorities: Array<{ code: number, label: string }>, queues: { nodes: Array<{ id: string, databaseId: number, title: string }> }, users?: { nodes: Array<{ id: string, databaseId: number, fullName: string }> } };

export type TicketFieldsFragment = { id: string, databaseId: number, reference: string, title: string, status: TicketStatus, statusCode: number, statusLabel: string, priorityCode: number, priorityLabel: string, onHold: boolean, createdAt: string, updatedAt: string, dueAt: string | null, submitterEmail: string | null, queue: { id: string, title: string }, assignedTo: { id: string, fullName: string } | null };

export type TicketsQueryVariables = Exact<{
  filter?: TicketFilter | null | undefined;
  orderBy?: Array<TicketOrder> | TicketOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type TicketsQuery = { tickets: { totalCount: number, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, nodes: Array<{ id: string, databaseId: number, reference: string, title: string, status: TicketStatus, statusCode: number, statusLabel: string, priorityCode: number, priorityLabel: string, onHold: boolean, createdAt: string, updatedAt: string, dueAt: string | null, submitterEmail: string | null, queue: { id: string, title: string }, assignedTo: { id: string, fullName: string } | null }> } };

export type TicketQueryVariables = Exact<{
  id: string | number;
  agent: boolean;
}>;


export type TicketQuery = { ticket: { description: string | null, viewerCanUpdate: boolean, viewerCanReply: boolean, viewerCanAssign: boolean, viewerCanChangeStatus: boolean, viewerCanClose: boolean, viewerCanDelete: boolean, viewerCanMerge: boolean, viewerCanManageFollowers: boolean, viewerCanManageChecklists: boolean, viewerCanManageDependencies: boolean, viewerIsFollowing: boolean, timeSpent: string | null, id: string, databaseId: number, reference: string, title: string, status: TicketStatus, statusCode: number, statusLabel: string, priorityCode: number, priorityLabel: string, onHold: boolean, createdAt: string, updatedAt: string, dueAt: string | null, submitterEmail: string | null, allowedStatuses: Array<{ allowed: boolean, reason: TicketStatusRefusal | null, status: { code: number, label: string }, blockedBy: Array<{ id: string, reference: string }> }>, toPublic?: Array<{ role: NotificationRole, email: string }>, toInternal?: Array<{ role: NotificationRole, email: string }>, ccs?: Array<{ id: string, email: string | null, user: { id: string, fullName: string } | null }>, checklists?: Array<{ id: string, name: string, tasks: Array<{ id: string, description: string, completedAt: string | null }> }>, customFieldValues: Array<{ text: string | null, dateTime: string | null, field: { id: string, label: string, dataType: CustomFieldType | null } }>, dependencies: Array<{ id: string, dependsOn: { id: string, databaseId: number, reference: string, title: string, statusLabel: string } }>, dependents?: Array<{ id: string, ticket: { id: string, databaseId: number, reference: string, title: string, statusLabel: string } }>, mergedTo: { id: string, databaseId: number, reference: string, title: string, statusLabel: string } | null, followUps: { nodes: Array<{ id: string, createdAt: string, title: string | null, comment: string | null, public: boolean, timeSpent: string | null, direction: FollowUpDirection, user: { fullName: string } | null, changes: Array<{ id: string, kind: TicketChangeKind, fieldLabel: string, oldLabel: string | null, newLabel: string | null, newMergedTo: { id: string, databaseId: number, reference: string, title: string, statusLabel: string } | null }>, attachments: Array<{ id: string, filename: string, mimeType: string, size: number, url: string }> }> }, queue: { id: string, title: string }, assignedTo: { id: string, fullName: string } | null } | null };

export type LinkedTicketFragment = { id: string, databaseId: number, reference: string, title: string, statusLabel: string };

export type RecipientFragment = { role: NotificationRole, email: string };

export type NewTicketQueryVariables = Exact<{ [key: string]: never; }>;


export type NewTicketQuery = { queues: { nodes: Array<{ id: string, databaseId: number, slug: string, title: string }> }, customFields: Array<{ id: string, name: string, label: string, helpText: string | null, dataType: CustomFieldType | null, choices: Array<string>, required: boolean, maxLength: number | null, decimalPlaces: number | null }> };

export type TicketCreateMutationVariables = Exact<{
  input: TicketCreateInput;
}>;


export type TicketCreateMutation = { ticketCreate: { ticket: { id: string, databaseId: number, reference: string, submitterEmail: string | null, secretKey: string | null } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type TicketUpdateMutationVariables = Exact<{
  input: TicketUpdateInput;
}>;


export type TicketUpdateMutation = { ticketUpdate: { ticket: { id: string, updatedAt: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type FollowUpAddMutationVariables = Exact<{
  input: FollowUpAddInput;
}>;


export type FollowUpAddMutation = { followUpAdd: { followUp: { id: string } | null, ticket: { id: string, updatedAt: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type HtmlPreviewQueryVariables = Exact<{
  id: string | number;
}>;


export type HtmlPreviewQuery = { node:
    | { id: string, htmlPreview: { html: string, blockedImageCount: number } | null }
    | Record<PropertyKey, never>
   | null };

export type TicketsUpdateMutationVariables = Exact<{
  input: TicketsUpdateInput;
}>;


export type TicketsUpdateMutation = { ticketsUpdate: { results: Array<{ ticketDatabaseId: number, outcome: BulkOutcome, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> }>, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type TicketsDeleteMutationVariables = Exact<{
  input: TicketsDeleteInput;
}>;


export type TicketsDeleteMutation = { ticketsDelete: { results: Array<{ ticketDatabaseId: number, outcome: BulkOutcome, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> }>, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type MergeQueryVariables = Exact<{
  ids: Array<number> | number;
}>;


export type MergeQuery = { tickets: { nodes: Array<{ description: string | null, id: string, databaseId: number, reference: string, title: string, status: TicketStatus, statusCode: number, statusLabel: string, priorityCode: number, priorityLabel: string, onHold: boolean, createdAt: string, updatedAt: string, dueAt: string | null, submitterEmail: string | null, followUps: { totalCount: number }, queue: { id: string, title: string }, assignedTo: { id: string, fullName: string } | null }> } };

export type TicketMergeMutationVariables = Exact<{
  input: TicketMergeInput;
}>;


export type TicketMergeMutation = { ticketMerge: { ticket: { id: string, databaseId: number } | null, effects: { followUpCount: number, attachmentCount: number, newFollowers: Array<string>, recipients: Array<string> } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type TicketDeleteMutationVariables = Exact<{
  input: TicketDeleteInput;
}>;


export type TicketDeleteMutation = { ticketDelete: { deletedId: string | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type FollowMutationVariables = Exact<{
  input: TicketFollowInput;
}>;


export type FollowMutation = { ticketFollow: { ticket: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type UnfollowMutationVariables = Exact<{
  input: TicketUnfollowInput;
}>;


export type UnfollowMutation = { ticketUnfollow: { ticket: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type CcAddMutationVariables = Exact<{
  input: TicketCcAddInput;
}>;


export type CcAddMutation = { ticketCcAdd: { ticket: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type CcRemoveMutationVariables = Exact<{
  input: TicketCcRemoveInput;
}>;


export type CcRemoveMutation = { ticketCcRemove: { ticket: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type DependencyAddMutationVariables = Exact<{
  input: TicketDependencyAddInput;
}>;


export type DependencyAddMutation = { ticketDependencyAdd: { ticket: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type DependencyRemoveMutationVariables = Exact<{
  input: TicketDependencyRemoveInput;
}>;


export type DependencyRemoveMutation = { ticketDependencyRemove: { ticket: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type FindTicketQueryVariables = Exact<{
  id: string | number;
}>;


export type FindTicketQuery = { ticket: { id: string, databaseId: number } | null };

export type PresetRepliesQueryVariables = Exact<{ [key: string]: never; }>;


export type PresetRepliesQuery = { presetReplies: { nodes: Array<{ id: string, name: string, queues: Array<{ id: string }> }> } | null };

export type PresetReplyQueryVariables = Exact<{
  id: string | number;
  ticketId: string | number;
}>;


export type PresetReplyQuery = { node:
    | { id: string, rendered: string | null }
    | Record<PropertyKey, never>
   | null };

export type ResolutionAcceptMutationVariables = Exact<{
  input: TicketResolutionAcceptInput;
}>;


export type ResolutionAcceptMutation = { ticketResolutionAccept: { ticket: { id: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export const ErrorsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<ErrorsFragment, unknown>;
export const TicketFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TicketFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ticket"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusCode"}},{"kind":"Field","name":{"kind":"Name","value":"statusLabel"}},{"kind":"Field","name":{"kind":"Name","value":"priorityCode"}},{"kind":"Field","name":{"kind":"Name","value":"priorityLabel"}},{"kind":"Field","name":{"kind":"Name","value":"onHold"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"submitterEmail"}},{"kind":"Field","name":{"kind":"Name","value":"queue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"assignedTo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}}]}}]}}]} as unknown as DocumentNode<TicketFieldsFragment, unknown>;
export const LinkedTicketFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LinkedTicket"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ticket"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"statusLabel"}}]}}]} as unknown as DocumentNode<LinkedTicketFragment, unknown>;
export const RecipientFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Recipient"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotificationRecipient"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]} as unknown as DocumentNode<RecipientFragment, unknown>;
export const AdminQueuesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminQueues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queues"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"TITLE"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"emailAddress"}},{"kind":"Field","name":{"kind":"Name","value":"locale"}},{"kind":"Field","name":{"kind":"Name","value":"allowPublicSubmission"}},{"kind":"Field","name":{"kind":"Name","value":"allowEmailSubmission"}},{"kind":"Field","name":{"kind":"Name","value":"escalateDays"}},{"kind":"Field","name":{"kind":"Name","value":"newTicketCc"}},{"kind":"Field","name":{"kind":"Name","value":"updatedTicketCc"}},{"kind":"Field","name":{"kind":"Name","value":"enableNotificationsOnEmailEvents"}},{"kind":"Field","name":{"kind":"Name","value":"defaultOwner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"mailbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"port"}},{"kind":"Field","name":{"kind":"Name","value":"ssl"}},{"kind":"Field","name":{"kind":"Name","value":"user"}},{"kind":"Field","name":{"kind":"Name","value":"folder"}},{"kind":"Field","name":{"kind":"Name","value":"hasPassword"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AdminQueuesQuery, AdminQueuesQueryVariables>;
export const QueueCreateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"QueueCreate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"QueueCreateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queueCreate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<QueueCreateMutation, QueueCreateMutationVariables>;
export const QueueUpdateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"QueueUpdate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"QueueUpdateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queueUpdate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<QueueUpdateMutation, QueueUpdateMutationVariables>;
export const QueueDeleteDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"QueueDelete"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"QueueDeleteInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queueDelete"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedId"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<QueueDeleteMutation, QueueDeleteMutationVariables>;
export const AdminFieldsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminFields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customFields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"dataType"}},{"kind":"Field","name":{"kind":"Name","value":"helpText"}},{"kind":"Field","name":{"kind":"Name","value":"choices"}},{"kind":"Field","name":{"kind":"Name","value":"required"}},{"kind":"Field","name":{"kind":"Name","value":"staffOnly"}},{"kind":"Field","name":{"kind":"Name","value":"maxLength"}},{"kind":"Field","name":{"kind":"Name","value":"decimalPlaces"}},{"kind":"Field","name":{"kind":"Name","value":"ordering"}}]}}]}}]} as unknown as DocumentNode<AdminFieldsQuery, AdminFieldsQueryVariables>;
export const CustomFieldCreateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CustomFieldCreate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CustomFieldCreateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customFieldCreate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customField"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<CustomFieldCreateMutation, CustomFieldCreateMutationVariables>;
export const CustomFieldUpdateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CustomFieldUpdate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CustomFieldUpdateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customFieldUpdate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customField"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<CustomFieldUpdateMutation, CustomFieldUpdateMutationVariables>;
export const CustomFieldDeleteDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CustomFieldDelete"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CustomFieldDeleteInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customFieldDelete"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedId"}},{"kind":"Field","name":{"kind":"Name","value":"valueCount"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<CustomFieldDeleteMutation, CustomFieldDeleteMutationVariables>;
export const AdminTemplatesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminTemplates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emailTemplates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"TEMPLATE_NAME"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"templateName"}},{"kind":"Field","name":{"kind":"Name","value":"locale"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"heading"}},{"kind":"Field","name":{"kind":"Name","value":"plainText"}},{"kind":"Field","name":{"kind":"Name","value":"html"}}]}}]}}]}}]} as unknown as DocumentNode<AdminTemplatesQuery, AdminTemplatesQueryVariables>;
export const EmailTemplateUpdateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"EmailTemplateUpdate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"EmailTemplateUpdateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emailTemplateUpdate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emailTemplate"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<EmailTemplateUpdateMutation, EmailTemplateUpdateMutationVariables>;
export const EmailTemplatePreviewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"EmailTemplatePreview"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"EmailTemplatePreviewInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emailTemplatePreview"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"plainText"}},{"kind":"Field","name":{"kind":"Name","value":"html"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"line"}},{"kind":"Field","name":{"kind":"Name","value":"template"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<EmailTemplatePreviewQuery, EmailTemplatePreviewQueryVariables>;
export const ChecklistTemplatesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ChecklistTemplates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checklistTemplates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<ChecklistTemplatesQuery, ChecklistTemplatesQueryVariables>;
export const ChecklistCreateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChecklistCreate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ChecklistCreateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checklistCreate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<ChecklistCreateMutation, ChecklistCreateMutationVariables>;
export const ChecklistDeleteDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChecklistDelete"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ChecklistDeleteInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checklistDelete"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<ChecklistDeleteMutation, ChecklistDeleteMutationVariables>;
export const ChecklistTaskAddDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChecklistTaskAdd"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ChecklistTaskAddInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checklistTaskAdd"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<ChecklistTaskAddMutation, ChecklistTaskAddMutationVariables>;
export const ChecklistTaskCompleteDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChecklistTaskComplete"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ChecklistTaskInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checklistTaskComplete"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<ChecklistTaskCompleteMutation, ChecklistTaskCompleteMutationVariables>;
export const ChecklistTaskReopenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChecklistTaskReopen"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ChecklistTaskInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checklistTaskReopen"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<ChecklistTaskReopenMutation, ChecklistTaskReopenMutationVariables>;
export const ChecklistTaskRemoveDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChecklistTaskRemove"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ChecklistTaskInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checklistTaskRemove"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<ChecklistTaskRemoveMutation, ChecklistTaskRemoveMutationVariables>;
export const PeopleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"People"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"UserFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"USERNAME"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"isActive"}},{"kind":"Field","name":{"kind":"Name","value":"isStaff"}},{"kind":"Field","name":{"kind":"Name","value":"isSuperuser"}}]}}]}}]}}]} as unknown as DocumentNode<PeopleQuery, PeopleQueryVariables>;
export const PersonDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Person"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"number"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"databaseId"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"eq"},"value":{"kind":"Variable","name":{"kind":"Name","value":"number"}}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"firstName"}},{"kind":"Field","name":{"kind":"Name","value":"lastName"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"isActive"}},{"kind":"Field","name":{"kind":"Name","value":"isStaff"}},{"kind":"Field","name":{"kind":"Name","value":"isSuperuser"}},{"kind":"Field","name":{"kind":"Name","value":"lastLoginAt"}},{"kind":"Field","name":{"kind":"Name","value":"grantedQueues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"queues"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]}}]} as unknown as DocumentNode<PersonQuery, PersonQueryVariables>;
export const UserCreateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UserCreate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UserCreateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userCreate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<UserCreateMutation, UserCreateMutationVariables>;
export const UserUpdateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UserUpdate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UserUpdateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userUpdate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<UserUpdateMutation, UserUpdateMutationVariables>;
export const UserDeactivateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UserDeactivate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UserActivationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userDeactivate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"isActive"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<UserDeactivateMutation, UserDeactivateMutationVariables>;
export const UserReactivateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UserReactivate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UserActivationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userReactivate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"isActive"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<UserReactivateMutation, UserReactivateMutationVariables>;
export const UserSetPasswordDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UserSetPassword"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UserSetPasswordInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userSetPassword"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<UserSetPasswordMutation, UserSetPasswordMutationVariables>;
export const QueueAccessGrantDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"QueueAccessGrant"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"QueueAccessInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queueAccessGrant"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<QueueAccessGrantMutation, QueueAccessGrantMutationVariables>;
export const QueueAccessRevokeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"QueueAccessRevoke"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"QueueAccessInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queueAccessRevoke"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<QueueAccessRevokeMutation, QueueAccessRevokeMutationVariables>;
export const ViewerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isAgent"}},{"kind":"Field","name":{"kind":"Name","value":"permissions"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}},{"kind":"Field","name":{"kind":"Name","value":"isSuperuser"}}]}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;
export const SessionCreateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SessionCreate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SessionCreateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sessionCreate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"csrfToken"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<SessionCreateMutation, SessionCreateMutationVariables>;
export const SessionDeleteDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SessionDelete"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sessionDelete"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleted"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<SessionDeleteMutation, SessionDeleteMutationVariables>;
export const PasswordChangeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PasswordChange"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ViewerPasswordChangeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewerPasswordChange"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"csrfToken"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<PasswordChangeMutation, PasswordChangeMutationVariables>;
export const PasswordResetRequestDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PasswordResetRequest"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PasswordResetRequestInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"passwordResetRequest"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<PasswordResetRequestMutation, PasswordResetRequestMutationVariables>;
export const PasswordResetDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PasswordReset"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PasswordResetInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"passwordReset"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<PasswordResetMutation, PasswordResetMutationVariables>;
export const TicketEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"TicketEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"ticketDatabaseId"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"assignedTo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"followUp"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"public"}}]}}]}}]}}]} as unknown as DocumentNode<TicketEventsSubscription, TicketEventsSubscriptionVariables>;
export const ChoicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Choices"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"agent"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"attachmentRules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"extensions"}},{"kind":"Field","name":{"kind":"Name","value":"maxSize"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ticketStatuses"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"isOpen"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ticketPriorities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"label"}}]}},{"kind":"Field","name":{"kind":"Name","value":"queues"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"isStaff"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"eq"},"value":{"kind":"BooleanValue","value":true}}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"isActive"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"eq"},"value":{"kind":"BooleanValue","value":true}}]}}]}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"agent"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}}]}}]}}]}}]} as unknown as DocumentNode<ChoicesQuery, ChoicesQueryVariables>;
export const TicketsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Tickets"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketOrder"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TicketFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TicketFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ticket"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusCode"}},{"kind":"Field","name":{"kind":"Name","value":"statusLabel"}},{"kind":"Field","name":{"kind":"Name","value":"priorityCode"}},{"kind":"Field","name":{"kind":"Name","value":"priorityLabel"}},{"kind":"Field","name":{"kind":"Name","value":"onHold"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"submitterEmail"}},{"kind":"Field","name":{"kind":"Name","value":"queue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"assignedTo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}}]}}]}}]} as unknown as DocumentNode<TicketsQuery, TicketsQueryVariables>;
export const TicketDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Ticket"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"agent"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TicketFields"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"viewerCanUpdate"}},{"kind":"Field","name":{"kind":"Name","value":"viewerCanReply"}},{"kind":"Field","name":{"kind":"Name","value":"viewerCanAssign"}},{"kind":"Field","name":{"kind":"Name","value":"viewerCanChangeStatus"}},{"kind":"Field","name":{"kind":"Name","value":"viewerCanClose"}},{"kind":"Field","name":{"kind":"Name","value":"viewerCanDelete"}},{"kind":"Field","name":{"kind":"Name","value":"viewerCanMerge"}},{"kind":"Field","name":{"kind":"Name","value":"viewerCanManageFollowers"}},{"kind":"Field","name":{"kind":"Name","value":"viewerCanManageChecklists"}},{"kind":"Field","name":{"kind":"Name","value":"viewerCanManageDependencies"}},{"kind":"Field","name":{"kind":"Name","value":"viewerIsFollowing"}},{"kind":"Field","name":{"kind":"Name","value":"timeSpent"}},{"kind":"Field","name":{"kind":"Name","value":"allowedStatuses"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"label"}}]}},{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"blockedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"toPublic"},"name":{"kind":"Name","value":"notificationRecipients"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"public"},"value":{"kind":"BooleanValue","value":true}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"agent"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Recipient"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"toInternal"},"name":{"kind":"Name","value":"notificationRecipients"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"public"},"value":{"kind":"BooleanValue","value":false}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"agent"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Recipient"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ccs"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"agent"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"checklists"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"agent"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"tasks"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"completedAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"customFieldValues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"dataType"}}]}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"dateTime"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dependencies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"dependsOn"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LinkedTicket"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"dependents"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"agent"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LinkedTicket"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"mergedTo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LinkedTicket"}}]}},{"kind":"Field","name":{"kind":"Name","value":"followUps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}},{"kind":"Field","name":{"kind":"Name","value":"public"}},{"kind":"Field","name":{"kind":"Name","value":"timeSpent"}},{"kind":"Field","name":{"kind":"Name","value":"direction"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fullName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"fieldLabel"}},{"kind":"Field","name":{"kind":"Name","value":"oldLabel"}},{"kind":"Field","name":{"kind":"Name","value":"newLabel"}},{"kind":"Field","name":{"kind":"Name","value":"newMergedTo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LinkedTicket"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"attachments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"filename"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TicketFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ticket"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusCode"}},{"kind":"Field","name":{"kind":"Name","value":"statusLabel"}},{"kind":"Field","name":{"kind":"Name","value":"priorityCode"}},{"kind":"Field","name":{"kind":"Name","value":"priorityLabel"}},{"kind":"Field","name":{"kind":"Name","value":"onHold"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"submitterEmail"}},{"kind":"Field","name":{"kind":"Name","value":"queue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"assignedTo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Recipient"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotificationRecipient"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LinkedTicket"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ticket"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"statusLabel"}}]}}]} as unknown as DocumentNode<TicketQuery, TicketQueryVariables>;
export const NewTicketDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"NewTicket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queues"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"scope"},"value":{"kind":"EnumValue","value":"CREATE"}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"customFields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"helpText"}},{"kind":"Field","name":{"kind":"Name","value":"dataType"}},{"kind":"Field","name":{"kind":"Name","value":"choices"}},{"kind":"Field","name":{"kind":"Name","value":"required"}},{"kind":"Field","name":{"kind":"Name","value":"maxLength"}},{"kind":"Field","name":{"kind":"Name","value":"decimalPlaces"}}]}}]}}]} as unknown as DocumentNode<NewTicketQuery, NewTicketQueryVariables>;
export const TicketCreateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TicketCreate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketCreateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketCreate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}},{"kind":"Field","name":{"kind":"Name","value":"submitterEmail"}},{"kind":"Field","name":{"kind":"Name","value":"secretKey"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<TicketCreateMutation, TicketCreateMutationVariables>;
export const TicketUpdateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TicketUpdate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketUpdateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketUpdate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<TicketUpdateMutation, TicketUpdateMutationVariables>;
export const FollowUpAddDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"FollowUpAdd"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"FollowUpAddInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"followUpAdd"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"followUp"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<FollowUpAddMutation, FollowUpAddMutationVariables>;
export const HtmlPreviewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"HtmlPreview"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Attachment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"htmlPreview"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"html"}},{"kind":"Field","name":{"kind":"Name","value":"blockedImageCount"}}]}}]}}]}}]}}]} as unknown as DocumentNode<HtmlPreviewQuery, HtmlPreviewQueryVariables>;
export const TicketsUpdateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TicketsUpdate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketsUpdateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketsUpdate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketDatabaseId"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<TicketsUpdateMutation, TicketsUpdateMutationVariables>;
export const TicketsDeleteDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TicketsDelete"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketsDeleteInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketsDelete"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketDatabaseId"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<TicketsDeleteMutation, TicketsDeleteMutationVariables>;
export const MergeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Merge"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"databaseId"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"in"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"CREATED_AT"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TicketFields"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"followUps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TicketFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ticket"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusCode"}},{"kind":"Field","name":{"kind":"Name","value":"statusLabel"}},{"kind":"Field","name":{"kind":"Name","value":"priorityCode"}},{"kind":"Field","name":{"kind":"Name","value":"priorityLabel"}},{"kind":"Field","name":{"kind":"Name","value":"onHold"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"submitterEmail"}},{"kind":"Field","name":{"kind":"Name","value":"queue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"assignedTo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}}]}}]}}]} as unknown as DocumentNode<MergeQuery, MergeQueryVariables>;
export const TicketMergeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TicketMerge"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketMergeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketMerge"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"effects"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"followUpCount"}},{"kind":"Field","name":{"kind":"Name","value":"attachmentCount"}},{"kind":"Field","name":{"kind":"Name","value":"newFollowers"}},{"kind":"Field","name":{"kind":"Name","value":"recipients"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<TicketMergeMutation, TicketMergeMutationVariables>;
export const TicketDeleteDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TicketDelete"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketDeleteInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketDelete"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedId"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<TicketDeleteMutation, TicketDeleteMutationVariables>;
export const FollowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Follow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketFollowInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketFollow"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<FollowMutation, FollowMutationVariables>;
export const UnfollowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Unfollow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketUnfollowInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketUnfollow"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<UnfollowMutation, UnfollowMutationVariables>;
export const CcAddDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CcAdd"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketCcAddInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketCcAdd"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<CcAddMutation, CcAddMutationVariables>;
export const CcRemoveDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CcRemove"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketCcRemoveInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketCcRemove"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<CcRemoveMutation, CcRemoveMutationVariables>;
export const DependencyAddDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DependencyAdd"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketDependencyAddInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketDependencyAdd"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<DependencyAddMutation, DependencyAddMutationVariables>;
export const DependencyRemoveDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DependencyRemove"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketDependencyRemoveInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketDependencyRemove"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<DependencyRemoveMutation, DependencyRemoveMutationVariables>;
export const FindTicketDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FindTicket"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}}]} as unknown as DocumentNode<FindTicketQuery, FindTicketQueryVariables>;
export const PresetRepliesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PresetReplies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"presetReplies"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"NAME"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"queues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PresetRepliesQuery, PresetRepliesQueryVariables>;
export const PresetReplyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PresetReply"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ticketId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PresetReply"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"rendered"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ticketId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ticketId"}}}]}]}}]}}]}}]} as unknown as DocumentNode<PresetReplyQuery, PresetReplyQueryVariables>;
export const ResolutionAcceptDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResolutionAccept"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketResolutionAcceptInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketResolutionAccept"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Errors"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Errors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<ResolutionAcceptMutation, ResolutionAcceptMutationVariables>;