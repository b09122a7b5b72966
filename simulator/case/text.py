"""From a file to TOML data: reading, decoding and parsing, with the faults of each in the words of people."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from simulator.case.faults import Fault

_BOM = "\ufeff"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_AT = re.compile(
    r"^(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|(?P<end>end of document))\)$", re.DOTALL
)
NO_PATH = "(file)"


def read_text(file: Path, name: str) -> str | Fault:
    """The text of a file, or why it cannot be read. A byte-order mark is dropped."""

    def fault(line: int, column: int, wrong: str, instead: str) -> Fault:
        return Fault(name, line, column, NO_PATH, wrong, instead)

    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return fault(1, 1, "there is no such file", "the path of a case file")
    except IsADirectoryError:
        return fault(1, 1, "this is a folder", "the path of a case file inside it")
    except PermissionError as error:
        if file.is_dir():  # what Windows says of a folder
            return fault(1, 1, "this is a folder", "the path of a case file inside it")
        return fault(1, 1, f"the file cannot be read ({error.strerror})", "a file that you may read")
    except OSError as error:
        return fault(1, 1, f"the file cannot be read ({error.strerror or error})", "a file that can be read")
    if content.startswith(_UTF_16):
        return fault(1, 1, "the file is in UTF-16", "the same file saved as UTF-8")
    try:
        return content.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8").removeprefix(_BOM)
        line, column = _end_of(before)
        byte = content[error.start]
        likely = ", probably a £ saved in the Windows alphabet" if byte == 0xA3 else ""
        return fault(line, column, f"byte 0x{byte:02x} is not UTF-8{likely}", "the same file saved as UTF-8")


def _end_of(text: str) -> tuple[int, int]:
    """The place just after a text."""
    return text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1


def parse_toml(text: str, name: str) -> dict[str, Any] | tuple[Fault, ...]:
    """The data of a TOML text, or why it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return (_syntax_fault(str(error), text, name),)
    except RecursionError:
        return (Fault(name, 1, 1, NO_PATH, "tables or lists are nested too deeply", "fewer levels"),)


def _syntax_fault(message: str, text: str, name: str) -> Fault:
    found = _AT.match(message)
    what = found["what"] if found else message
    if found and found["line"]:
        line, column = int(found["line"]), int(found["column"])
    else:
        line, column = _end_of(text.rstrip("\n"))
    return Fault(name, line, column, NO_PATH, f"this is not TOML: {what[0].lower()}{what[1:]}", "valid TOML")
