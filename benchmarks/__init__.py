"""How fast collabsim is, and beside what: scripts, and the same model in plain NumPy and in the best."""
