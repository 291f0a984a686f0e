"""The line of code of a step, and the one line of a whole example, exactly as the public form prints them.

Places are parts of the screen's width and height with four decimals. Where the store has no screen's size for a time,
and only there, they are pixels of the desktop: nothing is made up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mirrorlight.insight import trajectory_keys as keys
from mirrorlight.insight.trajectory import (
    CLICK,
    DRAG,
    HOTKEY,
    KEPT_OUT,
    MODEL_STEP,
    MODEL_TASK,
    SCROLL,
    Step,
)

SYNTHETIC = "synthetic"
"""The field that every line of made-up data has besides."""

_CLICKS = {
    ("left", 1): "pyautogui.click", ("left", 2): "pyautogui.doubleClick", ("left", 3): "computer.tripleClick",
    **{("right", count): "pyautogui.rightClick" for count in (1, 2, 3)},
    **{("middle", count): "pyautogui.middleClick" for count in (1, 2, 3)},
}  # fmt: skip


def code(step: Step) -> str:
    """The action of a step, a call a line; "" for what our own rules keep out."""
    return "\n".join(calls(step))


def calls(step: Step) -> Iterator[str]:
    """The calls of a step."""
    if step.kind == CLICK:
        yield f"{_CLICKS[step.button, step.clicks]}({_place(step, step.x or 0, step.y or 0)})"
    elif step.kind == DRAG:
        yield f"pyautogui.moveTo({_place(step, step.x or 0, step.y or 0)})"
        yield f"pyautogui.dragTo({_place(step, step.x2, step.y2)}, button={step.button!r})"
    elif step.kind == SCROLL:
        yield f"pyautogui.moveTo({_place(step, step.x or 0, step.y or 0)})"
        if step.dx:
            yield f"pyautogui.hscroll({step.dx})"
        if step.dy:
            yield f"pyautogui.scroll({step.dy})"
    elif step.kind == HOTKEY:
        pressed = [keys.name(row[5], None if len(row[5] or "") > 1 else row[6]) for row in step.keys]
        called = [*step.modifiers, *pressed]
        yield from [f"pyautogui.hotkey(keys={called!r})"] * step.times
    elif step.kind != KEPT_OUT:
        for what, value in keys.actions(step):
            yield f"pyautogui.write(message={value!r})" if what == "write" else f"pyautogui.press(keys=[{value!r}])"


def _place(step: Step, x: int, y: int) -> str:
    if step.screen is None:
        return f"x={x}, y={y}"
    left, top = step.screen.share(x, y)
    return f"x={round(left, 4)!r}, y={round(top, 4)!r}"


def step_value(step: Step, image: str | None, index: int) -> dict[str, Any]:
    """A step in the final form. What only a model adds later is there and empty."""
    return {"index": index, "image": image, "value": {"code": code(step), **dict.fromkeys(MODEL_STEP)}}


def head(task_id: str, *, synthetic: bool) -> str:
    """The beginning of an example's line, up to its steps."""
    fields = {"task_id": task_id, "instruction": ""}
    return json.dumps({**fields, SYNTHETIC: True} if synthetic else fields)[:-1] + ', "traj": ['


def foot() -> str:
    """The end of an example's line: what a model adds later."""
    return "], " + json.dumps(dict.fromkeys(MODEL_TASK))[1:]


def example_line(task_id: str, steps: Iterable[Step], images: Mapping[int, str], *, synthetic: bool) -> Iterator[str]:
    """One example as one line, in parts, without its end of line: a day's line need not be in memory."""
    yield head(task_id, synthetic=synthetic)
    for index, step in enumerate(steps):
        image = None if step.picture is None else images.get(step.picture)
        yield (", " if index else "") + to_json(step_value(step, image, index))
    yield foot()


def to_json(value: Mapping[str, Any]) -> str:
    """One JSON document on one line, in readable UTF-8."""
    return json.dumps(value, ensure_ascii=False)
