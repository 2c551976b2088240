//! Root fields that are lists. A list is declared once, with its filter, its order and its query;
//! [`lists`] generates the fields with their pagination arguments. The list of tickets is in
//! `tickets`, since it also depends on the selected fields.

use async_graphql::{Context, Object, Result};
use entity::{
    checklist_template, email_template, escalation_exclusion, followup, followup_attachment,
    ignore_email, kb_category, kb_item, preset_reply, queue, saved_search, user,
};

use crate::domain::access::{QueueScope, Scope};
use crate::domain::desk::checklist_templates::{
    ChecklistTemplateFilter, ChecklistTemplateOrderField,
};
use crate::domain::desk::email_templates::{EmailTemplateFilter, EmailTemplateOrderField};
use crate::domain::desk::escalation_exclusions::{
    EscalationExclusionFilter, EscalationExclusionOrderField,
};
use crate::domain::desk::ignored_senders::{IgnoredSenderFilter, IgnoredSenderOrderField};
use crate::domain::desk::knowledge_base::{KbCategoryOrderField, KbItemOrderField};
use crate::domain::desk::preset_replies::{PresetReplyFilter, PresetReplyOrderField};
use crate::domain::desk::queues::QueueOrderField;
use crate::domain::desk::saved_searches::{SavedSearchFilter, SavedSearchOrderField};
use crate::domain::desk::users::UserOrderField;
use crate::domain::desk::{self, knowledge_base, queues, users};
use crate::domain::filters::{
    AttachmentFilter, FollowUpFilter, KbCategoryFilter, KbItemFilter, QueueFilter, UserFilter,
};
use crate::domain::tickets::attachments::list::{
    self as attachments, Field as AttachmentOrderField,
};
use crate::domain::tickets::followups::list::{self as followups, Field as FollowUpOrderField};
use crate::graphql::connection::{Connection, page};
use crate::graphql::inputs::{
    AttachmentOrder, ChecklistTemplateOrder, EmailTemplateOrder, EscalationExclusionOrder,
    FollowUpOrder, IgnoredSenderOrder, KbCategoryOrder, KbItemOrder, PresetReplyOrder, QueueOrder,
    SavedSearchOrder, UserOrder,
};
use crate::graphql::types::desk::{
    ChecklistTemplate, EmailTemplate, EscalationExclusion, EscalationExclusions, IgnoredSender,
    IgnoredSenders, PresetReplies, PresetReply, SavedSearch, SavedSearches,
};
use crate::graphql::types::knowledge_base::{KbCategory, KbItem};
use crate::graphql::types::queue::Queues;
use crate::graphql::types::user::Users;
use crate::graphql::types::{Attachment, Attachments, FollowUp, FollowUps, Queue, User, context};

/// A list. Errors make the whole response null.
type List<N, E> = Result<Connection<N, E>>;
/// A list that is null for viewers without access, so that they still get the rest of the response.
type NullableList<N, E> = Option<Result<Connection<N, E>>>;

/// Declares an object whose fields are lists. `$wrap` converts a result to the type `$List`.
macro_rules! lists {
    ($(#[$object_meta:meta])* $object:ident: $List:ident, $wrap:expr; $(
        $(#[$meta:meta])*
        $name:ident $(($scope:ident: $Scope:ty = $scope_description:tt))? {
            filter: $Filter:ty,
            order_by: $Order:ty = $order_description:tt, [$($default:expr),+],
            rows: $query:expr => $Entity:ty,
            nodes: $nodes:expr => $Node:ty,
        }
    )+) => {
        $(#[$object_meta])*
        #[derive(Debug, Default)]
        pub struct $object;

        #[Object]
        impl $object {
            $(
                $(#[$meta])*
                #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
                async fn $name(
                    &self,
                    ctx: &Context<'_>,
                    $(#[graphql(desc = $scope_description)] $scope: Option<$Scope>,)?
                    #[graphql(desc = "Returns only rows that match this filter.")]
                    filter: Option<$Filter>,
                    #[graphql(desc = $order_description)] order_by: Option<Vec<$Order>>,
                    #[graphql(desc = "Returns the first n rows: 25 by default and at most 100, unless the installation sets other numbers.")] first: Option<i32>,
                    #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
                    #[graphql(desc = "Returns the last n rows, with the same maximum.")] last: Option<i32>,
                    #[graphql(desc = "Returns rows before this cursor.")] before: Option<String>,
                    #[graphql(desc = "Skips n rows, for numbered pages. Not allowed together with `last` or cursors.")]
                    offset: Option<i32>,
                ) -> $List<$Node, $Entity> {
                    let context = context(ctx);
                    let page = page(first, after, last, before, offset);
                    let order = <$Order>::or_default(order_by, &[$($default),+]);
                    let read = async {
                        let query = $query(context, $($scope,)? filter.as_ref(), order)?;
                        Connection::read(context, query, &page, $nodes).await
                    };
                    $wrap(read.await.map_err(Into::into))
                }
            )+
        }
    };
}

/// Converts rows one by one.
fn from_rows<M, N: From<M>>(rows: Vec<M>) -> Vec<N> {
    rows.into_iter().map(N::from).collect()
}

lists! {
    /// Lists that every viewer may query.
    ListQuery: List, std::convert::identity;

    /// Returns queues that you may see.
    ///
    /// ```graphql
    /// { queues(scope: CREATE) { nodes { databaseId title } } }
    /// ```
    queues(scope: QueueScope = "Purpose of the list. By default, it has all queues that you may see.") {
        filter: QueueFilter,
        order_by: QueueOrder = "Sort keys. The default is the title.", [QueueOrderField::Title],
        rows: queues::query => queue::Entity,
        nodes: Queues::of_rows => Queue,
    }

    /// Returns follow-ups that you may see.
    ///
    #[doc = r#"```graphql
{
  followUps(filter: { public: { eq: true } }, orderBy: [{ field: CREATED_AT, direction: DESC }], first: 10) {
    nodes { createdAt title comment ticket { reference title } }
  }
}
```"#]
    follow_ups(scope: Scope = "Role in which you see the ticket. Any role by default.") {
        filter: FollowUpFilter,
        order_by: FollowUpOrder = "Sort keys. The default is the time of creation.", [FollowUpOrderField::Date],
        rows: followups::query => followup::Entity,
        nodes: FollowUps::of_rows => FollowUp,
    }

    /// Returns attachments of follow-ups that you may see.
    ///
    /// ```graphql
    /// { attachments(filter: { mimeType: { startsWith: "text/" } }) { nodes { filename size url followUp { ticket { reference } } } } }
    /// ```
    attachments(scope: Scope = "Role in which you see the ticket. Any role by default.") {
        filter: AttachmentFilter,
        order_by: AttachmentOrder = "Sort keys. The default is the file name.", [AttachmentOrderField::Filename],
        rows: attachments::query => followup_attachment::Entity,
        nodes: Attachments::of_rows => Attachment,
    }

    /// Returns users that you may see: all users if you are staff, otherwise only yourself.
    ///
    /// ```graphql
    /// { users(filter: { isActive: { eq: true }, isStaff: { eq: true } }, orderBy: [{ field: LAST_NAME }]) { nodes { databaseId fullName } } }
    /// ```
    users {
        filter: UserFilter,
        order_by: UserOrder = "Sort keys. The default is the username.", [UserOrderField::Username],
        rows: users::query => user::Entity,
        nodes: Users::of_rows => User,
    }

    /// Returns categories of the knowledge base that you may see.
    ///
    /// ```graphql
    /// { kbCategories(filter: { public: { eq: true } }) { nodes { title items { title question } } } }
    /// ```
    kb_categories {
        filter: KbCategoryFilter,
        order_by: KbCategoryOrder = "Sort keys. The default is the title.", [KbCategoryOrderField::Title],
        rows: knowledge_base::categories => kb_category::Entity,
        nodes: KbCategory::of_rows => KbCategory,
    }

    /// Returns items of the knowledge base that you may see.
    ///
    /// ```graphql
    /// { kbItems(orderBy: [{ field: RECOMMENDATIONS, direction: DESC }], first: 5) { nodes { title score category { title } } } }
    /// ```
    kb_items {
        filter: KbItemFilter,
        order_by: KbItemOrder = "Sort keys. The default is the title.", [KbItemOrderField::Title],
        rows: knowledge_base::items => kb_item::Entity,
        nodes: KbItem::of_rows => KbItem,
    }
}

lists! {
    /// Lists that only agents may query.
    AgentListQuery: NullableList, Some;

    /// Returns preset replies. Only for agents; null for others.
    ///
    /// ```graphql
    /// { presetReplies(filter: { or: [{ queues: { none: {} } }, { queues: { some: { slug: { eq: "support" } } } }] }) { nodes { name body } } }
    /// ```
    preset_replies {
        filter: PresetReplyFilter,
        order_by: PresetReplyOrder = "Sort keys. The default is the name.", [PresetReplyOrderField::Name],
        rows: desk::query => preset_reply::Entity,
        nodes: PresetReplies::of_rows => PresetReply,
    }

    /// Returns your saved searches and those that others share. Only for agents; null for others.
    ///
    /// ```graphql
    /// { savedSearches(filter: { shared: { eq: true } }) { nodes { title parameters user { fullName } } } }
    /// ```
    saved_searches {
        filter: SavedSearchFilter,
        order_by: SavedSearchOrder = "Sort keys. The default is the numeric ID.", [SavedSearchOrderField::Id],
        rows: desk::query => saved_search::Entity,
        nodes: SavedSearches::of_rows => SavedSearch,
    }

    /// Returns email templates. Only for agents; null for others.
    ///
    /// ```graphql
    /// { emailTemplates(filter: { locale: { eq: "de" } }, orderBy: [{ field: TEMPLATE_NAME }]) { nodes { templateName subject } } }
    /// ```
    email_templates {
        filter: EmailTemplateFilter,
        order_by: EmailTemplateOrder = "Sort keys. The default is the name of the template, then the locale.",
            [EmailTemplateOrderField::TemplateName, EmailTemplateOrderField::Locale],
        rows: desk::query => email_template::Entity,
        nodes: from_rows => EmailTemplate,
    }

    /// Returns checklist templates. Only for agents; null for others.
    ///
    /// ```graphql
    /// { checklistTemplates(orderBy: [{ field: NAME }]) { nodes { name tasks } } }
    /// ```
    checklist_templates {
        filter: ChecklistTemplateFilter,
        order_by: ChecklistTemplateOrder = "Sort keys. The default is the numeric ID.", [ChecklistTemplateOrderField::Id],
        rows: desk::query => checklist_template::Entity,
        nodes: from_rows => ChecklistTemplate,
    }

    /// Returns escalation exclusions: days on which tickets are not escalated. Only for agents;
    /// null for others.
    ///
    /// ```graphql
    /// { escalationExclusions(filter: { date: { gte: "2025-01-01" } }) { nodes { name date } } }
    /// ```
    escalation_exclusions {
        filter: EscalationExclusionFilter,
        order_by: EscalationExclusionOrder = "Sort keys. The default is the date.", [EscalationExclusionOrderField::Date],
        rows: desk::query => escalation_exclusion::Entity,
        nodes: EscalationExclusions::of_rows => EscalationExclusion,
    }

    /// Returns ignored senders, whose emails do not create tickets. Only for agents; null for
    /// others.
    ///
    /// ```graphql
    /// { ignoredSenders(filter: { emailAddress: { startsWith: "postmaster@" } }) { nodes { name emailAddress } } }
    /// ```
    ignored_senders {
        filter: IgnoredSenderFilter,
        order_by: IgnoredSenderOrder = "Sort keys. The default is the numeric ID.", [IgnoredSenderOrderField::Id],
        rows: desk::query => ignore_email::Entity,
        nodes: IgnoredSenders::of_rows => IgnoredSender,
    }
}
