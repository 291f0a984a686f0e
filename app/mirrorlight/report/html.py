"""Writes a report as one HTML file: readable without script, without anything from elsewhere, in sheets of A4."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from string import Template

from mirrorlight import assets
from mirrorlight.core.text import clean_text
from mirrorlight.i18n import _, language
from mirrorlight.report import look, svg
from mirrorlight.report.blocks import (
    Block,
    Cell,
    Drawing,
    Heading,
    Paragraph,
    Part,
    Picture,
    Pictures,
    Table,
    Title,
)  # fmt: skip
from mirrorlight.report.paging import Estimate, column_widths, pages, picture_size
from mirrorlight.report.paper import Paper

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""A browser fetches nothing, whatever stands in the file."""


def write(blocks: Sequence[Block], paper: Paper) -> bytes:
    """The whole file, UTF-8."""
    sheets = pages(blocks, Estimate())
    body = "".join(_sheet(number, sheets, paper) for number in range(len(sheets)))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language())}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(paper.title)}</title>\n<style>{_style()}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    ).encode()


def _text(text: str) -> str:
    return escape(clean_text(text, limit=20_000))


def _sheet(number: int, sheets: Sequence[Sequence[Block]], paper: Paper) -> str:
    """One page with its head and foot."""
    page = _("Page {n} of {of}").format(n=number + 1, of=len(sheets))
    made = f"<p class=made>{_text(paper.synthetic)}</p>" if paper.synthetic else ""
    blocks = "".join(part for block in sheets[number] for part in _block(block))
    head = f"<p class=mark>{svg.mark(18)} {_text(paper.head)}</p>{made}<p class=page>{_text(page)}</p>"
    foot = f"<p>{_text(paper.foot)} <strong>{_text(paper.warning)}</strong></p><p>{_text(paper.end)}</p>"
    return (
        f'<section class=sheet aria-label="{_text(page)}">\n<header>{head}</header>\n<div class=body>\n{blocks}</div>\n'
        f"<footer>{foot}</footer>\n</section>\n"
    )


def _block(block: Block) -> Iterator[str]:
    match block:
        case Title():
            yield f"<h1>{_text(block.text)}</h1>\n<p class=below>{_text(block.below)}</p>\n"
        case Heading():
            yield f"<h2>{_text(block.text)}</h2>\n"
        case Paragraph():
            kind = "large" if block.large else "quiet" if block.quiet else "text"
            yield f"<p class={kind}>{''.join(_part(part) for part in block.parts)}</p>\n"
        case Drawing():
            yield f"<figure class=drawing>{block.svg}</figure>\n"
        case Table():
            yield from _table(block)
        case Pictures():
            wide, high = picture_size(block)
            yield "<div class=pictures>"
            yield from (_picture(each, wide, high) for each in block.pictures)
            yield "</div>\n"


def _part(part: Part) -> str:
    return _text(part) if isinstance(part, str) else f"<strong>{_text(part[0])}</strong>"


def _table(block: Table) -> Iterator[str]:
    yield f'<table aria-label="{_text(block.name)}"><colgroup>'
    yield from (f'<col style="width:{width / look.INNER:.1%}">' for width in column_widths(block))
    yield "</colgroup><thead><tr>"
    for place, head in enumerate(block.heads):
        side = " class=right" if place in block.right else ""
        yield f"<th scope=col{side}>{_text(head)}</th>"
    yield "</tr></thead><tbody>\n"
    for row in block.rows:
        yield "<tr>"
        for place, cell in enumerate(row):
            yield _cell(cell, first=not place, right=place in block.right)
        yield "</tr>\n"
    yield "</tbody></table>\n"


def _cell(cell: Cell, *, first: bool, right: bool) -> str:
    name, kinds = "th scope=row" if first else "td", []
    if right:
        kinds.append("right")
    if cell.quiet:
        kinds.append("dim")
    inside = "".join(_run(run.text, struck=run.struck, black=run.black) for run in cell.runs)
    if cell.mark:
        inside = f"{svg.square(cell.mark)} {inside}"
    elif cell.icon:
        inside = f"{svg.channel_icon(cell.icon)} {inside}"
    of = f' class="{" ".join(kinds)}"' if kinds else ""
    return f"<{name}{of}>{inside}</{name.split()[0]}>"


def _run(text: str, *, struck: bool, black: bool) -> str:
    if black:
        return f'<span class=black role=img aria-label="{_text(_("blacked out by hand"))}">{_text(text)}</span>'
    inside = f"<bdi>{_text(text)}</bdi>"
    return f"<del>{inside}</del>" if struck else inside


def _picture(each: Picture, wide: float, high: float) -> str:
    if each.data:
        source = b64encode(each.data).decode()
        size = f'width="{each.width}" height="{each.height}"'
        inside = f'<img src="data:image/{each.kind};base64,{source}" {size} alt="{_text(each.alt)}">'
    else:
        inside = f'<div class="{each.kind}" role=img aria-label="{_text(each.alt)}" style="height:{high:.0f}px"></div>'
    return f'<figure style="width:{wide:.0f}px">{inside}<figcaption>{_text(each.caption)}</figcaption></figure>'


def _style() -> str:
    """The style sheet. Sizes are those by which the pages were reckoned."""
    sizes = {"text": look.TEXT, "title": look.TITLE, "heading": look.HEADING, "sentence": look.SENTENCE,
             "small": look.SMALL}  # fmt: skip
    values: dict[str, object] = {f"{name}_line": look.line_height(size) for name, size in sizes.items()}
    values |= {name: value for name, value in vars(look).items() if name.isupper()}
    values["print_height"] = look.HEIGHT - 1
    return Template(assets.path("report/report.css").read_text("utf-8")).substitute(values)
