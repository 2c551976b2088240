"""Settings of the recorded site with Django's admin at admin/."""
import sys

from django.urls import include, path

from oracle_site.settings import *  # noqa: F401,F403

ROOT_URLCONF = "views_site"


def __getattr__(name):
    # The admin can be imported only after the settings.
    if name == "urlpatterns" and "django.contrib.admin" in sys.modules:
        from django.contrib import admin
        return [path("admin/", admin.site.urls), path("", include("oracle_site.urls"))]
    raise AttributeError(name)
