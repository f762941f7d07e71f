"""Addresses of the use; the key is the proposal's, that of an incident its own."""

from django.urls import path

from oboro.portal.uses import views

urlpatterns = [
    path("uses/", views.use_list, name="use-list"),
    path("uses/<int:pk>/", views.use, name="use"),
    path("uses/<int:pk>/plan/", views.plan, name="use-plan"),
    path("uses/<int:pk>/report/", views.report, name="use-report"),
    path("uses/<int:pk>/end/", views.end, name="use-end"),
    path("uses/<int:pk>/erasure/", views.erasure, name="use-erasure"),
    path("uses/<int:pk>/complete/", views.complete, name="use-complete"),
    path("uses/<int:pk>/incident/", views.new_incident, name="use-incident"),
    path("incidents/<int:pk>/", views.incident, name="incident"),
    path("incidents/<int:pk>/<slug:deed>/", views.incident_deed, name="incident-deed"),
]
