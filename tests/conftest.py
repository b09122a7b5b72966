"""How tests are shared out among processes; that the engine is compiled once; that no test looks at a clock."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Hypothesis would fail a test that takes long, and on a busy machine any test does.
settings.register_profile("collabsim", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("collabsim")

ROOT = Path(__file__).resolve().parents[1]


def pytest_xdist_auto_num_workers(config):
    """A process for each core; none beside this one for single files, which are done before others would have begun."""
    if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):
        return None
    if not any(Path(words.split("::")[0]).is_dir() for words in config.args):
        return 0
    from simulator.running.crew import cores

    return cores()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session):
    """Compile the engine before the workers begin: they would all compile it, each for itself."""
    config = session.config
    if config.getoption("dist", "no") == "no" or hasattr(config, "workerinput") or config.option.collectonly:
        return
    from distributions.jit import already_compiled

    if already_compiled("simulate_run"):
        return
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.write_line("compiling the engine, once")
    with tempfile.TemporaryDirectory() as folder:
        words = ["run", "--trials", "64", "--seed", "1", "--no-report", "--quiet", "--output", folder]
        # Should it fail, the tests say so better than this could.
        subprocess.run([sys.executable, "-m", "simulator.cli", *words], cwd=ROOT, capture_output=True, check=False)
