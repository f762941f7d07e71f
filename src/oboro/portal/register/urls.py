"""Addresses of the register: public ones, and those of the office."""

from django.urls import path

from oboro.portal.register import office, office_import, office_upkeep, views

urlpatterns = [
    path("register/", views.register_list, name="register-list"),
    path("register/<int:pk>/", views.register_entry, name="register-entry"),
    path("register/<int:pk>/versions/<int:number>/", views.register_version, name="register-version"),
    path("register/books/<slug:code>/", views.register_book, name="register-book"),
    path("register/books/<slug:code>/<int:number>/", views.register_book, name="register-edition"),
    path("register/books/<slug:code>/<int:number>/characters/", views.register_characters, name="register-characters"),
    path("register/books/<slug:code>/<int:number>/<str:name>", views.register_file, name="register-file"),
    path("office/register/", office.entry_list, name="office-register"),
    path("office/register/new/", office.entry_new, name="office-entry-new"),
    path("office/register/all/<slug:deed>/", office.move_all, name="office-register-all"),
    path("office/register/review/", office_upkeep.review, name="office-review"),
    path("office/register/import/", office_import.receive, name="office-import-new"),
    path("office/register/import/<int:pk>/", office_import.trial, name="office-import"),
    path("office/register/import/<int:pk>/apply/", office_import.apply, name="office-import-apply"),
    path("office/register/import/<int:pk>/discard/", office_import.discard, name="office-import-discard"),
    path("office/register/files/<str:name>", office_import.own_file, name="office-register-file"),
    path("office/register/<int:pk>/", office.entry_page, name="office-entry"),
    path("office/register/<int:pk>/edit/", office.entry_edit, name="office-entry-edit"),
    path("office/register/<int:pk>/discard/", office.entry_discard, name="office-entry-discard"),
    path("office/register/<int:pk>/judge/", office_upkeep.judge, name="office-entry-judge"),
    path("office/register/<int:pk>/exempt/", office_upkeep.exempt, name="office-entry-exempt"),
    path("office/register/<int:pk>/list/", office_upkeep.list_again, name="office-entry-list"),
    path("office/register/<int:pk>/event/", office_upkeep.event, name="office-entry-event"),
    path("office/register/<int:pk>/menu/", office_upkeep.menu, name="office-entry-menu"),
    path("office/register/<int:pk>/menu/drop/", office_upkeep.menu_drop, name="office-entry-menu-drop"),
    path("office/register/<int:pk>/return/", office.entry_return, name="office-entry-return"),
    path("office/register/<int:pk>/versions/<int:number>/", office.entry_version, name="office-entry-version"),
    path("office/register/<int:pk>/<slug:deed>/", office.entry_deed, name="office-entry-deed"),
]
