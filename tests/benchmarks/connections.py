"""What looking at connections costs: CPU of one look, and of a core at a look every 2 seconds.

    python tests/benchmarks/connections.py [CONNECTIONS]

Real connections on loopback, held by another process; the other half of each by a third. `standing`: nothing changes
between looks. `changing`: one in ten is new at each look.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "app"))

from mirrorlight.channels.connections import EVERY
from mirrorlight.desktop.linux_connections import Connections

LOOKS = 50
SERVE = (
    "import socket,sys\nl=socket.create_server(('127.0.0.1',0),backlog=999); print(l.getsockname()[1],flush=True)\n"
    "kept=[]\nwhile True: kept=kept[-999:]+[l.accept()]"
)
HOLD = (
    "import socket,sys\nport,n=int(sys.argv[1]),int(sys.argv[2])\n"
    "kept=[socket.create_connection(('127.0.0.1',port)) for _ in range(n)]\nprint('ready',flush=True)\n"
    "for line in sys.stdin:\n"
    "  new=[socket.create_connection(('127.0.0.1',port)) for _ in range(n//10)]\n"
    "  [old.close() for old in kept[:n//10]]; kept=kept[n//10:]+new; print('ready',flush=True)"
)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    piped = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    server = subprocess.Popen([sys.executable, "-c", SERVE], **piped)  # type: ignore[call-overload]
    port = server.stdout.readline().strip()
    holder = subprocess.Popen([sys.executable, "-c", HOLD, port, str(number)], **piped)  # type: ignore[call-overload]
    holder.stdout.readline()
    try:
        connections = Connections()
        seen = len(connections.now())
        for kind in ("standing", "changing"):
            used = 0.0
            for _ in range(LOOKS):
                if kind == "changing":
                    holder.stdin.write("on\n")
                    holder.stdin.flush()
                    holder.stdout.readline()
                began = time.thread_time()
                connections.now()
                used += time.thread_time() - began
            each = used / LOOKS
            print(f"{kind}: {seen} connections, {each * 1e3:.2f} ms a look, {100 * each / EVERY:.3f} % of a core")  # noqa: T201
    finally:
        for process in (holder, server):
            process.kill()
            process.communicate()


if __name__ == "__main__":
    main()
