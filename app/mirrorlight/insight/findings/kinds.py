"""The kinds of findings: their names, and what the law says of them. One entry is all that a kind needs to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from mirrorlight.i18n import N_

_ARTICLE_9 = N_("In the EU an employer may use such data only in narrow cases (GDPR, Article 9).")
_SOMEBODY = N_("This is about somebody else, who was not asked.")


@dataclass(frozen=True, slots=True)
class Kind:
    """`title` and `group` (the line below a finding's sentence) and `law` (one sentence, or "") are message ids."""

    id: str
    title: str
    group: str
    law: str = ""


KINDS = {
    kind.id: kind
    for kind in (
        Kind("card", N_("Card numbers"), N_("Numbers of yours")),
        Kind("iban", N_("Account numbers"), N_("Numbers of yours")),
        Kind("national_id", N_("Identity and tax numbers"), N_("Numbers of yours")),
        Kind("phone", N_("Phone numbers"), N_("Ways to reach somebody")),
        Kind("email", N_("E-mail addresses"), N_("Ways to reach somebody")),
        Kind("token", N_("Secrets and tokens"), N_("Keys to something else")),
        Kind("taken_back", N_("Typed and taken back"), N_("Words that you did not send")),
        Kind("health", N_("Health"), N_("Health"), _ARTICLE_9),
        Kind("religion", N_("Religion"), N_("Religion or belief"), _ARTICLE_9),
        Kind("union", N_("Trade union"), N_("Trade union, representation"), _ARTICLE_9),
        Kind("politics", N_("Politics"), N_("Political opinion"), _ARTICLE_9),
        Kind("sexual_life", N_("Sexual life"), N_("Sexual life or orientation"), _ARTICLE_9),
        Kind("job_search", N_("Job search"), N_("Plans")),
        Kind("people", N_("People you are in contact with"), N_("People")),
        Kind("others_data", N_("Other people’s data"), N_("Somebody else"), _SOMEBODY),
        Kind("unread_script", N_("Text that no list can read"), N_("What was not looked at")),
        Kind("passwords", N_("Passwords"), N_("Keys not kept")),
        Kind("rhythm", N_("Working rhythm"), N_("Times of work")),
        Kind("dynamics", N_("Keystroke dynamics"), N_("Rhythm of keys")),
    )
}
"""By id, in the order in which they are shown."""
