"""Addresses of proposals. Numbers such as R8-003 are one body's own, so the address bears the row's key."""

from django.urls import path

from oboro.portal.proposals import office, views

urlpatterns = [
    path("proposals/", views.proposal_list, name="proposal-list"),
    path("proposals/start/<int:call>/<int:entry>/", views.start, name="proposal-start"),
    path("proposals/made/", views.made_list, name="proposal-made"),
    path("proposals/start/existing/<int:origin>/", views.start_from, {"kind": "existing"}, name="proposal-existing"),
    path("proposals/start/change/<int:origin>/", views.start_from, {"kind": "change"}, name="proposal-change"),
    path("proposals/on-paper/", office.paper_list, name="proposal-paper-list"),
    path("proposals/on-paper/<int:file>/", office.start_on_paper, name="proposal-start-on-paper"),
    path("proposals/bundles/<int:pk>/", views.bundle, name="proposal-bundle"),
    path("proposals/<int:pk>/", views.detail, name="proposal"),
    path("proposals/<int:pk>/edit/", views.edit, name="proposal-edit"),
    path("proposals/<int:pk>/submit/", views.submit, name="proposal-submit"),
    path("proposals/<int:pk>/spread/", views.spread, name="proposal-spread"),
    path("proposals/<int:pk>/attachments/", views.attach, name="proposal-attach"),
    path("proposals/<int:pk>/attachments/<int:paper>/", views.attachment, name="proposal-attachment"),
    path("proposals/<int:pk>/attachments/<int:paper>/remove/", views.detach, name="proposal-detach"),
    path("proposals/<int:pk>/discard/", views.discard, name="proposal-discard"),
    path("proposals/<int:pk>/withdraw/", views.withdraw, name="proposal-withdraw"),
    path("proposals/<int:pk>/receive/", office.receive, name="proposal-receive"),
    path("proposals/<int:pk>/correction/", office.correction, name="proposal-correction"),
    path("proposals/<int:pk>/correction/close/", office.close_correction, name="proposal-correction-close"),
    path(
        "proposals/<int:pk>/correction/<int:correction>/letter.<slug:kind>",
        views.correction_paper,
        name="proposal-correction-letter",
    ),
    path("proposals/<int:pk>/paper.<slug:kind>", views.paper, name="proposal-paper"),
    path("proposals/<int:pk>/versions/<int:seq>.pdf", views.version, name="proposal-version"),
    path("proposals/<int:pk>/pledge/<int:whose>.<slug:kind>", views.pledge, name="proposal-pledge"),
    path("proposals/<int:pk>/authority.<slug:kind>", views.authority, name="proposal-authority"),
]
