"""Runs that nobody starts: the deployment of prefect.yaml on a real server with a real worker, and the served schedule."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from conftest import CORPUS, ROOT
from flows import server

pytestmark = pytest.mark.slow


def ask(port: int, what: str, **filters: object) -> list[dict]:
    request = Request(f"http://127.0.0.1:{port}/api/{what}/filter", json.dumps(filters).encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)


def until(true: Callable[[], object], seconds: float = 600) -> object:
    end = time.monotonic() + seconds
    while not (result := true()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(1)
    return result


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Iterator[Path]:
    """Where Prefect's own files go; every process of these tests looks often for what is due."""
    with pytest.MonkeyPatch.context() as patch:
        # Loads in this process have set what a run's own small server needs; it schedules nothing.
        for name in [n for n in os.environ if n.startswith("PREFECT_")]:
            patch.delenv(name)
        home = tmp_path_factory.mktemp("prefect")
        for name, value in {"PREFECT_HOME": str(home), "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2", "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
                            "PREFECT_WORKER_QUERY_SECONDS": "2", "PREFECT_RUNNER_POLL_FREQUENCY": "2", "DO_NOT_TRACK": "1", "PYTHONPATH": str(ROOT), "COLUMNS": "200"}.items():
            patch.setenv(name, value)
        yield home


@pytest.fixture(scope="module")
def prefect(home) -> Iterator[server.Server]:
    with server.temporary(home, is_whole=True) as started:
        started.wait()
        yield started


@pytest.fixture
def hook() -> Iterator[tuple[str, list[bytes]]]:
    """A webhook on the loopback address, and what it has been told."""
    told: list[bytes] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}/hook", told
        listening.shutdown()


def project(folder: Path, cron: str) -> None:
    """A user's folder: the deployment as it is in the repository but for its times, a configuration, and articles."""
    (folder / "prefect.yaml").write_text((ROOT / "prefect.yaml").read_text().replace('"0 * * * *"', f'"{cron}"'))
    (folder / "crewledger.toml").write_text(f"[[sources]]\nname = 'samples'\npath = '{CORPUS}/0*.txt'\n")


def test_the_deployment_runs_at_its_time_on_a_worker_and_leaves_an_artifact(prefect, tmp_path):
    project(tmp_path, "* * * * *")
    command = [sys.executable, "-m", "prefect", "--no-prompt"]
    subprocess.run([*command, "work-pool", "create", "crewledger", "--type", "process"], cwd=tmp_path, check=True, capture_output=True)
    subprocess.run([*command, "deploy", "--all"], cwd=tmp_path, check=True, capture_output=True)
    worker = subprocess.Popen([*command, "worker", "start", "--pool", "crewledger"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        done = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}}}
        [run, *_] = until(lambda: ask(prefect.port, "flow_runs", **done))
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert run["state_type"] == "COMPLETED", run["state"]["message"]
    assert run["auto_scheduled"] and run["deployment_id"]
    assert (tmp_path / "data" / "warehouse.duckdb").exists() and (tmp_path / "data" / "parquet" / "datapackage.json").exists()
    [artifact] = [a for a in ask(prefect.port, "artifacts") if a["flow_run_id"] == run["id"]]
    assert artifact["key"] == "crewledger-run" and "9 documents read: 9 loaded, 0 already loaded, 0 rejected." in artifact["data"]
    steps = {t["name"].rpartition("-")[0] for t in ask(prefect.port, "task_runs", flow_runs={"id": {"any_": [run["id"]]}})}
    assert {"fetch.read", "clean.articles", "resolve.facts"} <= steps
    [deployment] = ask(prefect.port, "deployments")
    assert deployment["global_concurrency_limit"]["limit"] == 1 and deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"


def test_a_run_that_fails_is_told_by_the_automation_and_by_its_artifact(prefect, hook, tmp_path):
    url, told = hook
    save = f"from prefect.blocks.webhook import Webhook; print(Webhook(url={url!r}, allow_private_urls=True).save('crewledger-failures'))"
    block = subprocess.run([sys.executable, "-c", save], check=True, capture_output=True, text=True).stdout.split()[-1]
    (tmp_path / "failures.yaml").write_text((ROOT / "failures.yaml").read_text().replace("BLOCK", block))
    subprocess.run([sys.executable, "-m", "prefect", "--no-prompt", "automation", "create", "--from-file", "failures.yaml"], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "empty.txt").touch()
    run = f"from pathlib import Path; from flows.pipeline import crewledger; crewledger(['empty.txt'], Path({str(tmp_path / 'data')!r}))"
    subprocess.run([sys.executable, "-c", run], cwd=tmp_path, check=False, capture_output=True)
    [message] = until(lambda: told)
    assert "Failed" in json.loads(message)["text"] and "nothing could be loaded: 1 empty" in json.loads(message)["text"]
    assert any("**Failed:** NothingLoaded" in a["data"] and "| extract: empty | 1 |" in a["data"] for a in ask(prefect.port, "artifacts"))


def test_a_served_schedule_runs_and_ends_when_it_is_told_to(home, tmp_path):
    arguments = ["schedule", "--cron", "* * * * *", str(CORPUS / "13_studio_astronauts.txt"), "--data", str(tmp_path / "data")]
    environment = {name: value for name, value in os.environ.items() if name not in ("PREFECT_HOME", "PREFECT_API_URL")}
    process = subprocess.Popen([sys.executable, "-m", "flows.cli", *arguments], cwd=tmp_path, env={**environment, "HOME": str(tmp_path)},
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        said = process.stderr.readline()
        port = int(said.partition("http://127.0.0.1:")[2].partition(".")[0])
        until((tmp_path / "data" / "warehouse.duckdb").exists)
        [run, *_] = until(lambda: ask(port, "flow_runs", flow_runs={"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}}))
        assert run["state_type"] == "COMPLETED", run["state"]["message"]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
