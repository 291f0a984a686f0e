"""The ready list of sensitive applications and titles: groups of rules that a person switches on and off as a whole.

Where the ids come from. Linux: the class part of WM_CLASS, which is a desktop file's StartupWMClass or, for GTK 4, the
application's id. Windows: the name of the program without ".exe". macOS: the bundle id. About ten (KeePassXC,
Bitwarden, 1Password, Dashlane, Keeper, Tor Browser, MoneyMoney) were looked up in public code and packages in November
2026; the others are the names by which the programs are commonly known, and have not been checked on a machine. A rule
over an application is the whole name without regard to case, so that one entry often serves two systems.

How narrow the titles are: a pattern must be something that hardly any other window says, because what it matches is
not recorded at all. So there is no bare word of daily work ("health", "bank", "union", "private"), no short name that
lies inside other words (tests hold each pattern against titles of ordinary work), and browsers' own endings are taken
whole. That lets through what says nothing of itself; `limits` says so to the person.
"""

from __future__ import annotations

from dataclasses import dataclass

from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _


@dataclass(frozen=True)
class Group:
    """Rules that belong together. `id` is what the store and the command line call it; texts are message ids.

    `apps` and `titles` are patterns of `core.rules.Rule`. `default_on`: ticked at the first run.
    """

    id: str
    title: str
    holds: str
    limits: str
    apps: tuple[str, ...]
    titles: tuple[str, ...]
    default_on: bool = False

    @property
    def patterns(self) -> tuple[tuple[str, str], ...]:
        """Kind and pattern of each of its rules."""
        return (*(("app", app) for app in self.apps), *(("title", title) for title in self.titles))


GROUPS: tuple[Group, ...] = (
    Group(
        "passwords",
        N_("Password managers"),
        N_("Password managers, keyrings, and the system’s own windows that ask for a password."),
        N_("A password manager inside a browser’s window is not told apart from the page."),
        apps=(
            # Linux: WM_CLASS and StartupWMClass of the desktop files; org.… from flathub.
            "keepassxc", "org.keepassxc.KeePassXC", "keepassx", "keepass2", "keepass", "Bitwarden",
            "com.bitwarden.desktop", "1Password", "com.onepassword.OnePassword", "Enpass", "NordPass", "Proton Pass",
            "me.proton.Pass", "Dashlane", "LastPass", "Keeper Password Manager", "Buttercup", "KeeWeb",
            "net.antelle.keeweb", "Padloc", "QtPass", "org.qtpass.QtPass", "Password Safe", "pwsafe", "passwordsafe",
            "org.gnome.World.Secrets", "org.gnome.PasswordSafe", "gnome-secrets", "seahorse",
            "org.gnome.seahorse.Application", "kwalletmanager*", "org.kde.kwalletmanager*", "kwalletd*",
            "com.belmoussaoui.Authenticator", "Authy Desktop",
            # Linux: windows that ask for a password or passphrase on behalf of the system.
            "pinentry", "pinentry-*", "gcr-prompter", "ssh-askpass", "x11-ssh-askpass", "ksshaskpass",
            "lxqt-openssh-askpass",
            "seahorse-ssh-askpass", "polkit-gnome-authentication-agent-1", "polkit-mate-authentication-agent-1",
            "polkit-kde-authentication-agent-1", "org.kde.polkit-kde-authentication-agent-1", "lxqt-policykit-agent",
            "lxpolkit", "xfce-polkit", "kdesu", "lxqt-sudo",
            # Windows: names of the programs. (The permission prompt itself stands on a desktop nobody else can see.)
            "ProtonPass", "keeperpasswordmanager", "RoboForm", "stpass", "CredentialUIBroker", "credwiz",
            # macOS: bundle ids.
            "com.1password.1password", "com.agilebits.onepassword*", "com.apple.Passwords", "com.apple.keychainaccess",
            "com.apple.SecurityAgent", "com.dashlane.*", "com.lastpass.*", "com.callpod.keeper*",
            "in.sinew.Enpass-Desktop*", "com.nordsec.nordpass*", "me.proton.pass.*", "com.hicknhacksoftware.MacPass",
            "com.markmcguill.strongbox*", "com.siber.RoboForm*",
        ),
        titles=(
            # Vaults that are pages, by what their own titles say.
            "Google Password Manager", "Google Passwortmanager", "Bitwarden Web vault", "Bitwarden Web-Tresor",
            "LastPass Vault",
        ),
        default_on=True,
    ),
    Group(
        "private",
        N_("Private browsing"),
        N_("Private windows that name themselves in their title (Firefox, Edge), Tor Browser and Mullvad Browser."),
        N_("Chromium, Chrome and Safari do not say in the title that a window is private: these are not recognised."),
        apps=(
            # Linux: StartupWMClass of Tor Browser; macOS: bundle ids. On Windows it is firefox.exe: see titles.
            "Tor Browser", "torbrowser", "torbrowser-launcher", "org.torproject.torbrowser*", "Mullvad Browser",
            "mullvadbrowser", "mullvad-browser", "net.mullvad.MullvadBrowser",
        ),
        titles=(
            # Firefox: browser.ftl, data-title-private and data-content-title-private, in its own languages. Up to 2022
            # the words stood in brackets; on macOS they do still.
            "Mozilla Firefox Private Browsing", "Firefox Developer Edition Private Browsing",
            "Firefox Nightly Private Browsing", "LibreWolf Private Browsing", "(Private Browsing)",
            "Mozilla Firefox Privater Modus", "Firefox Developer Edition Privater Modus",
            "Firefox Nightly Privater Modus", "LibreWolf Privater Modus", "(Privater Modus)",
            "(Navigation privée)", "(Navegación privada)", "Mozilla Firefox — navegação privativa",
            "Приватный просмотр Mozilla Firefox", "Mozilla Firefox プライベートブラウジング",
            # Edge, on every system and in every language.
            "[InPrivate]",
            # Chrome where it says so (macOS), and its first, empty tab in English and German.
            "Google Chrome (Incognito)", "Google Chrome (Inkognito)", "Chromium (Incognito)", "Chromium (Inkognito)",
            "New Incognito Tab -", "Neuer Inkognito-Tab -", "Neuer Inkognitotab -",
            # Tor Browser and Mullvad Browser where the program is called firefox.
            "— Tor Browser", "– Tor Browser", "— Mullvad Browser", "– Mullvad Browser",
        ),
        default_on=True,
    ),
    Group(
        "health",
        N_("Health"),
        N_("Pages of patient portals, online doctors, appointments, therapy and advice, by the names of large ones."),
        N_("Other doctors, insurers and pharmacies are not in the list; add a part of their title yourself."),
        apps=("dev.Cogitri.Health", "com.apple.Health"),  # flathub; bundle id
        titles=(
            # English: portals and services by the names they put in their titles.
            "Patient Portal", "MyChart - Login", "MyChart - Home", "MyChart - Test Results", "MyChart - Appointments",
            "FollowMyHealth", "Patients Know Best", "NHS login", "Zocdoc", "Teladoc", "BetterHelp",
            "Talkspace", "Planned Parenthood", "WebMD", "Alcoholics Anonymous", "988 Suicide",
            # German.
            "Patientenportal", "elektronische Patientenakte", "Doctolib", "jameda", "Meine AOK",
            "Techniker Krankenkasse", "NetDoktor", "Apotheken Umschau", "gesundheitsinformation.de", "116117.de",
            "116117 Termin", "HelloBetter", "Selfapy",
            "TelefonSeelsorge", "Anonyme Alkoholiker", "pro familia", "Arzttermin",
            # French and Spanish.
            "Mon espace santé", "ameli.fr", "Cita previa médica",
        ),
    ),
    Group(
        "banking",
        N_("Banking"),
        N_("Online banking by that name, banks that exist online alone, finance programs and wallets."),
        N_("A bank’s page whose title does not speak of banking is not recognised; add its name yourself."),
        apps=(
            # Linux: WM_CLASS, flathub's ids. Without regard to case they serve Windows as well.
            "gnucash", "org.gnucash.GnuCash", "homebank", "fr.free.Homebank", "kmymoney", "org.kde.kmymoney", "skrooge",
            "org.kde.skrooge", "jameica", "Hibiscus", "org.nickvision.money", "electrum", "Ledger Live",
            "ledger-live-desktop", "Trezor Suite", "Exodus",
            # Windows: names of the programs.
            "StarMoney", "qw",  # Quicken
            # macOS: bundle ids.
            "com.moneymoney-app.*", "com.quicken.Quicken*", "com.iggsoftware.banktivity*",
        ),
        titles=(
            # English.
            "online banking", "internet banking", "Monzo", "Revolut |",
            # German.
            "Online-Banking", "Onlinebanking", "Internet-Filiale", "Internetfiliale", "comdirect", "Consorsbank",
            # French and Spanish.
            "banque en ligne", "banca online", "banca en línea",
        ),
    ),
    Group(
        "union",
        N_("Union and works council"),
        N_("Pages and documents that name a union, a works council, or the boards and laws that protect them."),
        N_("Chats and mails with your representatives are recognised only if their title says so."),
        apps=(),
        titles=(
            # English.
            "works council", "trade union", "labor union", "labour union", "shop steward",
            "Communications Workers of America",
            "CODE-CWA", "Alphabet Workers Union", "United Tech and Allied Workers", "Tech Workers Coalition",
            "Unite the Union", "UNISON National", "Prospect union", "AFL-CIO", "Teamsters", "National Labor Relations",
            "Industrial Workers of the World", "UNI Global Union", "Workplace Organizing Committee",
            # German and Austrian.
            "Betriebsrat", "Betriebsrät", "Personalrat", "Gewerkschaft", "– ver.di", "| ver.di", "IG Metall", "IG BCE",
            "IGBCE", "DGB-Rechtsschutz",
            "Deutscher Gewerkschaftsbund", "Betriebsverfassungsgesetz", "Schwerbehindertenvertretung",
            "Jugend- und Auszubildendenvertretung", "Betriebsversammlung", "Arbeiterkammer",
            # French and Spanish.
            "comité social et économique", "délégué syndical", "comité de empresa", "delegado sindical",
        ),
    ),
)  # fmt: skip
"""Every group, in the order in which it is shown."""

BY_ID: dict[str, Group] = {group.id: group for group in GROUPS}
DEFAULT: tuple[str, ...] = tuple(group.id for group in GROUPS if group.default_on)
"""What is ticked at the first run."""


def named(name: str) -> Group:
    """The group with this id. Raises UserError (no-such-group)."""
    if name in BY_ID:
        return BY_ID[name]
    raise UserError(
        _("There is no group “{name}”.").format(name=name),
        _("There are: {known}.").format(known=", ".join(BY_ID)),
        _("See “mirrorlight exclude list --groups”."),
        code="no-such-group",
    )
