"""A reader of exported training data, written to the documented public rules and to nothing of the program's own.

The rules: DuckTrack and AgentNetTool for raw lines; OpenCUA's data card and data-process for the final line, its names
of actions, its printing and its coordinates. `check_raw` and `check_example` raise `Broken`, with the rule.
`typed_by` carries out the calls of a final line as a keyboard would, and returns the text that stands in the end.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

PYAUTOGUI = {
    "click": {"x", "y"}, "doubleClick": {"x", "y"}, "rightClick": {"x", "y"}, "middleClick": {"x", "y"},
    "moveTo": {"x", "y"}, "dragTo": {"x", "y", "button"}, "scroll": None, "hscroll": None,
    "write": {"message"}, "press": {"keys"}, "hotkey": {"keys"},
}  # fmt: skip
COMPUTER = {"tripleClick": {"x", "y"}, "wait": set(), "terminate": {"status"}}
BY_A_MODEL = {
    "task_completed", "alignment_score", "efficiency_score", "task_difficulty", "reason", "actual_task",
    "natural_language_task",
}  # fmt: skip
OF_A_STEP_BY_A_MODEL = {"observation", "thought", "action", "last_step_correct", "last_step_redundant", "reflection"}
RAW = {
    "move": {"x", "y"}, "click": {"x", "y", "button", "pressed"}, "scroll": {"x", "y", "dx", "dy"},
    "press": {"name", "pynput_key"}, "release": {"name", "pynput_key"}, "pause": set(), "resume": set(),
}  # fmt: skip
OWN = {"synthetic", "kept_out"}


class Broken(AssertionError):
    """A rule that is not kept, with the place."""


Call = tuple[str, str, dict[str, Any], list[Any]]
"""Module, action, named arguments, others."""


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON documents of a file, one a line."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith("\n"):
                raise Broken(f"{path.name}:{number}: the last line has no end")
            yield json.loads(line)


def calls(code: str) -> list[Call]:
    """The calls of a step's code. Raises Broken where it is no code of the public form."""
    found: list[Call] = []
    for node in ast.parse(code).body:
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
            raise Broken(f"not a call: {ast.dump(node)}")
        call = node.value
        if not (isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)):
            raise Broken("not a call of a module's action")
        named = {word.arg or "": ast.literal_eval(word.value) for word in call.keywords}
        found.append((call.func.value.id, call.func.attr, named, [ast.literal_eval(each) for each in call.args]))
    return found


def check_code(code: str, *, pixels: bool = False) -> None:
    """The action vocabulary, its arguments, and its places."""
    made = calls(code)
    if not made:
        raise Broken("a step without an action")
    for module, action, named, others in made:
        known = {"pyautogui": PYAUTOGUI, "computer": COMPUTER}.get(module, {})
        if action not in known:
            raise Broken(f"{module}.{action} is no action")
        wanted = known[action]
        if wanted is None:
            if named or len(others) != 1 or type(others[0]) is not int or not others[0]:
                raise Broken(f"{action} takes one whole number that is not 0")
            continue
        if set(named) != wanted or others:
            raise Broken(f"{action} takes {sorted(wanted)}, not {sorted(named)}")
        for axis in {"x", "y"} & wanted:
            _check_place(named[axis], pixels=pixels)
        if "keys" in wanted and not (named["keys"] and all(isinstance(key, str) and key for key in named["keys"])):
            raise Broken(f"{action} takes names of keys")
        if "message" in wanted and not isinstance(named["message"], str):
            raise Broken("write takes a text")
        if "button" in wanted and named["button"] not in {"left", "right", "middle"}:
            raise Broken("a button that is none")
    names = [action for _module, action, _named, _others in made]
    for place, name in enumerate(names):
        if name in {"dragTo", "hscroll", "scroll"} and "moveTo" not in names[:place]:
            raise Broken(f"{name} without the pointer having moved there")
        if name == "write" and place and names[place - 1] == "write":
            raise Broken("neighbouring texts are not joined")


def _check_place(value: Any, *, pixels: bool) -> None:
    if pixels:
        if type(value) is not int:
            raise Broken("pixels are whole numbers")
    elif type(value) is not float or not 0 <= value <= 1 or round(value, 4) != value:
        raise Broken(f"{value!r} is no part of the screen with four decimals")


def check_example(example: dict[str, Any], pictures: Path | None, *, pixels: bool = False) -> None:
    """One final line: its fields, what only a model may fill, its steps in order, its pictures."""
    wanted = {"task_id", "instruction", "traj"} | BY_A_MODEL
    if set(example) - OWN != wanted:
        raise Broken(f"fields {sorted(set(example) ^ wanted)}")
    if example["instruction"] != "" or any(example[name] is not None for name in BY_A_MODEL):
        raise Broken("a field of the task is filled, which nobody told")
    if not example["traj"]:
        raise Broken("an example without steps")
    for index, step in enumerate(example["traj"]):
        if set(step) != {"index", "image", "value"} or step["index"] != index:
            raise Broken(f"step {index} has other fields, or another number")
        if set(step["value"]) != {"code"} | OF_A_STEP_BY_A_MODEL:
            raise Broken(f"step {index}: fields of its value")
        if any(step["value"][name] is not None for name in OF_A_STEP_BY_A_MODEL):
            raise Broken(f"step {index}: what only a model adds is filled")
        check_code(step["value"]["code"], pixels=pixels)
        if step["image"] is not None and (pictures is None or not (pictures / step["image"]).is_file()):
            raise Broken(f"step {index}: its picture {step['image']} is not there")


def check_raw(found: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Raw lines: fields, order of time, numbers from 0, releases that follow their presses. How many of each action."""
    counts: dict[str, int] = {}
    last, down = float("-inf"), dict[str, int]()
    for number, line in enumerate(found):
        action = line.get("action")
        if action not in RAW:
            raise Broken(f"line {number}: {action} is no action")
        if set(line) - OWN != RAW[action] | {"time_stamp", "action", "event_idx"}:
            raise Broken(f"line {number}: fields {sorted(line)}")
        if line["event_idx"] != number or line["time_stamp"] < last:
            raise Broken(f"line {number}: out of order")
        last = line["time_stamp"]
        if "kept_out" in line and line["name"] is not None:
            raise Broken(f"line {number}: a key that is kept out has a name")
        if action == "press" and "kept_out" not in line:
            down[line["name"]] = down.get(line["name"], 0) + 1
        if action == "release":
            down[line["name"]] = down.get(line["name"], 0) - 1
            if down[line["name"]] < 0:
                raise Broken(f"line {number}: {line['name']} came up without having gone down")
        counts[action] = counts.get(action, 0) + 1
    return counts


def typed_by(codes: Iterable[str], before: str = "") -> str:
    """The text after carrying out the calls: what is written, Return, Tab, Backspace, and Ctrl with Backspace."""
    text = before
    for code in codes:
        for _module, action, named, _others in calls(code):
            if action == "write":
                text += named["message"]
            elif action in {"press", "hotkey"}:
                text = _pressed(text, named["keys"])
    return text


def _pressed(text: str, keys: list[str]) -> str:
    last = keys[-1]
    if last == "backspace":
        if "ctrl" in keys[:-1]:
            text = text.rstrip()
            while text and not text[-1].isspace():
                text = text[:-1]
            return text
        return text[:-1]
    held = set(keys[:-1]) - {"shift"}
    if last == "enter" and not held:
        return text + "\n"
    return text + "\t" if last == "tab" and len(keys) == 1 else text
