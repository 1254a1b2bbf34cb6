"""Notebooks whose Markdown or HTML is the attack: on its parser, or on the page's size."""

from tests.hostile.base import LONGEST, code, filled, notebook, words

FORMATTING = ("b", "i", "u", "s", "em", "strong", "small", "code")


def unclosed_formatting_before_paragraphs() -> bytes:
    """HTML opens whatever is still open again in every paragraph: 12 kB become many MB.

    Equal elements are counted to three only; an attribute makes each of them different.
    """
    return notebook(words(_unclosed(600)))


def more_unclosed_formatting_before_paragraphs() -> bytes:
    """30 kB; the page of it needs more than a gigabyte."""
    return notebook(words(_unclosed(1500)))


def most_unclosed_formatting_before_paragraphs() -> bytes:
    """As long as one text may be."""
    return notebook(words(_unclosed(2800)))


def unclosed_formatting_in_an_output() -> bytes:
    return notebook(code("1", _shown("text/html", _unclosed(2800))))


def unclosed_formatting_in_a_markdown_output() -> bytes:
    return notebook(code("1", _shown("text/markdown", _unclosed(2800))))


def plain_unclosed_formatting() -> bytes:
    """Without attributes: three of each."""
    opened = "".join(f"<{tag}>" for tag in FORMATTING * 3)
    return notebook(words(opened + "<p>x" * 14_000))


def unclosed_links_before_paragraphs() -> bytes:
    opened = "".join(f"<a href='#{n}'><b title={n}>" for n in range(1200))
    return notebook(words(f"<p>{opened}" + "<p>x" * 4_000))


def ten_cells_of_unclosed_align() -> bytes:
    r"""Every `\begin` looks through the rest for an `\end` that never comes."""
    return notebook(*[words(filled("\\begin{align}\n"))] * 10)


def ten_cells_of_unclosed_math() -> bytes:
    return notebook(*[words(filled("$x $$y "))] * 10)


def runs_of_dollars() -> bytes:
    return notebook(*[words(filled("$a$" + "$"))] * 10)


def ten_wide_tables() -> bytes:
    """Each row is filled up to the width of the head: cells grow with the square."""
    width = 10_000
    table = "|a" * width + "|\n" + "|-" * width + "|\n"
    return notebook(*[words(table + filled("|b\n", LONGEST - len(table)))] * 10)


def ten_long_tables() -> bytes:
    return notebook(*[words("|a|b|\n|-|-|\n" + filled("|1|2|\n", 59_000))] * 10)


def ten_html_tables() -> bytes:
    return notebook(*[words("<table>" + filled("<tr><td>", 59_000))] * 10)


def text_before_table_cells() -> bytes:
    """What stands in a table outside its cells is moved in front of it, piece by piece."""
    return notebook(*[words(filled("<table>x", LONGEST))] * 10)


def runs_of_image_openings() -> bytes:
    return notebook(*[words(filled("!["))] * 10)


def runs_of_link_openings() -> bytes:
    return notebook(*[words(filled("[a]("))] * 10)


def runs_of_brackets() -> bytes:
    return notebook(*[words("[" * 30_000 + "]" * 30_000)] * 10)


def runs_of_emphasis() -> bytes:
    return notebook(*[words(filled("*a **a "))] * 5, *[words(filled("a**b_"))] * 5)


def runs_of_backticks() -> bytes:
    """Each run is longer than the one before: none closes another."""
    runs = " ".join("`" * n for n in range(1, 340))
    return notebook(*[words(runs)] * 10)


def runs_of_autolinks() -> bytes:
    return notebook(*[words(filled("<a:"))] * 5, *[words(filled("<a@b."))] * 5)


def nested_quotes() -> bytes:
    return notebook(*[words(">" * 59_000 + "a")] * 10)


def nested_lists() -> bytes:
    return notebook(*[words("- " * 29_000 + "a")] * 5, *[words(_stairs())] * 5)


def reference_definitions() -> bytes:
    return notebook(
        *[words("".join(f"[{n}]: x\n" for n in range(5_000)) + "[0]" * 4000)]
    )


def nested_html() -> bytes:
    return notebook(*[words(filled("<div>"))] * 5, *[words(filled("<blockquote>"))] * 5)


def html_with_many_attributes() -> bytes:
    attributes = " ".join(f"a{n}=1" for n in range(8_000))
    return notebook(*[words(f"<b {attributes[:59_000]}>x")] * 10)


def html_never_closed() -> bytes:
    """Comments, declarations and instructions that look for their end."""
    openings = ("<!--", "<?", "<!A ", "<![CDATA[", "<a b='")
    return notebook(*(words(filled(f"x {one}")) for one in openings for _ in range(2)))


def entities_without_end() -> bytes:
    return notebook(*[words(filled("&amp;&#x1F4A9;&NotEqualTilde;"))] * 10)


def images_in_html() -> bytes:
    """The pattern that looks through cleaned HTML for pictures."""
    return notebook(
        *[words(filled('<img alt="a" '))] * 5, *[words(filled("<img>"))] * 5
    )


def headings_in_one_cell() -> bytes:
    return notebook(*[words(filled("# a\n"))] * 10)


def _shown(kind: str, text: str) -> dict[str, object]:
    return {"output_type": "display_data", "metadata": {}, "data": {kind: text}}


def _unclosed(count: int) -> str:
    opened = "".join(f"<b title={number}>" for number in range(count))
    return f"<p>{opened}" + "<p>x" * count


def _stairs() -> str:
    return "".join(f"{' ' * depth}- a\n" for depth in range(340))


ALL = (
    unclosed_formatting_before_paragraphs,
    more_unclosed_formatting_before_paragraphs,
    most_unclosed_formatting_before_paragraphs,
    unclosed_formatting_in_an_output,
    unclosed_formatting_in_a_markdown_output,
    plain_unclosed_formatting,
    unclosed_links_before_paragraphs,
    ten_cells_of_unclosed_align,
    ten_cells_of_unclosed_math,
    runs_of_dollars,
    ten_wide_tables,
    ten_long_tables,
    ten_html_tables,
    text_before_table_cells,
    runs_of_image_openings,
    runs_of_link_openings,
    runs_of_brackets,
    runs_of_emphasis,
    runs_of_backticks,
    runs_of_autolinks,
    nested_quotes,
    nested_lists,
    reference_definitions,
    nested_html,
    html_with_many_attributes,
    html_never_closed,
    entities_without_end,
    images_in_html,
    headings_in_one_cell,
)
