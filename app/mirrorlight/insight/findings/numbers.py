"""Finds payment cards, accounts, and identity and tax numbers. Each has a check of its own, by python-stdnum; where that
is weak, a word beside it must say what the number is.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from mirrorlight.insight.findings.model import CLIPBOARD, TAKEN_BACK, TYPED, URL, Piece, Sight

BEFORE, AFTER = 60, 25
"""Characters before and after a number in which a word may say what it is."""

_DIGIT = re.compile(r"\d")

_CARD = re.compile(
    r"(?<![\w.,/:#+=&?%-])(?:\d{4}(?P<a>[ -])\d{4}(?P=a)\d{4}(?P=a)\d{4}(?:(?P=a)\d{1,3})?"
    r"|\d{4}(?P<b>[ -])\d{6}(?P=b)\d{4,5}|\d{14,19})(?![\w/+=-]|[.,:]\d)"
)
_CARD_WORD = re.compile(
    r"\b(?:credit|debit|card|visa|mastercard|amex|american express|maestro|diners|discover|jcb|cvv|cvc|kreditkarten?\w*"
    r"|karten?(?:nummer)?|ec.karte|carte|cb|bancaire|cryptogramme|tarjeta|crédito|débito|exp|gültig bis|caduca|expire)\b",
    re.IGNORECASE,
)
_NO_CARD_WORD = re.compile(
    r"\b(?:order|orders|serial|tracking|shipment|parcel|invoice|ticket|imei|isbn|ean|sku|item|asset|licen[cs]e|test|tests"
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
    "4111111111111111 4242424242424242 4012888888881881 4000056655665556 5555555555554444 5105105105105100 2223003122003222"
    " 5200828282828210 2223000048400011 378282246310005 371449635398431 378734493671000 6011111111111117 6011000990139424"
    " 6011981111111113 30569309025904 38520000023237 3056930009020004 36227206271667 3530111333300000 3566002020360505"
    " 6200000000000005 4000000000000002 4000000000009995 4000002500003155 4000000000003220 5500000000000004"
    " 340000000000009 30000000000004 6011000000000004 4222222222222 5019717010103742 6304000000000000 4988438843884305"
    " 4166676667666746 4646464646464644 5454545454545454 5577000055770004 4000020000000000 4917610000000000".split()
)
"""Numbers that the schemes and payment services publish for tests."""

_ACCOUNT = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])")
_SORT_CODE = re.compile(r"\bsort[ -]?code\W{0,3}\d{2}[- ]?\d{2}[- ]?\d{2}\b", re.IGNORECASE)
_ACCOUNT_NUMBER = re.compile(
    r"\b(?:account|acct|a/c|konto|kontonummer|kto|cuenta|compte)\b\.?[ -]?(?:number|no|nr|num|número|numéro|n°)?[\W_]{0,4}"
    r"(?:is |ist |es |est |de )?(\d[\d ]{5,12}\d)\b",
    re.IGNORECASE,
)
_BANK_CODE = re.compile(
    r"\b(?:blz|bankleitzahl)\W{0,3}(\d{3} ?\d{3} ?\d{2})\b|\b(?:routing|aba)\b\D{0,12}(\d{9})\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Identity:
    """A kind of number: the words that say what it is, and the module of python-stdnum that checks it ("" = none)."""

    words: re.Pattern[str]
    module: str
    form: re.Pattern[str] | None = None


def _identity(words: str, module: str, form: str = "") -> Identity:
    pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    return Identity(pattern, module, re.compile(form, re.IGNORECASE) if form else None)


IDENTITIES = (
    _identity(
        r"steuer[- ]?id(?:entifikations)?(?:[- ]?(?:nr|nummer))?|steuerliche identifikationsnummer|idnr|id[- ]nr"
        r"|identifikationsnummer|(?:german )?tax id(?:entification)?(?: number)?|tin",
        "de.idnr",
    ),
    _identity(r"steuernummer|steuer[- ]nr|st[.-]?[- ]?nr", "de.stnr"),
    _identity(
        r"sv[- ]?(?:nr|nummer)|svnr|sozialversicherungs(?:nummer|nr)|versicherungsnummer|social insurance", "at.vnr"
    ),
    _identity(r"ahv(?:[- ]?(?:nr|nummer))?|avs|sozialversicherungs(?:nummer|nr)|navs\w*|n° avs", "ch.ssn"),
    _identity(
        r"s[ée]curit[ée] sociale|num[ée]ro de s[ée]cu|nir|insee|n° ?(?:de )?s[ée]cu\w*|carte vitale|nss", "fr.nir"
    ),
    _identity(r"num[ée]ro fiscal|n° fiscal|identifiant fiscal|spi", "fr.nif"),
    _identity(r"dni|d\.n\.i\.?|documento nacional|nif|n\.i\.f\.?", "es.dni"),
    _identity(r"nie|n\.i\.e\.?|número de identidad de extranjero|nif", "es.nie"),
    _identity(r"nif|n\.i\.f\.?|número de identificación fiscal", "es.nif"),
    _identity(r"ssn|social security(?: number| no)?|seguro social|social", "us.ssn", r"\d{3}[- ]\d{2}[- ]\d{4}|\d{9}"),
    _identity(r"itin|individual taxpayer\w*|tax id\w*", "us.itin", r"9\d\d[- ]\d{2}[- ]\d{4}"),
    _identity(r"nhs(?: number| no)?", "gb.nhs"),
    _identity(r"utr|unique taxpayer\w*|tax reference", "gb.utr"),
    _identity(
        r"national insurance(?: number| no)?|nino|ni (?:number|no)",
        "",
        r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]",
    ),
    _identity(r"codice fiscale|cod\. fisc\.|cf|italian tax code", "it.codicefiscale"),
    _identity(r"bsn|burgerservicenummer|sofinummer|citizen service number", "nl.bsn"),
    _identity(r"rijksregister\w*|registre national|niss|insz|numéro national|national register", "be.nn"),
    _identity(r"pesel", "pl.pesel"),
    _identity(r"nip", "pl.nip"),
    _identity(r"personnummer|personal identity number|pnr", "se.personnummer"),
    _identity(r"fødselsnummer|fodselsnummer|personnummer", "no.fodselsnummer"),
    _identity(r"cpr(?:[- ]?(?:nr|nummer|number))?", "dk.cpr"),
    _identity(r"hetu|henkilötunnus|henkilotunnus", "fi.hetu"),
    _identity(r"pps(?:n| number| no)?", "ie.pps"),
    _identity(r"rodné číslo|rodne cislo|rč", "cz.rc"),
    _identity(r"cnp|cod numeric personal", "ro.cnp"),
    _identity(r"egn|егн", "bg.egn"),
    _identity(r"oib", "hr.oib"),
    _identity(r"nif|contribuinte|número de contribuinte", "pt.nif"),
    _identity(r"amka|αμκα", "gr.amka"),
    _identity(r"social insurance(?: number)?|sin", "ca.sin"),
    _identity(r"cpf", "br.cpf"),
    _identity(r"curp", "mx.curp"),
    _identity(r"rut|run", "cl.rut"),
    _identity(r"aadhaar|aadhar", "in_.aadhaar"),
    _identity(r"pan(?: card| number| no)?", "in_.pan"),
    _identity(r"tfn|tax file(?: number)?", "au.tfn"),
    _identity(r"t\.?c\.? ?kimlik\w*|tckn", "tr.tckimlik"),
)
_SAYS_IDENTITY = re.compile("|".join(identity.words.pattern for identity in IDENTITIES), re.IGNORECASE)
_IDENTITY_LIKE = re.compile(
    r"(?<![\w.,])(?:[A-Za-z]{1,6}[- ]?)?\d[\dA-Za-z]*(?:[ .\-/]{1,2}\d[\dA-Za-z]*|[ -][A-Za-z](?!\w))*(?!\w)"
)
_LONGEST_IDENTITY = 30


@lru_cache(maxsize=64)
def checked(module: str) -> Callable[[str], bool]:
    """The check of a module of python-stdnum, imported when first needed."""
    check: Callable[[str], bool] = importlib.import_module(f"stdnum.{module}").is_valid
    return check


def _hidden(number: str) -> str:
    return f"…{number[-4:]}" if len(number) > 8 else f"…{number[-2:]}"


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
            yield Sight("card", number, (found.span(),), value=_hidden(number), masked=True)


def _issued(number: str) -> bool:
    return any(len(number) in lengths and low <= number[: len(low)] <= high for low, high, lengths in ISSUERS)


class Accounts:
    """IBANs, by their country's form and check digits; other accounts where the text says what the number is."""

    kinds = ("iban",)

    def see(self, piece: Piece) -> Iterator[Sight]:
        text = piece.text
        for found in _ACCOUNT.finditer(text):
            end, number = _iban_at(text, found.start())
            if number and not (piece.kind == URL and "iban" not in text.lower()):
                value = f"{number[:2]}{_hidden(number)}"
                yield Sight("iban", number, ((found.start(), end),), value=value, masked=True)
        if not _DIGIT.search(text):
            return
        bank = _SORT_CODE.search(text) or next(filter(_bank, _BANK_CODE.finditer(text)), None)
        if bank is None:
            return
        for found in _ACCOUNT_NUMBER.finditer(text, max(0, bank.start() - BEFORE), bank.end() + BEFORE):
            number = re.sub(r"\D", "", found.group(1))
            yield Sight("iban", number, (found.span(1),), value=_hidden(number), masked=True)


def _bank(found: re.Match[str]) -> bool:
    return found.group(2) is None or checked("us.rtn")(found.group(2))


def _iban_at(text: str, start: int) -> tuple[int, str]:
    """Where the IBAN that begins at `start` ends, and its letters and digits; "" if none does."""
    length = _iban_lengths().get(text[start : start + 2].upper(), 0)
    place, number = start, ""
    while len(number) < length and place < len(text):
        letter = text[place]
        if letter.isascii() and letter.isalnum():
            number += letter.upper()
        elif letter not in " -\u00a0" or (text[place - 1] in " -\u00a0"):
            break
        place += 1
    whole = len(number) == length and not (text[place : place + 1].isalnum())
    return (place, number) if length and whole and _iban_fits(number) else (start, "")


def _iban_fits(number: str) -> bool:
    """Form and check digits alone: which banks there are changes more often than any list of them."""
    from stdnum import iban

    return bool(iban.is_valid(number, check_country=False))


@lru_cache(maxsize=1)
def _iban_lengths() -> dict[str, int]:
    """How long an IBAN of each country is, from the registry that python-stdnum carries."""
    from stdnum import numdb

    lengths: dict[str, int] = {}
    registry = numdb.get("iban")
    for first in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        for second in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            told = registry.info(first + second)[0][1].get("bban", "")
            if told:
                lengths[first + second] = 4 + sum(map(int, re.findall(r"(\d+)!", told)))
    return lengths


class Identities:
    """Identity and tax numbers of people: only where a word beside the number names it, and its check holds."""

    kinds = ("national_id",)

    def see(self, piece: Piece) -> Iterator[Sight]:
        text = piece.text
        if not _DIGIT.search(text) or piece.kind in (URL,):
            return
        seen: set[tuple[int, int]] = set()
        for said in _SAYS_IDENTITY.finditer(text):
            low, high = max(0, said.start() - AFTER), said.end() + BEFORE
            for identity in IDENTITIES:
                if not identity.words.fullmatch(said.group()):
                    continue
                for found in _IDENTITY_LIKE.finditer(text, low, high):
                    if found.span() in seen:
                        continue
                    for start in dict.fromkeys((found.start(), _first_digit(found))):
                        if start < said.end() and found.end() > said.start():
                            continue
                        written = text[start : found.end()]
                        if len(written) <= _LONGEST_IDENTITY and _is(identity, written):
                            seen.add(found.span())
                            number = re.sub(r"\W", "", written).upper()
                            yield Sight(
                                "national_id", number, ((start, found.end()),), value=_hidden(number), masked=True
                            )
                            break


def _first_digit(found: re.Match[str]) -> int:
    digit = _DIGIT.search(found.group())
    return found.start() + (digit.start() if digit is not None else 0)


def _is(identity: Identity, number: str) -> bool:
    if sum(map(str.isdigit, number)) < 6 or (identity.form is not None and not identity.form.fullmatch(number)):
        return False
    return not identity.module or checked(identity.module)(number)


def _beside(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(0, start - BEFORE) : start], text[end : end + AFTER]
