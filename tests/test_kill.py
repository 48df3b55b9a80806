"""Runs that are killed: what was published before or after is whole at every moment, and the next run completes the work."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from conftest import ROOT
from tellings import ARTICLES
from warehouse.tables import PUBLIC

pytestmark = pytest.mark.slow
MOMENTS = 30

# A process that has imported everything and forks a run for every line it reads: importing takes longer than such a run,
# and the moments are meant to fall into the run. With "step" the run kills itself at the so-manieth step of publishing, a change
# of what is on disk; without, it goes on to its end or until it is killed. "quick" leaves out the gates of single steps.
WARM = """
import json, os, shutil, signal, sys
from pathlib import Path
from flows import settings
settings.prepare(Path(os.environ["PREFECT_HOME"]))
from expectations import gate
from flows import pipeline, step
from warehouse import export, reference, store
gate.prepare()
reference.load()
step.task = lambda verb, **_: verb

def die_at(wanted):
    calls = [0]
    def counted(verb):
        def run(*arguments, **options):
            calls[0] += 1
            if calls[0] == wanted:
                os.kill(os.getpid(), signal.SIGKILL)
            return verb(*arguments, **options)
        return run
    publish = store.publish
    def counting(*arguments):
        for home, name in ((store, "sync"), (store, "swap"), (store, "exchange"), (shutil, "rmtree")):
            setattr(home, name, counted(getattr(home, name)))
        publish(*arguments)
    store.publish = counting

for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if child == 0:
        os.setsid()
        print(os.getpid(), flush=True)
        if asked.get("quick"):
            step.gate.check = lambda *_, **__: []
        if "step" in asked:
            die_at(asked["step"])
        pipeline.crewledger.fn(asked["sources"], Path(asked["data"]), batch_size=2)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Runs:
    """Runs in processes of their own, on copies of a data folder in its old state."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.texts, self.template = folder, folder / "texts", folder / "template"
        self.texts.mkdir()
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._log = (folder / "log").open("w+")
        self._warm = subprocess.Popen([sys.executable, "-c", WARM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True, env=env)
        for name in ("wire", "copy", "unnamed", "chief"):
            self.write(name, ARTICLES[name])
        self.complete(self.template)
        self.old = state(self.template)
        self.write("chief", ARTICLES["chief"].replace("before its time", "this year"))
        for name in ("slipped", "other_chief", "football"):
            self.write(name, ARTICLES[name])
        data = self.copy()
        began = time.monotonic()
        self.complete(data)
        self.seconds = time.monotonic() - began
        self.new = state(data)
        assert self.old != self.new

    def write(self, name: str, text: str) -> None:
        (self.texts / f"{name}.txt").write_text(text, encoding="utf-8")

    def copy(self) -> Path:
        return shutil.copytree(self.template, self.folder / f"data-{len(list(self.folder.iterdir()))}")

    def start(self, data: Path, **options: object) -> int:
        """Begin a run; returns its process, which leads a group of its own."""
        self._warm.stdin.write(json.dumps({"data": str(data), "sources": [str(self.texts)], **options}) + "\n")
        self._warm.stdin.flush()
        return int(self._warm.stdout.readline())

    def end(self) -> int:
        """Wait until the run has ended; returns its exit code, below zero for a signal."""
        return int(self._warm.stdout.readline())

    def complete(self, data: Path, **options: object) -> None:
        self.start(data, **options)
        assert self.end() == 0, (self.folder / "log").read_text()

    def stop(self) -> None:
        self._warm.stdin.close()
        self._warm.wait()
        self._log.close()


def tables(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple]:
    return {t.name: connection.execute(f"select count(*), sum(hash(t)) from {t.name} t").fetchone() for t in PUBLIC}


def package(data: Path) -> dict[str, str]:
    """Digests of the package's files, all read from the folder that stood there at one moment."""
    while True:
        folder = os.open(data / "parquet", os.O_RDONLY)
        try:
            found = {}
            for name in sorted(os.listdir(folder)):
                with open(os.open(name, os.O_RDONLY, dir_fd=folder), "rb") as file:
                    found[name] = hashlib.file_digest(file, "sha256").hexdigest()
            if found:
                return found
        except FileNotFoundError:
            pass  # it has been replaced meanwhile, and is being removed
        finally:
            os.close(folder)


def state(data: Path) -> tuple[dict, dict]:
    with duckdb.connect(data / "warehouse.duckdb", read_only=True) as connection:
        return tables(connection), package(data)


def check(runs: Runs, data: Path) -> None:
    """What a killed run has left is the old or the new state, and the next run ends where an undisturbed one does."""
    found = state(data)
    assert found[0] in (runs.old[0], runs.new[0])
    assert found[1] in (runs.old[1], runs.new[1])
    runs.complete(data, quick=True)
    assert state(data) == runs.new
    assert {p.name for p in data.iterdir()} <= {"warehouse.duckdb", "parquet", "quality", ".lock"}
    shutil.rmtree(data)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    runs = Runs(tmp_path_factory.mktemp("kill"))
    yield runs
    runs.stop()


def test_a_run_killed_at_any_moment_leaves_one_state_and_the_next_completes_it(runs):
    chance, seconds, moment = random.Random(4), runs.seconds, 0
    while moment < MOMENTS:
        data = runs.copy()
        reader = duckdb.connect(data / "warehouse.duckdb", read_only=True)
        until = time.monotonic() + (moment + chance.random()) / MOMENTS * seconds
        run = runs.start(data)
        while (left := until - time.monotonic()) > 0:
            assert package(data) in (runs.old[1], runs.new[1])
            time.sleep(min(left, 0.05))
        with suppress(ProcessLookupError):
            os.killpg(run, signal.SIGKILL)
        is_killed = runs.end() == -signal.SIGKILL
        assert tables(reader) == runs.old[0]
        reader.close()
        if is_killed:
            check(runs, data)
            moment += 1
        else:  # the machine has less to do than when the time was taken
            assert state(data) == runs.new
            seconds *= 0.8


def test_a_run_killed_at_any_step_of_publishing_leaves_one_state(runs):
    step, ends = 0, []
    while not ends or ends[-1] != 0:
        step += 1
        data = runs.copy()
        runs.start(data, step=step)
        ends.append(runs.end())
        check(runs, data)
    assert set(ends[:-1]) == {-signal.SIGKILL} and len(ends) > 5


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_the_command_killed_with_all_it_has_started_leaves_one_state(runs, cli, share):
    command = [sys.executable, "-m", "flows.cli", "run", str(runs.texts), "--quiet", "--data"]
    if not hasattr(runs, "command_seconds"):
        began = time.monotonic()
        subprocess.run([*command, str(runs.copy())], cwd=ROOT, check=True)
        runs.command_seconds = time.monotonic() - began
    data = runs.copy()
    run = subprocess.Popen([*command, str(data)], cwd=ROOT, start_new_session=True)
    time.sleep(share * runs.command_seconds)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    found = state(data)
    assert found[0] in (runs.old[0], runs.new[0]) and found[1] in (runs.old[1], runs.new[1])
    said = cli("run", runs.texts, "--data", data, "--quiet")
    assert (said.returncode, said.stderr) == (0, "")
    assert state(data) == runs.new
