"""What a person is told before they agree: the same words in the window and on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mirrorlight.i18n import N_, _
from mirrorlight.places import Places

TITLE = N_("Nothing is recorded yet. Please read this first.")
OPENING = N_(
    "An agent of your employer may record what you do on this computer. Mirrorlight records the same kinds of things,"
    " for you alone, so that you can see what that means."
)
LIGHT = N_("This light stays on your screen while anything is recorded. If it cannot be shown, nothing is recorded.")
PASSWORDS = N_(
    "Password fields are recognised in graphical programs, on web pages, and in terminals that do not show what is"
    " typed. Of a key in one of them is kept that it was pressed, in which second and in which application, never which"
    " key. Where nothing tells what kind of field it is, keys are kept out in the same way until you allow them."
)
PASSWORD_LIMITS = N_(
    "Not recognised: a field that its program gives out as an ordinary one, a web field that a style sheet only makes"
    " look hidden, and a question for a password inside a full-screen program in a terminal (Vim, Emacs). Pause before"
    " you type a password there."
)
UNCHECKED = N_(
    "Some applications do not tell whether a password field is in front. What shall happen to the keys you press there?"
)
KEEP_OUT, RECORD = N_("Keep them out"), N_("Record them")
KEEP_OUT_COSTS = N_(
    "Only that a key was pressed is stored there. Your record then shows less than an agent would have. You can allow"
    " single applications later, from the light."
)
RECORD_COSTS = N_(
    "Everything you type there is stored, and a password as well, as you typed it. Who can open your store can read it."
)
GROUPS = N_("Never recorded at all: keys, clicks, titles and pictures of these windows.")
NOT_NOW, AGREE = N_("Not now"), N_("I agree and start")


@dataclass(frozen=True)
class Point:
    """One question of the person and its answer, translated. `id` is stable: kept, read, leaves, long, stop."""

    id: str
    question: str
    answer: str


def points(places: Places, mode: str, keyring: str = "") -> tuple[Point, ...]:
    """The five answers. `mode` is how the key will be kept; `keyring` the name of the keyring."""
    where = _("In one encrypted file on this computer: {path}.").format(path=_short(places.data))
    return (
        Point("kept", _("Where it is kept"), f"{where} {key_sentence(mode, keyring)}"),
        Point(
            "read",
            _("Who can read it"),
            _(
                "You, when you are logged in. Also anyone who can act as you: an administrator, or an agent already on"
                " this computer."
            ),
        ),
        Point("leaves", _("What leaves this computer"), _("Nothing. Mirrorlight opens no network connection.")),
        Point("long", _("How long it is kept"), _("Until you delete it. You can delete any minute of it at any time.")),
        Point(
            "stop",
            _("How you stop it"),
            _("Pause or stop from the light. You can withdraw this agreement at any time and erase everything."),
        ),
    )


def key_sentence(mode: str, keyring: str = "") -> str:
    """Where the key is, and what that does not protect."""
    if mode == "keyring":
        return _("The key is in your {keyring}.").format(keyring=keyring or _("system keyring"))
    if mode == "passphrase":
        return _(
            "The key is locked by your passphrase. Nobody can reset it, and it does not protect what is open while you"
            " use Mirrorlight."
        )
    return _(
        "The key lies in a file beside it that only your user may read. That protects a copy of the store alone,"
        " but not against anyone who gets both files: whoever takes the disk or a backup of the whole folder."
    )


def _short(path: Path) -> str:
    """The path with "~" for the home folder."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
