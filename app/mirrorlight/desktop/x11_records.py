"""Which clients of the X server hold a RECORD context, which hears every key and click: asked by X-Resource.

The server counts the resources of each client by the name of their type. A context of RECORD is of the type
"RecordContext" (X.Org's server, record/record.c). X-Resource 1.2 names the client's process.
"""

from __future__ import annotations

from Xlib.ext import res

from mirrorlight.desktop.base import DesktopGone
from mirrorlight.desktop.listening import RECORD, Listening, Looked
from mirrorlight.desktop.x11_connection import Connection
from mirrorlight.i18n import _

TYPE = "RecordContext"


def look() -> Looked:
    """Who holds a RECORD context now. Any thread; a connection of its own, which holds none."""
    try:
        connection = Connection()
    except DesktopGone:
        return Looked(RECORD, told=False, limits=_("The X server does not answer."))
    try:
        return _asked(connection)
    except DesktopGone:
        return Looked(RECORD, told=False, limits=_("The X server went away while it was asked."))
    finally:
        connection.close()


def _asked(connection: Connection) -> Looked:
    if connection.extension("RECORD") is None:
        return Looked(RECORD, limits=_("This X server has no RECORD, so nobody can listen by it."))
    asked = connection.extension(res.extname)
    if asked is None:
        why = _("This X server does not tell who holds what: it has no X-Resource.")
        return Looked(RECORD, told=False, limits=why)
    opcode = int(asked.major_opcode)
    clients = connection.answer(res.QueryClients(display=connection.protocol, opcode=opcode, defer=True))
    if clients is None:
        return Looked(RECORD, told=False, limits=_("The X server refused to tell who its clients are."))
    bases = [int(client.resource_base) for client in clients.clients]
    held = connection.answers(
        res.QueryClientResources(display=connection.protocol, opcode=opcode, client=base, defer=True) for base in bases
    )
    found = []
    for base, reply in zip(bases, held, strict=True):
        kinds = reply.types if reply is not None else ()  # None: the client has just gone
        if any(connection.name(int(kind.resource_type)) == TYPE and kind.count for kind in kinds):
            found.append(Listening(connection.process(base)))
    return Looked(
        RECORD,
        tuple(found),
        _("A program can also ask again and again which keys are down, or follow them through XInput. The X server does"
          " not tell who does that."),
    )  # fmt: skip
