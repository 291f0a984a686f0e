"""The ready groups: they keep out what they are for, and nothing of ordinary work."""

from __future__ import annotations

import re

import pytest

from mirrorlight import sensitive
from mirrorlight.core.context import Window
from mirrorlight.core.rules import Rule, Rules
from mirrorlight.errors import UserError

EVERY = tuple(
    Rule(f"{group.id}-{number}", kind, pattern, group.id)
    for group in sensitive.GROUPS
    for number, (kind, pattern) in enumerate(group.patterns)
)

ORDINARY = (
    # Titles of daily work that lie close to what is excluded.
    "Union types – TypeScript Handbook — Mozilla Firefox", "European Union - Wikipedia - Google Chrome",
    "SELECT … UNION ALL – PostgreSQL 17 documentation", "Working in unison - Google Slides",
    "Health check failed: api-gateway – Grafana", "Occupational health and safety training – Intranet",
    "Bank conflict in shared memory - CUDA forum", "Sparkasse_Rechnung_2026.pdf - Okular",
    "Deutsche Bank project plan.xlsx - LibreOffice Calc", "private static final – Main.java - IntelliJ IDEA",
    "Private Methoden in Python - Stack Overflow", "How to browse privately? - Help", "Private equity report Q3.docx",
    "server.dist/index.js - Visual Studio Code", "server.di-container.ts - Code", "French Revolution - Wikipedia",
    "Purchase online: order 116117 – SAP", "INC-1161170 Printer – ServiceNow", "MyChart.jsx - dashboard - VSCodium",
    "MyChart - Visual Studio Code", "Meine Tkinter-App – main.py", "Patient data import.xlsx",
    "Syndicated loan terms.pdf",
    "Tucson office move - Outlook", "Structure of the code-cwd patch", "NHS Application Form v2.docx",
    "Incognito – Wikipedia",
    "Password policy.docx - Word", "Passwort zurücksetzen – Helpdesk", "bitwarden/clients: pull request 1234 · GitHub",
    "How Tor works - slides.pdf", "Betrieb und Rat: Notizen.odt", "Gewerk Schaftarbeiten Plan.dwg",
    "comdlg32 - Microsoft Learn", "Team sternwarte – Notizen", "Lohn- und Gehaltsabrechnung.pdf",
    "Therapieplan Robotik.xlsx", "Rate limits – Revolut API.txt",
    "", "a", "Inbox (3) - anna@example.org - Thunderbird",
)  # fmt: skip
ORDINARY_APPS = (
    "firefox", "chromium", "Google-chrome", "code", "Slack", "org.gnome.Nautilus", "com.apple.Safari", "com.apple.mail",
    "Password Generator Test", "thunderbird", "XTerm", "gnome-terminal-server", "explorer", "kded5", "soffice",
)  # fmt: skip

SENSITIVE = {
    "passwords": [
        ("KeePassXC", "Passwords.kdbx [Locked] - KeePassXC"), ("keepassxc", ""), ("Bitwarden", "Bitwarden"),
        ("1Password", "Vault"), ("org.gnome.seahorse.Application", "Passwords"), ("Gcr-prompter", "Unlock keyring"),
        ("pinentry-gtk-2", ""), ("com.agilebits.onepassword7", ""), ("kwalletmanager5", ""),
        ("firefox", "Vaults | Bitwarden Web vault — Mozilla Firefox"), ("CredentialUIBroker", ""),
    ],
    "private": [
        ("firefox", "Mozilla Firefox Private Browsing"), ("firefox", "News — Mozilla Firefox Private Browsing"),
        ("firefox", "Nachrichten – Mozilla Firefox Privater Modus"),
        ("firefox", "News - Mozilla Firefox (Private Browsing)"),
        ("org.mozilla.firefox", "Example — (Privater Modus)"), ("msedge", "Suche – [InPrivate] – Microsoft\u200b Edge"),
        ("Tor Browser", "About"), ("firefox", "Check — Tor Browser"), ("chrome", "New Incognito Tab - Google Chrome"),
    ],
    "health": [
        ("firefox", "Doctolib: Arzttermin buchen"), ("chrome", "MyChart - Login Page"), ("f", "My Patient Portal"),
    ],
    "banking": [("Gnucash", ""), ("firefox", "Online-Banking – Sparkasse"), ("com.moneymoney-app.retail", "")],
    "union": [
        ("firefox", "Betriebsratswahl 2026"), ("firefox", "Startseite – ver.di"), ("word", "works council letter"),
    ],
}  # fmt: skip


def window(app: str, title: str) -> Window:
    return Window(1, app, title)


@pytest.mark.parametrize("group", sensitive.GROUPS, ids=lambda group: group.id)
def test_each_group_keeps_out_what_it_is_for(group: sensitive.Group) -> None:
    rules = Rules(tuple(rule for rule in EVERY if rule.group == group.id))
    for app, title in SENSITIVE[group.id]:
        assert rules.excluding(window(app, title)), (app, title)


def test_ordinary_work_is_left_alone() -> None:
    rules = Rules(EVERY)
    for title in ORDINARY:
        found = rules.excluding(window("editor", title))
        assert not found, (title, next(rule.pattern for rule in EVERY if rule.id == found))
    for app in ORDINARY_APPS:
        assert not rules.excluding(window(app, "")), app


@pytest.mark.parametrize("group", sensitive.GROUPS, ids=lambda group: group.id)
def test_each_is_whole(group: sensitive.Group) -> None:
    for text in (group.title, group.holds, group.limits):
        assert text == text.strip() != ""
    assert group.limits.endswith(".")
    assert group.patterns
    folded = [(kind, pattern.casefold()) for kind, pattern in group.patterns]
    assert len(set(folded)) == len(folded), [one for one in folded if folded.count(one) > 1]
    for kind, pattern in group.patterns:
        assert pattern == pattern.strip()
        assert kind == "app" or len(re.sub(r"[^\w]", "", pattern)) >= 5, pattern


def test_what_is_on_at_first_is_what_the_consent_says() -> None:
    assert sensitive.DEFAULT == ("passwords", "private")
    assert list(sensitive.BY_ID) == ["passwords", "private", "health", "banking", "union"]


def test_an_unknown_group_is_told() -> None:
    with pytest.raises(UserError) as caught:
        sensitive.named("secrets")
    assert caught.value.code == "no-such-group"
