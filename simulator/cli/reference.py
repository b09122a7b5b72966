"""The help of every command, put into docs/command-line.md: ``python -m simulator.cli.reference``.

The page's prose is written by hand. What stands between ``<!-- help: NAME -->`` and ``<!-- end -->`` is written from
here, and a test holds the page to the commands.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from simulator.cli.app import COMMANDS, collabsim

PAGE = Path(__file__).resolve().parents[2] / "docs" / "command-line.md"
_BLOCK = re.compile(r"(<!-- help: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
WIDTH = 100


def help_of(name: str) -> str:
    """Return what ``collabsim NAME --help`` prints at 100 columns; ``collabsim`` itself is a name too."""
    settings = {**collabsim.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    root = click.Context(collabsim, info_name="collabsim", **settings)
    if name == "collabsim":
        return collabsim.get_help(root)
    command = collabsim.get_command(root, name)
    if command is None:
        raise KeyError(f"the page asks for the help of '{name}', which is no command")
    return command.get_help(click.Context(command, info_name=name, parent=root, **settings))


def documented(page: str) -> list[str]:
    """Return the names of the commands whose help the page holds, in its order."""
    return [block[2] for block in _BLOCK.finditer(page)]


def renewed(page: str) -> str:
    """Return the page with every help block as the commands are now."""
    return _BLOCK.sub(lambda block: f"{block[1]}```text\n{help_of(block[2])}\n```\n{block[3]}", page)


def main() -> None:
    """Rewrite the page and say which commands it does not hold yet."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(renewed(page), encoding="utf-8")
    missing = sorted(set(COMMANDS) - set(documented(page)))
    if missing:
        sys.exit(f"{PAGE.name} has no block for: {', '.join(missing)}")


if __name__ == "__main__":
    main()
