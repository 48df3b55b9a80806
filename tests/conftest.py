"""What the tests share: the sample corpus, loads without a Prefect server, and the command line as a user meets it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus"

# Before anything imports Prefect: a home of the tests' own, which its slow first start needs only once.
_home = tempfile.TemporaryDirectory(prefix="crewledger-tests-")
for _name in [n for n in os.environ if n.startswith("PREFECT_")]:
    del os.environ[_name]
os.environ["PREFECT_HOME"] = _home.name


def pytest_unconfigure() -> None:
    _home.cleanup()


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


@pytest.fixture(scope="session")
def cli():
    """The console command in its own process: cli("run", "texts", cwd=folder)."""

    def run(*arguments: str | Path, cwd: Path | None = None, timeout: float = 300) -> subprocess.CompletedProcess:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
        return subprocess.run([sys.executable, "-m", "flows.cli", *map(str, arguments)], cwd=cwd, env=env, capture_output=True, text=True, timeout=timeout)

    return run
