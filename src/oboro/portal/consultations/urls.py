"""Addresses of the consultations: public ones, and those of the office."""

from django.urls import path

from oboro.portal.consultations import office, views

urlpatterns = [
    path("consultations/", views.unlock, name="consultation-open"),
    path("consultations/new/", views.ask, name="consultation-new-any"),
    path("consultations/new/<int:entry>/", views.ask, name="consultation-new"),
    path("consultations/<str:reference>/", views.consultation, name="consultation"),
    path("consultations/<str:reference>/ask/", views.ask_again, name="consultation-ask"),
    path("consultations/<str:reference>/close/", views.close, name="consultation-close"),
    path("faq/", views.faq_list, name="faq-list"),
    path("office/consultations/", office.consultation_list, name="office-consultations"),
    path("office/consultations/<int:pk>/", office.consultation, name="office-consultation"),
    path("office/consultations/<int:pk>/answer/", office.answer, name="office-consultation-answer"),
    path("office/consultations/<int:pk>/close/", office.close, name="office-consultation-close"),
    path("office/consultations/<int:pk>/faq/", office.faq_new, name="office-consultation-faq"),
    path("office/faq/new/", office.faq_new, name="office-faq-new"),
    path("office/faq/<int:pk>/", office.faq, name="office-faq"),
    path("office/faq/<int:pk>/<slug:deed>/", office.faq_deed, name="office-faq-deed"),
]
