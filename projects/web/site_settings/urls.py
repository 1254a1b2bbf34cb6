from django.urls import path

from projects.web.site_settings import listing, one

urlpatterns = [
    path("settings/", listing.site_settings, name="site_settings"),
    path("settings/<slug:name>/", one.site_setting, name="site_setting"),
]
