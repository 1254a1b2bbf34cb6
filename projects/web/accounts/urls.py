from django.urls import path

from projects.web.accounts import views

urlpatterns = [
    path("sign-up/", views.signup, name="signup"),
    path("account/", views.account, name="account"),
    path("preferences/", views.set_preferences, name="set_preferences"),
    path("inbox/", views.inbox, name="inbox"),
]
