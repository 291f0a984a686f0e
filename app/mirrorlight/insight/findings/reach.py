"""Finds how somebody can be reached: phone numbers, by each country's rules (phonenumbers), and e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mirrorlight.insight.findings.checks import hidden
from mirrorlight.insight.findings.model import FILE, PRINT, URL, Piece, Sight

BEFORE, AFTER = 40, 15
"""Characters before and after a number in which a word may say what it is."""

_PHONE = re.compile(
    r"(?<![\w.,/#=:&?%@+-])(?:\+|\(\+?|00)?\d(?:[ .\-/()\u00a0\u2011\u2013]{0,2}\d){5,16}(?![\w%@]|[.,:-]\d|-\w)"
)
_LABELLED = re.compile(r"(?<=[:.])(?:\+|00)?\(?\d(?:[ .\-/()\u00a0]{0,2}\d){5,16}(?![\w%@]|[.,:-]\d|-\w)")
MOST_DIGITS = 15
"""Of an international number (ITU-T E.164); without its country code it has fewer."""

_DIGITS = re.compile(r"\d\d")
_LINK = re.compile(
    r"(?:\b(?:tel|callto|sms|facetime|sip):|\bwa\.me/|phone=|tel=|mobile=)(\+?[\d\-.() ]{7,20})", re.IGNORECASE
)
_DATE = re.compile(
    r"(?:19|20)\d\d[-./ ]?(?:0[1-9]|1[0-2])[-./ ]?(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|1[0-2])[-./](?:19|20)?\d\d(?!\d)"
    r"|\d{1,3}(?:\.\d{1,3}){3}$"
)

_WORDS = {
    ("GB", "US", "IE", "CA", "AU"): (
        r"phone|telephone|tel|mobile|cell|cellphone|call|calls|called|calling|ring|text|sms|whatsapp|fax|reach"
        r"|landline"
        r"|phone number|contact|signal|dial|voicemail|my number|his number|her number"
    ),
    ("DE", "AT", "CH"): (
        r"telefon|telefonnummer|tel|handy|handynummer|mobil|mobilnummer|festnetz|ruf|rufe|anrufen|anruf|rufnummer"
        r"|durchwahl"
        r"|fax|whatsapp|sms|erreichbar|erreichst|rückruf|fon|meine nummer|seine nummer|ihre nummer"
    ),
    ("FR", "BE", "CH"): (
        r"téléphone|telephone|tél|tel|portable|mobile|appelle|appeler|appelez|appel|rappeler|rappelle|rappelez"
        r"|joindre"
        r"|fixe|fax|whatsapp|sms|mon numéro|son numéro|ton numéro|votre numéro"
    ),
    ("ES", "MX", "AR"): (
        r"teléfono|telefono|tel|tlf|tfno|móvil|movil|celular|llámame|llamame|llamar|llama|llámeme|llamada|whatsapp"
        r"|fijo|fax"
        r"|sms|contacto|mi número|su número|tu número"
    ),
}  # fmt: skip
"""Words that say that a number is a phone number, by the regions in which they are said."""

_SAID = {regions: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for regions, words in _WORDS.items()}
_NO_PHONE_WORD = re.compile(
    r"(?<!\w)(?:order|orders|invoice|ticket|tickets|issue|serial|tracking|case|account|iban|card|isbn|issn|doi|ean"
    r"|sku|item"
    r"|version|port|pid|id|ids|row|line|rows|timestamp|build|commit|hash|customer|policy|licen[cs]e|ref|reference"
    r"|part"
    r"|\w*nummer(?<!telefonnummer)(?<!handynummer)(?<!mobilnummer)(?<!rufnummer)|bestell\w*|rechnung\w*|auftrag\w*"
    r"|aktenzeichen|az|kunden\w*|vorgang\w*|sendung\w*|konto\w*|los|kw|artikel\w*|réf|référence|facture|commande"
    r"|dossier"
    r"|client|contrat|siret|siren|factura|pedido|referencia|expediente|contrato|cliente|fictional|fiktiv|example"
    r"|beispiel"
    r"|steuer\w*|ssn|dni|nif|nhs|nir|insee|bsn|ahv|pesel|imei|mac|ip|revenue|eur|usd|€|\$)(?!\w)\.?",
    re.IGNORECASE,
)

_EMAIL = re.compile(
    r"(?<![\w.%+@/-])([^\W_][\w.%+\-']{0,63})@((?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,5}[^\W\d_]{2,24})(?![\w@]"
    r"|\.[^\W_]|-\w)"
)
_NOBODY = re.compile(
    r"(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|mailer-daemon|postmaster|bounces?|notifications?|git|hg|svn|root|deploy"
    r"|abuse|hostmaster|webmaster|nobody|noreply.*|no-reply.*)$",
    re.IGNORECASE,
)
_NO_DOMAIN = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net)|example|test|invalid|local|localhost|localdomain|internal|lan|home"
    r"|corp\.local|arpa"
    r"|noreply\.github\.com|users\.noreply\.github\.com)$",
    re.IGNORECASE,
)
_FILE_ENDING = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|ico|js|jsx|ts|tsx|mjs|css|scss|py|rb|go|rs|java|kt|c|h|cpp|json|ya?ml|toml|xml"
    r"|html?|md|txt"
    r"|log|pdf|docx?|xlsx?|pptx?|zip|tar|gz|whl|jar|dll|so|exe|dmg|deb|rpm|service|socket|timer|target|sh|bat|ps1"
    r"|cfg|ini)$",
    re.IGNORECASE,
)
_SHELL = re.compile(
    r"(?:\b(?:ssh|scp|sftp|rsync|mosh|git|ssh-copy-id|autossh|sshfs)\b[^\n]{0,60}|://[^\s/]*)$", re.IGNORECASE
)


class Phones:
    """Phone numbers. One with a country code is taken if it is valid there; one without needs a region in which it is
    valid, and a word beside it that says so, or the very form in which that region writes its numbers.

    `regions` are those of the person's locale, first.
    """

    kinds = ("phone",)

    def __init__(self, regions: Sequence[str] = ()) -> None:
        self._regions = tuple(regions)

    def see(self, piece: Piece) -> Iterator[Sight]:
        text = piece.text
        if not _DIGITS.search(text):
            return
        ends: set[int] = set()
        for found in _LINK.finditer(text):
            digits = found.group(1).strip()
            number = _valid(digits if digits.startswith("+") else f"+{digits}", None) or self._of_regions(digits)
            if number:
                ends.add(found.end(1))
                yield Sight("phone", number, (found.span(1),), value=hidden(number))
        if piece.kind == URL:
            return
        for pattern in (_PHONE, _LABELLED):
            for found in pattern.finditer(text):
                if found.end() in ends:
                    continue
                number = self._number(piece, found)
                if number:
                    ends.add(found.end())
                    yield Sight("phone", number, (found.span(),), value=hidden(number))

    def _number(self, piece: Piece, found: re.Match[str]) -> str:
        written = found.group()
        before = piece.text[max(0, found.start() - BEFORE) : found.start()].rsplit("\n", 1)[-1]
        after = piece.text[found.end() : found.end() + AFTER].split("\n", 1)[0]
        digits = sum(map(str.isdigit, written))
        if digits > (MOST_DIGITS if written.startswith(("+", "(+", "00")) else MOST_DIGITS - 3):
            return ""
        if _DATE.match(written) or _NO_PHONE_WORD.search(before[-25:]) or _NO_PHONE_WORD.match(after.lstrip(" ,;-")):
            return ""
        if written.startswith(("+", "(+")):
            return _valid(written, None)
        if written.startswith("00") and _valid(f"+{written[2:]}", None):
            return _valid(f"+{written[2:]}", None)
        said = [region for regions, words in _SAID.items() if _says(words, before, after) for region in regions]
        for region in (*(each for each in self._regions if each in said), *said, *(self._regions if said else ())):
            number = _valid(written, region)
            if number:
                return number
        if said or piece.kind in (FILE, PRINT) or written.isdigit():
            return ""
        return self._as_written(written)

    def _of_regions(self, written: str) -> str:
        return next(filter(None, (_valid(written, region) for region in self._regions)), "")

    def _as_written(self, written: str) -> str:
        """A number that stands exactly as a region of the person writes its own."""
        for region in self._regions:
            number = _valid(written, region)
            if number and _spaced(written) in _forms(number, region):
                return number
        return ""


def _says(words: re.Pattern[str], before: str, after: str) -> bool:
    return bool(words.search(before) or words.search(after))


def _spaced(written: str) -> str:
    return " ".join(re.findall(r"\d+", written))


def _valid(written: str, region: str | None) -> str:
    """A number in its international form, "" if it is none of that region."""
    import phonenumbers

    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return ""
    return (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(number)
        else ""
    )


@lru_cache(maxsize=4_096)
def _forms(number: str, region: str) -> frozenset[str]:
    """How a region writes a number: groups of digits."""
    import phonenumbers

    parsed = phonenumbers.parse(number, region)
    return frozenset({_spaced(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL))})


class Emails:
    """E-mail addresses of people: not those that nobody reads, that only documents use, or that belong to a command."""

    kinds = ("email",)

    def see(self, piece: Piece) -> Iterator[Sight]:
        if "@" in piece.text:
            for start, end, address in addresses(piece.text):
                yield Sight("email", address, ((start, end),), value=shortened(address))


def shortened(address: str) -> str:
    """An e-mail address without the name in it: a finding names nobody else."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"


def addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Where an e-mail address stands, and the address in lower case."""
    for found in _EMAIL.finditer(text):
        name, domain = found.groups()
        end = found.end()
        if text[end : end + 1] == ":" and re.match(r"[~/\w]", text[end + 1 : end + 2]):
            continue  # scp and git: somewhere on another computer
        ending = re.search(r"\.(?:csv|xlsx?|pdf|txt|vcf|eml|msg|docx?|json|zip)$", domain, re.IGNORECASE)
        if ending is not None and "." in domain[: ending.start()]:
            domain, end = domain[: ending.start()], end - len(ending.group())
        if _NOBODY.match(name) or _NO_DOMAIN.search(domain) or _FILE_ENDING.search(domain):
            continue
        if _SHELL.search(text[max(0, found.start() - 80) : found.start()]):
            continue
        start = found.start()
        label = re.match(r"(?:export|mail|contact|from|to|backup|chat|re|fw|aw)[-_.](?=[^\W_])", name, re.IGNORECASE)
        if label is not None and len(name) > label.end() + 2:
            start, name = start + label.end(), name[label.end() :]
        yield start, end, f"{name}@{domain}".lower()
