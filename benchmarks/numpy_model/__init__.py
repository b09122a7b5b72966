"""The whole of docs/model.md in NumPy: what `benchmarks.reference` and `benchmarks.best_numpy` are made of.

Both read the structure of a case from its plan (`simulator.plan.Plan`) at run time, as the engine does, and share
nothing else with it: no kernel, no table, no random number. Arrays have the axes of `simulator.plan.arrays`, with TRIAL
last; money is in £, real unless named nominal, and time in months.
"""
