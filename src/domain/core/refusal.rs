//! Reasons why a rule of the help desk forbids an operation on tickets.

/// A reason why an operation is forbidden in the current state of its tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The status flow has no such transition; carries the labels of the statuses.
    StatusFlow {
        /// The current status.
        from: String,
        /// The wanted status.
        to: String,
    },
    /// The ticket depends on an open ticket, so it cannot be resolved or closed.
    OpenDependencies,
    /// The other ticket is not open.
    NotOpen,
    /// The tickets are in different queues.
    OtherQueue,
    /// The ticket was merged into another before.
    AlreadyMerged,
    /// The two tickets are the same.
    SameTicket,
    /// The user has no email address.
    NoAddress,
    /// The user is not active, or is not staff although the installation requires it.
    NotEligible,
    /// The check for spam rejects the text.
    Spam,
    /// Two tickets would wait for each other, directly or through others.
    DependencyCircle,
}
