"""What each rule finds and leaves alone. How well they do in all is measured: `tests/benchmarks/finders.py`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import hostile
from findings_look import finders, kinds, look, piece
from mirrorlight.insight.findings.cards import ISSUERS, TEST_CARDS
from mirrorlight.insight.findings.checks import checked
from mirrorlight.insight.findings.model import CLIPBOARD, FILE, SOURCES, TAKEN_BACK, TITLE, TYPED, URL

ROOT = Path(__file__).resolve().parents[4]
SK = "sk" + "_live_"

FOUND = [
    ("4976 3127 5521 4807", TYPED, "card"),
    ("Amex 3742 457321 98758", CLIPBOARD, "card"),
    ("IBAN DE89 3704 0044 0532 0130 00", TYPED, "iban"),
    ("sort code 20-00-00 account number 55779911", TYPED, "iban"),
    ("my SSN is 536-90-4399", TYPED, "national_id"),
    ("mi DNI es 54362315K", TYPED, "national_id"),
    ("+44 20 7219 3000", TYPED, "phone"),
    ("https://wa.me/4915123456789", URL, "phone"),
    ("tel:+49-30-901820", URL, "phone"),
    ("Handy 0151 23456789", TYPED, "phone"),
    ("anna.schmidt@posteo.de", TYPED, "email"),
    ("jörg@müller.de", TYPED, "email"),
    ("my PIN is 4711", TYPED, "token"),
    ("DB_PASSWORD=hG7xq2Lm9sPz", CLIPBOARD, "token"),
    (SK + "4eC39HqLyjWDarjtT1zdp7dc", CLIPBOARD, "token"),
    ("https://u:Zx81kk9q@host.eu/x", URL, "token"),
    ("I have never liked this company or its managers", TAKEN_BACK, "taken_back"),
    ("Chat with Anna Schmidt | Microsoft Teams", TITLE, "people"),
    ("Call with Ana", TITLE, "people"),
    ("Frau Weber, Hauptstraße 12, 10827 Berlin", TYPED, "others_data"),
    ("a@b.de, c@d.de, e@f.de", TYPED, "others_data"),
    ("Gehaltsabrechnung Peter Hofmann.pdf", FILE, "others_data"),
]

LEFT = [
    "4111 1111 1111 1111",
    "4976 3127 5521 4809",
    "order 4976 3127 5521 4807",
    "4976-3127-5521-4807-2200",
    "978-3-16-148410-0",
    "DE89370400440532013001",
    "ssn format is 3-2-4 digits",
    "BSN 111222334",
    "2024-11-30 14:30:00",
    "192.168.178.23",
    "550e8400-e29b-41d4-a716-446655440000",
    "git@github.com:torvalds/linux.git",
    "scp x me@host.eu:/tmp",
    "logo@2x.png",
    "no-reply@shop.de",
    "user@example.com",
    "password: ********",
    "password = get_password()",
    "api_key = 'YOUR_API_KEY'",
    "the secret to good coffee",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "token=None",
    "version 12.4.2024-3",
    "PIN header on GPIO 4711",
    "SELECT a FROM b UNION SELECT c FROM d",
    "birthday party tomorrow",
    "cron job failed",
    "health check failed with 503",
    "the Church-Turing thesis",
    "horoscope for Cancer",
    "sick of merge conflicts",
    "Essex and Middlesex",
    "schwül heute",
]


TEXTS = [text for text, _source, _kind in FOUND] + LEFT


@pytest.mark.parametrize(("text", "source", "kind"), FOUND)
def test_found(text: str, source: str, kind: str) -> None:
    assert kind in kinds(text, source)


@pytest.mark.parametrize("text", LEFT)
def test_left_alone(text: str) -> None:
    assert kinds(text) == set()


@pytest.mark.parametrize(
    ("title", "app"),
    [
        ("General (Engineering) | Microsoft Teams", "teams"),
        ("#random - Acme Inc - Slack", "slack"),
        ("Posteingang – Outlook", "outlook"),
        ("Anna Schmidt - Wikipedia - Firefox", "firefox"),
    ],
)
def test_titles_without_anybody_one_talks_to(title: str, app: str) -> None:
    assert "people" not in kinds(title, TITLE, app)


@pytest.mark.parametrize(
    ("struck", "after", "is_found"),
    [
        ("I want to leave this company soon", "Kind regards", True),
        ("the quick brown fox jumps", "the quick brown fox", False),
        ("teh", "the", False),
        ("ls -la /var/log/nginx/access", "cd", False),
        ("thank you very mcuh indeed", "thank you very much indeed", False),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "", False),
    ],
)
def test_words_are_taken_back_slips_are_not(struck: str, after: str, is_found: bool) -> None:
    found = {finding.kind for finding in look(piece(struck, TAKEN_BACK, after=after))}
    assert ("taken_back" in found) == is_found


def test_test_cards_would_be_cards_otherwise() -> None:
    assert all(checked("luhn")(number) for number in TEST_CARDS)
    assert all(low <= high and len(low) == len(high) for low, high, _lengths in ISSUERS)


def test_hostile_texts_come_to_an_end() -> None:
    """In a process that is ended if it hangs; texts of a megabyte are in `tests/soak`."""
    hostile.run(20_000, 600)


def test_the_finders_open_no_socket_and_read_no_file_but_the_lists() -> None:
    """In a process that is told of every socket and every file."""
    script = f"""
import sys
sys.path[:0] = [{str(ROOT / "app")!r}, {str(ROOT / "tests")!r}]
seen = []
def hook(event, arguments):
    if event.startswith("socket."):
        seen.append(event)
    known = (".py", ".pyc", ".dat", ".toml", ".txt")
    if event == "open" and isinstance(arguments[0], str) and not arguments[0].endswith(known):
        seen.append(arguments[0])
from findings_look import finders, piece
sys.addaudithook(hook)
texts = {TEXTS!r}
for kind in {SOURCES!r}:
    list(finders().look([piece(text, kind) for text in texts]))
print(seen)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.strip() == "[]"


def test_a_finder_is_not_changed_by_what_it_saw() -> None:
    finder = finders()
    first = {finding.key for finding in finder.look([piece(text, source) for text, source, _ in FOUND])}
    list(finder.look([piece(text) for text in LEFT]))
    assert {finding.key for finding in finder.look([piece(text, source) for text, source, _ in FOUND])} == first
