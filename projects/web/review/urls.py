from django.urls import path

from projects.web.review import (
    actions,
    assigning,
    comments,
    explaining,
    held,
    likeness,
    my_reviews,
    preview,
    publishing,
    queue,
    sent,
    standing_requests,
    workspace,
)

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/request/", standing_requests.standing_request, name="standing_request"),
    path(
        "queue/request/close/",
        standing_requests.close_standing_request,
        name="close_standing_request",
    ),
    path("held/", held.held, name="held"),
    path("explanations/", explaining.explanations, name="explanations"),
    path("preview/", preview.preview, name="preview"),
    path("reviews/", my_reviews.my_reviews, name="my_reviews"),
    path("submissions/<uuid:uid>/claim/", actions.claim, name="claim"),
    path("submissions/<uuid:uid>/release/", actions.release, name="release"),
    path("submissions/<uuid:uid>/extend/", actions.extend, name="extend"),
    path("submissions/<uuid:uid>/assign/", assigning.assign, name="assign"),
    path("submissions/<uuid:uid>/take-over/", assigning.take_over, name="take_over"),
    path("submissions/<uuid:uid>/rerun/", actions.rerun, name="rerun"),
    path("submissions/<uuid:uid>/refer/", held.refer_unchecked, name="refer_unchecked"),
    path("submissions/<uuid:uid>/reopen/", actions.reopen, name="reopen"),
    path("submissions/<uuid:uid>/review/", workspace.review, name="review"),
    path("submissions/<uuid:uid>/review/take-back/", sent.take_back, name="take_back"),
    path("submissions/<uuid:uid>/review/save/", workspace.save, name="review_save"),
    path("submissions/<uuid:uid>/review/publish/", publishing.publish, name="publish"),
    path(
        "submissions/<uuid:uid>/likenesses/<int:pk>/",
        likeness.likeness,
        name="likeness",
    ),
    path(
        "submissions/<uuid:uid>/likenesses/<int:pk>/ask/",
        likeness.ask,
        name="likeness_ask",
    ),
    path(
        "submissions/<uuid:uid>/explanation/",
        explaining.explanation,
        name="explanation",
    ),
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
