"""Pages a second, and peak memory, of reading documents out of one file of each kind and finding their text.

  python bench/sources.py [PAGES]

Writes an archive of that many small pages (20,000 without) and one of a tenth of them: the peak must be the same.
"""

import gzip
import json
import multiprocessing
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from flows.config import Config, Source
from flows.fetch import Portion, Sources, portions
from transforms import extract

KINDS = ("zip", "warc.gz", "jsonl.gz")


def page(number: int) -> bytes:
    """A page of its own, of some 5 kB."""
    paragraphs = "".join(f"<p>The crew of flight {number} said on day {day} that all was well on board of the station, and that they would stay.</p>" for day in range(30))
    return f"<!doctype html><html><head><title>Flight {number} is well</title></head><body><article><h1>Flight {number} is well</h1>{paragraphs}</article></body></html>".encode()


def write(path: Path, count: int) -> None:
    """An archive of pages, of the kind that its name tells."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(count):
                archive.writestr(f"{number}.html", page(number))
        return
    with path.open("wb") as file:
        for number in range(count):
            url, body = f"https://courier.example/{number}", page(number)
            if "warc" in path.name:
                http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
                record = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"
            else:
                record = json.dumps({"url": url, "text": body.decode()}).encode() + b"\n"
            file.write(gzip.compress(record, 1))


def read(path: Path) -> Iterator[int]:
    """Read the file as a run does; gives the texts found in each portion."""
    sources = Sources(Config(sources=(Source(path=str(path)),)), None, leave_out=Path("data"), visits={}, loaded=set)
    for found in portions(sources.documents()):
        raw, _ = sources.read(Portion(found))
        yield len(extract.documents(raw)[0])


def measured(read: Callable[[Path], Iterator[int]], path: Path) -> tuple[int, float, float]:
    """Texts, seconds and peak memory in MB, of a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (read, path))


def _measured(read: Callable[[Path], Iterator[int]], path: Path) -> tuple[int, float, float]:
    start = time.perf_counter()
    count = sum(read(path))
    return count, time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            for count in (most // 10, most):
                path = Path(folder, f"pages.{kind}")
                write(path, count)
                texts, seconds, peak = measured(read, path)
                print(f"{kind:10}{texts:8} pages {texts / seconds:8.0f} pages/s {peak:8.0f} MB")


if __name__ == "__main__":
    main()
