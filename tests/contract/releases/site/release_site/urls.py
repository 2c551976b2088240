"""The addresses of the site with the administration, to which the pages of tickets link."""
from django.contrib import admin
from django.urls import path
from oracle_site.urls import urlpatterns

urlpatterns = [*urlpatterns, path("admin/", admin.site.urls)]
