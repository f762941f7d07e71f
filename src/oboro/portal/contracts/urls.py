"""Addresses of the contract; the key is the proposal's."""

from django.urls import path

from oboro.portal.contracts import views

urlpatterns = [
    path("contracts/", views.contract_list, name="contract-list"),
    path("contracts/<int:pk>/", views.contract, name="contract"),
    path("contracts/<int:pk>/apply/", views.apply, name="contract-apply"),
    path("contracts/<int:pk>/payment/", views.payment, name="contract-payment"),
    path("contracts/<int:pk>/conclude/", views.conclude, name="contract-conclude"),
    path("contracts/<int:pk>/end/", views.end, name="contract-end"),
    path("contracts/<int:pk>/terminate/", views.terminate, name="contract-terminate"),
    path("contracts/<int:pk>/lapse/", views.lapse, name="contract-lapse"),
    path("contracts/<int:pk>/application.docx", views.application, name="contract-application"),
]
