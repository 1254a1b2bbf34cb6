"""Who gets what at every address of the site, against a table written by hand.

The table has one line per address and method. "in" is the way to the login; a number is the
answer's status, and "prove" the way to the page that asks for the proof of an address. A test
walks the resolver, so that no address can come without its line.
"""

from collections.abc import Iterator
from copy import copy, deepcopy
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatch
from hashlib import sha256
from http.cookies import SimpleCookie

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from projects.badge_keys import every_key
from projects.enums import (
    CommentTag,
    Queue,
    RegradeState,
    RunState,
    RunVerdict,
    State,
)
from projects.models import (
    Artifact,
    AuditDraw,
    Certificate,
    CohortLead,
    Comment,
    Extension,
    Letter,
    Message,
    MessageTemplate,
    Regrade,
    Remark,
    Review,
    RoleInvitation,
    Run,
    Submission,
    SubmissionFile,
    Topic,
    User,
)
from projects.operations import similarity, tokens, workers
from projects.operations.calibrations.attaching import attach
from projects.storage import keep
from tests import factories
from tests.projects.calibrations import report

pytestmark = pytest.mark.django_db

PEOPLE = (
    *("anonymous", "unproved", "author", "stranger", "certified", "uncertified"),
    *("assigned", "lead", "admin"),
)
OTHER_LEAD = "lead of another cohort"
WRITES = ("INSERT", "UPDATE", "DELETE")
BY_READING = ("django_session", 'UPDATE "projects_notification" SET "read_at"')

PLOT = b"\x89PNG\r\n\x1a\n a plot"
PLOT_NAME = f"{sha256(PLOT).hexdigest()[:32]}.png"

# Columns: who asks, in the order of PEOPLE. `state` is the submission's; "-" where there is none.
TABLE = """
name                      method state             anon   unpr   author strang certif uncert assign lead   admin

projects:home             GET    -                 in     prove  200    200    302    302    302    302    302
projects:syllabus         GET    -                 in     prove  200    200    302    302    302    302    302
projects:project          GET    -                 in     prove  200    200    200    200    200    200    200
projects:starter          GET    -                 in     prove  200    200    200    200    200    200    200
projects:result_picture   GET    -                 in     prove  200    200    200    200    200    200    200
projects:submit           GET    -                 in     prove  302    302    302    302    302    302    302
projects:submit           POST   withdrawn         in     prove  422    422    404    404    404    404    404
projects:submission       GET    awaiting_review   in     prove  200    404    200    404    200    200    200
projects:submission       GET    held              in     prove  200    404    404    404    404    200    200
projects:submission       GET    in_review         in     prove  200    404    404    404    200    200    200
projects:submission_live  GET    checking          in     prove  200    404    404    404    404    200    200
projects:notebook         GET    awaiting_review   in     prove  200    404    200    404    200    200    200
projects:notebook         GET    approved          in     prove  200    404    404    404    200    200    200
projects:download         GET    awaiting_review   in     prove  200    404    200    404    200    200    200
projects:download         GET    approved          in     prove  200    404    404    404    200    200    200
projects:executed         GET    awaiting_review   in     prove  200    404    200    404    200    200    200
projects:executed         GET    approved          in     prove  200    404    404    404    200    200    200
projects:picture          GET    awaiting_review   in     prove  200    404    200    404    200    200    200
projects:picture          GET    approved          in     prove  200    404    404    404    200    200    200
projects:document_picture GET    awaiting_review   in     prove  200    404    200    404    200    200    200
projects:document_picture GET    approved          in     prove  200    404    404    404    200    200    200
projects:changes          GET    awaiting_review   in     prove  200    404    200    404    200    200    200
projects:changes          GET    approved          in     prove  200    404    404    404    200    200    200
projects:withdraw         GET    checking          405    prove  405    405    405    405    405    405    405
projects:withdraw         POST   awaiting_review   in     prove  302    404    403    404    403    403    403
projects:appeal           GET    returned          405    prove  405    405    405    405    405    405    405
projects:appeal           POST   returned          in     prove  302    404    404    404    404    403    403
projects:dispute          GET    changes_requested 405    prove  405    405    405    405    405    405    405
projects:dispute          POST   changes_requested in     prove  302    404    404    404    403    403    403
projects:rate             GET    approved          405    prove  405    405    405    405    405    405    405
projects:rate             POST   approved          in     prove  302    404    404    404    403    403    403
projects:reply            GET    approved          405    prove  405    405    405    405    405    405    405
projects:reply            POST   approved          in     prove  302    404    404    404    403    403    403
projects:attempts         GET    awaiting_review   in     prove  200  404    200    404    200    200    200
projects:attempts         GET    approved          in     prove  200  404    404    404    200    200    200

projects:queue            GET    -                 in     prove  404    404    200    200    200    200    200
projects:my_reviews       GET    -                 in     prove  404    404    200    200    200    200    200
projects:standing_request GET    -                 in     prove  404    404    200    200    200    404    404
projects:standing_request POST   -                 in     prove  404    404    302    422    302    404    404
projects:close_standing_request GET -              405    prove  405    405    405    405    405    405    405
projects:close_standing_request POST -             in     prove  404    404    302    302    302    404    404
projects:extend           GET    in_review         405    prove  405    405    405    405    405    405    405
projects:extend           POST   in_review         in     prove  403    404    404    404    302    403    403
projects:assign           GET    awaiting_review   in     prove  404    404    404    404    404    200    200
projects:assign           POST   awaiting_review   in     prove  404    404    404    404    404    302    302
projects:take_over        GET    in_review         405    prove  405    405    405    405    405    405    405
projects:take_over        POST   in_review         in     prove  403    404    404    404    403    302    302
projects:certifications   GET    -                 in     prove  404    404    404    404    404    200    200
projects:certification_give GET  -                 in     prove  404    404    404    404    404    200    200
projects:certification_give POST -                 in     prove  404    404    404    404    404    302    302
projects:certification    GET    -                 in     prove  404    404    404    404    404    200    200
projects:certification    POST   -                 in     prove  404    404    404    404    404    302    302
projects:certification_limit GET -                 405    prove  405    405    405    405    405    405    405
projects:certification_limit POST -                in     prove  404    404    404    404    404    302    302
projects:my_certifications GET   -                 in     prove  200    200    200    200    200    200    200
projects:certification_apply GET -                 405    prove  405    405    405    405    405    405    405
projects:certification_apply POST -                in     prove  422    422    422    302    422    302    302
projects:certification_apply POST approved         in     prove  302    422    422    302    422    302    302
projects:certification_withdraw GET -              405    prove  405    405    405    405    405    405    405
projects:certification_withdraw POST -             in     prove  404    404    409    404    404    404    404
projects:hands_limit      GET    -                 405    prove  405    405    405    405    405    405    405
projects:hands_limit      POST   -                 in     prove  302    302    302    302    302    302    302
projects:certification_pause GET -                 405    prove  405    405    405    405    405    405    405
projects:certification_pause POST -                in     prove  404    404    302    404    404    404    404
projects:certification_resume GET -                405    prove  405    405    405    405    405    405    405
projects:certification_resume POST -               in     prove  404    404    409    404    404    404    404
projects:training         GET    -                 in     prove  404    200    404    404    404    404    404
projects:training_sample  GET    -                 in     prove  404    200    404    404    404    404    404
projects:training_judge   GET    -                 405    prove  405    405    405    405    405    405    405
projects:training_judge   POST   -                 in     prove  404    302    404    404    404    404    404
projects:training_picture GET    -                 in     prove  404    200    404    404    404    404    404
projects:training_attempt GET    -                 in     prove  404    404    404    404    404    200    200
projects:samples          GET    -                 in     prove  404    404    404    404    404    200    200
projects:sample_choose    GET    -                 in     prove  404    404    404    404    404    200    200
projects:sample_new       GET    -                 in     prove  404    404    404    404    404    200    200
projects:sample_new       POST   -                 in     prove  404    404    404    404    404    302    302
projects:sample           GET    -                 in     prove  404    404    404    404    404    200    200
projects:sample           POST   -                 in     prove  404    404    404    404    404    302    302
projects:sample_retire    GET    -                 405    prove  405    405    405    405    405    405    405
projects:sample_retire    POST   -                 in     prove  404    404    404    404    404    302    302
projects:claim            GET    awaiting_review   405    prove  405    405    405    405    405    405    405
projects:claim            POST   awaiting_review   in     prove  403    404    302    409    302    403    403
projects:claim            POST   in_review         in     prove  409    404    409    409    409    409    409
projects:release          GET    in_review         405    prove  405    405    405    405    405    405    405
projects:release          POST   in_review         in     prove  403    404    404    404    302    302    302
projects:rerun            GET    awaiting_review   405    prove  405    405    405    405    405    405    405
projects:rerun            POST   awaiting_review   in     prove  403    404    403    404    403    302    302
projects:held             GET    held              in     prove  404    404    404    404    404    200    200
projects:refer_unchecked  GET    held              405    prove  405    405    405    405    405    405    405
projects:refer_unchecked  POST   held              in     prove  403    404    404    404    404    302    302
projects:reopen           GET    approved          405    prove  405    405    405    405    405    405    405
projects:reopen           POST   approved          in     prove  403    404    404    404    403    302    302
projects:review           GET    awaiting_review   in     prove  404    404    200    404    200    200    200
projects:review           GET    in_review         in     prove  404    404    404    404    200    200    200
projects:review_save      GET    in_review         405    prove  405    405    405    405    405    405    405
projects:review_save      POST   in_review         in     prove  404    404    404    404    302    409    409
projects:take_back        GET    in_review         405    prove  405    405    405    405    405    405    405
projects:take_back        POST   in_review         in     prove  404    404    404    404    409    403    403
projects:publish          GET    in_review         405    prove  405    405    405    405    405    405    405
projects:publish          POST   in_review         in     prove  404    404    404    404    302    409    409
projects:likeness         GET    awaiting_review   in     prove  404    404    200    404    200    200    200
projects:likeness         GET    approved          in     prove  404    404    404    404    200    200    200
projects:likeness_ask     GET    in_review         405    prove  405    405    405    405    405    405    405
projects:likeness_ask     POST   in_review         in     prove  404    404    404    404    302    302    302
projects:likeness_ask     POST   awaiting_review   in     prove  404    404    403    404    403    302    302
projects:explanations     GET    explaining        in     prove  404    404    404    404    404    200    200
projects:explanation      GET    explaining        in     prove  404    404    404    404    200    200    200
projects:explanation      GET    awaiting_review   in     prove  404    404    404    404    404    404    404
projects:explanation      POST   explaining        in     prove  404    404    404    404    403    302    302
projects:explain          GET    explaining        405    prove  405    405    405    405    405    405    405
projects:explain          POST   explaining        in     prove  302    404    404    404    403    403    403
projects:comment_add      GET    in_review         405    prove  405    405    405    405    405    405    405
projects:comment_add      POST   in_review         in     prove  404    404    404    404    302    409    409
projects:comment_edit     GET    in_review         405    prove  405    405    405    405    405    405    405
projects:comment_edit     POST   in_review         in     prove  404    404    404    404    302    404    404
projects:comment_delete   GET    in_review         405    prove  405    405    405    405    405    405    405
projects:comment_delete   POST   in_review         in     prove  404    404    404    404    302    404    404

projects:remarks          GET    -                 in     prove  404    404    200    200    200    200    200
projects:remark_keep      GET    -                 in     prove  404    404    200    200    200    200    200
projects:remark_keep      POST   -                 in     prove  404    404    302    302    302    302    302
projects:remark           GET    -                 in     prove  404    404    200    404    200    200    200
projects:remark           POST   -                 in     prove  404    404    403    404    403    302    302
projects:remark_delete    GET    -                 405    prove  405    405    405    405    405    405    405
projects:remark_delete    POST   -                 in     prove  404    404    403    404    403    302    302
projects:remark_offer     GET    -                 405    prove  405    405    405    405    405    405    405
projects:remark_offer     POST   -                 in     prove  404    404    403    404    403    403    403
projects:remark_promote   GET    -                 405    prove  405    405    405    405    405    405    405
projects:remark_promote   POST   -                 in     prove  404    404    403    404    403    403    403
projects:remarks_fitting  GET    awaiting_review   in     prove  404    404    200    404    200    200    200
projects:remarks_fitting  GET    in_review         in     prove  404    404    404    404    200    200    200
projects:remark_use       GET    in_review         405    prove  405    405    405    405    405    405    405
projects:remark_use       POST   in_review         in     prove  404    404    404    404    200    200    200

projects:quality          GET    -                 in     prove  404    404    200    200    200    200    200
projects:quality_csv      GET    -                 in     prove  404    404    200    200    200    200    200
projects:quality_criteria GET    approved          in     prove  404    404    404    404    404    200    200
projects:overruled        GET    approved          in     prove  404    404    404    404    404    200    200

projects:audits           GET    -                 in     prove  404    404    404    404    404    200    200
projects:audit_draw       GET    -                 405    prove  405    405    405    405    405    405    405
projects:audit_draw       POST   -                 in     prove  404    404    404    404    404    302    302
projects:audit            GET    approved          in     prove  404    404    404    404    404    200    404
projects:audit_judge      GET    -                 405    prove  405    405    405    405    405    405    405
projects:audit_judge      POST   approved          in     prove  404    404    404    404    404    302    404
projects:audit_finish     GET    -                 405    prove  405    405    405    405    405    405    405
projects:audit_finish     POST   approved          in     prove  404    404    404    404    404    409    404
projects:audit_drop       GET    -                 405    prove  405    405    405    405    405    405    405
projects:audit_drop       POST   approved          in     prove  404    404    404    404    404    302    404

projects:cohorts          GET    -                 in     prove  404    404    404    404    404    200    200
projects:board            GET    awaiting_review   in     prove  404    404    404    404    404    200    200
projects:cohort_map       GET    -                 in     prove  404    404    404    404    404    200    200
projects:cohort_student   GET    awaiting_review   in     prove  404    404    404    404    404    200    200
projects:cohort_new       GET    -                 in     prove  404    404    404    404    404    404    200
projects:cohort_new       POST   -                 in     prove  404    404    404    404    404    404    422
projects:cohort_settings  GET    -                 in     prove  404    404    404    404    404    200    200
projects:cohort_settings  POST   -                 in     prove  404    404    404    404    404    422    422
projects:cohort_move      GET    -                 in     prove  404    404    404    404    404    200    200
projects:cohort_move      POST   -                 in     prove  404    404    404    404    404    422    422
projects:cohort_part      GET    -                 in     prove  404    404    404    404    404    200    200
projects:cohort_part      POST   -                 in     prove  404    404    404    404    404    422    422
projects:statistics       GET    awaiting_review   in     prove  404    404    404    404    404    200    200
projects:statistics_times GET    awaiting_review   in     prove  404    404    404    404    404    200    200
projects:statistics_checks GET   approved          in     prove  404    404    404    404    404    200    200
projects:statistics_csv   GET    approved          in     prove  404    404    404    404    404    200    200
projects:cohort_certificates GET -                 in     prove  404    404    404    404    404    200    200
projects:cohort_certificates_csv GET -             in     prove  404    404    404    404    404    200    200
projects:certificate_take GET    approved          in     prove  302    404    404    404    404    404    404
projects:certificate_take POST   approved          in     prove  302    404    404    404    404    404    404
projects:certificate      GET    approved          200    prove  200    200    200    200    200    200    200
projects:certificate_pdf  GET    approved          200    prove  200    200    200    200    200    200    200
projects:certificate_pdf  GET    in_review         404    prove  404    404    404    404    404    404    404
projects:badge            GET    approved          200    prove  200    200    200    200    200    200    200
projects:certificate_status GET  approved          200    prove  200    200    200    200    200    200    200
projects:certificate_choices GET approved          405    prove  405    405    405    405    405    405    405
projects:certificate_choices POST approved         in     prove  302    404    404    404    404    404    404
projects:certificate_revoke GET  approved          405    prove  405    405    405    405    405    405    405
projects:certificate_revoke POST approved          in     prove  404    404    404    404    404    404    302
projects:certificate_restore GET approved          405    prove  405    405    405    405    405    405    405
projects:certificate_restore POST approved         in     prove  404    404    404    404    404    404    409
projects:badge_issuer     GET    -                 200    prove  200    200    200    200    200    200    200
projects:badge_keys       GET    -                 200    prove  200    200    200    200    200    200    200
projects:badge_key        GET    -                 200    prove  200    200    200    200    200    200    200
projects:badge_achievement GET   approved          200    prove  200    200    200    200    200    200    200

projects:people           GET    -                 in     prove  404    404    404    404    404    200    200
projects:people_csv       GET    -                 in     prove  404    404    404    404    404    200    200
projects:cohort_changes   GET    -                 in     prove  404    404    404    404    404    200    200
projects:join_code        GET    -                 in     prove  404    404    404    404    404    200    200
projects:join_code        POST   -                 in     prove  404    404    404    404    404    302    302
projects:invitations      GET    -                 in     prove  404    404    404    404    404    200    200
projects:invitations      POST   -                 in     prove  404    404    404    404    404    302    302
projects:sent_invitation  GET    -                 in     prove  404    404    404    404    404    200    200
projects:sent_invitation  POST   -                 in     prove  404    404    404    404    404    302    302
projects:roster           GET    -                 in     prove  404    404    404    404    404    200    200
projects:roster           POST   -                 in     prove  404    404    404    404    404    302    302
projects:roster_preview   GET    -                 in     prove  404    404    404    404    404    200    200
projects:roster_preview   POST   -                 in     prove  404    404    404    404    404    302    302
projects:participant      GET    -                 in     prove  404    404    404    404    404    200    200
projects:participant      POST   -                 in     prove  404    404    404    404    404    302    302
projects:extension_grant  GET    -                 405    prove  405    405    405    405    405    405    405
projects:extension_grant  POST   -                 in     prove  404    404    404    404    404    302    302
projects:extension_take_back GET -                 in     prove  404    404    404    404    404    200    200
projects:extension_take_back POST -                in     prove  404    404    404    404    404    302    302
projects:persons_data     GET    -                 in     prove  404    404    404    404    404    404    200
projects:persons_data     POST   -                 in     prove  404    404    404    404    404    404    200
projects:erase_person     GET    -                 in     prove  404    404    404    404    404    404    200
projects:erase_person     POST   -                 in     prove  404    404    404    404    404    404    302
projects:accounts         GET    -                 in     prove  404    404    404    404    404    404    200
projects:person_account   GET    -                 in     prove  404    404    404    404    404    404    200
projects:person_account   POST   -                 in     prove  404    404    404    404    404    404    302
projects:unsent_letters   GET    -                 in     prove  404    404    404    404    404    404    200
projects:letter_again     GET    -                 405    prove  405    405    405    405    405    405    405
projects:letter_again     POST   -                 in     prove  404    404    404    404    404    404    302
projects:leads            GET    -                 in     prove  404    404    404    404    404    404    200
projects:leads            POST   -                 in     prove  404    404    404    404    404    404    302
projects:lead             GET    -                 in     prove  404    404    404    404    404    404    200
projects:lead             POST   -                 in     prove  404    404    404    404    404    404    302
projects:sent_role        GET    -                 in     prove  404    404    404    404    404    404    200
projects:sent_role        POST   -                 in     prove  404    404    404    404    404    404    302
projects:all_changes      GET    -                 in     prove  404    404    404    404    404    404    200
projects:join             GET    -                 in     prove  200    200    200    200    200    200    200
projects:join             POST   -                 in     prove  302    302    302    302    302    302    302
projects:invitation       GET    -                 200    prove   200    200    200    200    200    200    200
projects:invitation       POST   -                 302    prove   302    302    302    302    302    302    302
projects:role_invitation  GET    -                 200    prove   200    200    200    200    200    200    200
projects:role_invitation  POST   -                 302    prove   422    422    422    422    422    422    422
projects:help             GET    -                 in     prove  404    404    404    404    404    200    200
projects:help_history     GET    -                 in     prove  404    404    404    404    404    200    200
projects:help_rules       GET    -                 in     prove  404    404    404    404    404    200    200
projects:help_rules       POST   -                 in     prove  404    404    404    404    404    422    422
projects:help_mark        GET    -                 405    prove  405    405    405    405    405    405    405
projects:help_mark        POST   -                 in     prove  404    404    404    404    404    302    302
projects:help_refresh     GET    -                 405    prove  405    405    405    405    405    405    405
projects:help_refresh     POST   -                 in     prove  404    404    404    404    404    302    302
projects:messages         GET    -                 in     prove  404    404    404    404    404    200    200
projects:message          GET    -                 in     prove  404    404    404    404    404    200    200
projects:message_new      GET    -                 in     prove  404    404    404    404    404    200    200
projects:message_new      POST   -                 in     prove  404    404    404    404    404    422    422
projects:message_templates GET   -                 in     prove  404    404    404    404    404    200    200
projects:message_template_new GET -                in     prove  404    404    404    404    404    200    200
projects:message_template_new POST -               in     prove  404    404    404    404    404    422    422
projects:message_template GET    -                 in     prove  404    404    404    404    404    200    200
projects:message_template POST   -                 in     prove  404    404    404    404    404    422    422
projects:message_template_delete GET -             405    prove  405    405    405    405    405    405    405
projects:message_template_delete POST -            in     prove  404    404    404    404    404    302    302

projects:workers          GET    -                 in     prove  404    404    404    404    404    200    200
projects:workers_live     GET    -                 in     prove  404    404    404    404    404    200    200
projects:worker_drain     GET    -                 405    prove  405    405    405    405    405    405    405
projects:worker_drain     POST   -                 in     prove  404    404    404    404    404    302    302
projects:worker_undo_drain GET    -                 405    prove  405    405    405    405    405    405    405
projects:worker_undo_drain POST   -                 in     prove  404    404    404    404    404    409    409

projects:administration   GET    -                 in     prove  404    404    404    404    404    404    200
projects:packs            GET    -                 in     prove  404    404    404    404    404    404    200
projects:pack             GET    -                 in     prove  404    404    404    404    404    404    200
projects:pack_change      GET    -                 in     prove  404    404    404    404    404    404    200
projects:pack_change      POST   -                 in     prove  404    404    404    404    404    404    302
projects:pack_hand_ins    GET    -                 in     prove  404    404    404    404    404    404    200
projects:pack_hand_ins    POST   -                 in     prove  404    404    404    404    404    404    302
projects:pack_calibration GET    -                 in     prove  404    404    404    404    404    404    200
projects:pack_calibration POST   -                 in     prove  404    404    404    404    404    404    422
projects:pack_calibration_remove GET -             in     prove  404    404    404    404    404    404    200
projects:pack_calibration_remove POST -            in     prove  404    404    404    404    404    404    302
projects:site_settings    GET    -                 in     prove  404    404    404    404    404    404    200
projects:site_setting     GET    -                 in     prove  404    404    404    404    404    404    200
projects:site_setting     POST   -                 in     prove  404    404    404    404    404    404    302

projects:regrades         GET    -                 in     prove  404    404    404    404    404    200    200
projects:regrade_start    GET    -                 in     prove  404    404    404    404    404    200    200
projects:regrade_start    POST   -                 in     prove  404    404    404    404    404    422    422
projects:regrade          GET    -                 in     prove  404    404    404    404    404    200    200
projects:regrade_live     GET    -                 in     prove  404    404    404    404    404    200    200
projects:regrade_cancel   GET    -                 405    prove  405    405    405    405    405    405    405
projects:regrade_cancel   POST   -                 in     prove  404    404    404    404    404    409    409
projects:regrade_publish  GET    -                 405    prove  405    405    405    405    405    405    405
projects:regrade_publish  POST   -                 in     prove  404    404    404    404    404    302    302
projects:regrade_discard  GET    -                 405    prove  405    405    405    405    405    405    405
projects:regrade_discard  POST   -                 in     prove  404    404    404    404    404    302    302
projects:known_solutions  GET    -                 in     prove  404    404    404    404    404    200    200
projects:known_solutions  POST   -                 in     prove  404    404    404    404    404    422    422
projects:known_solution_remove GET -               405    prove  405    405    405    405    405    405    405
projects:known_solution_remove POST -              in     prove  404    404    404    404    404    302    302

projects:signup           GET    -                 200    prove  302    302    302    302    302    302    302
projects:signup           POST   -                 422    prove  302    302    302    302    302    302    302
projects:unproved         GET    -                 200    200    302    302    302    302    302    302    302
projects:unproved         POST   -                 422    302    302    302    302    302    302    302    302
projects:email_sent      GET    -                 200    200    200    200    200    200    200    200    200
projects:prove            GET    -                 200    200    200    200    200    200    200    200    200
projects:prove            POST   -                 422    422    422    422    422    422    422    422    422
projects:account          GET    -                 in     200    200    200    200    200    200    200    200
projects:account          POST   -                 in     422    422    422    422    422    422    422    422
projects:letters          GET    -                 in     prove  200    200    200    200    200    200    200
projects:letters          POST   -                 in     prove  422    422    422    422    422    422    422
projects:stop_letters     GET    -                 200    200    200    200    200    200    200    200    200
projects:stop_letters     POST   -                 200    200    200    200    200    200    200    200    200
projects:preview          GET    -                 405    prove  405    405    405    405    405    405    405
projects:preview          POST   -                 in     prove  200    200    200    200    200    200    200
projects:inbox            GET    -                 in     prove  200    200    200    200    200    200    200
projects:inbox            POST   -                 in     prove  302    302    302    302    302    302    302
projects:inbox_message    GET    -                 in     prove  200    404    404    404    404    404    404
projects:set_preferences  GET    -                 405    405    405    405    405    405    405    405    405
projects:set_preferences  POST   -                 302    302    302    302    302    302    302    302    302
projects:my_data          GET    -                 405    prove  405  405    405    405    405    405    405
projects:my_data          POST   -                 in     prove  200  200    200    200    200    200    200
projects:delete_account   GET    -                 in     prove  200  200    200    200    200    200    200
projects:delete_account   POST   -                 in     prove  422  422    422    422    422    422    422

login                     GET    -                 200    302    302    302    302    302    302    302    302
login                     POST   -                 200    302    302    302    302    302    302    302    302
logout                    GET    -                 405    405    405    405    405    405    405    405    405
logout                    POST   -                 in     in     in     in     in     in     in     in     in
password_reset            GET    -                 200    200    200    200    200    200    200    200    200
password_reset            POST   -                 200    200    200    200    200    200    200    200    200
password_reset_done       GET    -                 200    200    200    200    200    200    200    200    200
password_reset_confirm    GET    -                 200    200    200    200    200    200    200    200    200
password_reset_confirm    POST   -                 200    200    200    200    200    200    200    200    200
password_reset_complete   GET    -                 200    200    200    200    200    200    200    200    200

health                    GET    -                 200    prove  200    200    200    200    200    200    200

api:schema                GET    -                 403    200    200    200    200    200    200    200    200
api:standing-request      GET    -                 403    403    404    404    404    404    404    404    404
api:standing-request      POST   -                 403    403    405    405    405    405    405    405    405
api:submission-list       GET    -                 403    403    200    200    200    200    200    200    200
api:submission-list       POST   -                 403    403    405    405    405    405    405    405    405
api:submission-detail     GET    awaiting_review   403    403    200    404    200    404    200    200    200
api:submission-detail     GET    approved          403    403    200    404    404    404    200    200    200
api:submission-claim      GET    awaiting_review   403    403    405    405    405    405    405    405    405
api:submission-claim      POST   awaiting_review   403    403    403    404    200    409    200    403    403
api:submission-release    GET    in_review         403    403    405    405    405    405    405    405    405
api:submission-release    POST   in_review         403    403    403    404    404    404    200    200    200
api:submission-withdraw   GET    checking          403    403    405    405    405    405    405    405    405
api:submission-withdraw   POST   awaiting_review   403    403    200    404    403    404    403    403    403
api:submission-appeal     GET    returned          403    403    405    405    405    405    405    405    405
api:submission-appeal     POST   returned          403    403    200    404    404    404    404    403    403

api:submission-grade-again GET    held              403    403    405    405    405    405    405    405    405
api:submission-grade-again POST   held              403    403    403    404    404    404    404    200    200
api:submission-refer-unchecked GET held             403    403    405    405    405    405    405    405    405
api:submission-refer-unchecked POST held            403    403    403    404    404    404    404    200    200
api:submission-ask-to-explain GET in_review         403    403    405    405    405    405    405    405    405
api:submission-ask-to-explain POST in_review        403    403    404    404    404    404    200    200    200
api:submission-explain    GET    explaining        403    403    405    405    405    405    405    405    405
api:submission-explain    POST   explaining        403    403    200    404    404    404    403    403    403
api:submission-resume-review GET explaining         403    403    405    405    405    405    405    405    405
api:submission-resume-review POST explaining        403    403    403    404    404    404    403    200    200
api:submission-not-accept GET    explaining        403    403    405    405    405    405    405    405    405
api:submission-not-accept POST   explaining        403    403    403    404    404    404    403    409    409

admin:index               GET    -                 in     prove  in     in     in     in     in     in     200
admin:login               GET    -                 200    prove  200    200    200    200    200    200    302
admin:logout              GET    -                 302    prove  302    302    302    302    302    302    405
admin:logout              POST   -                 302    prove  302    302    302    302    302    302    in
admin:app_list            GET    -                 in     prove  in     in     in     in     in     in     200
admin:password_change     GET    -                 in     prove  in     in     in     in     in     in     200
admin:password_change_done GET    -                 in     prove  in     in     in     in     in     in     200
admin:jsi18n              GET    -                 in     prove  in     in     in     in     in     in     200
admin:autocomplete        GET    -                 in     prove  in     in     in     in     in     in     403
admin:view_on_site        GET    -                 in     prove  in     in     in     in     in     in     404
admin:*_changelist        GET    -                 in     prove  in     in     in     in     in     in     200
"""

# A lead of another cohort gets what a lead gets, except here: what belongs to this cohort or to
# the whole site. "*": whatever the state.
FOR_ANOTHER_LEAD = """
projects:submission       GET  *  404
projects:submission_live  GET  *  404
projects:notebook         GET  *  404
projects:download         GET  *  404
projects:executed         GET  *  404
projects:picture          GET  *  404
projects:document_picture GET  *  404
projects:changes          GET  *  404
projects:withdraw         POST *  404
projects:appeal           POST *  404
projects:dispute          POST *  404
projects:rate             POST *  404
projects:reply            POST *  404
projects:attempts         GET  *  404

projects:extend           POST *  404
projects:assign           *    *  404
projects:take_over        POST *  404
projects:certifications   GET  *  404
projects:certification_give * *  404
projects:certification    *    *  404
projects:certification_limit POST * 404
projects:training_attempt GET  *  404
projects:sample*          *    *  404
projects:claim            POST *  404
projects:release          POST *  404
projects:rerun            POST *  404
projects:refer_unchecked  POST *  404
projects:reopen           POST *  404
projects:review           GET  *  404
projects:review_save      POST *  404
projects:take_back        POST *  404
projects:publish          POST *  404
projects:likeness*        *    *  404
projects:explain          POST *  404
projects:explanation      *    *  404
projects:comment_*        POST *  404
projects:remark           POST *  403
projects:remark_delete    POST *  403
projects:remarks_fitting  GET  *  404
projects:remark_use       POST *  404
projects:quality_criteria GET  *  404
projects:overruled        GET  *  404

projects:cohort_map       GET  *  404
projects:cohort_student   GET  *  404
projects:board            GET  *  404
projects:statistics*      GET  *  404
projects:help*            *    *  404
projects:audit            GET  *  404
projects:audit_draw       POST *  422
projects:audit_[jfd]*     POST approved  404
projects:message*         *    *  404
projects:people*          GET  *  404
projects:cohort_changes   GET  *  404
projects:cohort_settings  *    *  404
projects:cohort_part      *    *  404
projects:cohort_move      *    *  404
projects:cohort_certificates* GET *  404
projects:join_code        *    *  404
projects:invitations      *    *  404
projects:sent_invitation  *    *  404
projects:roster*          *    *  404
projects:participant      *    *  404
projects:extension_*      *    *  404

projects:workers*         GET  *  404
projects:worker_*         POST *  404
projects:regrade          GET  *  404
projects:regrade_live     GET  *  404
projects:regrade_cancel   POST *  404
projects:regrade_publish  POST *  404
projects:regrade_discard  POST *  404
projects:known_solution*  *    *  404
api:submission-[!l]*      *    *  404
"""


def for_another_lead(line: "Line") -> str:
    rows = [row.split() for row in FOR_ANOTHER_LEAD.splitlines() if row.strip()]
    own = line.expected["lead"]
    if own == "405":  # whoever asks
        return own
    for name, method, state, expected in rows:
        told = zip(
            (line.name, line.method, line.state), (name, method, state), strict=True
        )
        if all(fnmatch(given, pattern) for given, pattern in told):
            return expected
    return own


# How the names of addresses begin whose slug is a cohort's.
OF_COHORT = (
    *("projects:people", "projects:people_csv", "projects:cohort_changes"),
    *("projects:join_code", "projects:invitations", "projects:roster"),
    *("projects:board", "projects:statistics", "projects:cohort_settings"),
    *("projects:certificate_take", "projects:badge_achievement"),
    *("projects:cohort_map", "projects:cohort_move", "projects:cohort_certificates"),
    *("projects:help", "projects:message"),
)


@dataclass(frozen=True)
class Line:
    name: str
    method: str
    state: str
    expected: dict[str, str]

    @property
    def id(self) -> str:
        return f"{self.name}-{self.method}-{self.state}"


def lines() -> Iterator[Line]:
    _header, *rows = (row.split() for row in TABLE.splitlines() if row.strip())
    for name, method, state, *expected in rows:
        yield Line(name, method, state, dict(zip(PEOPLE, expected, strict=True)))


class World:
    """A submission in some state, its files, draft and run, and everybody who could ask."""

    def __init__(self, state: str) -> None:
        # The starter is read from the pack's folder, so the project is a real one.
        self.project = factories.project(slug="first-neural-network")
        self.cohort = factories.cohort()
        self.submission: Submission = factories.submission(
            self.project,
            in_=self.cohort,
            state=State(state),
            reviewed_by=factories.reviewer(self.project),
        )
        self.comment = self._comment()
        run = Run.objects.create(
            submission=self.submission,
            number=1,
            state=RunState.FINISHED,
            verdict=RunVerdict.PASSED,
        )
        Artifact.objects.create(
            run=run, name="executed.ipynb", blob=keep(factories.NOTEBOOK)
        )
        Artifact.objects.create(run=run, name="picture-1.png", blob=keep(b"a picture"))
        self.plot = keep(PLOT)
        SubmissionFile.objects.create(
            submission=self.submission, name="plot.png", blob=self.plot
        )
        self.worker = workers.register(
            "cpu@here:1", queue=Queue.CPU, host="here", pid=1
        )
        self.regrade = Regrade.objects.create(
            project=self.project,
            cohort=self.cohort,
            digest="b" * 64,
            reason="A tolerance was too tight.",
            state=RegradeState.READY,
            created_by=factories.lead(),
        )
        self.certificate = Certificate.objects.create(
            student=self.submission.student,
            cohort=self.cohort,
            name="Author",
            projects=[
                {
                    "slug": self.project.slug,
                    "title": {},
                    "submission": self.submission.pk,
                    "met_at": "",
                }
            ],
            met_at=timezone.now(),
            is_public=True,
            has_badge=True,
        )
        self.known = similarity.add_known_solution(
            by=factories.lead(),
            project=self.project,
            title="Known",
            address="",
            file=("a.ipynb", factories.NOTEBOOK),
        )
        self.likeness = self.submission.likenesses.create(
            known=self.known, shared=[1], share=0.9
        )
        self.remark = Remark.objects.create(
            project=self.project, body="Vectorise this.", language="en"
        )
        self.template = MessageTemplate.objects.create(
            cohort=self.cohort,
            name="Late",
            subject_text={"en": "Late"},
            body_text={"en": "Write."},
            changed_by=factories.lead(),
        )
        self.message = Message.objects.create(
            cohort=self.cohort,
            sender=factories.lead(),
            subject_text={"en": "Late"},
            body_text={"en": "Write."},
        )
        self.message.recipients.create(person=self.submission.student, language="en")
        self.people: dict[str, User] = {
            "unproved": factories.unproved(),
            "author": self.submission.student,
            "stranger": factories.student(self.cohort),
            "certified": factories.reviewer(self.project),
            "uncertified": factories.reviewer(factories.project()),
            "assigned": self.submission.reviewer or factories.reviewer(self.project),
            "lead": factories.lead(),
            "admin": factories.admin(),
            OTHER_LEAD: self._other_lead(),
        }
        # Of a review of other work, so that there is more to draw.
        other = factories.submission(
            self.project, in_=self.cohort, state=State.APPROVED
        )
        draw = AuditDraw.objects.create(
            by=self.people["lead"], seed="a", wanted=1, project=self.project
        )
        self.audit = draw.audits.create(
            review=other.reviews.get(), lead=self.people["lead"]
        )
        fresh = factories.submission(
            self.project, in_=self.cohort, state=State.APPROVED
        )
        self.review = fresh.reviews.get()  # may become a sample
        self._train(other)
        self.cookies: dict[str, SimpleCookie] = {}
        self.invitation = factories.invitation(self.cohort)
        self.letter = Letter.objects.create(kind="address", address="a@example.org")
        self.role = RoleInvitation.objects.create(
            role="lead",
            everywhere=True,
            address="head@example.org",
            name="Head",
            language="en",
            reason="Knows it.",
            invited_by=self.people["admin"],
        )
        self.calibration = attach(
            self.project,
            by=self.people["admin"],
            data=report(pack=self.project.slug),
            reason="Measured.",
        )
        self.roster = self.cohort.rosters.create(
            made_by=factories.admin(), file_name="a.csv", lines="[]"
        )
        self.extension = Extension.objects.create(
            enrolment=self.submission.student.enrolments.get(),
            project=self.project,
            due_at=timezone.now() + timedelta(days=9),
            reason="Ill.",
            granted_by=factories.admin(),
        )

    def _train(self, other: Submission) -> None:
        """The stranger is in training; somebody else has submitted the sample."""
        run = Run.objects.create(
            submission=other, number=1, state="finished", verdict="passed"
        )
        blob = keep(b"a picture")
        Artifact.objects.create(run=run, name="picture-1.png", blob=blob)
        self.sample = factories.sample(other.reviews.get(), by=self.people["lead"])
        self.training = factories.trainee(self.people["stranger"], self.project)
        trained = factories.trainee(factories.user(), self.project)
        self.attempt = factories.attempt(self.sample, trained)

    def _other_lead(self) -> User:
        person = factories.lead(leads_all_cohorts=False)
        CohortLead.objects.create(cohort=factories.cohort(), lead=person)
        return person

    def _pk(self, name: str) -> int:
        person = ("participant", "extension", "person")
        if any(word in name for word in person):
            return self.submission.student_id
        if "certification" in name:
            return self.people["certified"].certifications.get(language="en").pk
        rows = {
            "projects:sent_invitation": self.invitation,
            "projects:sent_role": self.role,
            "projects:letter_again": self.letter,
            "projects:roster_preview": self.roster,
            "projects:lead": self.people["lead"],
            "projects:training_attempt": self.attempt,
            "projects:sample_new": self.review,
            "projects:pack_calibration_remove": self.calibration,
        }
        if name in rows:
            return rows[name].pk
        for word, row in (
            *(("regrade", self.regrade), ("known", self.known), ("audit", self.audit)),
            *(("training", self.training), ("sample", self.sample)),
            *(("template", self.template), ("message", self.message)),
        ):
            if word in name:
                return row.pk
        return self.worker.pk

    @property
    def enrolment(self) -> int:
        return self.submission.student.enrolments.get(cohort=self.cohort).pk

    @property
    def comment_pk(self) -> int:
        return self.comment.pk if self.comment else 0

    def _comment(self) -> Comment | None:
        draft = Review.objects.filter(submission=self.submission).first()
        return draft and Comment.objects.create(
            review=draft,
            file_name=self.submission.notebook_name,
            cell=0,
            tag=CommentTag.REQUIRED,
            body="Here.",
        )

    def _of_submission(self, name: str) -> int:
        return self.likeness.pk if "likeness" in name else self.comment_pk

    def _token(self, name: str) -> str:
        if name == "projects:invitation":
            return tokens.invitation_token(self.invitation)
        if name == "projects:role_invitation":
            return tokens.role_token(self.role)
        return tokens.stop_token(self.people["author"], Topic.VERDICTS)

    def client(self, who: str) -> Client:
        client = Client()
        if who in self.cookies:
            client.cookies = copy(self.cookies[who])
        elif who != "anonymous":
            client.force_login(self.people[who])
        return client

    def sign_everybody_in(self) -> None:
        """So that `client` need not do it for each address."""
        self.cookies = {who: self.client(who).cookies for who in self.people}

    def address(self, name: str) -> str:
        """The address by that name, with whatever of the world it needs."""
        of_certificate = name == "projects:badge" or "certificate_" in name
        of_certificate |= name == "projects:certificate"
        uid = str((self.certificate if of_certificate else self.submission).uid)
        for arguments in (
            {},
            {"slug": self.project.slug},
            {"slug": self.project.slug, "criterion": "code"},
            {"slug": self.cohort.slug},
            {
                "slug": (self.project if "pack" in name else self.cohort).slug,
                "pk": self._pk(name),
            },
            {
                "slug": self.cohort.slug,
                "pk": self._pk(name),
                "extension": self.extension.pk,
            },
            {"slug": self.cohort.slug, "part": "weeks"},
            {"slug": self.cohort.slug, "enrolment": self.enrolment},
            {"slug": self.cohort.slug, "pk": self._pk(name)},
            {"slug": self.cohort.slug, "part": "times", "name": "queue"},
            {"slug": self.project.slug, "picture": 1},
            {"uid": uid},
            {"uid": uid, "number": 1, "picture": 1},
            {"digest": self.plot.sha256, "name": PLOT_NAME},
            {"uid": uid, "name": self.submission.notebook_name},
            {"uid": uid, "pk": self._of_submission(name)},
            {"pk": self._pk(name)},
            {"pk": self._pk(name), "number": self.sample.number},
            {"pk": self._pk(name), "number": self.sample.number, "picture": 1},
            {"kid": every_key()[0].thumbprint},
            {"remark": self.remark.pk},
            {"uid": uid, "remark": self.remark.pk},
            {"uidb64": "MQ", "token": "a-token"},
            {"name": "review-hours"},
            {"name": "MQ", "token": "a-token"},
            {"token": self._token(name)},
            {"app_label": "projects"},
            {"app_label": "auth"},
            {"content_type_id": 1, "object_id": 1},
        ):
            of_cohort = name.startswith(OF_COHORT)
            if of_cohort and arguments.get("slug") == self.project.slug:
                continue
            try:
                return reverse(name, kwargs=arguments)
            except NoReverseMatch:
                continue
        raise LookupError(f"no arguments for {name}")


def body(name: str, world: World) -> dict[str, object]:
    """What a person sends there, so that only who they are can stand in the way."""
    comment, project = world.comment_pk, world.project
    why = {"reason": "They asked."}
    roster = b"name,email\nAda,ada@example.org\n"
    remark = {"body": "Vectorise.", "language": "en"}
    return {
        "projects:help_mark": {"students": world.enrolment, "action": "wrote"},
        "projects:standing_request": {"wanted": f"{project.pk}-en", "at_once": "1"},
        "projects:audit_draw": {"wanted": "1"},
        "projects:audit_finish": {"quality": "helpful"},
        "projects:assign": {"reviewer": world.people["certified"].pk},
        "projects:certification": {"state": "blocked", "reason": "A while."},
        "projects:certification_give": {
            "email": world.people["author"].email,
            "project": project.slug,
            "languages": ["en"],
            "state": "training",
            "reason": "Knows it well.",
        },
        "projects:join_code": {**why, "change": "renew"},
        "projects:invitations": {
            **why,
            "address": "new@example.org",
            "name": "New",
            "language": "en",
        },
        "projects:sent_invitation": {**why, "change": "again"},
        "projects:sent_role": {**why, "change": "again"},
        "projects:roster": {
            "file": SimpleUploadedFile("a.csv", roster),
            "language": "en",
        },
        "projects:roster_preview": why,
        "projects:participant": {**why, "change": "pause"},
        "projects:extension_grant": {
            **why,
            "project": project.slug,
            "due_at": "2099-01-01T12:00",
        },
        "projects:extension_take_back": why,
        "projects:persons_data": why,
        "projects:person_account": {**why, "change": "shut"},
        "projects:erase_person": why,
        "projects:leads": {
            **why,
            "email": world.people["stranger"].email,
            "leads": "everywhere",
        },
        "projects:lead": {**why, "leads": "everywhere"},
        "projects:pack_change": {
            **why,
            "title_en": "First",
            "title_ja": "最初",
            "order": "1",
        },
        "projects:pack_hand_ins": why,
        "projects:pack_calibration_remove": why,
        "projects:site_setting": {**why, "value": "20"},
        "projects:join": {"code": world.cohort.code},
        "projects:invitation": {"name": "New", "password": "correct horse"},
        "projects:role_invitation": {"name": "New", "password": "correct horse"},
        "projects:certification_apply": {
            "project": project.slug,
            "languages": ["en"],
            "reason": "I know it.",
        },
        "projects:sample": {"judgement-code": "meets", "judgement-training": "meets"},
        "projects:sample_new": {
            "judgement-code": "meets",
            "judgement-training": "changes",
            "looked": "on",
        },
        "projects:remark_keep": remark,
        "projects:remark": {**remark, "project": "first-neural-network"},
        "projects:submit": {"uploads": SimpleUploadedFile("empty.ipynb", b"")},
        "projects:appeal": {"reason": "Look, please."},
        "api:submission-appeal": {"reason": "Look, please."},
        "projects:dispute": {"reason-code": "It is right."},
        "projects:rate": {"stars": "5"},
        "projects:reply": {"body": "Why?"},
        "projects:likeness_ask": {"reason": "Read both."},
        "projects:explanation": {"action": "resume_review", "reason": "Thank you."},
        "projects:explain": {"answer": "A book."},
        "api:submission-ask-to-explain": {"reason": "Read both."},
        "api:submission-explain": {"answer": "A book."},
        "api:submission-resume-review": {"reason": "Thank you."},
        "projects:refer_unchecked": {"reason": "The machine is being repaired."},
        "api:submission-refer-unchecked": {"reason": "The machine is being repaired."},
        "projects:reopen": {"reason": "A mistake of ours."},
        "projects:publish": {
            "action": "request_changes",
            "judgement-code": "changes",
            "body-code": "Squash it.",
            "body-training": "",
            "judgement-training": "meets",
            "version": 0,
        },
        "projects:comment_add": {
            "comment": "new-1",
            "new-1-file_name": "notebook.ipynb",
            "new-1-cell": "1",
            "new-1-tag": "required",
            "new-1-body": "Here too.",
        },
        "projects:comment_edit": {
            f"edit-{comment}-tag": "suggestion",
            f"edit-{comment}-body": "Rather so.",
            f"edit-{comment}-version": 0,
        },
        "projects:comment_delete": {"version": 0},
        "projects:certificate_revoke": {"reason": "Another's work."},
        "projects:certificate_restore": {"reason": "It was theirs."},
    }.get(name, {})


def answer(world: World, who: str, line: Line, name: str, address: str) -> str:
    client = world.client(who)
    with transaction.atomic():  # the next person finds all as it was
        if line.method == "GET":
            response = client.get(address)
        else:
            as_json = {"content_type": "application/json"}
            kind = as_json if name.startswith("api:") else {}
            response = client.post(address, body(name, world), **kind)
        transaction.set_rollback(True)
    to = response.headers.get("Location", "")
    leads_to_login = to.startswith((reverse("login"), reverse("admin:login")))
    if to == reverse("projects:unproved"):
        return "prove"
    if response.status_code == 401:  # signed out, with words: they wait at the sign-in
        return "in"
    # HTMX stops asking at 286, which is a 200 that says so.
    status = 200 if response.status_code == 286 else response.status_code
    return "in" if leads_to_login else str(status)


def of_state(line: Line) -> str:
    return "awaiting_review" if line.state == "-" else line.state


@pytest.fixture(scope="module")
def as_made(request, django_db_setup, django_db_blocker) -> Iterator[World]:
    """The world of one state: pytest runs all tests of that state one after another."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = World(request.param)
        world.sign_everybody_in()
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(as_made) -> World:
    """As it was made: the rows by a savepoint of the test, what is in memory by a copy."""
    return deepcopy(as_made)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("as_made", "line"),
    [pytest.param(of_state(line), line, id=line.id) for line in lines()],
    indirect=["as_made"],
)
def test_everybody_gets_what_the_table_says(world, line):
    for name in named(line.name):
        expected = line.expected | {OTHER_LEAD: for_another_lead(line)}
        address = world.address(name)
        got = {who: answer(world, who, line, name, address) for who in expected}
        assert got == expected, name


waiting = pytest.mark.parametrize("as_made", ["awaiting_review"], indirect=True)


def named(pattern: str) -> list[str]:
    return [name for name in sorted(set(every_name())) if fnmatch(name, pattern)]


def every_name(
    patterns: list[URLPattern | URLResolver] | None = None, space: str = ""
) -> Iterator[str]:
    """Every name the resolver knows, with its namespace; what has no name as its route."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from every_name(one.url_patterns, inner)
        else:
            yield f"{space}{one.name or one.pattern}"


# Pages of the admin below its lists, by model; and its own two routes without a name.
ADMIN_INNER = (
    *("admin:*_*_add", "admin:*_*_change", "admin:*_*_delete", "admin:*_*_history"),
)
ADMIN_NAMELESS = ("admin:<path:object_id>/", "admin:(?P<url>.*)$")


def test_no_address_is_missing_from_the_table():
    told = [line.name for line in lines()]
    missing = {
        name
        for name in every_name()
        if name not in ADMIN_NAMELESS
        and not any(fnmatch(name, pattern) for pattern in (*told, *ADMIN_INNER))
    }
    assert missing == set()


def routes(
    patterns: list[URLPattern | URLResolver] | None = None,
    way: str = "",
    space: str = "",
) -> Iterator[tuple[str, str]]:
    """Every name with the whole of its route."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        route = f"{way}{one.pattern}"
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from routes(one.url_patterns, route, inner)
        else:
            yield f"{space}{one.name or one.pattern}", route


# What stands below a cohort or a submission for other readers than those who lead it.
FOR_EVERYBODY = ("projects:badge_achievement", "projects:certificate_take")


def test_nothing_of_a_cohort_is_for_a_lead_of_another():
    """A new page of a cohort without its line above would be expected to be open to them."""
    of_one_cohort = {
        name
        for name, route in routes()
        if route.startswith(("cohorts/<slug:slug>/", "submissions/<uuid:uid>/"))
    }
    assert len(of_one_cohort) > 60
    allowed = {
        (line.name, line.method, for_another_lead(line))
        for line in lines()
        if line.name in of_one_cohort - set(FOR_EVERYBODY)
        and for_another_lead(line) not in ("404", "405")
    }
    assert allowed == set()


@waiting
def test_what_has_no_line_for_a_form_takes_none(world):
    """Else an address that writes could come with a line for reading only."""
    told = {line.name for line in lines() if line.method == "POST"}
    client, writing = world.client("admin"), {}
    names = {name for name in every_name() if name.startswith("projects:")}
    for name in sorted(names - told):
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            response = client.post(world.address(name), {"reason": "So."})
            transaction.set_rollback(True)
        written = [one["sql"] for one in asked if one["sql"].startswith(WRITES)]
        written = [sql for sql in written if not any(one in sql for one in BY_READING)]
        if response.status_code != 405 and written:
            writing[name] = written[0]
    assert writing == {}


def test_no_line_of_the_table_is_about_nothing():
    assert [line.name for line in lines() if not named(line.name)] == []


@waiting
def test_the_inner_pages_of_the_admin_are_for_admins_only(world):
    inner = [name for pattern in ADMIN_INNER for name in named(pattern)]
    for name, who in ((name, who) for name in inner for who in PEOPLE[:-1]):
        arguments = [] if name.endswith("_add") else [1]
        response = world.client(who).get(reverse(name, args=arguments))
        to = reverse("projects:unproved" if who == "unproved" else "admin:login")
        assert response.status_code == 302, (name, who)
        assert response["Location"].startswith(to), (name, who)
