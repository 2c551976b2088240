"""Pages of records and Django's admin, and the mutations that do the same."""
from case import Case, Page, post

LOG = (r"django_admin_log", "deskql records every act of an administrator, as Django's admin does; this page does not")
QUERY = (r"helpdesk_savedsearch\.added\[0\]\.query", "deskql writes only the criteria that are set, in another order")

USER_ERRORS = "{ userErrors { field code message } }"


def admin(model, act, **form):
    """A form of Django's admin: `add/`, `1/change/` or `1/delete/`."""
    return post(f"/admin/helpdesk/{model}/{act}", **form)


QUEUE = {
    "title": "Internal", "slug": "internal", "email_address": "", "locale": "", "escalate_days": "3", "new_ticket_cc": "",
    "updated_ticket_cc": "", "enable_notifications_on_email_events": "on", "email_box_type": "", "email_box_host": "",
    "email_box_port": "", "email_box_user": "", "email_box_pass": "", "email_box_imap_folder": "", "email_box_local_dir": "",
    "email_box_interval": "5", "socks_proxy_type": "", "socks_proxy_host": "", "socks_proxy_port": "", "logging_type": "",
    "logging_dir": "", "default_owner": "", "dedicated_time": "2 03:00:00",
}
FILES = {"kbiattachment_set-TOTAL_FORMS": "0", "kbiattachment_set-INITIAL_FORMS": "0"}

CASES = [
    Case("create a checklist", "agent", [post("/tickets/1/", name="Check", checklist_template="1")],
         f'mutation {{ checklistCreate(input: {{ ticketId: "1", name: "Check", templateId: "1" }}) {USER_ERRORS} }}'),
    Case("edit a checklist", "agent",
         [post("/tickets/29/checklists/1/", name="After closing", **{
             "tasks-TOTAL_FORMS": "2", "tasks-INITIAL_FORMS": "2", "tasks-0-id": "1", "tasks-0-description": "Call back",
             "tasks-0-position": "0", "tasks-1-id": "2", "tasks-1-description": "Write it all down", "tasks-1-position": "1"})],
         f'mutation {{ checklistUpdate(input: {{ id: "1", name: "After closing" }}) {USER_ERRORS} '
         f'checklistTaskUpdate(input: {{ id: "2", description: "Write it all down" }}) {USER_ERRORS} }}'),
    Case("delete a checklist", "agent", [post("/tickets/29/checklists/1/delete/")],
         f'mutation {{ checklistDelete(input: {{ id: "1" }}) {USER_ERRORS} }}'),
    Case("create a checklist template", "admin",
         [post("/checklist-templates/", name="Move", task_list='["Pack", "Carry"]')],
         f'mutation {{ checklistTemplateCreate(input: {{ name: "Move", tasks: ["Pack", "Carry"] }}) {USER_ERRORS} }}',
         differences=[LOG]),
    Case("edit a checklist template", "admin",
         [post("/checklist-templates/1/", name="Usual", task_list='["One"]')],
         f'mutation {{ checklistTemplateUpdate(input: {{ id: "1", name: "Usual", tasks: ["One"] }}) {USER_ERRORS} }}',
         differences=[LOG]),
    Case("delete a checklist template", "admin", [post("/checklist-templates/1/delete/")],
         f'mutation {{ checklistTemplateDelete(input: {{ id: "1" }}) {USER_ERRORS} }}', differences=[LOG]),
    Case("ignore a sender", "admin",
         [post("/ignore/add/", name="Robot", email_address="robot@example.com", queues=["1"], keep_in_mailbox="on")],
         f'mutation {{ ignoredSenderCreate(input: {{ name: "Robot", emailAddress: "robot@example.com", queueIds: ["1"], '
         f"keepInMailbox: true }}) {USER_ERRORS} }}", differences=[LOG]),
    Case("no longer ignore a sender", "admin", [post("/ignore/delete/1/")],
         f'mutation {{ ignoredSenderDelete(input: {{ id: "1" }}) {USER_ERRORS} }}', differences=[LOG]),
    Case("save a search", "agent", [post("/save_query/", title="Mine", shared="on", query_encoded="e30=")],
         f'mutation {{ savedSearchCreate(input: {{ title: "Mine", shared: true }}) {USER_ERRORS} }}', differences=[QUERY]),
    Case("delete a search", "agent", [post("/delete_query/1/")],
         f'mutation {{ savedSearchDelete(input: {{ id: "1" }}) {USER_ERRORS} }}'),
    Case("change the settings", "agent",
         [post("/settings/", email_on_ticket_change="on", email_on_ticket_assign="on", login_view_ticketlist="on",
               tickets_per_page="50", ticket_respond_layout="bottom")],
         f"mutation {{ viewerSettingsUpdate(input: {{ ticketsPerPage: 50, useEmailAsSubmitter: false, ticketRespondLayout: BOTTOM }}) "
         f"{USER_ERRORS} }}"),
    Case("create a preset reply", "admin", [admin("presetreply", "add/", name="Hello", body="Hello!", queues=["1", "2"])],
         f'mutation {{ presetReplyCreate(input: {{ name: "Hello", body: "Hello!", queueIds: ["1", "2"] }}) {USER_ERRORS} }}'),
    Case("change a preset reply", "admin", [admin("presetreply", "1/change/", name="Thanks", body="Many thanks.", queues=["2"])],
         f'mutation {{ presetReplyUpdate(input: {{ id: "1", body: "Many thanks.", queueIds: ["2"] }}) {USER_ERRORS} }}'),
    Case("delete a preset reply", "admin", [admin("presetreply", "1/delete/", post="yes")],
         f'mutation {{ presetReplyDelete(input: {{ id: "1" }}) {USER_ERRORS} }}'),
    Case("change an email template", "admin",
         [admin("emailtemplate", "1/change/", template_name="newticket_submitter", subject="(New)", heading="We have it",
                plain_text="Hello", html="<p>Hello</p>", locale="en")],
         'mutation { emailTemplateUpdate(input: { id: "1", subject: "(New)", plainText: "Hello", html: "<p>Hello</p>" }) '
         f"{USER_ERRORS} }}"),
    Case("create an escalation exclusion", "admin",
         [admin("escalationexclusion", "add/", name="Feast", date="2030-05-01", queues=["1"])],
         f'mutation {{ escalationExclusionCreate(input: {{ name: "Feast", date: "2030-05-01", queueIds: ["1"] }}) {USER_ERRORS} }}'),
    Case("delete an escalation exclusion", "admin", [admin("escalationexclusion", "1/delete/", post="yes")],
         f'mutation {{ escalationExclusionDelete(input: {{ id: "1" }}) {USER_ERRORS} }}'),
    Case("create a category", "admin",
         [admin("kbcategory", "add/", name="Hardware", title="Hardware", slug="hardware", description="Things", queue="1",
                public="on")],
         'mutation { kbCategoryCreate(input: { name: "Hardware", title: "Hardware", slug: "hardware", description: "Things", '
         f'queueId: "1", public: true }}) {USER_ERRORS} }}'),
    Case("create an article", "admin",
         [admin("kbitem", "add/", category="1", title="Paper jam", question="Jam?", answer="Pull.", votes="0", recommendations="0",
                order="4", enabled="on", team="", **FILES)],
         'mutation { kbItemCreate(input: { categoryId: "1", title: "Paper jam", question: "Jam?", answer: "Pull.", order: 4 }) '
         f"{USER_ERRORS} }}"),
    Case("rename a queue", "admin", [admin("queue", "4/change/", **{**QUEUE, "title": "Inside"})],
         f'mutation {{ queueUpdate(input: {{ id: "4", title: "Inside" }}) {USER_ERRORS} }}',
         differences=[(r"columns\.(email_address|locale)", "the form also sends the empty fields, which become null; deskql leaves them")]),
]
