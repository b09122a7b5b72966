"""Numba in a process that compiles kernels for others and ends: without what only a caller in the same process needs.

Numba makes of every helper and every stage a library that could be called: it optimises it, turns it into machine code
and adds the ways in from Python and from C; then it does so again with all of it inside each function that calls it.
And it finds out anew for each ``+`` which of its dozens of additions is meant. Here only what is kept on disk is
optimised and made callable, and types are found out once. The machine code is as strict as ever, and half the wait is
saved. Nothing of this is done in a process that runs a case.
"""

from collections.abc import Container
from typing import Any

Names = Container[tuple[str, str]]


def compile_only(kept: Names) -> None:
    """Set this process to compile kernels and call only those.

    Parameters
    ----------
    kept
        Module and name of each kernel that is kept on disk; those still to come may be added to it.

    Raises
    ------
    AttributeError
        Where numba looks otherwise than it did; nothing is changed then.

    Examples
    --------
    >>> import subprocess, sys
    >>> code = "from distributions.numba_apart import *; compile_only({('distributions.normal', '_ppf_loop')})"
    >>> subprocess.run([sys.executable, "-c", code]).returncode
    0
    """
    from numba.core.codegen import JITCodeLibrary, JITCPUCodegen
    from numba.core.cpu import CPUContext
    from numba.core.types.functions import BaseFunction

    # All that is needed is looked for first.
    library: Any = JITCodeLibrary
    ways_in = CPUContext.create_cpython_wrapper, CPUContext.create_cfunc_wrapper
    finish, linked, set_env = library.finalize, library._get_module_for_linking, JITCPUCodegen.set_env
    find_out = BaseFunction.get_call_type
    _leave_out_ways_in(CPUContext, kept, *ways_in)
    _finish_only_what_is_kept(library, finish, linked)
    _set_environments_that_are_there(JITCPUCodegen, set_env)
    _find_out_types_once(BaseFunction, find_out)


def _leave_out_ways_in(context: Any, kept: Names, from_python: Any, from_c: Any) -> None:
    """Make ways in from Python and C for kernels only, and note that their library is to be finished."""

    def from_python_if_kept(self: Any, library: Any, described: Any, *others: Any, **named: Any) -> None:
        if (described.modname, described.qualname) in kept:
            library.kept = True
            from_python(self, library, described, *others, **named)

    def from_c_if_kept(self: Any, library: Any, described: Any, *others: Any) -> None:
        if (described.modname, described.qualname) in kept:
            from_c(self, library, described, *others)

    context.create_cpython_wrapper, context.create_cfunc_wrapper = from_python_if_kept, from_c_if_kept


def _finish_only_what_is_kept(library: Any, finish: Any, linked: Any) -> None:
    """Optimise kernels only; other libraries are just put together, to be optimised within those."""

    def finish_or_put_together(self: Any) -> None:
        if getattr(self, "kept", False):
            finish(self)
            return
        for other in dict.fromkeys(self._linking_libraries):
            self._reload_init.update(other._reload_init)
            self._final_module.link_in(linked(other), preserve=True)
        self._finalized = True

    library.finalize = finish_or_put_together


def _set_environments_that_are_there(codegen: Any, set_env: Any) -> None:
    """What has no machine code has no place for its environment either."""

    def set_if_there(self: Any, name: str, environment: Any) -> None:
        if self._engine.get_global_value_address(name):
            set_env(self, name, environment)

    codegen.set_env = set_if_there


def _find_out_types_once(function: Any, find_out: Any) -> None:
    """Remember what each function of numba's returns for arguments of each type."""
    found: dict[tuple[Any, ...], Any] = {}

    def remembered(self: Any, context: Any, arguments: Any, named: Any) -> Any:
        if named:
            return find_out(self, context, arguments, named)
        known = id(self), arguments
        if known not in found:
            # Kept with it, so that its number is nobody else's.
            found[known] = self, find_out(self, context, arguments, named)
        return found[known][1]

    function.get_call_type = remembered
