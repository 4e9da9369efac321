"""The two browser engines that the rating page is tested in."""

from __future__ import annotations

import pytest

ENGINES = ("chromium", "firefox")
both_engines = pytest.mark.parametrize("engine", ENGINES, indirect=True)
in_firefox = pytest.mark.parametrize("engine", ["firefox"], indirect=True)
