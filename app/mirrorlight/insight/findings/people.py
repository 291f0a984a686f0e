"""Finds people: with whom one is in contact, by the titles of windows of mail, chat and call programs, and what a
record holds of others who were never asked: their addresses, dates of birth, documents that bear their name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mirrorlight.insight.findings.model import CLIPBOARD, FILE, PRINT, TAKEN_BACK, TITLE, TYPED, Piece, Sight
from mirrorlight.insight.findings.names import NAME, ONE_NAME, initials, is_name
from mirrorlight.insight.findings.reach import addresses, shortened

_WITH = re.compile(
    r"\b(?P<what>chat|call|meeting|conversation|direct message|dm|video call|1:1|one[- ]on[- ]one|sync|besprechung"
    r"|anruf"
    r"|videoanruf|telefonat|gespräch|unterhaltung|nachricht|termin|appel|appel vidéo|réunion|discussion|conversation"
    r"|entretien"
    r"|llamada|videollamada|reunión|conversación|charla|mensaje directo)\s{1,2}(?:with|mit|avec|con|to|an|à|a)\s{1,2}",
    re.IGNORECASE,
)
_CLOSE = frozenset(
    {"chat", "call", "direct message", "dm", "video call", "1:1", "anruf", "videoanruf", "telefonat", "unterhaltung"}
    | {"appel", "llamada", "videollamada", "charla"}
)
"""Ways of talking in which one first name is enough to be a person."""

_DIRECT = re.compile(
    r"\s*\((?:dm|direct message|direktnachricht|message direct|mensaje directo|guest|gast|invité|external|extern"
    r"|externe|externo)\)",
    re.IGNORECASE,
)
_MESSENGER = re.compile(
    r"(?:microsoft teams|\bteams\b|slack|mattermost|rocket\.chat|zulip|webex|skype|zoom|signal|telegram|whatsapp"
    r"|element"
    r"|discord|google chat|google meet|hangouts|messenger|wire|threema|jitsi meet|linphone|facetime)",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"(?:thunderbird|outlook|evolution|geary|kmail|kontact|mailspring|apple mail|claws mail|gmail|proton mail"
    r"|roundcube|webmail"
    r"|zimbra|posteo|gmx|web\.de|yahoo mail|fastmail|lotus notes|hcl notes|betterbird)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s[|–—·•-]\s|\|\s?|:\s")
_SECTIONS = frozenset(
    {"chat", "chats", "calls", "call", "anrufe", "appels", "llamadas", "activity", "aktivität", "people", "contacts"}
    | {"dm", "direct messages", "element", "signal", "telegram", "whatsapp", "message", "messages"}
    | {"nachricht", "nachrichten"}
)
"""Parts of a title before the one that says with whom."""

_COUNTED = re.compile(r"^\(\d+\+?\)\s*|\s*\(\d+\+?\)$|^[•*●]\s*")

_ABOUT = re.compile(
    r"(?<![^\W_])(?:cvs?|curriculum vitae|curriculum|currículum|resume|résumé|lebenslauf|bewerbung"
    r"|bewerbungsunterlagen"
    r"|candidature|candidatura|hoja de vida|personalakte|personalbogen|personnel file|employee file|hr file"
    r"|dossier du personnel"
    r"|expediente personal|dossier salarié|pay ?slips?|pay ?stub|payroll|salary|salary statement|gehaltsabrechnung"
    r"|lohnabrechnung"
    r"|gehalt|lohnzettel|bulletin de (?:paie|salaire)|fiche de paie|salaire|nómina|nomina|recibo de sueldo|sueldo"
    r"|salario"
    r"|performance review|performance appraisal|appraisal|employee review|annual review|mitarbeitergespräch"
    r"|beurteilung"
    r"|leistungsbeurteilung|zielvereinbarung|entretien annuel|évaluation|evaluación(?: de desempeño)?|arbeitszeugnis"
    r"|zwischenzeugnis|reference letter|lettre de recommandation|carta de recomendación|employment contract"
    r"|arbeitsvertrag"
    r"|contrat de travail|contrato de trabajo|warning letter|written warning|abmahnung|avertissement|amonestación"
    r"|termination letter|kündigungsschreiben|lettre de licenciement|carta de despido|patient(?:enakte|in)?"
    r"|patient file"
    r"|medical record|krankenakte|krankmeldung|sick note|dossier médical|arrêt maladie|historia clínica"
    r"|historial médico"
    r"|baja médica|passport|reisepass|personalausweis|passeport|pasaporte|carte d.identité|background check"
    r"|interview notes"
    r"|application|onboarding|offboarding|exit interview|disciplinary|visa application|tax return"
    r"|steuererklärung)(?![^\W_])",
    re.IGNORECASE,
)
_STREETS = (
    # Germany, Austria, Switzerland
    r"\b[^\W\d_][\w.\-]{1,40}(?:straße|strasse|str\.|weg|gasse|platz|allee|ring|damm|ufer|chaussee|steig|graben"
    r"|markt)\s{1,2}\d{1,4}\s?[a-z]?\b"
    r"[\s,;–-]{1,4}(?:[DA]-|CH-)?\d{4,5}\s[^\W\d_]{2}",
    r"\b(?:[^\W\d_][\w\-]{1,30}\s){1,3}(?:straße|strasse|str\.|weg|gasse|platz|allee|ring|damm"
    r"|ufer)\s{1,2}\d{1,4}\s?[a-z]?\b"
    r"[\s,;–-]{1,4}(?:[DA]-|CH-)?\d{4,5}\s[^\W\d_]{2}",
    # France, Belgium, Switzerland
    r"\b\d{1,4}\s?(?:bis|ter|quater)?,?\s(?:rue|avenue|av\.|boulevard|bd|bld|place|chemin|impasse|allée|quai|route"
    r"|cours|square|passage|sentier|villa)"
    r"\s[^\d\n]{2,60},?\s(?:F-|B-|CH-)?\d{4,5}\s[^\W\d_]{2}",
    # Spain
    r"\b(?:calle|c/|avenida|avda\.?|av\.|plaza|pza\.?|paseo|camino|carretera|ronda|travesía"
    r"|gran vía)\s?[^\d\n]{2,60},?\s(?:n[º°.]\s?)?\d{1,4}\b"
    r"[^\n]{0,25}?\b\d{5}\b,?\s[^\W\d_]{2}",
    # United Kingdom, Ireland
    r"\b\d{1,4}[a-z]?,?\s(?:[^\W\d_][\w'’.\-]{0,25}\s){1,4}(?:street|st|road|rd|lane|ln|avenue|ave|drive|dr|close"
    r"|way|court|place|square"
    r"|terrace|gardens|crescent|hill|grove|park|row|mews|walk"
    r"|green)\b\.?[^\n]{0,45}?\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b",
    # United States
    r"\b\d{1,5}\s(?:[NSEW]{1,2}\.?\s)?(?:[^\W\d_][\w'’.\-]{0,25}\s){1,4}(?:street|st|avenue|ave|road|rd|boulevard"
    r"|blvd|lane|ln|drive|dr|court|ct"
    r"|place|pl|way|terrace|circle|parkway|pkwy|highway|hwy)\b\.?[^\n]{0,45}?,?\s[A-Z]{2}\.?\s\d{5}(?:-\d{4})?\b",
)  # fmt: skip
_POSTCODE = re.compile(r"\d{4,5},?\s[^\W\d_]{2}|\b[A-Za-z]{1,2}\d[A-Za-z\d]?\s?\d[A-Za-z]{2}\b|[A-Z]{2}\.?\s\d{5}\b")
"""What every address ends with: without it no text is looked at for one."""

_LONGEST_ADDRESS = 140
_ADDRESS = tuple(re.compile(street, re.IGNORECASE) for street in _STREETS)
_MONTH = (
    r"(?:jan|feb|fév|fev|mar|mär|mrz|apr|avr|abr|ene|may|mai|jun|juin|jul|juil|aug|août|aout|ago|sep|oct|okt|nov|dec|dez|déc"
    r"|dic)[^\W\d_]{0,8}\.?"
)
_BORN = re.compile(
    r"\b(?:date of birth|birth date|birthdate|dob|d\.o\.b\.|born(?: on)?|geboren(?: am)?"
    r"|geb\.(?: am)?|geburtsdatum|geburtstag"
    r"|née? le|date de naissance|nacid[oa] el|fecha de nacimiento|f\. nac\.)(?:\s?:|\sis|\sist|\sest|\ses)?\s{0,2}"
    rf"(?P<date>\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d|\d{{1,2}}\.?(?:st|nd|rd|th"
    rf"|er)?\s(?:of\s|de\s)?{_MONTH}\s(?:de\s)?(?:19|20)\d\d"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_MYSELF = re.compile(
    r"(?:\bI was|\bI'm|\bI am|\bmy|\bich bin|\bich wurde|\bmein|\bje suis|\bma|\bmon|\bnací|\bmi|\bsoy)\W{0,3}$",
    re.IGNORECASE,
)

_DIGIT = re.compile(r"\d")

MANY = 3
"""Addresses of different people in one text from which on it is a list of people."""


class People:
    """People one is in contact with, by the titles of programs for talking and writing."""

    kinds = ("people",)

    def __init__(self, me: Sequence[str] = ()) -> None:
        self._me = frozenset(name.casefold() for name in me)

    def see(self, piece: Piece) -> Iterator[Sight]:
        if piece.kind != TITLE:
            return
        text = piece.text
        mail = bool(_MAIL.search(text) or _MAIL.search(piece.app))
        talk = bool(_MESSENGER.search(text) or _MESSENGER.search(piece.app))
        with_ = _WITH.search(text)
        if not (mail or talk or with_):
            return
        if mail or talk:
            for start, end, address in addresses(text):
                if address not in self._me:
                    yield Sight("people", address, ((start, end),), value=shortened(address))
        for start, end in self._named(text, with_, mail=mail, talk=talk):
            name = " ".join(text[start:end].split())
            if name.casefold() not in self._me:
                yield Sight("people", _plain(name), ((start, end),), value=initials(name))

    def _named(self, text: str, with_: re.Match[str] | None, *, mail: bool, talk: bool) -> Iterator[tuple[int, int]]:
        if with_ is not None:
            one = with_["what"].casefold() in _CLOSE
            found = NAME.match(text, with_.end()) or (ONE_NAME.match(text, with_.end()) if one else None)
            if found is not None and is_name(found.group()):
                yield found.span()
                return
        place = 0
        for part in (*_PARTS.finditer(text), None):
            start, end = place, len(text) if part is None else part.start()
            place = end if part is None else part.end()
            counted = _COUNTED.match(text[start:end])
            start += counted.end() if counted is not None else 0
            found = NAME.match(text, start, end)
            if found is not None and is_name(found.group()):
                rest = text[found.end() : end]
                direct = _DIRECT.fullmatch(rest) is not None or _COUNTED.fullmatch(rest) is not None
                if (talk and (not rest.strip() or direct)) or (mail and rest.strip().startswith("<")):
                    yield found.span()
                return
            if text[start:end].strip().casefold() not in _SECTIONS:
                return  # what follows is where it is said: a team, a company, the program


class OthersData:
    """What a record holds of others: postal addresses, dates of birth, documents with a name, lists of addresses."""

    kinds = ("others_data",)

    def __init__(self, me: Sequence[str] = ()) -> None:
        self._me = frozenset(name.casefold() for name in me)

    def see(self, piece: Piece) -> Iterator[Sight]:
        text = piece.text
        if piece.kind in (TITLE, FILE, PRINT):
            yield from self._documents(text)
        elif piece.kind in (TYPED, CLIPBOARD, TAKEN_BACK):
            yield from self._written(text)

    def _documents(self, text: str) -> Iterator[Sight]:
        about = _ABOUT.search(text.rsplit("/", 1)[-1].replace("_", " "))
        if about is None:
            return
        begin = text.rfind("/") + 1
        plain = text[:begin] + text[begin:].replace("_", " ")
        low, high = begin + about.start(), begin + about.end()
        for found in NAME.finditer(plain, begin):
            span = found.span()
            if span[0] < high and low < span[1]:
                inside = NAME.match(plain[:], high + len(plain[high:]) - len(plain[high:].lstrip(" -–:,")))
                if inside is None:
                    continue
                found, span = inside, inside.span()
            if is_name(found.group()) and found.group().casefold() not in self._me:
                yield Sight(
                    "others_data", f"document {_plain(found.group())}", (span,), "document", initials(found.group())
                )
                return

    def _written(self, text: str) -> Iterator[Sight]:
        if _DIGIT.search(text):
            yield from _addresses(text)
            for found in _BORN.finditer(text):
                if not _MYSELF.search(text[max(0, found.start() - 25) : found.start()]):
                    yield Sight("others_data", f"born {found['date']}", (found.span("date"),), "birth")
        if text.count("@") >= MANY:
            listed = list(addresses(text))
            different = {address for _, _, address in listed} - self._me
            if len(different) >= MANY:
                spans = tuple((start, end) for start, end, _ in listed)
                yield Sight("others_data", f"list {' '.join(sorted(different))}", spans, "list")


def _addresses(text: str) -> Iterator[Sight]:
    """Postal addresses: looked for before each postcode only."""
    done = 0
    for postcode in _POSTCODE.finditer(text):
        low, high = max(done, postcode.start() - _LONGEST_ADDRESS), postcode.end() + 2
        for pattern in _ADDRESS:
            found = pattern.search(text, low, high)
            if found is not None:
                yield Sight("others_data", f"address {_plain(found.group())}", (found.span(),), "address")
                done = found.end()
                break


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())
