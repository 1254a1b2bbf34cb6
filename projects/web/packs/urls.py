from django.urls import path

from projects.web.packs import changing, listing, one

urlpatterns = [
    path("packs/", listing.packs, name="packs"),
    path("packs/<slug:slug>/", one.pack, name="pack"),
    path("packs/<slug:slug>/change/", changing.change, name="pack_change"),
    path("packs/<slug:slug>/hand-ins/", changing.hand_ins, name="pack_hand_ins"),
    path(
        "packs/<slug:slug>/calibration/", changing.calibration, name="pack_calibration"
    ),
    path(
        "packs/<slug:slug>/calibration/<int:pk>/remove/",
        changing.calibration_remove,
        name="pack_calibration_remove",
    ),
]
