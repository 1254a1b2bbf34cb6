import pytest
from django.db import transaction

from projects.enums import State
from projects.workflow import lock_submission


@pytest.mark.django_db(transaction=True)
def test_locking_needs_a_transaction(world):
    submission = world.submission(State.CHECKING)
    with pytest.raises(transaction.TransactionManagementError):
        lock_submission(submission)
