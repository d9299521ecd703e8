"""The import arrows of the house: generation -> dataset_builder; nothing back, nothing across."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("generation", "dataset_builder", "baselines", "metrics", "mllmu_bench")
MAY_IMPORT = {
    "generation": {"generation"},
    "dataset_builder": {"dataset_builder", "generation"},
    "baselines": {"baselines"},
    "metrics": set(),
    "mllmu_bench": set(ROOMS),
}
FILES = sorted(path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] in ROOMS)


def is_of_a_module(path: Path) -> bool:
    """Whether the file is in a folder metrics/NAME, which has to be complete by itself, or is linked from there."""
    return path.relative_to(ROOT).parts[0] == "metrics"


def imported_modules(path: Path) -> set[str]:
    """Dotted names of everything that the file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level and is_of_a_module(path):  # how `evaluate` finds the files that a module needs
                assert node.level == 1 and (path.parent / f"{node.module}.py").is_file(), f"{path}: no such sibling"
                continue
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_arrows(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    ours = {name for name in imported_modules(path) if name.split(".")[0] in ROOMS}
    assert {name.split(".")[0] for name in ours} <= MAY_IMPORT[room]


def test_every_room_is_looked_at() -> None:
    rooms = {path.relative_to(ROOT).parts[0] for path in FILES}
    assert {"generation", "dataset_builder", "mllmu_bench"} <= rooms


def test_records_import_nothing_of_ours() -> None:
    modules = imported_modules(ROOT / "generation" / "records.py")
    assert not {name for name in modules if name.split(".")[0] in ROOMS}


def test_no_circle_between_modules() -> None:
    graph = {module_name(path): imported_modules(path) for path in FILES}
    done: set[str] = set()

    def visit(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, " -> ".join([*above, module])
        if module not in done:
            for target in sorted((graph.get(module, set()) & graph.keys()) - {module}):  # a package names itself
                visit(target, (*above, module))
            done.add(module)

    for module in graph:
        visit(module, ())


@pytest.mark.parametrize("path", sorted((ROOT / "mllmu_bench").glob("*.py")), ids=lambda path: path.name)
def test_command_line_imports_rooms_lazily(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in top if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in top if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names if name.split(".")[0] in ROOMS} <= {"mllmu_bench"}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
