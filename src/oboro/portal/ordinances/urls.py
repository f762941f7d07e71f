"""Addresses of a body's own rules."""

from django.urls import path

from oboro.portal.ordinances import views

urlpatterns = [
    path("own-rules/", views.overview, name="own-rules"),
    path("own-rules/fees/", views.fees, name="own-rules-fees"),
    path("own-rules/text/<slug:kind>/", views.text, name="own-rules-text"),
    path("own-rules/versions/<slug:kind>/<int:number>/", views.version, name="own-rules-version"),
    path("own-rules/review/", views.review, name="own-rules-review"),
    path("own-rules/review/report/", views.report, name="own-rules-report"),
    path("own-rules/review/report.json", views.report_json, name="own-rules-report-json"),
    path("own-rules/forms/<slug:key>/", views.form_page, name="own-form"),
    path("own-rules/forms/<slug:key>/drop/", views.form_drop, name="own-form-drop"),
    path("own-rules/forms/<slug:key>/file.docx", views.form_file, name="own-form-file"),
]
