from django.urls import path

from projects.web.review import actions, comments, held, queue, sent, workspace

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("held/", held.held, name="held"),
    path("reviews/", queue.my_reviews, name="my_reviews"),
    path("submissions/<uuid:uid>/claim/", actions.claim, name="claim"),
    path("submissions/<uuid:uid>/release/", actions.release, name="release"),
    path("submissions/<uuid:uid>/rerun/", actions.rerun, name="rerun"),
    path("submissions/<uuid:uid>/refer/", held.refer_unchecked, name="refer_unchecked"),
    path("submissions/<uuid:uid>/reopen/", actions.reopen, name="reopen"),
    path("submissions/<uuid:uid>/review/", workspace.review, name="review"),
    path("submissions/<uuid:uid>/review/take-back/", sent.take_back, name="take_back"),
    path("submissions/<uuid:uid>/review/save/", workspace.save, name="review_save"),
    path("submissions/<uuid:uid>/review/publish/", workspace.publish, name="publish"),
    path("submissions/<uuid:uid>/review/comments/", comments.add, name="comment_add"),
    path(
        "submissions/<uuid:uid>/review/comments/<int:pk>/",
        comments.edit,
        name="comment_edit",
    ),
    path(
        "submissions/<uuid:uid>/review/comments/<int:pk>/delete/",
        comments.delete,
        name="comment_delete",
    ),
]
