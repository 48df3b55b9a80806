"""The rooms of the house and the doors between them."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {"warehouse": set(), "transforms": {"warehouse"}, "expectations": {"warehouse"}, "flows": {"warehouse", "transforms", "expectations"}}
# Which room may import what is slow or has an effect.
KEPT_IN = {"prefect": "flows", "great_expectations": "expectations", "typer": "flows", "rich": "flows", "duckdb": None}
IMPURE = {"requests", "httpx", "urllib.request", "socket", "subprocess", "logging", "time", "os", "pathlib", "random", "prefect", "duckdb"}
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_go_one_way(path):
    room = path.relative_to(ROOT).parts[0]
    tops = {module.split(".")[0] for module in imports(path)}
    assert tops & (ROOMS.keys() | {"tests", "bench"}) <= ROOMS[room] | {room}
    for package, owner in KEPT_IN.items():
        assert owner in (None, room) or package not in tops, f"{package} belongs to {owner}"


@pytest.mark.parametrize("path", [p for p in FILES if p.is_relative_to(ROOT / "transforms")], ids=name)
def test_transforms_are_pure(path):
    found = imports(path)
    assert not {i for i in found if i in IMPURE or i.split(".")[0] in IMPURE}
    assert not {i for i in found if i.startswith("datetime.") and i.endswith(".now")}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_is_one_thing(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    assert path.name != "utils.py"


def test_every_module_says_what_it_is():
    assert [name(p) for p in FILES if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))] == []


def test_the_pipeline_is_one_page():
    tree = ast.parse((ROOT / "flows" / "pipeline.py").read_text(encoding="utf-8"))
    assert len([n for n in tree.body if isinstance(n, ast.FunctionDef)]) == 1
    assert len((ROOT / "flows" / "pipeline.py").read_text(encoding="utf-8").splitlines()) <= 60
