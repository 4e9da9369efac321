"""What every test of a rater's session starts from."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_wrong_codes_yet() -> None:
    """They are counted in memory."""
    cache.clear()
