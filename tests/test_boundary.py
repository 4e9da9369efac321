"""generation and study meet at a file: neither imports the other's framework."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = {
    "generation",
    "generation.errors",
    "generation.files",
    "generation.labels",
    "generation.progress",
    "generation.stimuli.manifest",
}
HEAVY = {"torch", "smplx", "pyrender", "django", "numpy", "pandas"}


def imported_modules(package: str) -> dict[str, set[str]]:
    """Absolute names imported anywhere in each file of a package, inside functions too."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        names = found.setdefault(str(path.relative_to(ROOT)), set())
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.update(module_behind(node.module, alias.name) for alias in node.names)
    return found


def module_behind(package: str, name: str) -> str:
    """What ``from package import name`` loads: the module of that name, or the package that defines it."""
    path = ROOT.joinpath(*package.split("."), name)
    return f"{package}.{name}" if path.with_suffix(".py").is_file() or path.is_dir() else package


def test_generation_imports_neither_django_nor_study():
    for file, names in imported_modules("generation").items():
        assert not [name for name in names if name.split(".")[0] in {"django", "study"}], file


def test_study_imports_neither_torch_nor_anything_else_of_generation_than_the_manifest_and_its_kin():
    for file, names in imported_modules("study").items():
        assert not [name for name in names if name.split(".")[0] in {"torch", "smplx", "pyrender"}], file
        assert {name for name in names if name.split(".")[0] == "generation"} <= SHARED, file


@pytest.mark.parametrize("module", sorted(SHARED))
def test_what_both_share_loads_no_framework(module):
    code = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    loaded = set(subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stdout.split())
    assert "generation" in loaded
    assert not loaded & HEAVY
