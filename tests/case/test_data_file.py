"""Columns of numbers in CSV files, as officers save them."""

import pytest

from simulator.case.data_file import MONEY, NUMBER, RATIO, SHARE, DataError, read_column, read_limit
from simulator.case.misread import Misread

PAST = (
    "Programme,Business case,Outturn\n"
    'Payroll,£1.2m,£900k\n'
    'HR,"£600,000",£610k\n'
    "Legal,£1m,£0.7m\n"
    "Leisure,£1.5m,\n"
    "Tax,,£2.4m\n"
)  # fmt: skip


@pytest.fixture
def csv(tmp_path):
    def write(content, encoding="utf-8"):
        file = tmp_path / "data.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return file

    return write


def read(file, *more):
    return read_column(file, "data.csv", *more)


@pytest.mark.parametrize("column", ["Outturn", "outturn", "3"])
def test_a_column_is_found_by_heading_or_number(csv, column):
    found = read(csv(PAST), column)
    assert (found.name, found.unit, found.empty) == ("Outturn", MONEY, 1)
    assert found.values == (900_000.0, 610_000.0, 700_000.0, 2_400_000.0)
    assert found.written(900_000.0) == "£900,000"


def test_outturns_are_divided_by_their_forecasts_where_both_are_there(csv):
    found = read(csv(PAST), "Outturn", "Business case")
    assert (found.name, found.unit, found.empty) == ("Outturn ÷ Business case", RATIO, 2)
    assert found.values == pytest.approx((0.75, 610 / 600, 0.7))


@pytest.mark.parametrize(
    ("content", "unit", "values"),
    [
        ("5\n6.5\n1e3\n-2\n", NUMBER, (5.0, 6.5, 1000.0, -2.0)),
        ("share\n40%\n12.5%\n", SHARE, (0.4, 0.125)),
        ('saving\n"1,630,000"\n250000\n', NUMBER, (1_630_000.0, 250_000.0)),
        ("id;delay\na;1.5\nb;2\n", NUMBER, (1.5, 2.0)),
        ("id\tdelay\na\t1.5\nb\t2\n", NUMBER, (1.5, 2.0)),
        ("sep=;\r\nid;delay\r\na;1.5\r\nb;2\r\n", NUMBER, (1.5, 2.0)),
        ("\ufeffdelay\n1\n2\n\n", NUMBER, (1.0, 2.0)),
        ("name,cost\nA,£5m\nB,n/a\nC,-\nD,£7m\n", MONEY, (5e6, 7e6)),
    ],
)
def test_the_only_column_of_numbers_needs_no_name(csv, content, unit, values):
    found = read(csv(content))
    assert (found.unit, found.values) == (unit, values)


@pytest.mark.parametrize(
    ("content", "more", "told"),
    [
        (PAST, (), "data.csv:1:1  (file)  2 columns hold numbers: Business case, Outturn – one of them with --column"),
        (PAST, ("Cost",), 'no column "Cost" – "Programme", "Business case", "Outturn", or a number from 1 to 3'),
        (PAST, ("4",), 'there is no column "4"'),
        ("a,a\n1,2\n", ("a",), '2 columns are headed "a" – a number from 1 to 2'),
        ("x\n1\ntwo\n3\n£4m\n", ("x",), 'data.csv:3:1  x  "two" is not a number'),
        ("x\n1\ntwo\n3\n£4m\n", ("x",), 'data.csv:5:1  x  "£4m" is in pounds, and line 2 in plain numbers'),
        ("x\n£4 mill\n", ("x",), "data.csv:2:1  x"),
        ("x\n£1,630,000\n", ("x",), "3 cells under 1 heading – quotes round a number with commas in it"),
        ("a,b\n£1m,2\n", ("a", "b"), "data.csv:2:2  b  a is in pounds and b in plain numbers – both in the same unit"),
        ("a,b\n1,0\n2,4\n", ("a", "b"), 'data.csv:2:2  b  a forecast of "0" has no ratio'),
        ("a,b\n1,0\n", (None, "b"), "one column to divide by, and none to divide"),
        ("", (), "data.csv:1:1  (file)  the file has no rows"),
        ("name\nA\nB\n", (), "no column holds numbers"),
        ("x\n5\n".encode("utf-16"), (), "the file is in UTF-16 – the same file saved as UTF-8"),
        ("x\n£5\n".encode("cp1252"), (), "probably a £ saved in the Windows alphabet"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_place(csv, content, more, told):
    with pytest.raises(DataError) as wrong:
        read(csv(content), *more)
    assert told in str(wrong.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match="there is no such file – the path of a CSV file"):
        read(tmp_path / "none.csv")
    with pytest.raises(DataError, match="this is a folder"):
        read(tmp_path)


def test_limits_are_read_in_the_unit_of_the_column():
    assert read_limit("£2m", MONEY) == read_limit("2000000", MONEY) == 2e6
    assert read_limit("40%", SHARE) == read_limit("0.4", SHARE) == 0.4
    assert read_limit("-5", NUMBER) == -5.0
    for text, unit in (("£2m", NUMBER), ("two", NUMBER), ("40%", MONEY), ("40%", RATIO)):
        with pytest.raises(Misread):
            read_limit(text, unit)
