"""Addresses of log-in and the password, the practice date and the record."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from oboro.portal.tenancy import views

urlpatterns = [
    path("login/", views.LogIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", views.PasswordChange.as_view(), name="password"),
    path("practice/date/", views.practice_date, name="practice-date"),
    path("audit/", views.audit_log, name="audit-log"),
    path("audit/heads.jsonl", views.signed_heads, name="audit-heads"),
]
