"""Finds accounts, and identity and tax numbers. Each has a check of its own, by python-stdnum; where that is weak, a
word beside it must say what the number is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mirrorlight.insight.findings.checks import checked, hidden
from mirrorlight.insight.findings.model import URL, Piece, Sight

BEFORE, AFTER = 60, 25
"""Characters before and after a number in which a word may say what it is."""

_DIGIT = re.compile(r"\d")
_SIX_DIGITS = re.compile(r"(?:\d\D{0,3}){6}")
"""What each identity number has, closely enough together."""

_ACCOUNT = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])")
_SORT_CODE = re.compile(r"\bsort[ -]?code\W{0,3}\d{2}[- ]?\d{2}[- ]?\d{2}\b", re.IGNORECASE)
_ACCOUNT_NUMBER = re.compile(
    r"\b(?:account|acct|a/c|konto|kontonummer|kto|cuenta|compte)\b\.?[ -]?(?:number|no|nr|num|número|numéro"
    r"|n°)?[\W_]{0,4}"
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


class Accounts:
    """IBANs, by their country's form and check digits; other accounts where the text says what the number is."""

    kinds = ("iban",)

    def see(self, piece: Piece) -> Iterator[Sight]:
        text = piece.text
        if not _DIGIT.search(text):
            return
        if piece.kind == URL and "iban" not in text.lower():
            return
        for found in _ACCOUNT.finditer(text):
            end, number = _iban_at(text, found.start())
            if number:
                value = f"{number[:2]}{hidden(number)}"
                yield Sight("iban", number, ((found.start(), end),), value=value, masked=True)
        bank = _SORT_CODE.search(text) or next(filter(_bank, _BANK_CODE.finditer(text)), None)
        if bank is None:
            return
        for found in _ACCOUNT_NUMBER.finditer(text, max(0, bank.start() - BEFORE), bank.end() + BEFORE):
            number = re.sub(r"\D", "", found.group(1))
            yield Sight("iban", number, (found.span(1),), value=hidden(number), masked=True)


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
        if piece.kind == URL or not _SIX_DIGITS.search(text):
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
                                "national_id", number, ((start, found.end()),), value=hidden(number), masked=True
                            )
                            break


def _first_digit(found: re.Match[str]) -> int:
    digit = _DIGIT.search(found.group())
    return found.start() + (digit.start() if digit is not None else 0)


def _is(identity: Identity, number: str) -> bool:
    if sum(map(str.isdigit, number)) < 6 or (identity.form is not None and not identity.form.fullmatch(number)):
        return False
    return not identity.module or checked(identity.module)(number)
