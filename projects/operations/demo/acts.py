"""What the people of the story do: each act is an operation, as the pages call it."""

from projects.models import User
from projects.operations import notifications
from projects.operations.demo.people import HOST
from projects.operations.demo.staff_acts import BY_STAFF
from projects.operations.demo.student import Student, What
from projects.operations.demo.student_acts import BY_STUDENT


def perform(student: Student, what: What) -> None:
    if what["do"] in BY_STUDENT:
        notifications.mark_read(by=student.user)  # they have looked before they act
        BY_STUDENT[what["do"]](student, what)
    else:
        by = User.objects.get(email=f"{what['by']}@{HOST}")
        BY_STAFF[what["do"]](student, student.newest(what["project"]), by, what)
