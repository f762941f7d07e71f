"""Addresses of complaints, returns and requests."""

from django.urls import path

from oboro.portal.oversight import views

urlpatterns = [
    path("complaints/", views.complaint_desk, name="complaint-desk"),
    path("complaints/follow/", views.follow, name="complaint-follow"),
    path("complaints/to/<slug:code>/", views.complain, name="complaint-to"),
    path("office/complaints/", views.complaint_list, name="complaint-list"),
    path("office/complaints/new/", views.complaint_new, name="complaint-new"),
    path("office/complaints/<int:pk>/", views.complaint, name="complaint"),
    path("office/complaints/<int:pk>/<slug:deed>/", views.complaint_deed, name="complaint-deed"),
    path("office/returns/", views.return_list, name="return-list"),
    path("office/returns/<int:pk>/", views.yearly_return, name="return"),
    path("office/returns/<int:pk>/return.csv", views.return_csv, name="return-csv"),
    path("office/returns/<int:pk>/<slug:deed>/", views.return_deed, name="return-deed"),
    path("office/oversight/", views.request_list, name="oversight-list"),
    path("office/oversight/<int:pk>/", views.oversight_request, name="oversight-request"),
    path("office/oversight/<int:pk>/<slug:deed>/", views.request_deed, name="oversight-deed"),
]
