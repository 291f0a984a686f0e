"""A real recorder under a real light, in locales that the system has and has not."""

from __future__ import annotations

from pathlib import Path

import pytest

from mirrorlight import i18n
from running import Recording
from xserver import XServer


@pytest.mark.parametrize("locale", ["xx_YY.UTF-8", "de_DE.UTF-8"])
def test_it_records_whatever_the_locale_is(xserver: XServer, tmp_path: Path, locale: str) -> None:
    """Neither of these two needs to be on this computer."""
    environment = {i18n.VARIABLE: "", "LANGUAGE": "", "LC_ALL": locale, "LANG": locale}
    with Recording(xserver, tmp_path, environment=environment) as recording:
        recording.set_up()
        recording.run("settings", "set", "language", "fr")
        recording.record()
        assert recording.wait_for("recording")["light"]["proved"]
        recording.run("pause", "5m")
        assert recording.state() == "paused"
        recording.stop()
