"""Addresses of the desk."""

from django.urls import path

from oboro.portal.desk import practice, views

urlpatterns = [
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/week.csv", views.week_csv, name="tasks-week"),
    path("desk/", views.board, name="desk-board"),
    path("desk/board.csv", views.board_csv, name="desk-board-csv"),
    path("desk/cases/<int:pk>/", views.case, name="desk-case"),
    path("desk/posts/", views.posts, name="desk-posts"),
    path("desk/posts/<int:pk>/", views.appoint, name="desk-appoint"),
    path("desk/transfer/", views.transfer, name="desk-transfer"),
    path("desk/days/", views.days, name="desk-days"),
    path("desk/days/<int:pk>/open/", views.open_day, name="desk-day-open"),
    path("desk/period/", views.period, name="desk-period"),
    path("desk/mail/", views.address, name="desk-mail"),
    path("rehearsal/", practice.rehearsal, name="rehearsal"),
    path("rehearsal/seat/", practice.seat, name="rehearsal-seat"),
    path("rehearsal/discard/", practice.discard, name="rehearsal-discard"),
]
