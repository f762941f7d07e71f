"""Addresses of the calls: public ones, and those of the office."""

from django.urls import path

from oboro.portal.calls import office, views

urlpatterns = [
    path("", views.home, name="home"),
    path("calls/", views.call_list, name="call-list"),
    path("calls/<int:pk>/", views.call_page, name="call-page"),
    path("calls/<int:pk>/papers/<str:name>", views.call_paper, name="call-paper"),
    path("office/calls/", office.call_list, name="office-calls"),
    path("office/calls/decline/", office.call_decline, name="office-call-decline"),
    path("office/calls/new/", office.call_edit, name="office-call-new"),
    path("office/calls/<int:pk>/", office.call_page, name="office-call"),
    path("office/calls/<int:pk>/edit/", office.call_edit, name="office-call-edit"),
    path("office/calls/<int:pk>/change/<slug:change>/", office.call_change, name="office-call-change"),
    path("office/calls/<int:pk>/papers/<str:name>", office.call_paper, name="office-call-paper"),
    path("office/calls/<int:pk>/<slug:deed>/", office.call_deed, name="office-call-deed"),
]
