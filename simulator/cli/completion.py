"""``collabsim completion``: the script that makes a shell complete commands, options and shipped cases."""

from __future__ import annotations

import click

from simulator.cli import console

POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName collabsim -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | ForEach-Object { $_.ToString() })
    $env:_COLLABSIM_COMPLETE = 'powershell_complete'
    $env:COMP_WORDS = $words -join "`n"
    $env:COMP_CWORD = $wordToComplete
    try {
        collabsim | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            if (-not $help) { $help = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
        }
    } finally {
        Remove-Item Env:_COLLABSIM_COMPLETE, Env:COMP_WORDS, Env:COMP_CWORD
    }
}
"""
"""PowerShell's own completer, asking collabsim in the way that click's other completers do."""

WHERE = {
    "bash": 'add to ~/.bashrc:  eval "$(collabsim completion bash)"',
    "zsh": 'add to ~/.zshrc:  eval "$(collabsim completion zsh)"',
    "fish": "collabsim completion fish > ~/.config/fish/completions/collabsim.fish",
    "powershell": "add to the file $PROFILE:  collabsim completion powershell | Out-String | Invoke-Expression",
}

HELP = """Print the script that completes commands, options and shipped cases in your shell.

\b
Examples:
"""


@click.command(name="completion", help=HELP + "".join(f"  {shell:<11} {line}\n" for shell, line in WHERE.items()))
@click.argument("shell", type=click.Choice(list(WHERE), case_sensitive=False))
def command(shell: str) -> None:
    """Print the completion script of `shell`."""
    if shell == "powershell":
        console.say(POWERSHELL.rstrip())
        return
    from click.shell_completion import get_completion_class

    from simulator.cli.app import collabsim

    known = get_completion_class(shell)
    if known is None:
        raise click.UsageError(f"this version of click knows no completion for {shell}.")
    console.say(known(collabsim, {}, "collabsim", "_COLLABSIM_COMPLETE").source().rstrip())


def answer_shell(root: click.Command, instruction: str) -> int:
    """Answer a shell that asks, by environment variables, how the line being typed could go on.

    Returns
    -------
    int
        The exit code: 0 when the question was understood, else 1, which shells take as no answer.
    """
    import os

    from click.shell_completion import ShellComplete, shell_complete

    if instruction != "powershell_complete":
        return shell_complete(root, {}, "collabsim", "_COLLABSIM_COMPLETE", instruction)
    words = os.environ.get("COMP_WORDS", "").split("\n")[1:]
    incomplete = os.environ.get("COMP_CWORD", "")
    if incomplete and words and words[-1] == incomplete:
        words.pop()
    asked = ShellComplete(root, {}, "collabsim", "_COLLABSIM_COMPLETE")
    for item in asked.get_completions(words, incomplete):
        if item.type == "plain":
            console.say(f"{item.value}\t{item.help or ''}")
    return 0
