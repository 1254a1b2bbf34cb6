from django.urls import path

from projects.web.review import comments, queue, verbs, workspace

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("reviews/", queue.my_reviews, name="my_reviews"),
    path("submissions/<uuid:uid>/claim/", verbs.claim, name="claim"),
    path("submissions/<uuid:uid>/release/", verbs.release, name="release"),
    path("submissions/<uuid:uid>/rerun/", verbs.rerun, name="rerun"),
    path("submissions/<uuid:uid>/reopen/", verbs.reopen, name="reopen"),
    path("submissions/<uuid:uid>/review/", workspace.review, name="review"),
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
