"""Where the shipped resources are: beside the package in a wheel or bundle, at the top of a checkout otherwise."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def root() -> Path:
    """The folder of resources. Raises FileNotFoundError if the installation is incomplete."""
    package = Path(__file__).resolve().parent
    for candidate in (package / "_resources", package.parents[1] / "resources"):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError("Mirrorlight's resources are missing; install it again.")


def path(name: str) -> Path:
    """The path of one resource, by its name below the root with forward slashes."""
    return root() / name
