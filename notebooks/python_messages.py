"""What Python says of a syntax error, in Japanese."""

import re

_IN_JAPANESE = (
    (r"expected ':'", "コロン「:」がありません"),
    (r"invalid syntax", "文法の誤りです"),
    (r"unexpected indent", "余分なインデント（字下げ）があります"),
    (r"expected an indented block", "インデント（字下げ）したブロックが必要です"),
    (r"unindent does not match", "インデント（字下げ）の深さが前の行と合いません"),
    (r"inconsistent use of tabs", "インデントにタブと空白が混ざっています"),
    (r"'(.)' was never closed", "「{}」が閉じられていません"),
    (r"unmatched '(.)'", "対応する開きかっこのない「{}」があります"),
    (r"unterminated .*string literal", "文字列が閉じられていません"),
    (r"Missing parentheses in call to '(\w+)'", "{} の呼び出しにかっこが必要です"),
    (
        r"invalid (?:non-printable )?character .*\(?(U\+\w+)",
        "使えない文字（{}）があります",
    ),
    (r"'(return|yield|await)' outside function", "関数の外に {} があります"),
    (
        r"'(break|continue)' (?:outside loop|not properly in loop)",
        "ループの外に {} があります",
    ),
    (r"cannot assign to", "「=」の左側に、代入できないものがあります"),
    (
        r"positional argument follows keyword argument",
        "キーワード引数の後に位置引数があります",
    ),
    (r"invalid decimal literal", "数の書き方が正しくありません"),
    (r"leading zeros in decimal", "数の先頭に余分な 0 があります"),
    (r"nested too deeply", "入れ子が深すぎます"),
    (r"the cell is too long", "セルが長すぎます"),
    (r"too many statements", "文が多すぎます"),
    (r"there is too much code", "コードが多すぎます"),
)


def in_japanese(message: str) -> str:
    for pattern, words in _IN_JAPANESE:
        found = re.match(pattern, message) or re.search(pattern, message)
        if found:
            return f"{words.format(*found.groups())}：{message}"
    return message
