"""Finds numbers of payment cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mirrorlight.insight.findings.checks import checked, hidden
from mirrorlight.insight.findings.model import CLIPBOARD, TAKEN_BACK, TYPED, Piece, Sight

BEFORE, AFTER = 60, 25
"""Characters before and after a number in which a word may say what it is."""

_CARD = re.compile(
    r"(?<![\w.,/:#+=&?%-])(?:\d{4}(?P<a>[ -])\d{4}(?P=a)\d{4}(?P=a)\d{4}(?:(?P=a)\d{1,3})?"
    r"|\d{4}(?P<b>[ -])\d{6}(?P=b)\d{4,5}|\d{14,19})(?![\w/+=-]|[.,:]\d)"
)
_CARD_WORD = re.compile(
    r"\b(?:credit|debit|card|visa|mastercard|amex|american express|maestro|diners|discover|jcb|cvv|cvc"
    r"|kreditkarten?\w*"
    r"|karten?(?:nummer)?|ec.karte|carte|cb|bancaire|cryptogramme|tarjeta|crédito|débito|exp|gültig bis|caduca"
    r"|expire)\b",
    re.IGNORECASE,
)
_NO_CARD_WORD = re.compile(
    r"\b(?:order|orders|serial|tracking|shipment|parcel|invoice|ticket|imei|isbn|ean|sku|item|asset|licen[cs]e|test"
    r"|tests"
    r"|sandbox|dummy|mock|fake|example|assert\w*|luhn\w*|s\.?/?n|bestell\w*|auftrags?\w*|sendungs\w*|rechnungs?\w*"
    r"|serien\w*|kunden\w*|vorgangs\w*|beispiel|commandes?|suivi|colis|facture|série|référence|réf|exemple|pedidos?"
    r"|seguimiento|envío|factura|serie|referencia|ejemplo|prueba|case|row|id|ref|timestamp|ms|version|build)\b\.?",
    re.IGNORECASE,
)
_CODE_BEFORE = re.compile(r"""(?:[=(,\[{]\s*["'`]?|["'`])\s*$""")

ISSUERS = (
    ("4", "4", (16, 19)), ("51", "55", (16,)), ("2221", "2720", (16,)), ("34", "34", (15,)), ("37", "37", (15,)),
    ("6011", "6011", (16, 19)), ("644", "659", (16, 19)), ("3528", "3589", (16, 19)), ("300", "305", (14, 16)),
    ("36", "36", (14, 16)), ("38", "39", (14, 16)), ("62", "62", (16, 17, 18, 19)), ("81", "81", (16, 19)),
    ("5018", "5018", (16, 17, 18, 19)), ("5020", "5020", (16, 17, 18, 19)), ("5038", "5038", (16, 17, 18, 19)),
    ("5893", "5893", (16, 17, 18, 19)), ("6304", "6304", (16, 17, 18, 19)), ("6759", "6759", (16, 17, 18, 19)),
    ("6761", "6763", (16, 17, 18, 19)), ("9792", "9792", (16,)), ("2200", "2204", (16,)),
)  # fmt: skip
"""First digits from, to, and lengths: the ranges of ISO/IEC 7812 issuers as the schemes publish them (Visa, Mastercard,
American Express, Discover, JCB, Diners Club, UnionPay, Maestro, Troy, Mir)."""

TEST_CARDS = frozenset(
    {
        "4111111111111111",
        "4242424242424242",
        "4012888888881881",
        "4000056655665556",
        "5555555555554444",
        "5105105105105100",
        "2223003122003222",
        "5200828282828210",
        "2223000048400011",
        "378282246310005",
        "371449635398431",
        "378734493671000",
        "6011111111111117",
        "6011000990139424",
        "6011981111111113",
        "30569309025904",
        "38520000023237",
        "3056930009020004",
        "36227206271667",
        "3530111333300000",
        "3566002020360505",
        "6200000000000005",
        "4000000000000002",
        "4000000000009995",
        "4000002500003155",
        "4000000000003220",
        "5500000000000004",
        "340000000000009",
        "30000000000004",
        "6011000000000004",
        "4222222222222",
        "5019717010103742",
        "6304000000000000",
        "4988438843884305",
        "4166676667666746",
        "4646464646464644",
        "5454545454545454",
        "5577000055770004",
        "4000020000000000",
        "4917610000000000",
    }
)
"""Numbers that the schemes and payment services publish for tests."""


class Cards:
    """Numbers of payment cards: an issuer's range and length, the Luhn check, and nothing beside it that speaks of
    something else. Published test numbers are none.
    """

    kinds = ("card",)

    def see(self, piece: Piece) -> Iterator[Sight]:
        candidates = list(_CARD.finditer(piece.text))
        if not candidates:
            return
        fitting: list[tuple[re.Match[str], str]] = []
        for found in candidates:
            number = re.sub(r"\D", "", found.group())
            if _issued(number) and checked("luhn")(number) and number not in TEST_CARDS and len(set(number)) > 3:
                fitting.append((found, number))
        many = len(candidates) - len(fitting) >= 2
        for found, number in fitting:
            before, after = _beside(piece.text, *found.span())
            named = bool(_CARD_WORD.search(before) or _CARD_WORD.search(after))
            if _NO_CARD_WORD.search(before[-40:]) or _NO_CARD_WORD.search(after[:12]):
                continue
            if not named:
                grouped = not found.group().isdigit()
                if piece.kind not in (TYPED, CLIPBOARD, TAKEN_BACK) or many or _CODE_BEFORE.search(before):
                    continue
                if not grouped and (len(number) != 16 or number[0] not in "45"):
                    continue
            yield Sight("card", number, (found.span(),), value=hidden(number), masked=True)


def _issued(number: str) -> bool:
    return any(len(number) in lengths and low <= number[: len(low)] <= high for low, high, lengths in ISSUERS)


def _beside(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(0, start - BEFORE) : start], text[end : end + AFTER]
