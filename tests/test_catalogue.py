"""Every word that people read is there in Japanese, and Japanese pages show it."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.test import Client
from django.urls import reverse

from projects.enums import Judgement, Language, State
from projects.operations import reviews
from reviewhub import catalogues
from tests import factories

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]")
READ_ALOUD = {"alt", "aria-label", "placeholder", "title"}
NAMES = {"ReviewHub"}  # the same in every language
TITLES = {"code", "training"}  # of the criteria that tests/factories.py makes
# Shown to developers alone, in English.
FOR_DEVELOPERS = {"gallery.html"}

PAGES_TEMPLATES = [
    path
    for path in sorted(catalogues.TEMPLATES.rglob("*.*"))
    if path.name not in FOR_DEVELOPERS
]


def ids(message):
    return message.id if isinstance(message.id, tuple) else (message.id,)


def strings(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def words_in_use():
    return [message for message in catalogues.used() if message.id]


def catalogue():
    [po] = catalogues.po_files()
    return catalogues.load(po)


@pytest.fixture(scope="module")
def japanese():
    return catalogue()


# ----- the catalogue


def test_there_is_a_catalogue_for_every_language_but_english():
    languages = {po.parent.parent.name for po in catalogues.po_files()}
    assert languages | {"en"} == {code for code, _ in settings.LANGUAGES}


def test_words_are_found_in_code_and_in_templates():
    found = {ids(message)[0] for message in words_in_use()}
    assert "Meets specifications" in found  # projects/enums.py
    assert "Skip to the content" in found  # templates/base.html


def test_everything_in_use_is_translated(japanese):
    untranslated = [
        ids(message)[0]
        for message in words_in_use()
        if not (known := japanese.get(message.id, message.context))
        or not all(strings(known))
    ]
    assert untranslated == []


def test_no_translation_is_a_guess(japanese):
    assert [
        ids(message)[0] for message in japanese if message.id and message.fuzzy
    ] == []


def test_a_student_is_called_by_one_word(japanese):
    """受講生, whose course it is; not 学生, who is enrolled at a university."""
    other = [one.id for one in japanese if any("学生" in it for it in strings(one))]
    assert other == []


def test_placeholders_are_those_of_the_english_words(japanese):
    different = [
        ids(message)[0]
        for message in japanese
        if message.id
        for string in strings(message)
        if set(PLACEHOLDER.findall(string))
        != set(PLACEHOLDER.findall(ids(message)[-1]))
    ]
    assert different == []


def test_compiling_again_writes_nothing():
    catalogues.compile_stale()
    assert catalogues.compile_stale() == []


# ----- templates


class Visible(HTMLParser):
    """Gathers what is seen or read aloud; program text and foreign words aside."""

    SILENT = {"script", "style", "code", "pre", "kbd", "textarea"}

    def __init__(self):
        super().__init__()
        self.found = []
        self.silent = []

    def handle_starttag(self, tag, attributes):
        if tag in self.SILENT:
            self.silent.append(tag)
        self.found += [value for name, value in attributes if name in READ_ALOUD]

    def handle_endtag(self, tag):
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data):
        if not self.silent:
            self.found.append(data)

    def words(self):
        tidied = (" ".join((found or "").split()) for found in self.found)
        return [words for words in tidied if words]


def visible(html):
    parser = Visible()
    parser.feed(html)
    parser.close()
    return parser.words()


def without_translations(source):
    """The template's own text: tags, comments and translated blocks aside."""
    inside = None
    kept = []
    for token in Lexer(source).tokenize():
        name, _, rest = token.contents.partition(" ")
        if token.token_type == TokenType.BLOCK:
            if inside is None and name in ("blocktranslate", "comment"):
                inside = f"end{name}"
            elif inside is None and rest == "page_class":  # part of a class attribute
                inside = "endblock"
            elif name == inside:
                inside = None
        elif token.token_type == TokenType.TEXT and inside is None:
            kept.append(token.contents)
    return "".join(kept)


def handed_to_parts(source):
    """Literal words in `{% include … with label="Words" %}` and the like."""
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            name, _, rest = token.contents.partition(" ")
            if name in ("include", "notice", "card"):
                rest = re.sub(r'\b_\("[^"]*"\)', "", rest)
                yield from re.findall(r'\w+="([A-Z][^"]*|[^"]* [^"]*)"', rest)


def english(words):
    return set(re.findall(r"[A-Za-z]{2,}", re.sub(r"&\w+;", "", words))) - NAMES


@pytest.mark.parametrize(
    "template",
    PAGES_TEMPLATES,
    ids=lambda path: path.relative_to(catalogues.TEMPLATES).as_posix(),
)
def test_a_template_holds_no_word_outside_of_translate(template):
    source = template.read_text()
    own = [*visible(without_translations(source)), *handed_to_parts(source)]
    assert [words for words in own if english(words)] == []


def test_a_forgotten_word_would_be_found():
    source = (
        '{% translate "Fine" %} <p title="Forgotten">{{ name }} was here</p>'
        '{% include "x.html" with label="Press" href="/here" only %}'
    )
    assert visible(without_translations(source)) == ["Forgotten", "was here"]
    assert list(handed_to_parts(source)) == ["Press"]


# ----- pages


def english_sentences():
    """Patterns of the words that are different in Japanese."""
    for message in catalogue():
        for words in ids(message) if message.id else ():
            if words not in strings(message):
                literal = [re.escape(part) for part in PLACEHOLDER.split(words)]
                yield re.compile(r"\s*" + ".+".join(literal) + r"\s*", re.DOTALL)


@pytest.fixture(scope="module")
def patterns():
    return list(english_sentences())


def check(html, patterns):
    assert '<html lang="ja"' in html
    shown = [words for words in visible(html) if words not in TITLES]
    left = [words for words in shown if any(each.fullmatch(words) for each in patterns)]
    assert left == []


@pytest.mark.parametrize("name", ["login", "projects:signup", "password_reset"])
@pytest.mark.django_db
def test_a_visitor_with_a_japanese_browser_reads_japanese(name, patterns):
    response = Client(headers={"accept-language": "ja"}).get(reverse(name))
    check(response.content.decode(), patterns)


def reader(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def hanako(db):
    return factories.student(
        factories.cohort(), "山田 花子", language=Language.JAPANESE
    )


def handed_in(by, state):
    cohort = by.enrolments.get().cohort
    return factories.submission(by=by, in_=cohort, state=state)


@pytest.mark.parametrize("state", list(State))
def test_a_student_reads_japanese_in_every_state(hanako, state, patterns):
    subject = handed_in(hanako, state)
    client = reader(hanako)
    for url in (
        reverse("projects:home"),
        reverse("projects:project", args=[subject.project.slug]),
        reverse("projects:submission", args=[subject.uid]),
        reverse("projects:notebook", args=[subject.uid, "notebook.ipynb"]),
        reverse("projects:inbox"),
        reverse("projects:account"),
    ):
        check(client.get(url).content.decode(), patterns)


def test_a_form_sent_back_says_why_in_japanese(hanako, patterns):
    project = factories.project()
    url = reverse("projects:submit", args=[project.slug])
    check(reader(hanako).post(url, {}).content.decode(), patterns)


def test_a_refusal_is_japanese(hanako, patterns):
    subject = handed_in(hanako, State.APPROVED)
    response = reader(hanako).post(reverse("projects:withdraw", args=[subject.uid]))
    assert response.status_code == 409
    check(response.content.decode(), patterns)


@pytest.fixture
def taro(hanako):
    """A lead, certified, with one review in hand and others waiting."""
    mine = handed_in(hanako, State.AWAITING_REVIEW)
    handed_in(hanako, State.DISPUTED)
    taro = factories.reviewer(mine.project, "佐藤 太郎", language=Language.JAPANESE)
    taro.is_lead = True
    taro.save()
    reviews.claim(mine, by=taro)
    factories.judge_all(mine, taro, Judgement.CHANGES, body="直してください。")
    return taro


def test_a_reviewer_reads_japanese(taro, hanako, patterns):
    client = reader(taro)
    cohort = hanako.enrolments.get().cohort
    mine = hanako.submissions.get(state=State.IN_REVIEW)
    disputed = hanako.submissions.get(state=State.DISPUTED)
    asked = factories.submission(state=State.EXPLAINING)
    for url in (
        reverse("projects:queue"),
        reverse("projects:standing_request"),
        reverse("projects:explanations"),
        reverse("projects:explanation", args=[asked.uid]),
        reverse("projects:assign", args=[disputed.uid]),
        reverse("projects:certifications"),
        reverse("projects:certification_give"),
        reverse("projects:my_certifications"),
        reverse("projects:certification", args=[taro.certifications.first().pk]),
        reverse("projects:my_reviews"),
        reverse("projects:review", args=[mine.uid]),
        reverse("projects:review", args=[disputed.uid]),
        reverse("projects:submission", args=[mine.uid]),
        reverse("projects:cohorts"),
        reverse("projects:board", args=[cohort.slug]),
    ):
        check(client.get(url).content.decode(), patterns)
