"""A temporary Prefect server for one run: it starts beside everything else, keeps quiet and dies with the run.

Prefect can start one by itself, but only once the flow does, and a run that is killed leaves it behind, on the same
SQLite file as the next one. This one is asked to start first and watches a pipe that closes when the run ends, however it ends.
Run as a program, the module is the server.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

LOG = "server.log"
UI_PORT = 4200  # where people look for Prefect's UI


class NoServer(Exception):
    """The temporary Prefect server did not start, or the user's own does not answer."""


class Server:
    """A server that is starting: `wait` returns when it answers."""

    def __init__(self, home: Path, *, is_whole: bool = False) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._log = home / LOG
        # The socket is open before the server is: nobody else can take its port.
        with _listen(UI_PORT if is_whole else 0) as listening, self._log.open("wb") as log:
            self.port = listening.getsockname()[1]
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(listening.fileno())], stdin=subprocess.PIPE, stdout=log, stderr=log, pass_fds=[listening.fileno()],
                # A terminal's Ctrl-C is for the run, which ends the server when it is done with it.
                start_new_session=True,
                env={**os.environ, **({} if is_whole else {"PREFECT__SERVER_EPHEMERAL": "1"}), "PREFECT__SERVER_FINAL": "1", "PREFECT_API_URL": "",
                     "PREFECT_SERVER_API_PORT": str(self.port), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)})

    def wait(self, seconds: float = 300) -> None:
        """Wait until the server answers; its first start migrates an empty database for up to 75 s. Raises NoServer."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._process.poll() is None:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=max(1, end - time.monotonic()))
            try:
                connection.request("GET", "/api/health")
                if connection.getresponse().status == 200:
                    return
            except (OSError, HTTPException):
                pass
            finally:
                connection.close()
            time.sleep(0.1)
        raise NoServer(f"Prefect's temporary server did not start; its log is {self._log}")

    def stop(self) -> None:
        """End the server at once; its database bears that."""
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError:
        return socket.create_server(("127.0.0.1", 0))


@contextmanager
def temporary(home: Path, *, is_whole: bool = False) -> Iterator[Server]:
    """A server whose files are in `home`, for as long as the context lasts; PREFECT_API_URL points at it.

    A whole one has Prefect's UI, at its usual port when that is free, and the services that a schedule needs.
    """
    server = Server(home, is_whole=is_whole)
    os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{server.port}/api"
    try:
        yield server
    finally:
        server.stop()
        os.environ.pop("PREFECT_API_URL", None)


def check_own() -> None:
    """See that the server at PREFECT_API_URL answers. Raises NoServer."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        problem = client.api_healthcheck()
    if problem is not None:
        raise NoServer(f"Prefect's server at {client.api_url} does not answer: {problem}")


def _serve(descriptor: int) -> None:
    def watch() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
    os.environ.pop("PREFECT_API_URL", None)
    import uvicorn

    config = uvicorn.Config("prefect.server.api.server:create_app", factory=True, log_level="error", lifespan="on")
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
