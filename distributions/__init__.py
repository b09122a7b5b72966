"""What an uncertain number can be: pure mathematics, no files, no cases, nothing from the simulator.

One family of distributions a file, from ``constant`` to ``shifted``, all of one shape and all listed in ``catalogue``.
Beside them: ``elicit`` and ``fitting`` make distributions from what people say and from data; ``dependence`` and
``copula`` make numbers move together; ``philox`` and ``designs`` draw the uniforms that all values come from, and
``quantile_table`` makes any distribution fast to draw. Each leans on the folder beside it: ``elicitation``,
``copulas``, ``points``, and all on ``arithmetic``; ``jit`` says how kernels are compiled.

Every figure that can reach a result is computed here by our own code from ``+ - * /``, square roots and bit operations,
in strict arithmetic, so that the same seed gives the same bits on every machine, compiled or not.
"""
