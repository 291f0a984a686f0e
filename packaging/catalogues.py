"""The catalogues of the languages, in resources/i18n.

    catalogues.py update     read every text of the program into mirrorlight.pot, and merge it into each language's .po
    catalogues.py compile    write what the program reads, <language>/LC_MESSAGES/mirrorlight.mo, where it is not fresh

A text that is new is left empty: nothing is guessed from one that looks like it. One that is gone goes. Neither dates
nor lines are written, so that a change of the program changes no more of a catalogue than its texts.
"""

from __future__ import annotations

import io
import os
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "app"))

from mirrorlight.i18n import DOMAIN, LANGUAGES, SOURCE  # noqa: E402

APP, FOLDER = ROOT / "app", ROOT / "resources" / "i18n"
PRODUCTS = ROOT / "resources" / "agents"
TEMPLATE = FOLDER / f"{DOMAIN}.pot"
TRANSLATED = tuple(code for code in LANGUAGES if code != SOURCE)
KEYWORDS: Any = {"_": None, "N_": None, "ngettext": (1, 2), "NP_": (1, 2), "TimeError": (1,)}
"""What marks a text in the code. `core` may not import the marks, so its one kind of error is one."""

NOTE = "Translators:"
"""A comment that begins so goes into the catalogue with the text below it."""

PRODUCT_TEXTS = ("about", "detail", "title", "example", "text", "remarks")
"""The keys of a product's file that are Mirrorlight's own words. Quoted ones and names of pages stay as they are."""

PLURALS = {language: f"nplurals=2; plural=(n {'> 1' if language == 'fr' else '!= 1'})" for language in TRANSLATED}
"""How many forms a text with a number has, and which is for which. Spanish and French have a third one for whole
millions, which none of these texts needs."""

WIDTH = 112


def main() -> int:
    """Do what was asked for."""
    deeds = {"update": update, "compile": compile_all}
    if len(sys.argv) != 2 or sys.argv[1] not in deeds:
        raise SystemExit(__doc__)
    deeds[sys.argv[1]]()
    return 0


def update() -> None:
    """Write the template and every language anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = template()
    _write(TEMPLATE, written(found))
    for language in TRANSLATED:
        merged = merge(language, found)
        _write(po(language), written(merged))
        left = sum(1 for message in merged if message.id and not complete(message.string))
        sys.stdout.write(f"{language}: {len(merged)} texts, {left} of them to be translated\n")


def compile_all() -> None:
    """Write each language as the program reads it, where that is missing or older."""
    for language in TRANSLATED:
        source, target = po(language), FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f"{target.name}.{os.getpid()}")
        beside.write_bytes(compiled(language))
        beside.replace(target)


def compiled(language: str) -> bytes:
    """The catalogue of a language as the program reads it."""
    made = io.BytesIO()
    write_mo(made, read(language))
    return made.getvalue()


def template() -> Catalog:
    """Every text of the program, in the order of its files and of the lines in them."""
    catalogue = Catalog(domain=DOMAIN, charset="utf-8")
    for name, message, comments in _texts():
        catalogue.add(message, None, [(name, 1)], auto_comments=comments)
    return catalogue


def merge(language: str, found: Catalog) -> Catalog:
    """The texts of `found` with the translations that a language has of them."""
    known = read(language) if po(language).exists() else empty(language)
    merged = empty(language)
    for message in found:
        if not message.id:
            continue
        before = known.get(message.id if isinstance(message.id, str) else message.id[0])
        string = before.string if before is not None and _fits(before.string, message.id, merged) else None
        by_hand = list(before.user_comments) if before is not None else []
        merged.add(message.id, string, list(message.locations), auto_comments=message.auto_comments,
                   user_comments=by_hand)  # fmt: skip
    return merged


def empty(language: str) -> Catalog:
    """A catalogue of a language without texts."""
    made = Catalog(locale=language, domain=DOMAIN, charset="utf-8")
    made.mime_headers = [("Plural-Forms", PLURALS[language])]
    return made


def read(language: str) -> Catalog:
    """The catalogue of a language."""
    with po(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN, ignore_obsolete=True)


def po(language: str) -> Path:
    """Where the catalogue of a language is."""
    return FOLDER / f"{language}.po"


def written(catalogue: Catalog) -> str:
    """A catalogue as it is kept."""
    head = [f"Language: {catalogue.locale}"] if catalogue.locale else []
    head += ["Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: 8bit"]
    head += [f"Plural-Forms: {PLURALS[str(catalogue.locale)]}"] if catalogue.locale else []
    made = io.BytesIO()
    write_po(made, catalogue, width=WIDTH, omit_header=True, include_lineno=False)
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in head) + "\n" + made.getvalue().decode()


def complete(string: Any) -> bool:
    """Whether every form of a translation is there."""
    forms = string if isinstance(string, tuple | list) else (string,)
    return all(forms)


def _fits(string: Any, id_: Any, catalogue: Catalog) -> bool:
    """Whether a translation has as many forms as the text needs: one for a text alone, all for a text with a number."""
    if isinstance(id_, str):
        return isinstance(string, str)
    return isinstance(string, tuple | list) and len(string) == catalogue.num_plurals


def _texts() -> Iterator[tuple[str, Any, list[str]]]:
    """File, text (two where a number decides) and notes of every marked text."""
    for path in sorted(APP.rglob("*.py")):
        with path.open("rb") as file:
            for _line, message, comments, _context in extract(
                "python", file, KEYWORDS, (NOTE,), {"encoding": "utf-8"}, strip_comment_tags=True
            ):
                yield path.relative_to(APP / "mirrorlight").as_posix(), message, comments
    for path in sorted(PRODUCTS.glob("*.toml")):
        for text in dict.fromkeys(_of_product(tomllib.loads(path.read_text("utf-8")), path.name == "sources.toml")):
            yield f"agents/{path.name}", text, []


def _of_product(value: Any, sources: bool) -> Iterator[str]:
    """Our own words in one file of products; of the sources, what is said of them, but not their titles."""
    for key, below in value.items():
        if isinstance(below, dict):
            yield from _of_product(below, sources)
        elif key in PRODUCT_TEXTS and not (sources and key == "title"):
            yield from [below] if isinstance(below, str) else below
        elif isinstance(below, list):
            for each in below:
                if isinstance(each, dict):
                    yield from _of_product(each, sources)


def _write(path: Path, text: str) -> None:
    """Only where something changed, so that nothing is made anew for nothing."""
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
