"""Runs inside the real program, after `deskql load` of the example in docs/setup.md: reads and validates its rows."""
from django.contrib.auth.models import Group, Permission, User
from helpdesk.models import CustomField, EmailTemplate, KBCategory, KBItem, PreSetReply, Queue

for model in (Queue, CustomField, EmailTemplate, KBCategory, KBItem, PreSetReply, Group, User):
    assert model.objects.exists(), model
    for row in model.objects.all():
        row.full_clean()

billing = Queue.objects.get(slug="billing")
assert billing.permission_name == "helpdesk.queue_access_billing", billing.permission_name
permission = Permission.objects.get(codename="queue_access_billing")
assert permission.name == "Permission for queue: Billing", permission.name
assert permission.content_type.model_class() is Queue, permission.content_type

ada, grace = User.objects.get(username="ada"), User.objects.get(username="grace")
assert ada.check_password("engine-1843-x") and not grace.has_usable_password()
assert ada.usersettings_helpdesk.tickets_per_page, "no settings"
assert Queue.objects.get(slug="support").default_owner == ada
assert Group.objects.get(name="Office").permissions.filter(codename="add_user").exists()
ada.is_superuser = False
assert ada.has_perms(["helpdesk.queue_access_billing", "auth.add_user"])
assert grace.has_perm("helpdesk.queue_access_support") and not grace.has_perm("helpdesk.queue_access_billing")
assert [queue.slug for queue in PreSetReply.objects.get(name="Thanks").queues.all()] == ["support"]
