"""From text to TOML data, going on after a line that is not TOML so that its neighbours are checked too."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from simulator.case.faults import Fault, Path, dotted
from simulator.case.text import NO_PATH, end_of

MOST_SYNTAX_FAULTS = 50
"""Lines that are not TOML after which the rest of the text is not looked at."""

_AT = re.compile(
    r"^(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|(?P<end>end of document))\)$", re.DOTALL
)
_HEADER = re.compile(r"^\s*\[\[?(?P<key>[^\[\]]+)\]\]?\s*(?:#.*)?$")
_PAIR = re.compile(r"^\s*(?P<key>(?:[A-Za-z0-9_.\- ]|\"[^\"]*\")+?)\s*=\s*(?P<value>.*?)\s*$")
_OPENING = re.compile(r"""^["'\[{]|^[-+]?[0-9]|^(?:true|false|inf|nan)\b""")
_UNQUOTED = re.compile(r"^[0-9]{4}-[0-9]{2}$|^[0-9]{4}/[0-9]{2}$|^[0-9.]+\s*%$|^[0-9.,]+[kKmM]?$")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")
_TWICE = re.compile(r"^Cannot (?:overwrite a value|declare (?P<names>\(.*\)) twice)|^Duplicate inline table key")


@dataclass(frozen=True)
class Parsed:
    """What could be read.

    Attributes
    ----------
    data
        The data, or None where the text is too broken to go on.
    faults
        One for each line that is not TOML.
    lost
        The keys that stood on those lines.
    """

    data: dict[str, Any] | None
    faults: tuple[Fault, ...] = ()
    lost: tuple[Path, ...] = ()


def parse_toml(text: str, name: str) -> Parsed:
    """Parse a TOML text; a faulty statement that has a key is told, taken out, and the rest parsed again."""
    lines = text.split("\n")
    faults: list[Fault] = []
    lost: list[Path] = []
    while True:
        try:
            return Parsed(tomllib.loads("\n".join(lines)), tuple(faults), tuple(lost))
        except RecursionError:
            wrong = "tables or lists are nested too deeply"
            return Parsed(None, (*faults, Fault(name, 1, 1, NO_PATH, wrong, "fewer levels")))
        except tomllib.TOMLDecodeError as error:
            message, line, column = _told(str(error), "\n".join(lines))
        first, last, is_open = _statement(lines, line)
        if is_open:
            line, last = first, first
            column = len(lines[first - 1].rstrip()) + 1
        pair, header = _PAIR.match(lines[first - 1]), _HEADER.match(lines[first - 1])
        path = (*_table_of(lines, first), *_key_parts(pair["key"])) if pair else ()
        wrong, instead, at_value = _in_words(message, lines, line, is_open)
        if at_value and pair:
            column = pair.start("value") + 1
        where = dotted(path) if path else header["key"].strip() if header else NO_PATH
        faults.append(Fault(name, line, column, where, wrong, instead))
        if pair is None or len(faults) >= MOST_SYNTAX_FAULTS:
            return Parsed(None, tuple(faults))
        # A second mention of a key is simply dropped; anything else leaves a hole that nothing must be concluded from.
        if not message.startswith("Cannot overwrite"):
            lost.append(path)
        lines[first - 1 : last] = [""] * (last - first + 1)


def _statement(lines: list[str], line: int) -> tuple[int, int, bool]:
    """First and last line of the statement that a line belongs to, and whether it is a list or table never closed.

    tomllib trips over what comes after an open bracket, so the statement above is looked at first.
    """
    here = _start(lines, line)
    if here is None:
        return line, line, False
    above = _start(lines, here - 1)
    for first in (above, here):
        if first is not None and (pair := _PAIR.match(lines[first - 1])) and pair["value"][:1] in ("[", "{"):
            last = first
            while last < len(lines) and _depth(lines[first - 1 : last]) > 0 and not _begins(lines[last]):
                last += 1
            if _depth(lines[first - 1 : last]) > 0:
                return first, first, True
            if first == here and last >= line:
                return first, last, False
    return line, line, False


def _start(lines: list[str], line: int) -> int | None:
    """The nearest line, going up, on which a statement begins."""
    return next((n for n in range(line, 0, -1) if _begins(lines[n - 1]) or lines[n - 1].startswith("[")), None)


def _begins(source: str) -> bool:
    """Whether a line begins a statement of its own."""
    return bool(_PAIR.match(source) or _HEADER.match(source))


def _depth(lines: list[str]) -> int:
    """Brackets and braces that are open after some lines; what stands in quotes or remarks does not count."""
    bare = [_QUOTED.sub("", line).split("#")[0] for line in lines]
    return sum(line.count("[") + line.count("{") - line.count("]") - line.count("}") for line in bare)


def _told(message: str, text: str) -> tuple[str, int, int]:
    """What tomllib says, and where."""
    found = _AT.match(message)
    if found is None:
        return message, 1, 1
    if found["end"]:
        line, column = end_of(text.rstrip())
        return found["what"], line, column
    line, column = int(found["line"]), int(found["column"])
    return found["what"], line, column


def _key_parts(key: str) -> Path:
    try:
        data = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        return (key.strip(),)
    parts: list[str] = []
    node: Any = data
    while isinstance(node, dict):
        part, node = next(iter(node.items()))
        parts.append(part)
    return tuple(parts)


def _table_of(lines: list[str], line: int) -> Path:
    """The table that a line belongs to."""
    for above in reversed(lines[: line - 1]):
        if header := _HEADER.match(above):
            return _key_parts(header["key"])
    return ()


def _in_words(message: str, lines: list[str], line: int, is_open: bool) -> tuple[str, str, bool]:
    """What is wrong with a line, what to write instead, and whether that is its whole value."""
    source = lines[line - 1]
    pair = _PAIR.match(source)
    if is_open and pair is not None:
        what, closing = ("list", "]") if pair["value"].startswith("[") else ("table", "}")
        return f"the {what} is not closed", f"a {closing} at its end", False
    if _TWICE.match(message):
        first = _first_mention(lines, line)
        return (
            f"this is given twice{f', first on line {first}' if first else ''}",
            "each key and each table once",
            False,
        )
    if pair is not None:
        key, value = pair["key"].strip(), _QUOTED.sub(lambda found: found[0].replace("#", " "), pair["value"])
        value = pair["value"][: value.find("#")].strip() if "#" in value else pair["value"]
        if not value:
            return "there is no value", f"{key} = a value, or no such line", False
        if not _OPENING.match(value) or _UNQUOTED.match(value):
            quoted = value.strip("\"'").replace('"', "'")
            return f"{value} is text without quotes", f'{key} = "{quoted}"', True
        if value[0] in "\"'" and value.count(value[0]) % 2:
            return "the text is not closed", f"a {value[0]} at its end", False
    elif source.lstrip().startswith("["):
        return "the name of the table cannot be read", "[table] or [table.id], alone on its line", False
    elif source.strip() and not message.startswith(("Unclosed", "Invalid value", "Unterminated")):
        return "this is neither a key with a value nor the name of a table", "key = value, or # before a remark", False
    wrong = f"this cannot be read as TOML ({message[:1].lower()}{message[1:]})"
    return wrong, "text in quotes, numbers without, and a comma between entries", False


def _first_mention(lines: list[str], line: int) -> int | None:
    """The line on which the key or table of a line is mentioned first."""

    def name(number: int) -> Path | None:
        source = lines[number - 1]
        if header := _HEADER.match(source):
            return _key_parts(header["key"])
        if pair := _PAIR.match(source):
            return (*_table_of(lines, number), *_key_parts(pair["key"]))
        return None

    wanted = name(line)
    return next((number for number in range(1, line) if wanted is not None and name(number) == wanted), None)
