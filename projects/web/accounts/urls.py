from django.urls import path

from projects.web.accounts import export, joining, leaving, views

urlpatterns = [
    path("sign-up/", joining.signup, name="signup"),
    path("address/", joining.unproved, name="unproved"),
    path("address/sent/", joining.letter_sent, name="letter_sent"),
    path("address/<str:name>/<str:token>/", joining.prove, name="prove"),
    path("account/", views.account, name="account"),
    path("account/data/", export.my_data, name="my_data"),
    path("account/delete/", leaving.delete_account, name="delete_account"),
    path("preferences/", views.set_preferences, name="set_preferences"),
    path("inbox/", views.inbox, name="inbox"),
]
