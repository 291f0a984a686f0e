"""Every language says everything: the catalogues hold each text of the program, whole and fit for its place."""

from __future__ import annotations

import ast
import gettext
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from languages import Listening, catalogues, said, speaking, template
from light_faces import NOW, STATES
from mirrorlight import i18n, wording
from mirrorlight.core.status import PAUSED
from mirrorlight.recorder.light_face import WORDS, face

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
LANGUAGES = catalogues.TRANSLATED
MARKS = {"_", "N_", "NP_", "ngettext"}
FIELD = re.compile(r"\{[^{}]*\}")
PATTERN_OF_A_DATE = re.compile(r"[dMy ,]+")
ENDINGS = ("…", ":", ".", "?")
QUOTES = {"de": ("„", "“"), "fr": ("«", "»"), "es": ("«", "»")}
OTHERS = {"de": "”«»", "fr": "“”„", "es": "“”„"}

every_language = pytest.mark.parametrize("language", LANGUAGES)


def test_the_template_is_fresh() -> None:
    kept = catalogues.TEMPLATE.read_text("utf-8")
    assert catalogues.written(catalogues.template()) == kept, (
        "The catalogues are not as the program. Run: make messages"
    )


@every_language
def test_a_language_has_the_texts_of_the_template_and_no_other(language: str) -> None:
    wanted = {message.id for message in template() if message.id}
    assert {message.id for message in catalogues.read(language) if message.id} == wanted, "Run: make messages"


@every_language
def test_every_text_is_translated(language: str) -> None:
    missing = [m.id for m in catalogues.read(language) if m.id and (m.fuzzy or not catalogues.complete(m.string))]
    assert not missing, f"{len(missing)} texts are not translated into {language}: {missing[:20]}"


def _pairs(language: str) -> Iterator[tuple[str, str]]:
    """Each form of each translation with the English one that it stands for."""
    for message in catalogues.read(language):
        if not message.id or not catalogues.complete(message.string):
            continue
        if isinstance(message.id, str):
            yield message.id, message.string
        else:
            assert len(message.string) == 2, message.id
            yield from zip(message.id, message.string, strict=True)


@every_language
def test_placeholders_are_the_same(language: str) -> None:
    wrong = []
    for message in catalogues.read(language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        all_ = {field for id_ in ids for field in FIELD.findall(id_)}
        for number, form in enumerate(forms):
            fields = set(FIELD.findall(form))
            # The form for one may leave out the number, as the English one does.
            fits = fields == all_ or (number == 0 and len(ids) > 1 and set(FIELD.findall(ids[0])) <= fields <= all_)
            if form and message.id and not fits:
                wrong.append((message.id, form))
    assert not wrong


@every_language
def test_ends_spaces_and_lines_are_as_in_english(language: str) -> None:
    wrong = [pair for pair in _pairs(language) if not PATTERN_OF_A_DATE.fullmatch(pair[0]) and _unlike(*pair)]
    assert not wrong


def _unlike(english: str, text: str) -> bool:
    before_colon = text[:2] in {"\u00a0:", "\u202f:"}  # as French has it
    return (
        _ending(english) != _ending(text)
        or english.count("\n") != text.count("\n")
        or english[-1].isspace() != text[-1].isspace()
        or (english[0].isspace() != text[0].isspace() and not before_colon)
    )


def _ending(text: str) -> str:
    bare = text.rstrip("”»“’) \u00a0\u202f")
    return next((mark for mark in ENDINGS if bare.endswith(mark)), "")


@every_language
def test_quotes_are_those_of_the_language_and_nothing_is_exclaimed(language: str) -> None:
    opening, closing = QUOTES[language]
    wrong = []
    for english, text in _pairs(language):
        if PATTERN_OF_A_DATE.fullmatch(english):
            continue
        straight = {sign for sign in "\"'" if sign in text and sign not in english}
        if (
            straight
            or "!" in text
            or any(sign in text for sign in OTHERS[language])
            or text.count(opening) != text.count(closing)
        ):
            wrong.append((english, text))
    assert not wrong


def test_each_check_finds_what_it_is_for() -> None:
    assert _unlike("Delete…", "Löschen")
    assert _unlike("It is gone.", "Es ist weg")
    assert _unlike("a\nb", "a b")
    assert _unlike(" b", "b")
    assert not _unlike(": {reason}", "\u00a0: {reason}")
    assert not _unlike("Nothing was “kept”.", "Nichts wurde „behalten“.")


def _calls(tree: ast.AST) -> Iterator[tuple[ast.Call, bool]]:
    """The calls of the marks, and whether each is carried out when its module is imported."""

    def within(node: ast.AST, later: bool) -> Iterator[tuple[ast.Call, bool]]:
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and isinstance(called, ast.Name) and called.id in MARKS:
            yield node, not later
        for field, value in ast.iter_fields(node):
            body = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and field == "body"
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.AST):
                    yield from within(each, later or body)

    return within(tree, later=False)


def test_no_text_is_made_at_run_time_or_translated_while_modules_are_imported() -> None:
    """What is marked stands there in full, or is a name of something that was marked; a language is chosen first."""
    wrong = []
    for path in APP.rglob("*.py"):
        for call, imported in _calls(ast.parse(path.read_text("utf-8"))):
            assert isinstance(call.func, ast.Name)
            texts = call.args[: 2 if call.func.id in {"ngettext", "NP_"} else 1]
            named = (ast.Name, ast.Attribute, ast.Subscript, ast.Starred, ast.Call, ast.IfExp)
            allowed = (ast.Constant,) if call.func.id in {"N_", "NP_"} else (ast.Constant, *named)
            formatted = [t for t in texts if isinstance(t, ast.Call) and getattr(t.func, "attr", "") == "format"]
            if formatted or not all(isinstance(text, allowed) for text in texts):
                wrong.append(f"{path.relative_to(APP)}:{call.lineno}: {ast.unparse(call)[:80]}")
            if imported and call.func.id in {"_", "ngettext"}:
                wrong.append(f"{path.relative_to(APP)}:{call.lineno}: translated while the module is imported")
    assert not wrong


@every_language
def test_numbers_are_written_as_the_language_has_them(language: str) -> None:
    from PySide6.QtCore import QLocale

    with speaking(gettext.NullTranslations(), language):
        for number in (0, 999, 1_000, 8_412, 10_000, 1_204_318):
            assert wording.count(number) == QLocale(language).toString(number)
        assert wording.decimal(212.4) == QLocale(language).toString(212.4, "f", 1)


@every_language
def test_the_program_reads_every_translation(language: str) -> None:
    """What is compiled says what is translated."""
    read = gettext.GNUTranslations(io.BytesIO(catalogues.compiled(language)))
    for message in catalogues.read(language):
        if message.id and catalogues.complete(message.string):
            if isinstance(message.id, str):
                assert read.gettext(message.id) == message.string
            else:
                one, many = message.id
                assert (read.ngettext(one, many, 1), read.ngettext(one, many, 7)) == tuple(message.string)


def test_new_texts_are_left_empty_and_old_translations_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    found = catalogues.Catalog(domain=i18n.DOMAIN)
    for text in ("Nothing is recorded.", "Nothing is recorded now.", ("{n} key", "{n} keys")):
        found.add(text, None, [("a.py", 1)])
    known = catalogues.empty("de")
    known.add("Nothing is recorded.", "Es wird nichts aufgezeichnet.")
    known.add("{n} key", "{n} Taste")  # had no plural then
    known.add("Gone.", "Weg.")
    (tmp_path / "de.po").write_text(catalogues.written(known), "utf-8")
    merged = {message.id: message.string or "" for message in catalogues.merge("de", found) if message.id}
    assert merged == {
        "Nothing is recorded.": "Es wird nichts aufgezeichnet.",
        "Nothing is recorded now.": "",
        ("{n} key", "{n} keys"): ("", ""),
    }


@pytest.mark.parametrize(
    ("environment", "setting", "language"),
    [
        ({}, "", "en"),
        ({}, "system", "en"),
        ({}, "fr", "fr"),
        ({"LANG": "de_AT.UTF-8"}, "", "de"),
        ({"LANG": "de_AT.UTF-8"}, "system", "de"),
        ({"LANG": "de_DE.UTF-8"}, "es", "es"),
        ({"LANG": "de_DE.UTF-8", "MIRRORLIGHT_LANGUAGE": "fr"}, "es", "fr"),
        ({"LANG": "de_DE.UTF-8", "MIRRORLIGHT_LANGUAGE": "tlh"}, "", "de"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "it:es:de"}, "", "es"),
        ({"LANG": "C", "LANGUAGE": "es"}, "", "en"),
        ({"LANG": "de_DE", "LC_MESSAGES": "fr_FR@euro"}, "", "fr"),
        ({"LANG": "de_DE", "LC_ALL": "es_MX.UTF-8", "LC_MESSAGES": "fr_FR"}, "", "es"),
        ({"LANG": "xx_YY.UTF-8"}, "", "en"),
        ({"LC_ALL": "../../etc"}, "../de", "en"),
    ],
)
def test_which_language_it_is(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], setting: str, language: str
) -> None:
    for name in (i18n.VARIABLE, "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    try:
        assert i18n.take(setting) == language == i18n.language()
    finally:
        monkeypatch.undo()
        i18n.take()


def test_a_missing_or_damaged_catalogue_leaves_english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(i18n.VARIABLE, "de")
    monkeypatch.setattr("mirrorlight.assets.root", lambda: tmp_path)
    place = tmp_path / "i18n" / "de" / "LC_MESSAGES" / "mirrorlight.mo"
    try:
        for content in (None, b"", b"no catalogue", b"\xde\x12\x04\x95" + bytes(16)):
            if content is not None:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            i18n.take()
            assert i18n._("Nothing is recorded.") == "Nothing is recorded."
    finally:
        monkeypatch.undo()
        i18n.take()


def _command(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mirrorlight", *arguments], capture_output=True, text=True, check=False, timeout=60,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(APP), "MIRRORLIGHT_HOME": str(home), **environment},
    )  # fmt: skip


@pytest.mark.parametrize("locale", ["xx_YY.UTF-8", "de_DE.KOI8-R", "nonsense", "C"])
def test_a_locale_that_the_system_does_not_have_breaks_nothing(tmp_path: Path, locale: str) -> None:
    done = _command(tmp_path, "doctor", "--help", LC_ALL=locale, LANG=locale)
    assert (done.returncode, done.stderr) == (0, "")
    assert "mirrorlight doctor" in done.stdout


@every_language
def test_the_command_line_speaks_the_language_of_the_settings(tmp_path: Path, language: str) -> None:
    catalogues.compile_all()
    assert _command(tmp_path, "settings", "set", "language", language).returncode == 0
    help_ = " ".join(_command(tmp_path, "--help", LANG="en_US.UTF-8").stdout.split())
    for text in ("explain, and end", "for every command", "print the version and end"):
        assert said(language, text) in help_
        assert text not in help_
    status = _command(tmp_path, "status").stdout
    assert said(language, "Not recording") in status
    # What others read by program stays as it is.
    assert '"state": "off"' in _command(tmp_path, "status", "--json").stdout


@every_language
def test_the_light_speaks_it(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogues.compile_all()
    monkeypatch.setenv(i18n.VARIABLE, language)
    i18n.take()
    try:
        for state, status in STATES.items():
            assert face(status, NOW).first.startswith(said(language, WORDS[state])), state
        assert "12:31" in face(STATES[PAUSED], NOW).first
    finally:
        monkeypatch.undo()
        i18n.take()


def test_every_text_that_is_shown_is_marked(tmp_path: Path) -> None:
    """Of what is told without a window: help of every command, settings, products, the light."""
    from mirrorlight.agents import lens_words, loader
    from mirrorlight.channels import CHANNELS
    from mirrorlight.cli.parser import parser
    from mirrorlight.settings import declared

    listening = Listening()
    with speaking(listening):
        parser().format_help()
        for product in loader.load(ROOT / "resources" / "agents").products:
            lens_words.sentence(product)
            lens_words.worker(product)
        for setting in declared(CHANNELS):
            for text in (setting.title, setting.explanation, setting.group, setting.unit):
                i18n._(text)
        for channel in CHANNELS:
            for text in (channel.title, channel.records, channel.never, *channel.unit):
                i18n._(text)
        for status in STATES.values():
            face(status, NOW)
    assert listening.unknown == set()
