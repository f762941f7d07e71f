"""All addresses of the portal: each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("oboro.portal.tenancy.urls")),
    path("", include("oboro.portal.ordinances.urls")),
    path("", include("oboro.portal.register.urls")),
    path("", include("oboro.portal.calls.urls")),
    path("", include("oboro.portal.consultations.urls")),
    path("", include("oboro.portal.proposals.urls")),
    path("", include("oboro.portal.reviews.urls")),
    path("", include("oboro.portal.contracts.urls")),
    path("", include("oboro.portal.provision.urls")),
    path("", include("oboro.portal.uses.urls")),
    path("", include("oboro.portal.oversight.urls")),
    path("", include("oboro.portal.desk.urls")),
    path("", include("oboro.portal.custody.urls")),
    path("", include("oboro.portal.api.urls")),
]
