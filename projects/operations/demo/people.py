"""The demo's people: those whose accounts `make run` prints."""

from dataclasses import dataclass

from projects.enums import Language

PASSWORD = "reviewhub-demo"  # noqa: S105 - printed for everyone to use
COHORT_CODE = "DEMO-2026"
HOST = "demo.test"  # of all addresses


STUDENT = "student"


@dataclass(frozen=True)
class Person:
    what: str
    email: str
    name: str
    language: Language = Language.ENGLISH


PEOPLE = (
    Person(STUDENT, "student@demo.test", "Ada Byron"),
    Person(STUDENT, "kwame@demo.test", "Kwame Mensah"),
    Person("student, half way", "olivia@demo.test", "Olivia Brandt"),
    Person(
        "student, half way (ja)", "gakusei@demo.test", "山田 花子", Language.JAPANESE
    ),
    Person("student, disputes", "daniel@demo.test", "Daniel Okafor"),
    Person("student, finished", "freya@demo.test", "Freya Lindqvist"),
    Person("reviewer", "reviewer@demo.test", "Grace Murray"),
    Person("reviewer", "second@demo.test", "Katherine Coleman"),
    Person("reviewer (ja)", "fumiko@demo.test", "中村 文子", Language.JAPANESE),
    Person("lead reviewer", "lead@demo.test", "Alan Mathison"),
    Person("admin", "admin@demo.test", "Margaret Heafield"),
)
