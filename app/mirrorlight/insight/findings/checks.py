"""Checks of numbers by python-stdnum, and what may be shown of one."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import lru_cache


@lru_cache(maxsize=64)
def checked(module: str) -> Callable[[str], bool]:
    """The check of a module of python-stdnum, imported when first needed."""
    check: Callable[[str], bool] = importlib.import_module(f"stdnum.{module}").is_valid
    return check


def hidden(number: str) -> str:
    return f"…{number[-4:]}" if len(number) > 8 else f"…{number[-2:]}"
