"""Addresses of proposals. Numbers such as R8-003 are one body's own, so the address bears the row's key."""

from django.urls import path

from oboro.portal.proposals import views

urlpatterns = [
    path("proposals/", views.proposal_list, name="proposal-list"),
    path("proposals/start/<int:call>/<int:entry>/", views.start, name="proposal-start"),
    path("proposals/made/", views.made_list, name="proposal-made"),
    path("proposals/start/existing/<int:origin>/", views.start_from, {"kind": "existing"}, name="proposal-existing"),
    path("proposals/start/change/<int:origin>/", views.start_from, {"kind": "change"}, name="proposal-change"),
    path("proposals/<int:pk>/", views.detail, name="proposal"),
    path("proposals/<int:pk>/edit/", views.edit, name="proposal-edit"),
    path("proposals/<int:pk>/submit/", views.submit, name="proposal-submit"),
    path("proposals/<int:pk>/attachments/", views.attach, name="proposal-attach"),
    path("proposals/<int:pk>/attachments/<int:paper>/", views.attachment, name="proposal-attachment"),
    path("proposals/<int:pk>/attachments/<int:paper>/remove/", views.detach, name="proposal-detach"),
    path("proposals/<int:pk>/withdraw/", views.withdraw, name="proposal-withdraw"),
    path("proposals/<int:pk>/receive/", views.receive, name="proposal-receive"),
    path("proposals/<int:pk>/correction/", views.correction, name="proposal-correction"),
    path("proposals/<int:pk>/correction/close/", views.close_correction, name="proposal-correction-close"),
    path("proposals/<int:pk>/paper.docx", views.paper, name="proposal-paper"),
    path("proposals/<int:pk>/pledge.docx", views.pledge, name="proposal-pledge"),
]
