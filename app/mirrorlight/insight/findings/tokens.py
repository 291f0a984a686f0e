"""Finds passwords, keys and tokens: by the form that a service gives its own, and by a word that says that a secret
follows. What is only random (a hash, a number of a commit, a picture as text) is none.

The forms are those that the services document or that their tokens show. detect-secrets, made for this in source code,
is not used: each of its plugins imports an HTTP client to try the secret out.
"""

from __future__ import annotations

import math
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator

from mirrorlight.insight.findings.model import FILE, PRINT, TITLE, Piece, Sight

_FORMS = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9_]{22,255}"  # GitHub
    r"|gl(?:pat|dt|rt|ptt|ft|soat|cbt)-[A-Za-z0-9_\-]{20,64}"  # GitLab
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"  # AWS
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,250}|xapp-\d-[A-Za-z0-9-]{10,250}"  # Slack
    r"|hooks\.slack\.com/services/[A-Za-z0-9]+/[A-Za-z0-9]+/[A-Za-z0-9]{16,64}"
    r"|(?:sk|rk)_live_[A-Za-z0-9]{10,200}|whsec_[A-Za-z0-9+/=]{24,100}"  # Stripe
    r"|AIza[A-Za-z0-9_\-]{35}|ya29\.[A-Za-z0-9_\-]{20,500}|GOCSPX-[A-Za-z0-9_\-]{20,40}"  # Google
    r"|SG\.[A-Za-z0-9_\-]{16,32}\.[A-Za-z0-9_\-]{16,64}"  # SendGrid
    r"|npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_\-]{50,500}|rubygems_[0-9a-f]{48}|dckr_pat_[A-Za-z0-9_\-]{20,64}"
    r"|sk-(?:ant|proj|svcacct|or)-[A-Za-z0-9_\-]{20,250}|sk-[A-Za-z0-9]{32,64}|hf_[A-Za-z0-9]{30,64}"
    r"|dop_v1_[0-9a-f]{64}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|sq0(?:atp|csp)-[A-Za-z0-9_\-]{22,64}|dapi[0-9a-f]{32}"
    r"|ATATT3[A-Za-z0-9_\-=]{50,300}|AGE-SECRET-KEY-1[A-Z0-9]{50,70}|lin_api_[A-Za-z0-9]{32,64}"
    r"|nvapi-[A-Za-z0-9_\-]{50,100}"
    r"|[0-9a-f]{32}-us\d{1,2}|\d{8,10}:AA[A-Za-z0-9_\-]{32,34}|EAAC[A-Za-z0-9]{50,300}"  # Mailchimp, Telegram, Meta
    r"|eyJ[A-Za-z0-9_\-]{10,2000}\.eyJ[A-Za-z0-9_\-]{10,4000}\.[A-Za-z0-9_\-]{20,1000}"  # JSON Web Token
    r")"
)
_FORM_HINT = re.compile(
    r"gh[pousr]_|github_pat|gl[a-z]{2,4}-|AKIA|ASIA|xox|xapp-|hooks\.slack|_live_|whsec_|AIza|ya29|GOCSPX|SG\.|npm_"
    r"|pypi-"
    r"|rubygems_|dckr_|sk-|hf_|dop_v1|shp|sq0|dapi|ATATT3|AGE-SECRET|lin_api|nvapi|-us\d|:AA|EAAC|eyJ"
)
_PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d")
_AZURE = re.compile(r"\b(?:AccountKey|SharedAccessKey|sig)=([A-Za-z0-9+/%]{40,100}={0,2})")
_IN_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.\-]{1,20}://([^\s/:@?#\"'<>]{0,64}):([^\s/@?#\"'<>]{3,100})@([^\s/@:]{1,100})", re.IGNORECASE
)
_BEARER = re.compile(
    r"\b(?:bearer|authorization:\s{0,3}(?:token|basic))\s{1,3}([A-Za-z0-9._~+/\-]{16,2000}={0,2})", re.IGNORECASE
)
_PARAMETER = re.compile(
    r"[?&#;](?:access_token|refresh_token|id_token|auth_token|token|api_?key|apikey|secret|client_secret|password"
    r"|passwd|pwd"
    r"|auth|signature|session(?:_?id)?|sid|jwt)=([^&#;\s]{8,2000})",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(
    r"(?<![A-Za-z])(?P<name>(?:[A-Za-z0-9]{1,20}[_\-.]){0,4}(?:pass(?:word|wd|phrase|code)|pwd"
    r"|secret(?:[_\-. ]?(?:access[_\-. ]?)?key)?"
    r"|api[_\-. ]?key|apikey|api[_\-. ]?token|access[_\-. ]?key|access[_\-. ]?token|auth[_\-. ]?token"
    r"|private[_\-. ]?key|client[_\-. ]?secret"
    r"|token|pass(?=[\"']?\s{0,2}[:=])|encryption[_\-. ]?key|passwort|kennwort|passphrase|zugangscode|mot de passe"
    r"|mdp|code secret|contraseña|contrasena"
    r"|clave(?: secreta| de acceso)?|credentials?))(?:[_\-][A-Za-z0-9]{1,12}){0,2}[\"']?"
    r"(?P<between>\s{0,3}(?::=|=>|=|:)\s{0,3}|\s{1,3}(?:is|ist|lautet|est|es|son|war|was)\s{0,2}:?\s{1,3}|\s{1,2}(?=[\"'`]))"
    r"(?P<quote>[\"'`]?)(?P<value>[^\s\"'`]{5,500})",
    re.IGNORECASE,
)
_PIN = re.compile(
    r"(?<![A-Za-z])(?:pin|pin[- ]?(?:code|nummer|number)|puk|tan|otp|one[- ]time code|einmalcode|code pin|código pin)"
    r"(?:\s(?:is|ist|lautet|est|es)|\s?[:=])\s{0,2}(\d{4,8})(?![\w.])",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(
    r"(?:^|[_\-.])(?:your|my|the|some|example|sample|placeholder|changeme|change|dummy|fake|test|xxx+|todo|none|null"
    r"|true|false"
    r"|undefined|redacted|hidden|secret|password|passwort|passwd|token|key|value|string|str|int|bytes|optional)(?:$"
    r"|[_\-.])"
    r"|^[<${\[(%*•●.…_-]|^x+$|\w\(|^\W+$|process\.env|os\.environ|getenv|^env\b|\$\{|^https?:|^self\.|^this\."
    r"|^args\.|^config\."
    r"|^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$|EXAMPLE",
    re.IGNORECASE,
)
_PROSE = re.compile(r"^[A-Za-zÀ-ÿ]+[.,;:!?)]*$")
"""A plain word: no secret, but what goes on in a sentence."""


_NAMES = (
    "pass", "pwd", "secret", "key", "token", "mdp", "kennwort", "code", "clave", "contrase", "credential",
)  # fmt: skip
"""What is in each name that `_ASSIGNED` knows, for not looking at every text."""


class Tokens:
    """Passwords, keys and tokens."""

    kinds = ("token",)

    def see(self, piece: Piece) -> Iterator[Sight]:
        text, taken = piece.text, list[tuple[int, int]]()
        for start, end in _places(text, human=piece.kind not in (TITLE, FILE, PRINT)):
            place = bisect(taken, (start, end))
            if any(low < end and start < high for low, high in taken[max(0, place - 1) : place + 1]):
                continue
            taken.insert(place, (start, end))
            secret = text[start:end]
            yield Sight("token", secret, ((start, end),), value=_hidden(secret), masked=True)


def _places(text: str, *, human: bool) -> Iterator[tuple[int, int]]:
    if _FORM_HINT.search(text):
        for found in _FORMS.finditer(text):
            if "EXAMPLE" not in found.group() and len(set(found.group())) > 8:
                yield found.span()
    if "-----BEGIN" in text or "PuTTY-User" in text:
        for found in _PRIVATE_KEY.finditer(text):
            yield found.span()
    if "://" in text:
        for found in _IN_ADDRESS.finditer(text):
            if not _NO_SECRET.search(found.group(2)) and found.group(2) != found.group(1):
                yield found.span(2)
    if "=" in text:
        for found in _AZURE.finditer(text):
            if random_looking(found.group(1)):
                yield found.span(1)
        for found in _PARAMETER.finditer(text):
            if not _NO_SECRET.search(found.group(1)) and _strong(found.group(1)):
                yield found.span(1)
    for found in _BEARER.finditer(text):
        if not _NO_SECRET.search(found.group(1)) and random_looking(found.group(1)):
            yield found.span(1)
    lower = text.lower()
    if human:
        for found in _PIN.finditer(text):
            yield found.span(1)
    if human and any(name in lower for name in _NAMES):
        for found in _ASSIGNED.finditer(text):
            value = found["value"].rstrip(",;)")
            if _secret(found, value):
                yield found.start("value"), found.start("value") + len(value)


def _secret(found: re.Match[str], value: str) -> bool:
    if len(value) < 6 or _NO_SECRET.search(value) or _PROSE.match(value):
        return False
    said = found["between"].strip().rstrip(":").strip().isalpha()
    if said or found["name"].lower() in {
        "password",
        "passwort",
        "kennwort",
        "mot de passe",
        "mdp",
        "contraseña",
        "passcode",
    }:
        return _strong(value)
    if re.fullmatch(r"[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)+;?", value):
        return False  # an attribute of something, in code
    return _strong(value) and (len(value) >= 12 or bool(found["quote"]))


def _strong(value: str) -> bool:
    """Whether something could be a password: letters with digits, or with signs within."""
    letters = any(map(str.isalpha, value))
    digits = any(map(str.isdigit, value))
    signs = any(not letter.isalnum() for letter in value[1:-1])
    mixed = any(map(str.islower, value)) and any(map(str.isupper, value))
    return (letters and digits) or (
        letters and signs and mixed and len(value) >= 8 and "/" not in value and "." not in value
    )


def random_looking(value: str) -> bool:
    """Whether something is made of letters and digits without order: more than 3 bits a character (Shannon)."""
    if len(value) < 16 or not any(map(str.isdigit, value)):
        return False
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values()) > 3.0


def _hidden(secret: str) -> str:
    """The part that tells only which service it is of."""
    known = re.match(
        r"[A-Za-z0-9]{2,6}[_-](?:live_|ant-|proj-|pat_)?|AKIA|ASIA|AIza|eyJ|-----BEGIN [A-Z ]{0,40}", secret
    )
    named = known is not None and (_FORM_HINT.match(secret) or secret.startswith("-----"))
    return f"{known.group()}…" if known is not None and named else "…"
