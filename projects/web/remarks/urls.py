from django.urls import path

from projects.web.remarks import actions, palette, views

urlpatterns = [
    path("remarks/", views.remarks, name="remarks"),
    path("remarks/new/", actions.keep, name="remark_keep"),
    path("remarks/<int:remark>/", actions.change, name="remark"),
    path("remarks/<int:remark>/delete/", actions.delete, name="remark_delete"),
    path("remarks/<int:remark>/offer/", actions.offer, name="remark_offer"),
    path("remarks/<int:remark>/promote/", actions.promote, name="remark_promote"),
    path("submissions/<uuid:uid>/remarks/", palette.fitting, name="remarks_fitting"),
    path(
        "submissions/<uuid:uid>/remarks/<int:remark>/use/",
        palette.use,
        name="remark_use",
    ),
]
