"""From a file to text, with what can go wrong on the way in the words of people."""

from __future__ import annotations

from pathlib import Path

from simulator.case.faults import Fault

_BOM = "\ufeff"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
NO_PATH = "(file)"

WORKBOOK, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How a workbook begins, and how one in the format before 2007 or with a password does."""


def is_workbook(content: bytes) -> bool:
    """Whether the content of a file is a workbook rather than text."""
    return content.startswith((WORKBOOK, OLD_WORKBOOK))


def read_text(file: Path, name: str) -> str | Fault:
    """The text of a file, or why it cannot be read. A byte-order mark is dropped."""
    content = read_bytes(file, name)
    return content if isinstance(content, Fault) else text_in(content, name)


def read_bytes(file: Path, name: str) -> bytes | Fault:
    """The content of a file, or why it cannot be read."""

    def fault(line: int, column: int, wrong: str, instead: str) -> Fault:
        return Fault(name, line, column, NO_PATH, wrong, instead)

    try:
        return file.read_bytes()
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


def text_in(content: bytes, name: str) -> str | Fault:
    """The text of a file, by its content, or why it is none."""

    def fault(line: int, column: int, wrong: str, instead: str) -> Fault:
        return Fault(name, line, column, NO_PATH, wrong, instead)

    if content.startswith(_UTF_16):
        return fault(1, 1, "the file is in UTF-16", "the same file saved as UTF-8")
    try:
        return content.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8").removeprefix(_BOM)
        line, column = end_of(before)
        byte = content[error.start]
        likely = ", probably a £ saved in the Windows alphabet" if byte == 0xA3 else ""
        return fault(line, column, f"byte 0x{byte:02x} is not UTF-8{likely}", "the same file saved as UTF-8")


def end_of(text: str) -> tuple[int, int]:
    """The place just after a text."""
    return text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1
