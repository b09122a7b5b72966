"""What an uncertain number can be: pure mathematics, no files, no cases, nothing from the simulator.

Every figure that can reach a result is computed here by our own code from ``+ - * /``, square roots and bit operations,
in strict arithmetic, so that the same seed gives the same bits on every machine, compiled or not.
"""
