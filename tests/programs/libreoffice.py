"""Workbooks as LibreOffice calculates and prints them."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.programs.finding import path_of

PATIENCE = 300
"""Seconds before LibreOffice is taken to hang."""

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
"""0 is "always recalculate": by its own settings LibreOffice would trust the values that a workbook brings along."""

SHOWS_AN_ERROR = re.compile(r"#[A-Z/0!?]+[!?A]|Err:\d+")


def recalculate(books: Sequence[Path], folder: Path) -> list[Path]:
    """Open workbooks in LibreOffice, have every formula calculated anew, and save them.

    Parameters
    ----------
    books : sequence of Path
        Of different names. One start of LibreOffice serves them all.
    folder : Path
        Where the results go, under the same names; made if need be. Not the folder of the books.

    Returns
    -------
    list of Path
        Workbooks whose formulas carry LibreOffice's values, in the order of `books`.
    """
    return _converted(books, folder, "xlsx:Calc MS Excel 2007 XML", ".xlsx")


def as_pdf(files: Sequence[Path], folder: Path) -> list[Path]:
    """How workbooks print, and Word files where LibreOffice has its Writer."""
    return _converted(files, folder, "pdf", ".pdf")


def sheet_values(books: Sequence[Path], folder: Path, number: int, name: str) -> list[list[list[str]]]:
    """The values of one sheet of every workbook, recalculated: by book and row, as text with all digits.

    Much quicker than `recalculate` where a single sheet is wanted.

    Parameters
    ----------
    books, folder
        As in `recalculate`.
    number, name
        Of the sheet; the first is 1.
    """
    # Comma, quotation mark, UTF-8, from row 1, numbers with all their digits, and which sheet.
    options = f"44,34,76,1,,0,false,false,false,false,false,{number}"
    made = _converted(books, folder, f"csv:Text - txt - csv (StarCalc):{options}", f"-{name}.csv")
    found = []
    for path in made:
        with path.open(encoding="utf-8", newline="") as file:
            found.append(list(csv.reader(file)))
    return found


def formula_errors(book: Path) -> list[str]:
    """Every cell of a recalculated workbook that shows an error: ``Results!B7: #NAME?``."""
    from openpyxl import load_workbook

    return [
        f"{sheet.title}!{cell.coordinate}: {cell.value}"
        for sheet in load_workbook(book, data_only=True).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and SHOWS_AN_ERROR.fullmatch(cell.value)
    ]


def _converted(files: Sequence[Path], folder: Path, filter_: str, ending: str) -> list[Path]:
    soffice = path_of("libreoffice")
    assert files, "there is nothing to convert"
    names = [file.stem + ending for file in files]
    assert len(set(names)) == len(files), "files of the same name would overwrite each other"
    assert all(file.parent.resolve() != folder.resolve() for file in files), "the books would be overwritten"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        # A profile of its own: several may run at once, and nobody's settings count.
        user = Path(profile) / "user"
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
        words = [soffice, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"]
        words += ["--convert-to", filter_, "--outdir", str(folder), *(str(file) for file in files)]
        environment = os.environ | {"LC_ALL": "C.UTF-8", "HOME": profile}
        done = subprocess.run(
            words, env=environment, capture_output=True, text=True, errors="replace", timeout=PATIENCE, check=False
        )
    made = [folder / name for name in names]
    missing = [path.name for path in made if not path.is_file()]
    assert done.returncode == 0 and not missing, f"LibreOffice did not make {missing}:\n{done.stdout}\n{done.stderr}"
    return made
