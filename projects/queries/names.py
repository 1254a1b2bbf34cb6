"""Who is called what by whom: in a blind cohort, student and reviewers do not know each other.

The one place that decides it. Pages ask by the tag `name_of`, which knows who reads.
"""

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from projects.models import Submission, User
from projects.models.cohort import CODE_LETTERS
from projects.rules import knows_reviewers, knows_student

LENGTH = 5  # letters of a code: among 6,500 students two are alike once in two cohorts


def name_of(person: User | None, submission: Submission, reader: object) -> str:
    """The person's name as `reader` may know it where it stands beside this work.

    A reader who is no `User` is nobody. Expects the submission's cohort loaded.
    """
    if person is None:
        return ""
    known = reader if isinstance(reader, User) else None
    if known is not None and known.pk == person.pk:
        return str(person)
    if person.pk == submission.student_id:
        if knows_student(known, submission):
            return str(person)
        return _("Student %(code)s") % {"code": code_of(person.pk, submission)}
    if knows_reviewers(known, submission):
        return str(person)
    return _("Reviewer %(code)s") % {"code": code_of(person.pk, submission)}


def code_of(person_pk: int, submission: Submission) -> str:
    """Always the same for a person in a cohort; only the site's secret leads from one to the other."""
    key = f"{submission.cohort_id}:{person_pk}"
    digest = salted_hmac("projects.names", key, algorithm="sha256")
    number = int.from_bytes(digest.digest()[:8], "big")
    letters = []
    for _place in range(LENGTH):
        number, at = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[at])
    return "".join(letters)
