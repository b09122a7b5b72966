"""``python -m simulator.cli``: the same as ``collabsim``, for where scripts are not on the path."""

from simulator.cli import main

if __name__ == "__main__":
    main()
