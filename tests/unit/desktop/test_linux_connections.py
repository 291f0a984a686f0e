"""Whose connections they are and where to, from the kernel's own lists; recorded ones and the real /proc."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from mirrorlight.desktop import linux_connections, linux_processes
from mirrorlight.desktop.linux_connections import Connections, Place
from xserver import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def row(local: str, remote: str, state: str, inode: int, uid: int | None = None) -> str:
    uid = os.getuid() if uid is None else uid
    return f"   0: {local} {remote} {state} 00000000:00000000 00:00000000 00000000 {uid:5}        0 {inode} 1 0 20 4\n"


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    """A /proc with two processes: 100 has sockets 1 to 8, 200 has 9."""
    (tmp_path / "net").mkdir()
    for name in ("tcp", "tcp6", "udp", "udp6"):
        (tmp_path / "net" / name).write_text(HEAD)
    for pid, program, inodes in ((100, "browser", range(1, 9)), (200, "mail", (9,))):
        (tmp_path / str(pid) / "fd").mkdir(parents=True)
        (tmp_path / str(pid) / "exe").symlink_to(f"/usr/bin/{program}")
        for number, inode in enumerate(inodes):
            (tmp_path / str(pid) / "fd" / str(number)).symlink_to(f"socket:[{inode}]")
    return tmp_path


def add(proc: Path, name: str, *rows: str) -> None:
    path = proc / "net" / name
    path.write_text(path.read_text() + "".join(rows))


def found(proc: Path) -> set[tuple[str, str, int, str, str]]:
    now = Connections(str(proc), str(proc / "hosts")).now()
    return {(app, p.host, p.port, p.protocol, p.direction) for p, (_pid, app) in now.items()}


def test_addresses_are_read_as_the_kernel_writes_them(proc: Path) -> None:
    add(proc, "tcp", row("0100000A:9C40", "070200C0:01BB", "01", 1))
    add(
        proc, "tcp6",
        row("B80D0120000000000000000001000000:9C41", "B80D0120000000000000000002000000:0050", "01", 2),
        row("0000000000000000FFFF00000100000A:9C42", "0000000000000000FFFF0000070200C0:0016", "08", 9),
    )  # fmt: skip
    add(proc, "udp", row("0100000A:9C43", "070200C0:01BB", "01", 3), row("00000000:0044", "00000000:0000", "07", 4))
    assert found(proc) == {
        ("browser", "192.0.2.7", 443, "tcp", "out"),
        ("browser", "2001:db8::2", 80, "tcp", "out"),
        ("mail", "192.0.2.7", 22, "tcp", "out"),
        ("browser", "192.0.2.7", 443, "udp", "out"),
    }


def test_what_is_no_connection_of_this_persons_is_left_out(proc: Path) -> None:
    other = os.getuid() + 1
    add(
        proc, "tcp",
        row("0100000A:9C40", "070200C0:01BB", "06", 0),
        row("0100000A:9C41", "070200C0:01BB", "02", 1),
        row("0100000A:9C42", "070200C0:01BB", "01", 2, other),
        row("0100000A:9C43", "070200C0:01BB", "01", 99),
        row("00000000:1F90", "00000000:0000", "0A", 3),
    )  # fmt: skip
    assert found(proc) == set()


def test_one_that_came_in_is_told_apart(proc: Path) -> None:
    add(
        proc, "tcp",
        row("00000000:1F90", "00000000:0000", "0A", 3),
        row("0100007F:1F90", "0100007F:9C40", "01", 4),
    )  # fmt: skip
    assert found(proc) == {("browser", "127.0.0.1", 40000, "tcp", "in")}


def test_names_come_from_the_hosts_file_alone(proc: Path) -> None:
    (proc / "hosts").write_text("# 192.0.2.9 no\n127.0.0.1 localhost other\nnonsense line\n192.0.2.7\tintranet # x\n")
    connections = Connections(str(proc), str(proc / "hosts"))
    assert [connections.name(host) for host in ("127.0.0.1", "192.0.2.7", "192.0.2.9")] == ["localhost", "intranet", ""]
    (proc / "hosts").unlink()
    assert connections.name("192.0.2.7") == ""


def test_a_socket_whose_process_is_gone_is_not_searched_for_again(proc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(proc, "tcp", row("0100000A:9C43", "070200C0:01BB", "01", 99))
    connections = Connections(str(proc))
    connections.now()
    monkeypatch.setattr(linux_processes, "who_has", lambda *_: pytest.fail("searched again"))
    assert connections.now() == {}


def test_a_list_that_is_not_there_is_said(tmp_path: Path) -> None:
    covered = linux_connections.coverage(str(tmp_path))
    assert covered.how == "not"
    assert "/proc/net/tcp" in covered.why
    assert linux_connections.coverage().how == "partly"


def test_a_real_connection_of_another_process_on_this_computer() -> None:
    import subprocess

    script = (
        "import socket,sys; l=socket.create_server(('127.0.0.1',0)); print(l.getsockname()[1],flush=True);"
        "c,_=l.accept(); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        with socket.create_connection(("127.0.0.1", port)) as client:
            here = client.getsockname()[1]
            connections = Connections()

            def accepted() -> list[tuple[Place, int]]:
                now = connections.now().items()
                return [(place, pid) for place, (pid, _app) in now if (place.local_port, place.port) == (port, here)]

            places = until(accepted, "the connection, once it is accepted")
            now = connections.now()
        assert [(place.direction, place.loopback, pid) for place, pid in places] == [("in", True, server.pid)]
        assert not any(place.local_port == here for place in now)  # our own process is never named
        server.communicate(b"")
