//! The kinds of changes, and the English names under which they are stored.

/// Kind of a recorded change of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "TicketChangeKind")]
pub enum ChangeKind {
    /// Title.
    Title,
    /// Status.
    Status,
    /// Owner.
    Owner,
    /// Priority.
    Priority,
    /// Queue.
    Queue,
    /// Date and time when the ticket is due.
    DueAt,
    /// Whether the ticket is on hold.
    OnHold,
    /// Description.
    Description,
    /// Resolution.
    Resolution,
    /// Email address of the submitter.
    SubmitterEmail,
    /// Item of the knowledge base.
    KbItem,
    /// Ticket that this ticket was merged into.
    MergedTo,
    /// Date and time of creation, which merging tickets can change.
    CreatedAt,
    /// Custom field that still exists and that the viewer may see.
    CustomField,
    /// Task of a checklist, completed or opened again.
    ChecklistTask,
    /// Other or unknown: for example a custom field that was deleted.
    Other,
}

impl ChangeKind {
    /// The kinds with a name.
    const NAMED: [Self; 13] = [
        Self::Title,
        Self::Status,
        Self::Owner,
        Self::Priority,
        Self::Queue,
        Self::DueAt,
        Self::OnHold,
        Self::Description,
        Self::Resolution,
        Self::SubmitterEmail,
        Self::KbItem,
        Self::MergedTo,
        Self::CreatedAt,
    ];

    /// The English name under which changes are stored in Django's tables; of those that
    /// django-helpdesk never records, the name of its forms. Custom fields and tasks have their own
    /// names.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Status => "Status",
            Self::Owner => "Owner",
            Self::Priority => "Priority",
            Self::Queue => "Queue",
            Self::DueAt => "Due on",
            Self::OnHold => "On Hold",
            Self::Description => "Description",
            Self::Resolution => "Resolution",
            Self::SubmitterEmail => "Submitter E-Mail",
            Self::KbItem => "Knowledge base item",
            Self::MergedTo => "Merged to",
            Self::CreatedAt => "Created date",
            Self::CustomField | Self::ChecklistTask | Self::Other => "",
        }
    }

    /// All names, in the order of the kinds for [`Self::at`].
    pub(super) fn names() -> [&'static str; 13] {
        Self::NAMED.map(Self::name)
    }

    /// The kind whose name is at this position of [`Self::names`].
    pub(super) fn at(index: usize) -> Option<Self> {
        Self::NAMED.get(index).copied()
    }
}
