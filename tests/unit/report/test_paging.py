"""Blocks on pages: nothing is lost, nothing is higher than its page, heads and headings stay with what follows."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorlight.report import look
from mirrorlight.report.blocks import Block, Cell, Heading, Paragraph, Table
from mirrorlight.report.paging import Estimate, height, pages

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=1_500)
BLOCKS = st.one_of(
    st.builds(Heading, st.text(max_size=60)),
    st.builds(lambda text: Paragraph((text[:400],)), TEXT),
    st.lists(TEXT, min_size=1, max_size=60).map(
        lambda texts: Table("t", ("a", "b"), tuple((Cell.of("x"), Cell.of(text)) for text in texts), (0.2, 0.8))
    ),
)


def words(blocks: list[Block]) -> str:
    said = []
    for block in blocks:
        if isinstance(block, Table):
            said += [row[-1].text for row in block.rows]
        elif isinstance(block, Heading | Paragraph):
            said.append(block.text)
    return "".join(said)


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, max_size=12))
def test_nothing_is_lost_and_no_page_is_too_full(blocks: list[Block]) -> None:
    made = pages(blocks, Estimate())
    assert words([block for page in made for block in page]) == words(blocks)
    for page in made:
        assert sum(height(block, Estimate()) for block in page) <= look.ROOM or len(page) == 1
    for page in made[:-1]:
        assert not isinstance(page[-1], Heading)


def test_a_table_goes_on_with_its_head() -> None:
    table = Table("t", ("a", "b"), tuple((Cell.of(str(n)), Cell.of("row")) for n in range(120)), (0.5, 0.5))
    made = pages([Heading("Rows"), table], Estimate())
    assert len(made) > 2
    parts = [block for page in made for block in page if isinstance(block, Table)]
    assert all(part.heads == ("a", "b") for part in parts)
    assert [row[0].text for part in parts for row in part.rows] == [str(n) for n in range(120)]
