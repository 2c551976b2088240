"""The WSGI application. COMPARE_REPAIRED=1 replaces the views that read every ticket; see repaired.py.

Email is off on all sides, so django-helpdesk renders no template either.
"""
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

from helpdesk import models  # noqa: E402

models.send_templated_mail = lambda *arguments, **named: 0

if os.environ.get("COMPARE_REPAIRED") == "1":
    import repaired

    repaired.install()
