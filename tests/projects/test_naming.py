"""A question that a student reads names nobody else, however the name is written."""

import pytest

from projects.operations.naming import named_in

ADDRESS = "ada@example.org"


def found(text, name, reader=""):
    return named_in(text, name=name, address=ADDRESS, reader=reader)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ada Byron", "Is this the code of Ada Byron?"),
        ("Ada Byron", "Is this ADA BYRON's?"),
        ("Ada Byron", "Byron Ada wrote the same."),
        ("Ada Byron", "Byron, Ada wrote the same."),
        ("Ada Byron", "Ask Ada."),
        ("Ada Byron", "As in byron's work"),
        ("Ada Byron", "Ｂｙｒｏｎ さんのコード"),
        ("Ada Byron", "Byronさんのコード"),
        ("Ａｄａ Ｂｙｒｏｎ", "the work of Byron"),
        ("Ada Byron", "write to ADA@example.ORG"),
        ("山田 太郎", "山田さんのコードとよく似ています。"),
        ("山田 太郎", "太郎さんのコード"),
        ("山田 太郎", "山田太郎のコード"),
        ("山田　太郎", "太郎 山田のコード"),
        ("太郎 山田", "山田太郎のコード"),
        ("山田太郎", "山田太郎さん"),
        ("ヤマダ タロウ", "ﾔﾏﾀﾞさんのコード"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダさんのコード"),
        ("ジョン・スミス", "スミスさんのコード"),
        ("林 さくら", "林さんのコード"),
        ("Li An", "Li An has this, too."),
        ("Li An", "An Li has this, too."),
        ("Li An", "Did you work with Li-san?"),
    ],
)
def test_a_name_is_found_in_both_orders_by_parts_and_in_any_width(name, text):
    assert found(text, name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ada Byron", "Please explain how you came to this adaptive rate."),
        ("Ada Byron", "How did you come to your code?"),
        ("Li An", "Give an explanation of the list."),
        ("林 さくら", "ランダムフォレスト（森林）を使った理由は？"),
        ("山田 太郎", "どのようにして、このコードを書きましたか。"),
        ("", "How did you come to your code?"),
        ("・", "A・B"),
        ("Ada Byron", ""),
        ("A.*", "Anything at all"),
    ],
)
def test_a_question_without_a_name_is_asked(name, text):
    assert not found(text, name)


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("田中さん、説明してください。", False),
        ("田中 一郎さんのコード", True),
        ("一郎さん", True),
    ],
)
def test_a_family_name_that_both_have_is_the_readers_own(text, is_named):
    assert bool(found(text, "田中 一郎", reader="田中 花子")) is is_named


def test_what_names_them_is_told():
    assert found("Was BYRON in your group?", "Ada Byron") == "byron"
