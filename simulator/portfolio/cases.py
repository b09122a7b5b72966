"""The whole case of one group as a file, for a closer look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.case import build_case
from simulator.case.inputs import SAYS
from simulator.case.writing import key_text, quoted
from simulator.portfolio.councils import Council
from simulator.portfolio.template import Template


def case_text(template: Template, members: Sequence[Council]) -> str:
    """The case of a group as TOML; a run of it with a portfolio's seed and trials gives the portfolio's figures.

    Parameters
    ----------
    template : Template
    members : sequence of Council
        In the order of their ids.

    Raises
    ------
    CaseError
        Where the group's numbers make no case.
    """
    shape = template.shape(members)
    ids = ", ".join(member.id for member in members)
    head = [f"# {ids}, scaled from {template.case.case.id} by collabsim portfolio."]
    if shape.ids != shape.own:
        head.append("# In this file the councils go by the numbers that they have in every group:")
        head += [f"#   {called} is {member.name}" for called, member in zip(shape.ids, members, strict=True)]
    data = template.case_data(members, shape, template.numbers(members, shape))
    build_case(data)
    lines: list[str] = []
    for name, section in data.items():
        _table(lines, (name,), section)
    return "\n".join([*head, *lines]) + "\n"


def _table(lines: list[str], path: tuple[str, ...], table: dict[str, Any]) -> None:
    """One table with its header; inputs and lists are written on one line each."""
    inner = {key: value for key, value in table.items() if isinstance(value, dict) and not set(value) & set(SAYS)}
    plain = {key: value for key, value in table.items() if key not in inner}
    if plain or not inner:
        lines += ["", f"[{'.'.join(map(key_text, path))}]"]
        lines += [f"{key_text(key)} = {_value(value)}" for key, value in plain.items()]
    for key, value in inner.items():
        _table(lines, (*path, key), value)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key_text(key)} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, (int, float)) else quoted(str(value))
