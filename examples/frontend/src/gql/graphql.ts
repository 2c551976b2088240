/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Which files are meant. Several words must all hold. */
export type AttachmentFilter = {
  /** All of these. */
  and?: Array<AttachmentFilter> | null | undefined;
  /** By number. */
  databaseId?: IntFilter | null | undefined;
  /** By name. */
  filename?: StringFilter | null | undefined;
  /** By the follow-up. */
  followUp?: FollowUpFilter | null | undefined;
  /** By the number of the follow-up. */
  followUpId?: IntFilter | null | undefined;
  /** By type. */
  mimeType?: StringFilter | null | undefined;
  /** Not this. */
  not?: AttachmentFilter | null | undefined;
  /** At least one of these. */
  or?: Array<AttachmentFilter> | null | undefined;
  /** By its length in bytes. */
  size?: IntFilter | null | undefined;
};

/** Filters by a list of related objects. Objects that you may not see do not count. */
export type AttachmentListFilter = {
  /** Every object matches; also true without objects. */
  every?: AttachmentFilter | null | undefined;
  /** No object matches. */
  none?: AttachmentFilter | null | undefined;
  /** At least one object matches. */
  some?: AttachmentFilter | null | undefined;
};

/** Comparisons of whole numbers of any size. */
export type BigIntFilter = {
  /** Equal to. */
  eq?: string | null | undefined;
  /** Greater than, or after. */
  gt?: string | null | undefined;
  /** Greater than or equal to, or not before. */
  gte?: string | null | undefined;
  /** One of. */
  in?: Array<string> | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Less than, or before. */
  lt?: string | null | undefined;
  /** Less than or equal to, or not after. */
  lte?: string | null | undefined;
  /** Not equal to; rows without a value are among these. */
  ne?: string | null | undefined;
  /** None of; rows without a value are among these. */
  notIn?: Array<string> | null | undefined;
};

/** Comparisons of truth values. */
export type BooleanFilter = {
  /** Equal to. */
  eq?: boolean | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Not equal to; rows without a value are among these. */
  ne?: boolean | null | undefined;
};

/**
 * A comparison of a custom field: `{name: "cost", decimal: {gte: "99.50"}}`. A value that is not
 * of the comparator's type counts as none, and so does a field that there is not.
 *
 * ```graphql
 * { tickets(filter: { customFields: [{ name: "decimal", decimal: { gte: "1.50" } }] }) { nodes { reference } } }
 * ```
 */
export type CustomFieldFilter = {
  /** As yes or no. */
  boolean?: BooleanFilter | null | undefined;
  /** As a day. */
  date?: DateFilter | null | undefined;
  /** As a moment in the site's zone. */
  dateTime?: LocalDateTimeFilter | null | undefined;
  /** As a decimal number. */
  decimal?: DecimalFilter | null | undefined;
  /** As a number, compared with whole ones. */
  integer?: BigIntFilter | null | undefined;
  /** The name of the field. */
  name: string;
  /** As text, whatever its type: as it is stored. */
  text?: StringFilter | null | undefined;
  /** As a time of day. */
  time?: TimeFilter | null | undefined;
};

/** A value for a custom field. */
export type CustomFieldInput = {
  /** The name of the field. */
  name: string;
  /** The value; null for none. */
  value?: CustomFieldValueInput | null | undefined;
};

/** The type of a custom field's values. */
export type CustomFieldType =
  /** Yes or no. */
  | 'BOOLEAN'
  /** A day. */
  | 'DATE'
  /** A day and a time of day, to the minute, in the site's zone. */
  | 'DATETIME'
  /** A decimal number with fixed places. */
  | 'DECIMAL'
  /** An e-mail address. */
  | 'EMAIL'
  /** A whole number. */
  | 'INTEGER'
  /** An address of the internet protocol. */
  | 'IPADDRESS'
  /** One of the field's choices. */
  | 'LIST'
  /** Letters, digits, hyphens and underscores. */
  | 'SLUG'
  /** Text of several lines. */
  | 'TEXT'
  /** A time of day. */
  | 'TIME'
  /** A URL. */
  | 'URL'
  /** A line of text. */
  | 'VARCHAR';

/** A value in one of the types of custom fields. Text is taken for every type and read in it. */
export type CustomFieldValueInput =
  {   /** Yes or no. */
  boolean: boolean; date?: never; dateTime?: never; decimal?: never; integer?: never; list?: never; text?: never; time?: never; }
  |  { boolean?: never;   /** A day. */
  date: string; dateTime?: never; decimal?: never; integer?: never; list?: never; text?: never; time?: never; }
  |  { boolean?: never; date?: never;   /** A moment; kept to the minute, in the site's zone. */
  dateTime: string; decimal?: never; integer?: never; list?: never; text?: never; time?: never; }
  |  { boolean?: never; date?: never; dateTime?: never;   /** A decimal number. */
  decimal: string; integer?: never; list?: never; text?: never; time?: never; }
  |  { boolean?: never; date?: never; dateTime?: never; decimal?: never;   /** A whole number. */
  integer: string; list?: never; text?: never; time?: never; }
  |  { boolean?: never; date?: never; dateTime?: never; decimal?: never; integer?: never;   /** A choice of a list. */
  list: string; text?: never; time?: never; }
  |  { boolean?: never; date?: never; dateTime?: never; decimal?: never; integer?: never; list?: never;   /** Text, or any value spelled as text. */
  text: string; time?: never; }
  |  { boolean?: never; date?: never; dateTime?: never; decimal?: never; integer?: never; list?: never; text?: never;   /** A time of day. */
  time: string; };

/** Comparisons of days. */
export type DateFilter = {
  /** Equal to. */
  eq?: string | null | undefined;
  /** Greater than, or after. */
  gt?: string | null | undefined;
  /** Greater than or equal to, or not before. */
  gte?: string | null | undefined;
  /** One of. */
  in?: Array<string> | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Less than, or before. */
  lt?: string | null | undefined;
  /** Less than or equal to, or not after. */
  lte?: string | null | undefined;
  /** Not equal to; rows without a value are among these. */
  ne?: string | null | undefined;
  /** None of; rows without a value are among these. */
  notIn?: Array<string> | null | undefined;
};

/** Comparisons of moments. */
export type DateTimeFilter = {
  /** Equal to. */
  eq?: string | null | undefined;
  /** Greater than, or after. */
  gt?: string | null | undefined;
  /** Greater than or equal to, or not before. */
  gte?: string | null | undefined;
  /** One of. */
  in?: Array<string> | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Less than, or before. */
  lt?: string | null | undefined;
  /** Less than or equal to, or not after. */
  lte?: string | null | undefined;
  /** Not equal to; rows without a value are among these. */
  ne?: string | null | undefined;
  /** None of; rows without a value are among these. */
  notIn?: Array<string> | null | undefined;
};

/** Comparisons of decimal numbers, exact to the last digit: `1.50` equals `1.5`. */
export type DecimalFilter = {
  /** Equal to. */
  eq?: string | null | undefined;
  /** Greater than, or after. */
  gt?: string | null | undefined;
  /** Greater than or equal to, or not before. */
  gte?: string | null | undefined;
  /** One of. */
  in?: Array<string> | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Less than, or before. */
  lt?: string | null | undefined;
  /** Less than or equal to, or not after. */
  lte?: string | null | undefined;
  /** Not equal to; rows without a value are among these. */
  ne?: string | null | undefined;
  /** None of; rows without a value are among these. */
  notIn?: Array<string> | null | undefined;
};

/** A new follow-up. */
export type FollowUpAddInput = {
  /** Files, by the GraphQL multipart request specification. */
  attachments?: Array<File> | null | undefined;
  /** What else changes on the ticket: its status, its owner and so on. */
  changes?: TicketChangesInput | null | undefined;
  /** What is said, in Markdown; needed where nothing else is said or done. */
  comment?: string | null | undefined;
  /**
   * The ticket's `modified` as you saw it last. Somebody else's change since then makes this a
   * CONFLICT.
   */
  expectedModified?: string | null | undefined;
  /**
   * A name of your own for this request, at most 255 characters: said again within a day (or
   * what the installation sets) it makes nothing anew, but gives what the first request made.
   * With another input it is a conflict, and so it is when what was made is gone or not yours to
   * see any more. An explicit default is the same input as none.
   */
  idempotencyKey?: string | null | undefined;
  /** Whether the submitter may read it. */
  public?: boolean;
  /** The ticket. The global id, or the number. */
  ticketId: string | number;
  /** How long it took; not less than nothing. */
  timeSpent?: string | null | undefined;
  /** The line above it, at most 200 characters; made from what is done when there is none. */
  title?: string | null | undefined;
  /** Checks everything and writes nothing. */
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

/** Which follow-ups are meant. Several words must all hold. */
export type FollowUpFilter = {
  /** All of these. */
  and?: Array<FollowUpFilter> | null | undefined;
  /** By its files. */
  attachments?: AttachmentListFilter | null | undefined;
  /** By what was said. */
  comment?: StringFilter | null | undefined;
  /** By number. */
  databaseId?: IntFilter | null | undefined;
  /** By the time of writing. */
  date?: DateTimeFilter | null | undefined;
  /** By the number of the status that it moved the ticket to. */
  newStatusCode?: IntFilter | null | undefined;
  /** Not this. */
  not?: FollowUpFilter | null | undefined;
  /** At least one of these. */
  or?: Array<FollowUpFilter> | null | undefined;
  /** Whether the submitter may read it. */
  public?: BooleanFilter | null | undefined;
  /** By the ticket. */
  ticket?: TicketFilter | null | undefined;
  /** By the number of the ticket. */
  ticketId?: IntFilter | null | undefined;
  /** By the line above it. */
  title?: StringFilter | null | undefined;
  /** By the author, if you may look them up. */
  user?: UserFilter | null | undefined;
  /** By the number of the author. */
  userId?: IntFilter | null | undefined;
};

/** Filters by a list of related objects. Objects that you may not see do not count. */
export type FollowUpListFilter = {
  /** Every object matches; also true without objects. */
  every?: FollowUpFilter | null | undefined;
  /** No object matches. */
  none?: FollowUpFilter | null | undefined;
  /** At least one object matches. */
  some?: FollowUpFilter | null | undefined;
};

/** Comparisons of whole numbers. */
export type IntFilter = {
  /** Equal to. */
  eq?: number | null | undefined;
  /** Greater than, or after. */
  gt?: number | null | undefined;
  /** Greater than or equal to, or not before. */
  gte?: number | null | undefined;
  /** One of. */
  in?: Array<number> | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Less than, or before. */
  lt?: number | null | undefined;
  /** Less than or equal to, or not after. */
  lte?: number | null | undefined;
  /** Not equal to; rows without a value are among these. */
  ne?: number | null | undefined;
  /** None of; rows without a value are among these. */
  notIn?: Array<number> | null | undefined;
};

/** Which categories are meant. Several words must all hold. */
export type KbCategoryFilter = {
  /** All of these. */
  and?: Array<KbCategoryFilter> | null | undefined;
  /** By number. */
  databaseId?: IntFilter | null | undefined;
  /** By what it is about. */
  description?: StringFilter | null | undefined;
  /** By its items. */
  items?: KbItemListFilter | null | undefined;
  /** Not this. */
  not?: KbCategoryFilter | null | undefined;
  /** At least one of these. */
  or?: Array<KbCategoryFilter> | null | undefined;
  /** Whether customers may read it. */
  public?: BooleanFilter | null | undefined;
  /** By the name for machines. */
  slug?: StringFilter | null | undefined;
  /** By the title that readers see. */
  title?: StringFilter | null | undefined;
};

/** Which items of the knowledge base are meant. Several words must all hold. */
export type KbItemFilter = {
  /** All of these. */
  and?: Array<KbItemFilter> | null | undefined;
  /** By the answer. */
  answer?: StringFilter | null | undefined;
  /** By the category. */
  category?: KbCategoryFilter | null | undefined;
  /** By the number of the category. */
  categoryId?: IntFilter | null | undefined;
  /** By number. */
  databaseId?: IntFilter | null | undefined;
  /** Whether customers may read it. */
  enabled?: BooleanFilter | null | undefined;
  /** By the time of the last change. */
  lastUpdated?: DateTimeFilter | null | undefined;
  /** Not this. */
  not?: KbItemFilter | null | undefined;
  /** At least one of these. */
  or?: Array<KbItemFilter> | null | undefined;
  /** By the question. */
  question?: StringFilter | null | undefined;
  /** By how often it was found helpful. */
  recommendations?: IntFilter | null | undefined;
  /** By title. */
  title?: StringFilter | null | undefined;
  /** By how often it was judged. */
  votes?: IntFilter | null | undefined;
};

/** Filters by a list of related objects. Objects that you may not see do not count. */
export type KbItemListFilter = {
  /** Every object matches; also true without objects. */
  every?: KbItemFilter | null | undefined;
  /** No object matches. */
  none?: KbItemFilter | null | undefined;
  /** At least one object matches. */
  some?: KbItemFilter | null | undefined;
};

/** Comparisons of moments in the site's zone. */
export type LocalDateTimeFilter = {
  /** Equal to. */
  eq?: string | null | undefined;
  /** Greater than, or after. */
  gt?: string | null | undefined;
  /** Greater than or equal to, or not before. */
  gte?: string | null | undefined;
  /** One of. */
  in?: Array<string> | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Less than, or before. */
  lt?: string | null | undefined;
  /** Less than or equal to, or not after. */
  lte?: string | null | undefined;
  /** Not equal to; rows without a value are among these. */
  ne?: string | null | undefined;
  /** None of; rows without a value are among these. */
  notIn?: Array<string> | null | undefined;
};

/** Which end comes first. */
export type OrderDirection =
  /** The lowest first. */
  | 'ASC'
  /** The highest first. */
  | 'DESC';

/** Which queues are meant. Several words must all hold. */
export type QueueFilter = {
  /** Whether everybody may open tickets in it. */
  allowPublicSubmission?: BooleanFilter | null | undefined;
  /** All of these. */
  and?: Array<QueueFilter> | null | undefined;
  /** By number. */
  databaseId?: IntFilter | null | undefined;
  /** Not this. */
  not?: QueueFilter | null | undefined;
  /** At least one of these. */
  or?: Array<QueueFilter> | null | undefined;
  /** By slug. */
  slug?: StringFilter | null | undefined;
  /** By its tickets. */
  tickets?: TicketListFilter | null | undefined;
  /** By title. */
  title?: StringFilter | null | undefined;
};

/**
 * Comparisons of text, as the database compares it: in MariaDB's usual collations small and large
 * letters, and letters with and without an accent, are equal.
 */
export type StringFilter = {
  /** Has this in it, in any case (SQLite knows the case of ASCII letters alone). */
  contains?: string | null | undefined;
  /** Ends with this, in any case. */
  endsWith?: string | null | undefined;
  /** Equal to. */
  eq?: string | null | undefined;
  /** One of. */
  in?: Array<string> | null | undefined;
  /** Whether there is no value. An empty text is one. */
  isNull?: boolean | null | undefined;
  /** Not equal to; rows without a value are among these. */
  ne?: string | null | undefined;
  /** None of; rows without a value are among these. */
  notIn?: Array<string> | null | undefined;
  /** Begins with this, in any case. */
  startsWith?: string | null | undefined;
};

/**
 * Changes of a ticket. A field that is left out stays as it is; null empties it, where a ticket
 * can be without.
 */
export type TicketChangesInput = {
  /** The owner; null: nobody. The global id, or the number. */
  assignedToId?: string | number | null | undefined;
  /** Values of custom fields, each field once; fields that are left out stay as they are. */
  customFields?: Array<CustomFieldInput> | null | undefined;
  /** What it is about, in Markdown. */
  description?: string | null | undefined;
  /** When it is due. */
  dueDate?: string | null | undefined;
  /** The ticket that it is merged into. The global id, or the number. */
  mergedToId?: string | number | null | undefined;
  /** Whether it is on hold; not null. */
  onHold?: boolean | null | undefined;
  /** The number of the priority, 1 being the most urgent; not null. */
  priorityCode?: number | null | undefined;
  /** The queue; not null. The global id, or the number. */
  queueId?: string | number | null | undefined;
  /** How it was resolved, in Markdown. */
  resolution?: string | null | undefined;
  /** The number of the status; not null. */
  statusCode?: number | null | undefined;
  /** The address that gets answers. */
  submitterEmail?: string | null | undefined;
  /** The title, at most 200 characters; not null. */
  title?: string | null | undefined;
};

/** A new ticket. */
export type TicketCreateInput = {
  /** The owner; for those who work on tickets. The global id, or the number. */
  assignedToId?: string | number | null | undefined;
  /** Files of the first follow-up, by the GraphQL multipart request specification. */
  attachments?: Array<File> | null | undefined;
  /** Values of custom fields. Fields that are left out get their empty value. */
  customFields?: Array<CustomFieldInput> | null | undefined;
  /** What is asked for, in Markdown. */
  description?: string | null | undefined;
  /** When it is due. */
  dueDate?: string | null | undefined;
  /**
   * A name of your own for this request, at most 255 characters: said again within a day (or
   * what the installation sets) it makes nothing anew, but gives what the first request made.
   * With another input it is a conflict, and so it is when what was made is gone or not yours to
   * see any more. An explicit default is the same input as none.
   */
  idempotencyKey?: string | null | undefined;
  /** The number of the priority, 1 being the most urgent; 3 when nothing is said. */
  priorityCode?: number | null | undefined;
  /**
   * The queue: one that you reach, or that takes tickets from everybody. The global id, or the
   * number.
   */
  queueId: string | number;
  /** The address that gets answers. Customers' own address is taken whatever stands here. */
  submitterEmail?: string | null | undefined;
  /** The title, at most 200 characters; blanks around it are cut off. */
  title: string;
  /** Checks everything and opens nothing. */
  validateOnly?: boolean;
};

/** What happened. */
export type TicketEventKind =
  /** A file was added to a follow-up. */
  | 'ATTACHMENT_ADDED'
  /** A file was deleted. Its `attachment` is null. */
  | 'ATTACHMENT_DELETED'
  /** A file was changed or replaced. */
  | 'ATTACHMENT_UPDATED'
  /** A ticket was opened. */
  | 'CREATED'
  /** A ticket was deleted with everything that hung on it. Its `ticket` is null. */
  | 'DELETED'
  /** A follow-up was added. */
  | 'FOLLOW_UP_ADDED'
  /**
   * A follow-up was deleted, or moved to another ticket. Its `followUp` is null where it is
   * gone.
   */
  | 'FOLLOW_UP_DELETED'
  /** A follow-up was changed. */
  | 'FOLLOW_UP_UPDATED'
  /** Something of a ticket itself changed: status, owner, queue, text, custom fields and so on. */
  | 'UPDATED';

/**
 * Which tickets are meant. Several words must all hold:
 * `{statusCode: {in: [1, 2]}, dueDate: {lt: "2030-01-02T00:00:00Z"}}` are the open ones that are
 * due before 2030-01-02. What is reached through a relation is what you may see of it.
 *
 * ```graphql
 * {
 * tickets(
 * filter: {
 * or: [{ dueDate: { lt: "2030-01-02T00:00:00Z" } }, { priorityCode: { lte: 2 } }]
 * not: { assignedTo: { username: { eq: "agent" } } }
 * followUps: { some: { public: { eq: true }, user: { isStaff: { eq: true } } } }
 * }
 * ) { nodes { reference title } }
 * }
 * ```
 */
export type TicketFilter = {
  /** All of these. */
  and?: Array<TicketFilter> | null | undefined;
  /** By the owner, if you may look them up. */
  assignedTo?: UserFilter | null | undefined;
  /** By the number of the owner. */
  assignedToId?: IntFilter | null | undefined;
  /** By the files of its follow-ups. */
  attachments?: AttachmentListFilter | null | undefined;
  /** By the time of opening. */
  created?: DateTimeFilter | null | undefined;
  /** By custom fields; all must hold. */
  customFields?: Array<CustomFieldFilter> | null | undefined;
  /** By number. */
  databaseId?: IntFilter | null | undefined;
  /** By what was asked for. */
  description?: StringFilter | null | undefined;
  /** By the time it is due. */
  dueDate?: DateTimeFilter | null | undefined;
  /** By what was said and done on it. */
  followUps?: FollowUpListFilter | null | undefined;
  /** By the item of the knowledge base that it was opened from, if you may read it. */
  kbItem?: KbItemFilter | null | undefined;
  /** By the time of the last escalation. */
  lastEscalation?: DateTimeFilter | null | undefined;
  /** By the number of the ticket that it was merged into, if you may see that one. */
  mergedToId?: IntFilter | null | undefined;
  /** By the time of the last change. */
  modified?: DateTimeFilter | null | undefined;
  /** Not this. */
  not?: TicketFilter | null | undefined;
  /** Whether it is on hold. */
  onHold?: BooleanFilter | null | undefined;
  /** At least one of these. */
  or?: Array<TicketFilter> | null | undefined;
  /** By the number of the priority. */
  priorityCode?: IntFilter | null | undefined;
  /** By the queue, if you may see it. */
  queue?: QueueFilter | null | undefined;
  /** By the number of the queue. */
  queueId?: IntFilter | null | undefined;
  /** By how it was resolved. */
  resolution?: StringFilter | null | undefined;
  /** By the number of the status. */
  statusCode?: IntFilter | null | undefined;
  /** By the address that sent it in. */
  submitterEmail?: StringFilter | null | undefined;
  /** By title. */
  title?: StringFilter | null | undefined;
};

/** Filters by a list of related objects. Objects that you may not see do not count. */
export type TicketListFilter = {
  /** Every object matches; also true without objects. */
  every?: TicketFilter | null | undefined;
  /** No object matches. */
  none?: TicketFilter | null | undefined;
  /** At least one object matches. */
  some?: TicketFilter | null | undefined;
};

/** A key to sort tickets by. The number of the ticket decides between equals. */
export type TicketOrder = {
  /** Which end comes first. Rows without a value come last either way. */
  direction?: OrderDirection;
  /** What to sort by. */
  field: TicketOrderField;
};

/** What tickets can be sorted by. */
export type TicketOrderField =
  /** The number of its owner; tickets without one come last. */
  | 'ASSIGNED_TO_ID'
  /** When it was opened. */
  | 'CREATED'
  /** When it is due; tickets without such a day come last. */
  | 'DUE_DATE'
  /** The number of the ticket. */
  | 'ID'
  /** When it last escalated; tickets that never did come last. */
  | 'LAST_ESCALATION'
  /** When it last changed. */
  | 'MODIFIED'
  /** Its priority: 1 is the most urgent. */
  | 'PRIORITY'
  /** The number of its queue. */
  | 'QUEUE_ID'
  /** The number of its status. */
  | 'STATUS'
  /** The address that sent it in, as the database sorts text; tickets without one come last. */
  | 'SUBMITTER_EMAIL'
  /** Its title, as the database sorts text. */
  | 'TITLE';

/** What an installation's status number stands for. */
export type TicketStatus =
  /** Done with. */
  | 'CLOSED'
  /** Merged into another ticket. */
  | 'DUPLICATE'
  /** New, or being worked on. */
  | 'OPEN'
  /** A status that this installation added; `statusCode` and `statusLabel` tell which. */
  | 'OTHER'
  /** Opened again after it was resolved or closed. */
  | 'REOPENED'
  /** Resolved; the submitter may accept or reopen it. */
  | 'RESOLVED';

/** A change of a ticket. */
export type TicketUpdateInput = {
  /** What to change. */
  changes: TicketChangesInput;
  /**
   * The ticket's `modified` as you saw it last. Somebody else's change since then makes this one
   * a CONFLICT.
   */
  expectedModified?: string | null | undefined;
  /** The ticket. The global id, or the number. */
  id: string | number;
  /** Whether the submitter may read of it. */
  public?: boolean;
  /** Checks everything and writes nothing. */
  validateOnly?: boolean;
};

/** Comparisons of times of day. */
export type TimeFilter = {
  /** Equal to. */
  eq?: string | null | undefined;
  /** Greater than, or after. */
  gt?: string | null | undefined;
  /** Greater than or equal to, or not before. */
  gte?: string | null | undefined;
  /** One of. */
  in?: Array<string> | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** Less than, or before. */
  lt?: string | null | undefined;
  /** Less than or equal to, or not after. */
  lte?: string | null | undefined;
  /** Not equal to; rows without a value are among these. */
  ne?: string | null | undefined;
  /** None of; rows without a value are among these. */
  notIn?: Array<string> | null | undefined;
};

/** What is wrong with a field, as a machine reads it. */
export type UserErrorCode =
  /**
   * It contradicts what is there: somebody else changed the object, or the idempotency key
   * stands for something else.
   */
  | 'CONFLICT'
  /** The file is larger than allowed. */
  | 'FILE_TOO_LARGE'
  /** It does not have the form of its type. */
  | 'INVALID'
  /** It is none of the choices. */
  | 'INVALID_CHOICE'
  /**
   * It cannot be given together with something else that was given or is there, or is switched
   * off here.
   */
  | 'NOT_ALLOWED'
  /** There is no such object, or the viewer may not use it. */
  | 'NOT_FOUND'
  /** It is out of its range, or there are too many. */
  | 'OUT_OF_RANGE'
  /** The password is digits alone. */
  | 'PASSWORD_NUMERIC'
  /**
   * The password is too much like another field, which `field` names behind it:
   * `["password", "firstName"]`.
   */
  | 'PASSWORD_SIMILAR'
  /** The password is one of the most common ones. */
  | 'PASSWORD_TOO_COMMON'
  /** The password has too few characters. */
  | 'PASSWORD_TOO_SHORT'
  /** It is missing or empty. */
  | 'REQUIRED'
  /** Another one has it already. */
  | 'TAKEN'
  /** It is longer than allowed. */
  | 'TOO_LONG'
  /** Files of this kind are not taken. */
  | 'UNSUPPORTED_FILE';

/** Which people are meant. Several words must all hold. */
export type UserFilter = {
  /** All of these. */
  and?: Array<UserFilter> | null | undefined;
  /** By the tickets that they own. */
  assignedTickets?: TicketListFilter | null | undefined;
  /** By number. */
  databaseId?: IntFilter | null | undefined;
  /** By the time when the account was made. */
  dateJoined?: DateTimeFilter | null | undefined;
  /** By address. */
  email?: StringFilter | null | undefined;
  /** By first name. */
  firstName?: StringFilter | null | undefined;
  /** Whether they may log in. */
  isActive?: BooleanFilter | null | undefined;
  /** Whether they are staff. */
  isStaff?: BooleanFilter | null | undefined;
  /** Whether every right is theirs. */
  isSuperuser?: BooleanFilter | null | undefined;
  /** By the time of the last login. */
  lastLogin?: DateTimeFilter | null | undefined;
  /** By last name. */
  lastName?: StringFilter | null | undefined;
  /** Not this. */
  not?: UserFilter | null | undefined;
  /** At least one of these. */
  or?: Array<UserFilter> | null | undefined;
  /** By the name to log in with. */
  username?: StringFilter | null | undefined;
};

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { isAgent: boolean, user: { databaseId: number, username: string, fullName: string } } | null };

export type ChoicesQueryVariables = Exact<{
  agent: boolean;
}>;


export type ChoicesQuery = { attachmentRules: { enabled: boolean, extensions: Array<string> | null, maxSize: string }, ticketStatuses: Array<{ code: number, label: string, isOpen: boolean, next: Array<number> }>, ticketPriorities: Array<{ code: number, label: string }>, queues: { nodes: Array<{ id: string, databaseId: number, title: string }> }, users?: { nodes: Array<{ id: string, databaseId: number, fullName: string }> } };

export type TicketFieldsFragment = { id: string, databaseId: number, reference: string, title: string, status: TicketStatus, statusCode: number, statusLabel: string, priorityCode: number, priorityLabel: string, onHold: boolean, created: string, modified: string, dueDate: string | null, submitterEmail: string | null, queue: { id: string, title: string }, assignedTo: { id: string, fullName: string } | null };

export type TicketsQueryVariables = Exact<{
  filter?: TicketFilter | null | undefined;
  orderBy?: Array<TicketOrder> | TicketOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type TicketsQuery = { tickets: { totalCount: number, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, nodes: Array<{ id: string, databaseId: number, reference: string, title: string, status: TicketStatus, statusCode: number, statusLabel: string, priorityCode: number, priorityLabel: string, onHold: boolean, created: string, modified: string, dueDate: string | null, submitterEmail: string | null, queue: { id: string, title: string }, assignedTo: { id: string, fullName: string } | null }> } };

export type TicketQueryVariables = Exact<{
  number: number;
}>;


export type TicketQuery = { ticket: { description: string | null, viewerCanUpdate: boolean, viewerCanReply: boolean, id: string, databaseId: number, reference: string, title: string, status: TicketStatus, statusCode: number, statusLabel: string, priorityCode: number, priorityLabel: string, onHold: boolean, created: string, modified: string, dueDate: string | null, submitterEmail: string | null, customFieldValues: Array<{ text: string | null, dateTime: string | null, field: { id: string, label: string, dataType: CustomFieldType | null } }>, dependencies: Array<{ id: string, dependsOn: { id: string, databaseId: number, reference: string, title: string, statusLabel: string } }>, followUps: { nodes: Array<{ id: string, date: string, title: string | null, comment: string | null, public: boolean, direction: FollowUpDirection, user: { fullName: string } | null, changes: Array<{ id: string, field: string, oldValue: string | null, newValue: string | null }>, attachments: Array<{ id: string, filename: string, size: number, url: string }> }> }, queue: { id: string, title: string }, assignedTo: { id: string, fullName: string } | null } | null };

export type NewTicketQueryVariables = Exact<{ [key: string]: never; }>;


export type NewTicketQuery = { queues: { nodes: Array<{ id: string, title: string }> }, customFields: Array<{ id: string, name: string, label: string, helpText: string | null, dataType: CustomFieldType | null, choices: Array<string>, required: boolean, maxLength: number | null, decimalPlaces: number | null }> };

export type TicketCreateMutationVariables = Exact<{
  input: TicketCreateInput;
}>;


export type TicketCreateMutation = { ticketCreate: { ticket: { id: string, databaseId: number } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type TicketUpdateMutationVariables = Exact<{
  input: TicketUpdateInput;
}>;


export type TicketUpdateMutation = { ticketUpdate: { ticket: { id: string, modified: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type FollowUpAddMutationVariables = Exact<{
  input: FollowUpAddInput;
}>;


export type FollowUpAddMutation = { followUpAdd: { followUp: { id: string } | null, ticket: { id: string, modified: string } | null, userErrors: Array<{ field: Array<string>, code: UserErrorCode, message: string }> } | null };

export type TicketEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type TicketEventsSubscription = { ticketEvents: { cursor: string, kind: TicketEventKind, ticketDatabaseId: number } };

export const TicketFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TicketFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ticket"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusCode"}},{"kind":"Field","name":{"kind":"Name","value":"statusLabel"}},{"kind":"Field","name":{"kind":"Name","value":"priorityCode"}},{"kind":"Field","name":{"kind":"Name","value":"priorityLabel"}},{"kind":"Field","name":{"kind":"Name","value":"onHold"}},{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"modified"}},{"kind":"Field","name":{"kind":"Name","value":"dueDate"}},{"kind":"Field","name":{"kind":"Name","value":"submitterEmail"}},{"kind":"Field","name":{"kind":"Name","value":"queue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"assignedTo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}}]}}]}}]} as unknown as DocumentNode<TicketFieldsFragment, unknown>;
export const ViewerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isAgent"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}}]}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;
export const ChoicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Choices"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"agent"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"attachmentRules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"extensions"}},{"kind":"Field","name":{"kind":"Name","value":"maxSize"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ticketStatuses"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"isOpen"}},{"kind":"Field","name":{"kind":"Name","value":"next"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ticketPriorities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"label"}}]}},{"kind":"Field","name":{"kind":"Name","value":"queues"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"isStaff"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"eq"},"value":{"kind":"BooleanValue","value":true}}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"isActive"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"eq"},"value":{"kind":"BooleanValue","value":true}}]}}]}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"agent"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}}]}}]}}]}}]} as unknown as DocumentNode<ChoicesQuery, ChoicesQueryVariables>;
export const TicketsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Tickets"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketOrder"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TicketFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TicketFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ticket"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusCode"}},{"kind":"Field","name":{"kind":"Name","value":"statusLabel"}},{"kind":"Field","name":{"kind":"Name","value":"priorityCode"}},{"kind":"Field","name":{"kind":"Name","value":"priorityLabel"}},{"kind":"Field","name":{"kind":"Name","value":"onHold"}},{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"modified"}},{"kind":"Field","name":{"kind":"Name","value":"dueDate"}},{"kind":"Field","name":{"kind":"Name","value":"submitterEmail"}},{"kind":"Field","name":{"kind":"Name","value":"queue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"assignedTo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}}]}}]}}]} as unknown as DocumentNode<TicketsQuery, TicketsQueryVariables>;
export const TicketDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Ticket"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"number"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"databaseId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"number"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TicketFields"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"viewerCanUpdate"}},{"kind":"Field","name":{"kind":"Name","value":"viewerCanReply"}},{"kind":"Field","name":{"kind":"Name","value":"customFieldValues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"dataType"}}]}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"dateTime"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dependencies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"dependsOn"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"statusLabel"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"followUps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"date"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}},{"kind":"Field","name":{"kind":"Name","value":"public"}},{"kind":"Field","name":{"kind":"Name","value":"direction"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fullName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"oldValue"}},{"kind":"Field","name":{"kind":"Name","value":"newValue"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attachments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"filename"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TicketFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ticket"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusCode"}},{"kind":"Field","name":{"kind":"Name","value":"statusLabel"}},{"kind":"Field","name":{"kind":"Name","value":"priorityCode"}},{"kind":"Field","name":{"kind":"Name","value":"priorityLabel"}},{"kind":"Field","name":{"kind":"Name","value":"onHold"}},{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"modified"}},{"kind":"Field","name":{"kind":"Name","value":"dueDate"}},{"kind":"Field","name":{"kind":"Name","value":"submitterEmail"}},{"kind":"Field","name":{"kind":"Name","value":"queue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"assignedTo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}}]}}]}}]} as unknown as DocumentNode<TicketQuery, TicketQueryVariables>;
export const NewTicketDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"NewTicket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queues"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"scope"},"value":{"kind":"EnumValue","value":"CREATE"}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"customFields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"helpText"}},{"kind":"Field","name":{"kind":"Name","value":"dataType"}},{"kind":"Field","name":{"kind":"Name","value":"choices"}},{"kind":"Field","name":{"kind":"Name","value":"required"}},{"kind":"Field","name":{"kind":"Name","value":"maxLength"}},{"kind":"Field","name":{"kind":"Name","value":"decimalPlaces"}}]}}]}}]} as unknown as DocumentNode<NewTicketQuery, NewTicketQueryVariables>;
export const TicketCreateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TicketCreate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketCreateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketCreate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<TicketCreateMutation, TicketCreateMutationVariables>;
export const TicketUpdateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TicketUpdate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketUpdateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketUpdate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"modified"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<TicketUpdateMutation, TicketUpdateMutationVariables>;
export const FollowUpAddDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"FollowUpAdd"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"FollowUpAddInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"followUpAdd"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"followUp"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"modified"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<FollowUpAddMutation, FollowUpAddMutationVariables>;
export const TicketEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"TicketEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"ticketDatabaseId"}}]}}]}}]} as unknown as DocumentNode<TicketEventsSubscription, TicketEventsSubscriptionVariables>;