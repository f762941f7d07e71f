"""Addresses of the review; the key is the proposal's."""

from django.urls import path

from oboro.portal.reviews import office, views

urlpatterns = [
    path("reviews/", views.review_list, name="review-list"),
    path("reviews/<int:pk>/", views.review, name="review"),
    path("reviews/<int:pk>/start/", views.start, name="review-start"),
    path("reviews/<int:pk>/papers/", office.papers, name="review-papers"),
    path("reviews/<int:pk>/disqualification/", office.disqualification, name="review-disqualification"),
    path("reviews/<int:pk>/council/", office.refer, name="review-refer"),
    path("reviews/<int:pk>/council/<int:referral>/", office.council, name="review-council"),
    path("reviews/<int:pk>/council/<int:referral>/letter.<slug:kind>", office.council_letter, name="review-question"),
    path("reviews/<int:pk>/estimate/", views.estimate, name="review-estimate"),
    path("reviews/<int:pk>/criteria/<slug:key>/", views.criterion, name="review-criterion"),
    path("reviews/<int:pk>/hearing/", views.hearing, name="review-hearing"),
    path("reviews/<int:pk>/hearing/opinions/", views.opinion, name="review-opinion"),
    path("reviews/<int:pk>/hearing/close/", views.close_hearing, name="review-hearing-close"),
    path("reviews/<int:pk>/hearing/letter.<slug:kind>", office.third_party_letter, name="review-letter"),
    path("reviews/<int:pk>/hearing/returned/", office.returned, name="review-returned"),
    path("reviews/<int:pk>/hearing/returned/<int:letter>/", office.settle, name="review-settle"),
    path("reviews/<int:pk>/package/", office.package, name="review-package"),
    path("reviews/<int:pk>/package.zip", office.package_file, name="review-package-file"),
    path("reviews/<int:pk>/conclude/", views.conclude, name="review-conclude"),
    path("reviews/<int:pk>/send-back/", views.send_back, name="review-send-back"),
    path("reviews/<int:pk>/decision/", views.decision, name="review-decision"),
    path("reviews/<int:pk>/notice/", views.notify, name="review-notice"),
    path("notices/<int:pk>/", views.notice, name="notice"),
    path("notices/<int:pk>/notice.<slug:kind>", views.notice_file, name="notice-file"),
]
