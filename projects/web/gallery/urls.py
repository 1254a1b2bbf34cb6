from django.urls import path

from projects.web.gallery.views import gallery

urlpatterns = [path("", gallery)]
