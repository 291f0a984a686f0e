"""A picture of the whole screen as a file: what the demo leaves where there is no display to look at."""

from __future__ import annotations

from pathlib import Path


def save(path: Path, display: str) -> None:
    """Write what is on the X display `display` as PNG. Raises OSError."""
    import mss.tools
    from mss import MSS
    from mss.exception import ScreenShotError

    try:
        with MSS(display=display) as camera:
            picture = camera.grab(camera.monitors[0])
            mss.tools.to_png(picture.rgb, picture.size, output=str(path))
    except ScreenShotError as error:
        raise OSError(str(error)) from error
