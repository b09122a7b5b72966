"""The root command: which commands there are, and what each way of ending means to the shell.

Commands are imported when they are called, so that ``collabsim --help`` loads click and nothing else.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from simulator.cli import console, interrupt

DONE, LIMIT_MISSED, WRONG_USAGE, OUR_FAULT, INTERRUPTED = 0, 1, 2, 3, 130
"""The exit codes, all of them. What each means is promised in docs/command-line.md."""

COMMANDS: dict[str, str] = {
    "run": "Simulate a business case and say when it pays back, and with what chance.",
    "validate": "Check a case file and list everything that is wrong with it.",
    "corners": "Tie a case back to its source: its figures as submitted at the ends of its ranges.",
    "explain": "Say in plain English what a case holds, or what one key of the file means.",
    "sweep": "Simulate many scenarios of one case and say which is best.",
    "portfolio": "Rank every pair or group of many councils by chance of payback and gap closed.",
    "fit": "Fit distributions to a column of data and print the lines to paste into a case.",
    "init": "Start a new case file from a commented blank.",
    "report": "Write the report of a run once more, beside its own.",
    "rerun": "Repeat a run from its folder and confirm that the results are identical.",
    "audit": "Write one trial of a run as a workbook of live formulas.",
    "bench": "Time the engine and the commands on this machine, beside what they are measured by.",
    "completion": "Print the script that completes commands and options in your shell.",
}
"""Name of each command, in the order a newcomer needs them, with the one line that the overview shows."""

INTRODUCTION = """Business cases for sharing services between councils, tested by simulation.

When does it pay back, with what chance, how much of the gap does it close in which year, and how deep in the red
do we go first? Start with 'collabsim run': with no case named it runs the Darlington and Hartlepool case of 2011.
"""

ENDING = """\b
Examples:
  collabsim run                                the built-in case
  collabsim init my-case.toml                  the start of your own
  collabsim validate my-case.toml
  collabsim run my-case.toml --trials 100000 --seed 2011

\b
Exit codes:
  0 done, 1 a stated limit was missed, 2 wrong usage or case, 3 a fault of ours, 130 interrupted
"""


class CommandLine(click.Group):
    """A group that finds its commands by name in this folder and turns every ending into one of five exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of the overview."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module and return the command, or None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"simulator.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed; when there is none, suggest the nearest."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            raise click.UsageError(f"there is no command '{name}'.{did_you_mean(name, COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table above, without importing one of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run the command line on `args` (default: what was typed) and leave with an exit code."""
        console.make_printable()
        if "_COLLABSIM_COMPLETE" in os.environ:
            from simulator.cli.completion import answer_shell

            sys.exit(answer_shell(self, os.environ["_COLLABSIM_COMPLETE"]))
        with interrupt.listening():
            code = self._run(list(sys.argv[1:] if args is None else args))
        console.flush()
        sys.exit(code)

    def _run(self, args: list[str]) -> int:
        """Run and return the exit code. Nothing is let past: a traceback on a user's screen is a fault of its own."""
        try:
            with self.make_context("collabsim", args) as ctx:
                self.invoke(ctx)
            return DONE
        except click.exceptions.Exit as ending:
            return ending.exit_code
        except click.ClickException as wrong:
            return _say_wrong_usage(wrong)
        except (KeyboardInterrupt, click.Abort, EOFError):
            console.note("collabsim: interrupted; nothing half-written was left.")
            return INTERRUPTED
        except BrokenPipeError:
            # Whoever was reading has seen enough.
            console.mute()
            return DONE
        except Exception as fault:
            if interrupt.came():
                # Compiled code can turn Ctrl-C into some other error on its way out.
                console.note("collabsim: interrupted; nothing half-written was left.")
                return INTERRUPTED
            return _say_our_fault(fault, args)


def did_you_mean(wrong: str, possible: Sequence[str] | dict[str, str]) -> str:
    """Return ``" Did you mean 'x'?"`` for the nearest of `possible`, or nothing when none is near."""
    from difflib import get_close_matches

    near = get_close_matches(wrong, list(possible), n=1)
    return f" Did you mean '{near[0]}'?" if near else ""


def _say_wrong_usage(wrong: click.ClickException) -> int:
    """Print what was wrong with the command as typed and where to read on."""
    ctx = getattr(wrong, "ctx", None)
    if isinstance(wrong, click.exceptions.NoArgsIsHelpError):
        console.note(wrong.format_message())
        return WRONG_USAGE
    console.fail(wrong.format_message())
    if ctx is not None and isinstance(wrong, click.UsageError):
        console.note(f"Try '{ctx.command_path} --help'.")
    return WRONG_USAGE


def _say_our_fault(fault: Exception, args: list[str]) -> int:
    """Write the details of a fault of ours to a file and print where it is, with no traceback on the screen."""
    import traceback

    details = "".join(traceback.format_exception(fault))
    if os.environ.get("COLLABSIM_DEBUG", "") not in ("", "0"):
        console.note(details)
        return OUR_FAULT
    summary = f"{type(fault).__name__}: {fault}".splitlines()[0]
    where = _keep_details(details, args)
    console.fail(f"a fault of ours, not of your case ({summary}).")
    if where:
        console.note(f"The details were written to {where}; please send them to the maintainers.")
    else:
        console.note("Set COLLABSIM_DEBUG=1 and run the command again to see the details.")
    return OUR_FAULT


def _keep_details(details: str, args: list[str]) -> str | None:
    """Write `details` to a new temporary file and return its path, or None where nothing can be written."""
    import platform
    import shlex
    import tempfile

    about = f"collabsim {shlex.join(args)}\ncollabsim {version()}, Python {platform.python_version()}, "
    about += f"{platform.platform()}\n\n"
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="collabsim-fault-", suffix=".txt", encoding="utf-8", delete=False
        ) as file:
            file.write(about + details)
            return file.name
    except OSError:
        return None


def version() -> str:
    """Return the version of collabsim that is installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("collabsim")
    except PackageNotFoundError:
        return "(not installed)"


def _print_version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        console.say(f"collabsim {version()}")
        ctx.exit()


@click.group(
    cls=CommandLine,
    help=INTRODUCTION,
    epilog=ENDING,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version."
)
def collabsim() -> None:
    """Hold the commands; what each does is its own."""
