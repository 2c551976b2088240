"""Settings for older releases: those of ../../../oracle/oracle_site, and what these releases need in addition.

  ORACLE_API=off   a site that does not enable the API (the default of releases before 1.1.0)
"""
import importlib.util
import os

import django
from oracle_site.settings import *  # noqa: F401,F403
from oracle_site.settings import AUTH_PASSWORD_VALIDATORS, INSTALLED_APPS  # noqa: F401

WSGI_APPLICATION = "release_site.wsgi.application"

# Without teams, like the site of the newest release; up to 1.5 the model must be named anyway.
HELPDESK_TEAMS_MODEL = "auth.User"
HELPDESK_TEAMS_MIGRATION_DEPENDENCIES = []
HELPDESK_KBITEM_TEAM_GETTER = lambda kbitem: None  # noqa: E731

# Applications that the release's pages need.
INSTALLED_APPS = list(INSTALLED_APPS)
if importlib.util.find_spec("bootstrap4form"):
    INSTALLED_APPS.insert(0, "bootstrap4form")

if os.environ.get("ORACLE_API") == "off":
    del HELPDESK_ACTIVATE_API_ENDPOINT  # noqa: F821

if django.VERSION < (5, 2):
    # The rounds of Django 5.2, so that differences come from django-helpdesk, not from an older Django.
    PASSWORD_HASHERS = [
        "release_site.hashers.PBKDF2",
        "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
        "django.contrib.auth.hashers.ScryptPasswordHasher",
    ]
