"""Runs inside the real program: somebody to sign in as, and a queue."""
from django.contrib.auth.models import User
from helpdesk.models import Queue

User.objects.create_superuser("admin", "admin@example.com", "admin")
Queue.objects.create(title="Support", slug="support", email_address="support@example.com")
