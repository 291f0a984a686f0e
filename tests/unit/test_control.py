"""The client of the control socket: answers, refusals, silence, and what stands there but does not answer."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mirrorlight import control
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.recorder.control import ControlServer


@contextmanager
def answering(places: Places, reply: bytes) -> Iterator[None]:
    """A socket that reads one request, writes `reply` as it is, and hangs up."""
    places.run.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(places.socket))
        listening.listen()

        def serve() -> None:
            connection, _address = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(reply)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield
        finally:
            thread.join()


def test_an_answer_comes_back_and_arguments_go_there(places: Places) -> None:
    places.make()
    server = ControlServer(places.socket, {"echo": lambda request: dict(request)})
    server.start()
    try:
        assert control.ask(places, "echo", until=5, words=["ä"]) == {"do": "echo", "until": 5, "words": ["ä"]}
        with pytest.raises(UserError) as refused:
            control.ask(places, "no such thing")
        assert refused.value.code == "bad-request"
    finally:
        server.stop()
    with pytest.raises(control.NoRecorder) as none:
        control.ask(places, "echo")
    assert none.value.crashed is False


@pytest.mark.parametrize(
    ("result", "answer"), [({"a": 1}, {"a": 1}), (None, {}), ("7", {"result": "7"}), (False, {"result": False})]
)
def test_every_kind_of_result_is_a_mapping(places: Places, result: object, answer: dict[str, object]) -> None:
    with answering(places, json.dumps({"ok": True, "result": result}).encode() + b"\n"):
        assert control.ask(places, "x") == answer


@pytest.mark.parametrize("reply", [b"nonsense\n", b"[1, 2]\n", b"\xff\xfe\n", b"\n"])
def test_a_reply_that_cannot_be_understood(places: Places, reply: bytes) -> None:
    with answering(places, reply), pytest.raises(UserError) as caught:
        control.ask(places, "x")
    assert caught.value.code == "recorder-answer"


@pytest.mark.parametrize("reply", [b"", b'{"ok": tr'])
def test_a_recorder_that_dies_while_answering(places: Places, reply: bytes) -> None:
    with answering(places, reply), pytest.raises(control.NoRecorder) as caught:
        control.ask(places, "x")
    assert caught.value.crashed is True


def test_no_socket_a_stale_one_a_silent_one(places: Places) -> None:
    with pytest.raises(control.NoRecorder) as none:
        control.ask(places, "x")
    assert none.value.crashed is False
    places.make()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(places.socket))
        with pytest.raises(control.NoRecorder) as stale:
            control.ask(places, "x")
        assert stale.value.crashed is True
        listening.listen()
        with pytest.raises(control.RecorderSilent):
            control.ask(places, "x", timeout=0.05)
    assert (none.value.code, stale.value.code) == ("no-recorder", "no-recorder")


def test_a_folder_with_a_very_long_name(tmp_path: Path) -> None:
    base = tmp_path / ("d" * 90) / ("e" * 90)
    far = Places(base / "data", base / "config", base / "logs", base / "run")
    far.make()
    server = ControlServer(far.socket, {"x": lambda _request: {"y": 1}})
    server.start()
    try:
        assert control.ask(far, "x") == {"y": 1}
    finally:
        server.stop()
