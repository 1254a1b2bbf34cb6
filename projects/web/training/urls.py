from django.urls import path

from projects.web.training import compared, keys, pictures, samples, trainee

_ONE = "training/<int:pk>/<int:number>/"

urlpatterns = [
    path("training/<int:pk>/", trainee.training, name="training"),
    path(_ONE, trainee.sample, name="training_sample"),
    path(f"{_ONE}judge/", trainee.judge, name="training_judge"),
    path(
        f"{_ONE}pictures/<int:picture>/",
        pictures.picture,
        name="training_picture",
    ),
    path("training/attempts/<int:pk>/", compared.attempt, name="training_attempt"),
    path("samples/", samples.samples, name="samples"),
    path("samples/new/", samples.choose, name="sample_choose"),
    path("samples/new/<int:pk>/", keys.new, name="sample_new"),
    path("samples/<int:pk>/", keys.key, name="sample"),
    path("samples/<int:pk>/retire/", samples.retire, name="sample_retire"),
]
