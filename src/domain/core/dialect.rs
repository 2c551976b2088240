//! Differences between REST and the graph. REST reproduces django-helpdesk's API; the graph does
//! what its users expect. Each question names the file of django-helpdesk that REST follows.

use super::release::Release;

/// The rules that an operation follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// The graph's.
    Graph,
    /// Those of a release of django-helpdesk.
    Rest(Release),
}

/// Questions about input.
impl Dialect {
    fn is_rest(self) -> bool {
        matches!(self, Self::Rest(_))
    }

    /// Whether REST follows a release before this one.
    fn precedes(self, major: u8, minor: u8) -> bool {
        matches!(self, Self::Rest(release) if release < Release::new(major, minor))
    }

    /// Whether errors that were found while an input was converted (invalid IDs, for example) are
    /// reported together with those that the domain finds. REST's serializers report them first
    /// (rest_framework/serializers.py, `Serializer.run_validation`).
    #[must_use]
    pub fn reports_conversion_errors(self) -> bool {
        !self.is_rest()
    }

    /// Whether the changes of a ticket that come with a follow-up are a member `changes` of its
    /// input, and so of the paths of errors. In REST they are next to the other fields.
    #[must_use]
    pub fn nests_changes(self) -> bool {
        !self.is_rest()
    }

    /// Whether a ticket may be assigned to any account (helpdesk/serializers.py,
    /// `TicketSerializer`: `assigned_to` is a plain primary key field).
    #[must_use]
    pub fn accepts_any_owner(self) -> bool {
        self.is_rest()
    }

    /// Whether administration is recorded in the log of Django's admin. In REST, an account is
    /// created without a record (helpdesk/views/api.py, `CreateUserView`).
    #[must_use]
    pub fn logs_administration(self) -> bool {
        !self.is_rest()
    }

    /// Whether a ticket may be merged into one that was merged into it (helpdesk/serializers.py,
    /// `TicketSerializer`: `merged_to` is a plain primary key field).
    #[must_use]
    pub fn accepts_merge_cycles(self) -> bool {
        self.is_rest()
    }

    /// Whether the status may only change along the configured flow, and a ticket that depends on an
    /// open one may be neither resolved nor closed. django-helpdesk restricts only the choices of
    /// its form (helpdesk/models.py, `get_allowed_status_flow`).
    #[must_use]
    pub fn checks_status_flow(self) -> bool {
        !self.is_rest()
    }

    /// Whether an update must keep the values of required custom fields. django-helpdesk requires
    /// them when a ticket is created, not when it is updated (helpdesk/serializers.py,
    /// `TicketSerializer.update`).
    #[must_use]
    pub fn requires_custom_values_on_update(self) -> bool {
        !self.is_rest()
    }

    /// Whether a follow-up without comment, time, files or changes is accepted
    /// (helpdesk/serializers.py, `FollowUpSerializer.create`).
    #[must_use]
    pub fn accepts_empty_followups(self) -> bool {
        self.is_rest()
    }

    /// Whether time spent may be negative (helpdesk/models.py, `FollowUp.time_spent`: a plain
    /// `DurationField`).
    #[must_use]
    pub fn accepts_negative_time(self) -> bool {
        self.is_rest()
    }

    /// Whether account names and addresses are stored as sent, without the normalization of the
    /// graph (helpdesk/serializers.py, `UserSerializer`).
    #[must_use]
    pub fn stores_accounts_as_sent(self) -> bool {
        self.is_rest()
    }
}

/// Questions about files.
impl Dialect {
    /// Whether `enable_attachments = false` rejects files. django-helpdesk checks the setting in
    /// its forms only; its API stores no file and answers 201 (helpdesk/serializers.py,
    /// `TicketSerializer.create`).
    #[must_use]
    pub fn rejects_disabled_attachments(self) -> bool {
        !self.is_rest()
    }

    /// Whether a file may have any name that fits its column, and any media type
    /// (helpdesk/serializers.py, `FollowUpAttachmentSerializer`).
    #[must_use]
    pub fn accepts_any_file_name(self) -> bool {
        self.is_rest()
    }

    /// Whether the media type of a new file depends on its name only, not on the type that was sent
    /// with it (helpdesk/models.py, `Attachment.save`).
    #[must_use]
    pub fn derives_media_type_from_name(self) -> bool {
        self.is_rest()
    }

    /// Whether the media type of a file of a ticket is stored as sent, even
    /// `application/octet-stream` or one that is not a media type (helpdesk/lib.py,
    /// `process_attachments`).
    #[must_use]
    pub fn stores_media_type_as_sent(self) -> bool {
        self.is_rest()
    }

    /// Whether the row of a replaced file keeps the name, type and size of the file before
    /// (helpdesk/models.py, `Attachment.save`).
    #[must_use]
    pub fn keeps_metadata_of_replaced_files(self) -> bool {
        self.is_rest()
    }
}

/// Questions about behavior of older releases.
impl Dialect {
    /// Whether a new follow-up is stored as sent: its ticket keeps status, title and resolution, and
    /// nobody gets email. Since 1.2, follow-ups update their tickets (helpdesk/serializers.py,
    /// `FollowUpSerializer.create`).
    #[must_use]
    pub fn stores_followups_as_sent(self) -> bool {
        self.precedes(1, 2)
    }

    /// Whether webhooks are sent. django-helpdesk has them since 1.2 (helpdesk/webhooks.py).
    #[must_use]
    pub fn sends_webhooks(self) -> bool {
        !self.precedes(1, 2)
    }

    /// Whether a public follow-up first sends email to submitter, followers and owner together, with
    /// the followers' template for the owner. Since 2.0, the owner has a separate template
    /// (helpdesk/update_ticket.py, `update_messages_sent_to_by_public_and_status`).
    #[must_use]
    pub fn emails_owner_as_follower(self) -> bool {
        self.precedes(2, 0)
    }

    /// Whether templates of email and comments name the ticket's owner. Since 2.5, they look for a
    /// name that django-helpdesk's tickets no longer have (helpdesk/lib.py,
    /// `ticket_template_context`).
    #[must_use]
    pub fn names_owner_in_templates(self) -> bool {
        self.precedes(2, 5)
    }

    /// Whether follow-ups record their recipients. django-helpdesk does since 2.4
    /// (helpdesk/update_ticket.py, `update_ticket`).
    #[must_use]
    pub fn records_recipients(self) -> bool {
        !self.precedes(2, 4)
    }

    /// Whether a reference to another ticket in a comment leaves a follow-up there. django-helpdesk
    /// does that since 2.6 (helpdesk/update_ticket.py, `create_ticket_backlinks`).
    #[must_use]
    pub fn adds_backlinks(self) -> bool {
        !self.precedes(2, 6)
    }
}

/// Questions about traces of a write.
impl Dialect {
    /// Whether an update of a ticket creates a follow-up with its changes. django-helpdesk's API
    /// writes the columns and nothing else (helpdesk/serializers.py, `TicketSerializer.update`).
    #[must_use]
    pub fn records_history(self) -> bool {
        !self.is_rest()
    }

    /// Whether changes of description, resolution and submitter are recorded. django-helpdesk's
    /// forms cannot change them, so it has no rows for them (helpdesk/update_ticket.py,
    /// `update_ticket`).
    #[must_use]
    pub fn records_text_changes(self) -> bool {
        !self.is_rest()
    }

    /// Whether the title of a new follow-up becomes the title of its ticket, and a follow-up
    /// without one gets the ticket's (helpdesk/update_ticket.py, `update_ticket`).
    #[must_use]
    pub fn shares_title_with_ticket(self) -> bool {
        self.is_rest()
    }

    /// Whether tickets of customers and visitors get the queue's default owner and the title of
    /// django-helpdesk's public form (helpdesk/forms.py, `PublicTicketForm`). Its API uses the form
    /// for staff (helpdesk/serializers.py, `TicketSerializer.create`).
    #[must_use]
    pub fn creates_like_public_form(self) -> bool {
        !self.is_rest()
    }

    /// Whether visitors without an account may create tickets (helpdesk/views/api.py,
    /// `TicketViewSet`: only staff may).
    #[must_use]
    pub fn accepts_visitors(self) -> bool {
        !self.is_rest()
    }

    /// Whether comments are rendered as Django templates before they are stored
    /// (helpdesk/update_ticket.py, `update_ticket`).
    #[must_use]
    pub fn renders_comments(self) -> bool {
        self.is_rest()
    }

    /// Whether a comment becomes the resolution whenever the ticket is resolved or closed
    /// afterwards, even if it was before or the comment is empty (helpdesk/update_ticket.py,
    /// `update_ticket`).
    #[must_use]
    pub fn always_sets_resolution(self) -> bool {
        self.is_rest()
    }

    /// Whether emails show the ticket as it was before the change saved it, unless its status
    /// changed (helpdesk/update_ticket.py, `update_ticket`).
    #[must_use]
    pub fn sends_emails_before_saving(self) -> bool {
        self.is_rest()
    }

    /// Whether emails mark comment and resolution as safe HTML as django-helpdesk does
    /// (helpdesk/update_ticket.py, `update_ticket`; helpdesk/templated_email.py,
    /// `send_templated_mail`).
    #[must_use]
    pub fn marks_comments_safe(self) -> bool {
        self.is_rest()
    }
}

/// Questions about who may do and see what.
impl Dialect {
    /// Whether only agents may comment. The graph also lets submitters and followers with the right
    /// to update comment, as django-helpdesk's pages do (helpdesk/views/api.py, `FollowUpViewSet`).
    #[must_use]
    pub fn limits_comments_to_agents(self) -> bool {
        self.is_rest()
    }

    /// Whether all viewers of an object see all of its fields: REST shows objects with
    /// addresses, paths and internals to agents and submitters only (helpdesk/views/api.py,
    /// `TicketViewSet.get_queryset` and `UserTicketViewSet`).
    #[must_use]
    pub fn shows_whole_objects(self) -> bool {
        self.is_rest()
    }

    /// Whether `email_recipients` is shown as stored, whatever JSON that is
    /// (helpdesk/serializers.py, `FollowUpSerializer`).
    #[must_use]
    pub fn shows_recipients_as_stored(self) -> bool {
        self.is_rest()
    }

    /// Whether integers may have 64 bits, as SQLite stores them; the graph's `Int` has 32.
    #[must_use]
    pub fn has_64_bit_integers(self) -> bool {
        self.is_rest()
    }

    /// Whether errors of mutations leave the graph as they are, for `compat` to put into DRF's
    /// words, and not as `userErrors`.
    #[must_use]
    pub fn passes_errors_on(self) -> bool {
        self.is_rest()
    }
}
