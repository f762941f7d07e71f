"""Addresses of the register: public ones, and those of the office."""

from django.urls import path

from oboro.portal.register import office, views

urlpatterns = [
    path("register/", views.register_list, name="register-list"),
    path("register/<int:pk>/", views.register_entry, name="register-entry"),
    path("office/register/", office.entry_list, name="office-register"),
    path("office/register/new/", office.entry_new, name="office-entry-new"),
    path("office/register/<int:pk>/", office.entry_page, name="office-entry"),
    path("office/register/<int:pk>/edit/", office.entry_edit, name="office-entry-edit"),
    path("office/register/<int:pk>/judge/", office.entry_judge, name="office-entry-judge"),
    path("office/register/<int:pk>/return/", office.entry_return, name="office-entry-return"),
    path("office/register/<int:pk>/versions/<int:number>/", office.entry_version, name="office-entry-version"),
    path("office/register/<int:pk>/<slug:deed>/", office.entry_deed, name="office-entry-deed"),
]
