"""One browser for each file of tests."""

import pytest

from tests.programs.chromium import browser


@pytest.fixture(scope="module")
def chrome():
    with browser() as started:
        yield started
