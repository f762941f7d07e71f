"""Addresses of making and handing over; the key is the proposal's."""

from django.urls import path

from oboro.portal.provision import views

urlpatterns = [
    path("provisions/", views.making_list, name="provision-list"),
    path("provisions/keys/", views.keys, name="provision-keys"),
    path("provisions/keys/own.pub", views.own_public_key, name="provision-own-key"),
    path("provisions/<int:pk>/", views.making, name="provision"),
    path("provisions/<int:pk>/order/", views.order, name="provision-order"),
    path("provisions/<int:pk>/order.zip", views.take_order, name="provision-order-file"),
    path("provisions/<int:pk>/existing/", views.use_existing, name="provision-existing"),
    path("provisions/<int:pk>/delivery/", views.delivery, name="provision-delivery"),
    path("provisions/<int:pk>/register/", views.register, name="provision-register"),
    path("provisions/<int:pk>/hand-over/", views.hand_over, name="provision-hand-over"),
    path("provisions/<int:pk>/receipt/", views.receipt, name="provision-receipt"),
    path("receive/<str:token>/", views.receive, name="receive"),
]
