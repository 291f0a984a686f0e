"""What screen video costs the recorder at its shortest interval: CPU, memory, bytes; with and without movement.

python packaging/linux/session.py python tests/benchmarks/video.py [SECONDS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent / "app")]

from running import Recording, cpu, rss  # noqa: E402
from xserver import XServer  # noqa: E402

SCROLL = "while :; do ls -la / /usr /etc | head -n 40; date +%N; sleep 0.2; done"


def measure(size: str, *, video: bool, moving: bool, seconds: int) -> None:
    with (
        XServer(screen=f"{size}x24") as server,
        tempfile.TemporaryDirectory() as folder,
        Recording(server, Path(folder)) as recording,
    ):
        recording.set_up()
        for name, value in (("video", "on" if video else "off"), ("video_interval", "1"),
                            ("screenshot_on_change", "off")):  # fmt: skip
            recording.run("settings", "set", name, value)
        server.run(["xterm", "-geometry", "140x50+60+60", "-e", "sh", "-c", SCROLL if moving else "sleep 999"])
        recorder = recording.record()
        time.sleep(8)
        before, frames, most = cpu(recorder.pid), pictures(recording), 0
        used = 0.0
        for _ in range(seconds):
            time.sleep(1)
            most = max(most, rss(recorder.pid))
        used = cpu(recorder.pid) - before
        new = pictures(recording)[len(frames) :]
        each = sum(new) // len(new) if new else 0
        width, height = (int(part) for part in size.split("x"))
        words = f"{size} {'video' if video else 'no video'} {'moving' if moving else 'still'}"
        print(  # noqa: T201
            f"{words}: {100 * used / seconds:.2f} % of a core, {most / 1e6:.1f} MB at most, {len(new)} frames,"
            f" {each} bytes each ({each / width / height:.3f} a pixel)",
            flush=True,
        )


def pictures(recording: Recording) -> list[int]:
    return [line["bytes"] for line in recording.lines("events", "--channel", "screenshots")]


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for size in ("1280x800", "1920x1080"):
        for video, moving in ((False, False), (True, False), (True, True)):
            measure(size, video=video, moving=moving, seconds=seconds)


if __name__ == "__main__":
    main()
