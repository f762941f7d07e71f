"""Addresses of making and handing over; the key is the proposal's."""

from django.urls import path

from oboro.portal.provision import office, views

urlpatterns = [
    path("provisions/", views.making_list, name="provision-list"),
    path("provisions/keys/", views.keys, name="provision-keys"),
    path("provisions/keys/own.pub", views.own_public_key, name="provision-own-key"),
    path("provisions/capacity/", office.capacity, name="provision-capacity"),
    path("provisions/media/", office.ledger, name="provision-ledger"),
    path("provisions/<int:pk>/", views.making, name="provision"),
    path("provisions/<int:pk>/order/", views.order, name="provision-order"),
    path("provisions/<int:pk>/order.zip", views.take_order, name="provision-order-file"),
    path("provisions/<int:pk>/existing/", views.use_existing, name="provision-existing"),
    path("provisions/<int:pk>/delivery/", views.delivery, name="provision-delivery"),
    path("provisions/<int:pk>/register/", views.register, name="provision-register"),
    path("provisions/<int:pk>/hand-over/", views.hand_over, name="provision-hand-over"),
    path("provisions/<int:pk>/receipt/", views.receipt, name="provision-receipt"),
    path("provisions/<int:pk>/prepare/", office.prepare, name="provision-prepare"),
    path("provisions/<int:pk>/exclusions/", office.seal_exclusion, name="provision-exclusions"),
    path("provisions/<int:pk>/work/", office.work, name="provision-work"),
    path("provisions/<int:pk>/medium/", office.medium, name="provision-medium"),
    path("provisions/<int:pk>/hand-over-medium/", office.hand_over_medium, name="provision-hand-over-medium"),
    path("provisions/<int:pk>/media/<int:row>/", office.slip, name="provision-slip"),
    path("provisions/<int:pk>/provision.zip", office.take_provision, name="provision-file"),
    path("provisions/<int:pk>/paper-receipt/", office.paper_receipt, name="provision-paper-receipt"),
    path("provisions/<int:pk>/revoke/", office.revoke, name="provision-revoke"),
    path("provisions/<int:pk>/erasure/", office.erasure, name="provision-erasure"),
    path("receive/<str:token>/", views.receive, name="receive"),
]
