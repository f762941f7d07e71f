"""Addresses for programs, from their table, and the document that describes them."""

from django.urls import path

from oboro.portal.api.answers import fixed, view_of
from oboro.portal.api.openapi import document
from oboro.portal.api.routes import ROUTES

urlpatterns = [
    path("api/openapi.json", fixed(document(ROUTES)), name="api-openapi"),
    *(path(f"api/{route.place}", view_of(route), name=route.name) for route in ROUTES),
]
