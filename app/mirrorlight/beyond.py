"""What an employer's agent can take and Mirrorlight does not, each with the reason: one table for page, doctor, README.

An entry stands here only if a product is documented to do it (`source`; read in November 2026) or if it lies outside
any program that runs as the person. It says nothing about what a given employer has switched on.
"""

from __future__ import annotations

from dataclasses import dataclass

from mirrorlight.i18n import N_


@dataclass(frozen=True)
class Beyond:
    """One kind of data. Texts are message ids; `icon` a name of resources/icons; `source` who documents it."""

    id: str
    icon: str
    title: str
    taken: str
    why: str
    source: str


BEYOND: tuple[Beyond, ...] = (
    Beyond(
        "messages", "mail", N_("Mail and chats on the server"),
        N_("What you send and receive, copied where it is stored or by a part inside the mail program."),
        N_("It does not pass through Mirrorlight. What you type and see of it is in Keys and Pictures."),
        "Veriato, Controlio, Teramind: e-mail and chat",
    ),
    Beyond(
        "network", "connections", N_("What goes over the network"),
        N_("The content of connections, opened by a certificate or a driver of the agent’s own."),
        N_("It would have to break the encryption of every program here, and weaken this computer."),
        "Teramind: network filter driver",
    ),
    Beyond(
        "pages", "web", N_("What is on a web page"),
        N_("Text of pages and forms, read by an extension in the browser."),
        N_("It would need a part inside each browser. What you see of a page is in Pictures."),
        "AgentNet: page HTML, through an extension",
    ),
    Beyond(
        "contents", "files", N_("What is in files"),
        N_("Copies of files and attachments, or words found in them."),
        N_("A second copy of your files would be one more thing to protect. Names and sizes show what is seen."),
        "StaffCop Enterprise: files and attachments",
    ),
    Beyond(
        "camera", "eye", N_("Pictures from the camera"),
        N_("A photo every few minutes."),
        N_("It would record your room and others in it. Mirrorlight never opens the camera."),
        "Crossover WorkSmart: a photo every 10 minutes; Time Doctor, classic version",
    ),
    Beyond(
        "sound", "person", N_("Sound from the microphone"),
        N_("What is said near the computer, also as text."),
        N_("It would record others who have not agreed. Mirrorlight never opens the microphone."),
        "OpenAdapt: audio, off at first",
    ),
    Beyond(
        "location", "share", N_("Where you are"),
        N_("The place of a phone or a laptop."),
        N_("Finding it out means asking somebody on the network, and Mirrorlight opens no connection."),
        "Hubstaff: mobile applications",
    ),
    Beyond(
        "elsewhere", "folder", N_("What other devices see"),
        N_("Sign-ins, proxy and VPN records, the telephone system, door badges, your phone."),
        N_("It is kept where Mirrorlight does not run. You can ask your employer for it."),
        "outside any program on this computer",
    ),
    Beyond(
        "below", "lock", N_("Keys below the desktop"),
        N_("The password at the sign-in screen, other people’s sessions, keys heard by a driver or a device."),
        N_("Only what runs with an administrator’s rights hears them. Mirrorlight runs as you."),
        "outside any program without an administrator’s rights",
    ),
)  # fmt: skip
"""Every entry, in the order in which it is shown."""
