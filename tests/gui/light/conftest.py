"""Tests of the light's parts need a Qt application, and no screen."""

from __future__ import annotations

import os

if "DISPLAY" not in os.environ:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
