"""Pages end at so many bytes and outputs, and what is left out is counted."""

import pytest

from notebooks.budget import ALL_OUTPUTS, MOST_OUTPUTS
from notebooks.pages import CELL_OUTPUT_BYTES, PAGE_BYTES, Writer, paged
from notebooks.rendering import render
from notebooks.unloaded import MOST
from notebooks.unshown import Kind
from tests.isolating import LABELS
from tests.notebooks.building import code, notebook, words


def shown(text: str) -> dict:
    data = {"text/plain": text}
    return {"output_type": "display_data", "metadata": {}, "data": data}


def pages_of(*cells: dict) -> list[str]:
    writer = Writer(LABELS)
    written = (writer.cell(cell) for cell in render(notebook(*cells)))
    return ["".join(cell.html for cell in page) for page in paged(written)]


def test_outputs_of_a_cell_that_are_left_out_are_counted() -> None:
    (page,) = pages_of(code("x", *[shown("o")] * 19_000))
    assert page.count('<pre tabindex="0">o</pre>') == MOST_OUTPUTS
    assert f"{19_000 - MOST_OUTPUTS} outputs missing" in page


def test_so_are_those_of_all_cells_together() -> None:
    pages = pages_of(*[code("x", *[shown("o")] * 190)] * 100)
    page = "".join(pages)
    assert page.count('<pre tabindex="0">o</pre>') == ALL_OUTPUTS
    assert page.count("190 outputs missing") == 100 - ALL_OUTPUTS // 190 - 1
    assert all(len(each) <= PAGE_BYTES for each in pages)


@pytest.mark.parametrize(
    "text", ["x" * 200, "日本語" * 30, "\N{SNAKE}" * 90, "<&>" * 30]
)
def test_a_page_ends_at_its_bytes_whatever_the_language(text: str) -> None:
    pages = pages_of(*[code("x", *[shown(text)] * 60)] * 60)
    sizes = [len(page.encode()) for page in pages]
    assert max(sizes) <= PAGE_BYTES
    assert min(sizes[:-1]) > PAGE_BYTES / 2
    large = "\n".join([text] * 60)
    (page,) = pages_of(code("x", *[shown(large)] * 290))
    assert CELL_OUTPUT_BYTES / 2 < len(page.encode()) < CELL_OUTPUT_BYTES + 5_000
    assert "outputs missing" in page


def test_a_line_s_number_leads_to_the_line_where_it_leads_to_no_form() -> None:
    (page,) = pages_of(code("a = 1\nb = 2"))
    assert 'href="#cell-1-line-2"' in page
    (written,) = render(notebook(code("a = 1")))
    with_forms = Writer(LABELS, comment_url="?comment=").cell(written).html
    assert 'href="?comment=1:1#cell-1-line-1" hx-get="?comment=1:1"' in with_forms


def test_a_picture_that_is_not_loaded_says_why_beside_its_description() -> None:
    reason = LABELS.unshown[Kind.PICTURE]
    text = (
        """![a "net" <script>alert(1)</script>](net.png) ![](https://x.org/logo.png)"""
    )
    (page,) = pages_of(words(text))
    said = "a &quot;net&quot; &lt;script&gt;alert(1)&lt;/script&gt;"
    assert f"<b>{said}</b> {reason}" in page
    assert f"<b>logo.png</b> {reason}" in page
    assert "<img" not in page
    (page,) = pages_of(words("""[link](https://x.org '<img><img alt="x">')"""))
    assert reason not in page
    (page,) = pages_of(words("![x](y) " * (MOST + 5)))
    assert page.count(reason) == MOST
    assert page.count("<img") == 5
