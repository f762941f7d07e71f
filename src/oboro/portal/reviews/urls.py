"""Addresses of the review; the key is the proposal's."""

from django.urls import path

from oboro.portal.reviews import views

urlpatterns = [
    path("reviews/", views.review_list, name="review-list"),
    path("reviews/<int:pk>/", views.review, name="review"),
    path("reviews/<int:pk>/start/", views.start, name="review-start"),
    path("reviews/<int:pk>/estimate/", views.estimate, name="review-estimate"),
    path("reviews/<int:pk>/criteria/<slug:key>/", views.criterion, name="review-criterion"),
    path("reviews/<int:pk>/hearing/", views.hearing, name="review-hearing"),
    path("reviews/<int:pk>/hearing/opinions/", views.opinion, name="review-opinion"),
    path("reviews/<int:pk>/hearing/close/", views.close_hearing, name="review-hearing-close"),
    path("reviews/<int:pk>/conclude/", views.conclude, name="review-conclude"),
    path("reviews/<int:pk>/send-back/", views.send_back, name="review-send-back"),
    path("reviews/<int:pk>/decision/", views.decision, name="review-decision"),
    path("reviews/<int:pk>/notice/", views.notify, name="review-notice"),
    path("notices/<int:pk>/", views.notice, name="notice"),
    path("notices/<int:pk>/notice.docx", views.notice_docx, name="notice-docx"),
]
