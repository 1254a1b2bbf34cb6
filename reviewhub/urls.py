from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from projects.web.accounts import sign_in
from reviewhub.health import health

urlpatterns = [
    path("", include("projects.web.urls")),
    path("api/", include("projects.api.urls")),
    path("login/", sign_in.SignIn.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/forgotten/", sign_in.forgotten, name="password_reset"),
    path(
        "password/sent/",
        auth.PasswordResetDoneView.as_view(),
        name="password_reset_done",
    ),
    path(
        "password/<uidb64>/<token>/",
        sign_in.NewPassword.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "password/done/",
        auth.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
]
handler500 = "projects.web.busy.faulty"
if settings.DEBUG:
    urlpatterns.append(path("gallery/", include("projects.web.gallery.urls")))
