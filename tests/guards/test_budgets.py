"""The budgets of the style: caps hold, medians are shown, layers that import-linter cannot see are kept."""

import ast
import re
import statistics
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "kantoor"
EDGES = ("web", "api", "cli")
# Whatever lies in the repository is text that a person wrote, or a picture that docs show.
TOP = {
    ".ci", ".dockerignore", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md",
    "bench", "bin", "deploy", "docs", "kantoor", "pyproject.toml", "rehearsals", "requirements-dev.lock",
    "requirements.lock", "tests",
}  # fmt: skip
BUNDLES = re.compile(r"\.(min\.(js|css)|bundle\.js|js\.map|css\.map|whl|zip|tar\.gz|sqlite3|pyc|mo)$")


def sources(*folders: str) -> list[Path]:
    """The production modules, in these folders of the package or everywhere; migrations are generated."""
    tops = [PACKAGE / folder for folder in folders] or [PACKAGE]
    found = [path for top in tops for path in top.rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def files(pattern: str) -> dict[str, int]:
    """Lines of each file."""
    found = sources() if pattern == "*.py" else PACKAGE.rglob(pattern)
    return {name(path): len(path.read_text().splitlines()) for path in found if path.stat().st_size}


def functions(*folders: str) -> dict[str, int]:
    """Lines of each function, decorators and docstring not counted."""
    return {
        f"{name(path)}::{node.name}": length(node)
        for path in sources(*folders)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    end = node.end_lineno or node.lineno
    docstring = node.body[0] if ast.get_docstring(node) else None
    spoken = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
    return end - node.lineno + 1 - spoken


def views() -> dict[str, int]:
    """The functions of the web edge that addresses lead to: public, with the request as first argument."""
    lines = functions("web")
    return {
        key: lines[key]
        for path in sources("web")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg == "request"
        if not node.name.startswith("_")
        for key in [f"{name(path)}::{node.name}"]
    }


@pytest.mark.parametrize(
    ("what", "measure", "cap", "median"),
    [
        ("production file", lambda: files("*.py"), 400, 60),
        ("function", functions, 60, 6),
        ("view", views, 25, 15),
        ("template", lambda: files("*.html"), 120, 25),
        ("stylesheet", lambda: files("*.css"), 200, 60),
        ("script", lambda: files("*.js"), 200, 40),
    ],
)
def test_lines_stay_within_the_cap(
    what: str, measure: Callable[[], dict[str, int]], cap: int, median: int
) -> None:
    """`pytest -s tests/guards` shows the medians and the longest."""
    lines = measure()
    worst = sorted(lines, key=lambda key: -lines[key])[:5]
    print(f"\n{what}: median {statistics.median(lines.values() or [0]):g} of {median}, {len(lines)} in all")
    print("\n".join(f"  {lines[key]:4} {key}" for key in worst))
    assert [f"{lines[key]} {key}" for key in lines if lines[key] > cap] == []


def test_edges_leave_queries_to_the_doors() -> None:
    """They translate; who may see what is decided below them."""
    assert [
        f"{name(path)}:{number}"
        for path in sources(*EDGES)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\.objects\b", line)
    ] == []


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """What a module imports, with the line."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
        elif isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)


def test_the_domain_never_sees_a_request() -> None:
    """It is the same from screen, API, command line and mail."""
    edges = tuple(PACKAGE / edge for edge in EDGES)
    domain = [
        path for path in sources() if path.parent != PACKAGE and not any(e in path.parents for e in edges)
    ]
    assert [
        f"{name(path)}:{line}"
        for path in domain
        for module, line in imported(path)
        if module.startswith(("django.http", "django.shortcuts", "django.views"))
    ] == []


def test_tables_stand_on_tables_and_the_kernel_only() -> None:
    """Import-linter cannot tell the tables of an app from its doors."""
    assert [
        f"{name(path)}:{line} {module}"
        for path in PACKAGE.glob("*/models.py")
        for module, line in imported(path)
        if module.startswith("kantoor") and not re.search(r"^kantoor\.kernel|\.models$", module)
    ] == []


def test_access_stands_on_tables_the_trail_and_the_kernel_only() -> None:
    allowed = re.compile(r"^kantoor\.(kernel|access|audit)(\.|$)|\.models$")
    assert [
        f"{name(path)}:{line} {module}"
        for path in sources("access")
        for module, line in imported(path)
        if module.startswith("kantoor") and not allowed.search(module)
    ] == []


def committed() -> list[str]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def test_nothing_built_is_committed() -> None:
    assert [path for path in committed() if BUNDLES.search(path)] == []


def test_what_an_installation_keeps_is_not_committed() -> None:
    """Documents, pictures, keys: they lie in a data folder, and once lay here, where a test had run in the wrong one."""
    assert {path.partition("/")[0] for path in committed()} <= TOP
