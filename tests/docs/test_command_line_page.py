"""docs/command-line.md says what the commands say, and leaves none out."""

import pytest

from simulator.cli.app import COMMANDS
from simulator.cli.reference import PAGE, documented, help_of, renewed


def test_every_command_is_documented():
    assert sorted(documented(PAGE.read_text(encoding="utf-8"))) == sorted([*COMMANDS, "collabsim"])


def test_the_page_is_up_to_date():
    page = PAGE.read_text(encoding="utf-8")
    assert page == renewed(page), "run: python -m simulator.cli.reference"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example(name):
    text = help_of(name)
    assert "Example" in text
    assert f"collabsim {name}" in text.split("Example", 1)[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_options_are_in_kebab_case_and_have_help(name):
    from simulator.cli.app import collabsim

    command = collabsim.get_command(None, name)
    for parameter in command.params:
        for option in getattr(parameter, "opts", []):
            assert option == option.lower()
            assert "_" not in option or parameter.param_type_name == "argument"
        if parameter.param_type_name == "option":
            assert parameter.help
