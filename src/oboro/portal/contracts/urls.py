"""Addresses of the contract; the key is the proposal's."""

from django.urls import path

from oboro.portal.contracts import office, views

urlpatterns = [
    path("contracts/", views.contract_list, name="contract-list"),
    path("contracts/<int:pk>/", views.contract, name="contract"),
    path("contracts/<int:pk>/apply/", views.apply, name="contract-apply"),
    path("contracts/<int:pk>/payment/", views.payment, name="contract-payment"),
    path("contracts/<int:pk>/conclude/", views.conclude, name="contract-conclude"),
    path("contracts/<int:pk>/end/", views.end, name="contract-end"),
    path("contracts/<int:pk>/terminate/", views.terminate, name="contract-terminate"),
    path("contracts/<int:pk>/lapse/", views.lapse, name="contract-lapse"),
    path("contracts/payments/", office.payments, name="contract-payments"),
    path("contracts/payments/<int:pk>/", office.payments_read, name="contract-payments-read"),
    path("contracts/payments/<int:pk>/record/", office.payments_record, name="contract-payments-record"),
    path("contracts/template/", office.template, name="contract-template"),
    path("contracts/<int:pk>/application.<slug:kind>", views.application, name="contract-application"),
    path("contracts/<int:pk>/contract.<slug:kind>", views.document, name="contract-document"),
    path("contracts/<int:pk>/payment.<slug:kind>", views.payment_notice, name="contract-payment-notice"),
    path("contracts/<int:pk>/lapse.<slug:kind>", views.lapse_letter, name="contract-lapse-letter"),
    path("contracts/<int:pk>/termination.<slug:kind>", views.termination_letter, name="contract-termination-letter"),
]
