"""What commands share: places that move are used by everything from then on."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from mirrorlight.cli.invocation import Invocation
from mirrorlight.cli.output import Output
from mirrorlight.places import places


def test_nothing_of_the_first_home_is_used_after_a_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRRORLIGHT_HOME", str(tmp_path / "mine"))
    run = Invocation(Namespace(), Output(False))
    before, settings = run.actions, run.settings
    assert before.places.data == tmp_path / "mine" / "data"
    run.move_to(tmp_path / "demo")
    assert run.places == run.actions.places == places()
    assert run.places.data == tmp_path / "demo" / "data"
    assert run.actions is not before
    assert run.settings is run.actions.settings is not settings
    run.close()
