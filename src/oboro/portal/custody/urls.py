"""Addresses of keeping and parting with records."""

from django.urls import path

from oboro.portal.custody import views

urlpatterns = [
    path("office/custody/", views.custody, name="custody"),
    path("office/custody/rule/", views.rule, name="custody-rule"),
    path("office/custody/hold/", views.hold, name="custody-hold"),
    path("office/custody/holds/<int:pk>/release/", views.release, name="custody-release"),
    path("office/custody/disposals/", views.list_disposal, name="disposal-list"),
    path("office/custody/disposals/<int:pk>/", views.disposal, name="disposal"),
    path("office/custody/disposals/<int:pk>/dispose/", views.dispose, name="disposal-dispose"),
    path("office/custody/export/", views.export, name="custody-export"),
    path("office/custody/review/", views.review, name="custody-review"),
    path("office/custody/reviews/<int:pk>/", views.record_review, name="record-review"),
    path("office/papers/<int:pk>/", views.derivatives, name="derivatives"),
    path("office/derivatives/<int:pk>/accept/", views.accept, name="derivative-accept"),
    path("office/derivatives/<int:pk>/file/", views.take, name="derivative-file"),
]
