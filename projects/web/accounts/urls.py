from django.urls import path

from projects.web.accounts import export, leaving, views

urlpatterns = [
    path("sign-up/", views.signup, name="signup"),
    path("account/", views.account, name="account"),
    path("account/data/", export.my_data, name="my_data"),
    path("account/delete/", leaving.delete_account, name="delete_account"),
    path("preferences/", views.set_preferences, name="set_preferences"),
    path("inbox/", views.inbox, name="inbox"),
]
