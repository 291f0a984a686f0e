"""How a finding is told: its sentence and its reasons. None of them names another person, or states what is only read
into words.
"""

from __future__ import annotations

from collections.abc import Sequence

from mirrorlight.i18n import N_
from mirrorlight.insight.findings.model import (
    CLIPBOARD,
    FILE,
    PRINT,
    SOURCES,
    TAKEN_BACK,
    TITLE,
    TYPED,
    URL,
    Moment,
    Reason,
    Said,
)

_MOST_WORDS = 4
"""Words that a reason quotes."""

_SENTENCES: dict[str, str] = {
    "card": N_("The record holds a card number, {value}"),
    "iban": N_("The record holds the number of an account, {value}"),
    "national_id": N_("The record holds an identity or tax number, {value}"),
    "phone": N_("The record holds a phone number, {value}"),
    "email": N_("The record holds an e-mail address, {value}"),
    "token": N_("The record holds a password or a key to something else"),
    "taken_back": N_("You typed “{value}”, and took it back"),
    "people": N_("You are in contact with somebody: {value}"),
    "others_data/address": N_("The record holds a postal address"),
    "others_data/birth": N_("The record holds somebody’s date of birth"),
    "others_data/document": N_("You had a document about somebody: {value}"),
    "others_data/list": N_("The record holds a list of addresses"),
    "health/doctor": N_("This could be read as: you see a doctor"),
    "health/illness": N_("This could be read as: you are ill"),
    "health/mind": N_("This could be read as: your mind troubles you"),
    "health/pregnancy": N_("This could be read as: a pregnancy, or the wish for one"),
    "health/treatment": N_("This could be read as: you are treated, or take medicine"),
    "health/absence": N_("This could be read as: you were absent because of an illness"),
    "health/addiction": N_("This could be read as: an addiction or a disability"),
    "religion/practice": N_("This could be read as: you practise a religion"),
    "religion/belonging": N_("This could be read as: what you believe, or no longer do"),
    "union/membership": N_("This could be read as: you are close to a trade union"),
    "union/council": N_("This could be read as: you turn to those who represent employees"),
    "union/strike": N_("This could be read as: you are in favour of a strike"),
    "politics/party": N_("This could be read as: you are close to a party"),
    "politics/vote": N_("This could be read as: how you vote"),
    "politics/protest": N_("This could be read as: you protest against something, or for it"),
    "sexual_life/orientation": N_("This could be read as: your sexual orientation"),
    "sexual_life/relationship": N_("This could be read as: your love life"),
    "sexual_life/pornography": N_("This could be read as: you look at pornography"),
    "job_search/looking": N_("This could be read as: you look for another job"),
    "job_search/applying": N_("This could be read as: you apply for a job"),
    "job_search/interview": N_("This could be read as: you have a job interview"),
    "job_search/leaving": N_("This could be read as: you want to leave your job"),
}

_REASONS: dict[str, tuple[str, str]] = {
    TYPED: (N_("You typed {words}."), N_("You typed {words}, at {n} moments.")),
    TAKEN_BACK: (
        N_("You typed {words}, and took it back."), N_("You typed {words}, and took it back, at {n} moments."),
    ),
    URL: (N_("The address of a page has {words}."), N_("The addresses of pages have {words}, {n} times.")),
    TITLE: (N_("The title of a window has {words}."), N_("The titles of windows have {words}, {n} times.")),
    CLIPBOARD: (N_("You copied {words}."), N_("You copied {words}, {n} times.")),
    FILE: (N_("The name of a file has {words}."), N_("The names of files have {words}, {n} times.")),
    PRINT: (N_("You printed a document with {words} in its name."),
            N_("You printed documents with {words} in their names, {n} times.")),
}  # fmt: skip
"""By source: for one moment, for several."""


def sentence(kind: str, topic: str, value: str, moments: int) -> Said:
    """The sentence of a finding. `value` is masked as it may be shown."""
    if kind == "unread_script":
        return Said(
            N_("{n} text is in {script} letters, which no word list here knows"),
            (("script", value),),
            N_("{n} texts are in {script} letters, which no word list here knows"),
            moments,
        )
    return Said(_SENTENCES[f"{kind}/{topic}" if topic else kind], (("value", value),))


def reasons(kind: str, value: str, moments: Sequence[Moment]) -> tuple[Reason, ...]:
    """Why, by source: which words stand where, and how often."""
    found: list[Reason] = []
    for source in SOURCES:
        mine = [moment for moment in moments if moment.source == source]
        if not mine:
            continue
        if kind == "unread_script":
            words = value
        else:
            told = dict.fromkeys(word for moment in mine for word in moment.words)
            words = ", ".join(f"“{word}”" for word in list(told)[:_MOST_WORDS])
            words += ", …" if len(told) > _MOST_WORDS else ""
        one, many = _REASONS[source]
        found.append(Reason(source, Said(one, (("words", words),), many, len(mine))))
    return tuple(found)
