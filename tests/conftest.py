"""What the tests share: the sample corpus, loads without a Prefect server, and the command line as a user meets it."""

import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest

from loopback import Site

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus"

# Before anything imports Prefect: a home of the tests' own, which its slow first start needs only once.
_home = tempfile.TemporaryDirectory(prefix="crewledger-tests-")
for _name in [n for n in os.environ if n.startswith("PREFECT_")]:
    del os.environ[_name]
os.environ["PREFECT_HOME"] = _home.name


def pytest_unconfigure() -> None:
    _home.cleanup()


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Packed bytes hold the time at which they were packed; as names of tests they would differ between processes that share the tests."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def load():
    """Run the flow in this process, its steps as plain functions, so that no Prefect server is needed."""
    from flows import settings

    settings.prepare(Path(_home.name))
    from flows import pipeline, step

    def run(data: Path, *sources: Path | str, **options) -> dict:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(step, "task", lambda verb, **_: verb)
            return pipeline.crewledger.fn([str(s) for s in sources], data, **options)

    return run


@pytest.fixture(scope="session")
def sample(load, tmp_path_factory) -> Path:
    """A data folder with the published warehouse of the sample corpus; not to be changed."""
    data = tmp_path_factory.mktemp("sample") / "data"
    load(data, CORPUS)
    return data


@pytest.fixture
def site():
    """A site on the loopback address."""
    one = Site()
    yield one
    one.close()


@pytest.fixture
def crawl(load, tmp_path):
    """Load sources on the loopback address: crawl({"url": ..., "include": ...}, batch_size=2); returns the summary.

    The gates of steps that have nothing to do with fetching, most of a small run's time, are left out.
    """

    def run(*sources: str | dict, data: Path = tmp_path / "data", **options) -> dict:
        lines = []
        for source in sources:
            values = {"url": source} if isinstance(source, str) else source
            values = {"allow_private_network": True, "delay": 0.0, "concurrency": 8, **values} if "url" in values else values
            lines += ["[[sources]]", *(f"{key} = {json.dumps(value) if not isinstance(value, date) else value}" for key, value in values.items())]
        (tmp_path / "crewledger.toml").write_text("\n".join(lines), encoding="utf-8")
        from expectations import gate

        check = gate.check
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(gate, "check", lambda step, *rest, **more: check(step, *rest, **more) if step.startswith(("fetch.", "extract.", "accounts")) else [])
            return load(data, config=tmp_path / "crewledger.toml", **options)

    return run


@pytest.fixture(scope="session")
def cli():
    """The console command in its own process: cli("run", "texts", cwd=folder)."""

    def run(*arguments: str | Path, cwd: Path | None = None, timeout: float = 300) -> subprocess.CompletedProcess:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
        return subprocess.run([sys.executable, "-m", "flows.cli", *map(str, arguments)], cwd=cwd, env=env, capture_output=True, text=True, timeout=timeout)

    return run
