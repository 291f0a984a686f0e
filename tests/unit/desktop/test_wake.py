"""Waking a thread that waits: never blocks, and writes nothing into what is not its own any more."""

from __future__ import annotations

import os
import select
import threading

from mirrorlight.desktop.wake import Wake
from xserver import PATIENCE


def test_a_thread_that_waits_is_woken_once_however_often_it_was_called() -> None:
    wake = Wake()
    calling = threading.Thread(target=lambda: [wake.wake() for _time in range(100_000)])
    calling.start()
    assert select.select([wake], [], [], PATIENCE)[0] == [wake]
    calling.join(PATIENCE)
    assert not calling.is_alive()
    while select.select([wake], [], [], 0)[0]:
        wake.drain()
    wake.drain()
    wake.close()


def test_after_its_end_nothing_is_written_into_the_next_file_of_that_number() -> None:
    wake = Wake()
    writing = wake._writing
    wake.close()
    wake.close()
    reading, other = os.pipe()
    os.dup2(other, writing)
    try:
        wake.wake()
        assert wake.fileno() == -1
        assert select.select([reading], [], [], 0)[0] == []
    finally:
        for end in {reading, other, writing}:
            os.close(end)
