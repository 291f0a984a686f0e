"""README's tables, made from the program: what it records, the commands, the settings.

readme.py --write     write them anew
readme.py --check     say whether they are as the program has them (exit status 1 if not)
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "app"))

from mirrorlight.beyond import BEYOND  # noqa: E402
from mirrorlight.channels import CHANNELS  # noqa: E402
from mirrorlight.commands import CLI, appearing  # noqa: E402
from mirrorlight.sensitive import GROUPS  # noqa: E402
from mirrorlight.settings import Setting, declared  # noqa: E402

README = ROOT / "README.md"


def channels() -> str:
    """What is recorded and what never is."""
    rows = [[c.title, c.records, c.never, "on" if c.default_on else "off"] for c in CHANNELS]
    return table(["channel", "recorded", "never recorded", "at first"], rows)


def commands() -> str:
    """Every command of the command line."""
    rows = []
    for command in appearing(CLI):
        line = f"mirrorlight {command.usage}".strip()
        rows.append([f"`{line}`", f"{command.help} {command.more}".strip()])
    return table(["command", "does"], rows)


def settings() -> str:
    """Every setting."""
    rows = [[f"`{s.id}`", _values(s), _shown(s.default), s.explanation] for s in declared(CHANNELS)]
    return table(["setting", "values", "at first", "what it does"], rows)


def beyond() -> str:
    """What an agent can take and Mirrorlight does not."""
    return table(["an agent can", "what", "why Mirrorlight does not"], [[b.title, b.taken, b.why] for b in BEYOND])


def groups() -> str:
    """The ready groups of exclusions."""
    rows = [[f"`{g.id}`", g.title, f"{g.holds} {g.limits}", "on" if g.default_on else "off"] for g in GROUPS]
    return table(["group", "name", "what it keeps out", "at first"], rows)


TABLES: dict[str, Callable[[], str]] = {
    "channels": channels,
    "beyond": beyond,
    "groups": groups,
    "commands": commands,
    "settings": settings,
}


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; `|` in a cell is escaped."""
    cells = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells)


def fresh(text: str) -> str:
    """`text` with every table between its markers made anew. Raises ValueError if a marker is missing."""
    for name, make in TABLES.items():
        pattern = re.compile(rf"(<!-- {name}: made by make readme -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        found = pattern.findall(text)
        if len(found) != 1:
            raise ValueError(f"README.md has {len(found)} places for the table of {name}")
        before, after = found[0]
        parts = pattern.split(text)
        text = f"{parts[0]}{before}{make()}\n{after}{parts[-1]}"
    return text


def _values(setting: Setting) -> str:
    if setting.kind == "bool":
        return "on, off"
    if setting.kind == "int":
        return f"{setting.low} to {setting.high} {setting.unit}".strip()
    if setting.kind == "choice":
        return ", ".join(name for name, _title in setting.choices)
    if setting.kind == "product":
        return ", ".join([*(name for name, _title in setting.choices), "the id of a product"])
    return "folders" if setting.kind == "folders" else "text"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ", ".join(f"`{part}`" for part in value)
    return f"`{value}`" if isinstance(value, str) and value else str(value)


def main() -> int:
    """Write or check."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--write", action="store_true")
    choice.add_argument("--check", action="store_true")
    wanted = parser.parse_args()
    old = README.read_text("utf-8")
    new = fresh(old)
    if wanted.write:
        README.write_text(new, "utf-8")
        return 0
    if new != old:
        sys.stderr.write("README.md is not as the program has it. Run: make readme\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
