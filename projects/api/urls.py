from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from projects.api.standing_request import StandingRequestView
from projects.api.views import SubmissionViewSet

app_name = "api"
router = SimpleRouter()
router.register("submissions", SubmissionViewSet, basename="submission")

urlpatterns = [
    path("", include(router.urls)),
    path("standing-request/", StandingRequestView.as_view(), name="standing-request"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
]
