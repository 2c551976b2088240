"""The addresses that the cases of {% url %} ask for."""
from django.http import HttpResponse
from django.urls import path


def view(request, **kwargs):
    return HttpResponse()


urlpatterns = [path("home/", view, name="home"), path("tickets/<int:number>/", view, name="ticket")]
