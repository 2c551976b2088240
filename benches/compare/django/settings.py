"""Settings of django-helpdesk under load: those of tests/contract/oracle, as a site in production has them.

Connections to the database stay open, and no email is sent. ORACLE_DB and ORACLE_MEDIA name the database and the folder of uploads.
"""
from oracle_site.settings import *  # noqa: F403

DEBUG = False
DATABASES["default"]["CONN_MAX_AGE"] = 60  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # As Django recommends for several processes: a transaction that reads before it writes would fail if another has written.
    DATABASES["default"]["OPTIONS"]["transaction_mode"] = "IMMEDIATE"  # noqa: F405
