from django.urls import path

from projects.web.accounts import deletion, export, letters, messages, sign_up, views

urlpatterns = [
    path("sign-up/", sign_up.signup, name="signup"),
    path("address/", sign_up.unproved, name="unproved"),
    path("address/sent/", sign_up.email_sent, name="email_sent"),
    path("address/<str:name>/<str:token>/", sign_up.prove, name="prove"),
    path("account/", views.account, name="account"),
    path("account/letters/", letters.letters, name="letters"),
    path("letters/<str:token>/", letters.stop_letters, name="stop_letters"),
    path("account/data/", export.my_data, name="my_data"),
    path("account/delete/", deletion.delete_account, name="delete_account"),
    path("preferences/", views.set_preferences, name="set_preferences"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:pk>/", messages.message, name="inbox_message"),
]
