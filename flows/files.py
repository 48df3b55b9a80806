"""Documents in files: folders and globs of texts, pages, archives and tables, streamed so that no more than one is in memory."""

import glob
import gzip
import io
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from flows import records, warc
from flows.config import Source, SourceError
from flows.found import MOST_BYTES, Found, Oversized, file_uri, part_uri

_MEDIA_TYPES = {".html": "text/html", ".htm": "text/html", ".xhtml": "text/html", ".md": "text/markdown", ".markdown": "text/markdown"}
# An archive in an archive in an archive is somebody's trap.
_DEEPEST = 2
# Texts are packed to a fifth, repetitive tables to a fiftieth; what unpacks to more than so much was made to fill memory or time.
_MOST_TIMES = 200
# Read from their end, and so not from a stream.
_HELD = (".zip", ".parquet")
_DAMAGES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, UnicodeDecodeError)
_TROUBLES = (OSError, Oversized, *_DAMAGES)


def check(source: Source) -> None:
    """See that the source's path is there. Raises SourceError."""
    place = source.path or ""
    # Path.exists raises for a name that is too long.
    if not os.path.exists(place):
        if not glob.has_magic(place):
            raise SourceError(f"{place}: no such file or folder")
        if not glob.glob(place, recursive=True):
            raise SourceError(f"{place}: nothing matches")


def names(source: Source, *, leave_out: Path) -> list[tuple[str, Found]]:
    """The files of a source, sorted: the path of each, and what is found there, not read yet or with a problem (unreadable, not_followed).

    Hidden files and folders are skipped, and so is the folder `leave_out`, where the data is. Raises SourceError when the source is not there.
    """
    check(source)
    path, own = Path(source.path or ""), leave_out.resolve()
    if os.path.isdir(path):
        root = path.resolve()
        return list(_walk(root, source.name or root.name, own))
    if os.path.exists(path):
        return [_named(path, source, is_named=True)]
    return [_named(Path(name), source) for name in sorted(glob.glob(source.path or "", recursive=True))
            if os.path.isfile(name) and own not in Path(name).resolve().parents]


def documents(path: str, file: Found, source: Source) -> Iterator[Found]:
    """The documents in one file: itself, the members of an archive, the rows of a table, the pages of a WARC file.

    What cannot be read is a Found with a problem (unreadable, too_large, damaged, encrypted, nested, not_followed, and those of flows.records
    and flows.warc); what a damaged archive holds before its damage is read.
    """
    reached = 0
    try:
        with _open(path) as raw:
            for one in _inside(Path(path).name, raw, file, source):
                # Readers read ahead, and leave the list of an archive's members unread.
                at = min(raw.tell(), file.size) if not raw.closed else file.size
                yield replace(one, size=max(0, at - reached))
                reached = max(reached, at)
    except _TROUBLES as problem:
        yield replace(file, problem=_told(problem), size=file.size - reached)


def _inside(name: str, stream: BinaryIO, file: Found, source: Source, depth: int = 0) -> Iterator[Found]:
    suffix = PurePosixPath(name.lower()).suffix
    try:
        if suffix not in _CONTAINERS:
            yield replace(file, content=_all(stream), media_type=_MEDIA_TYPES.get(suffix))
        elif depth > _DEEPEST:
            yield replace(file, problem=("nested", f"more than {_DEEPEST} archives inside one another"))
        else:
            held = io.BytesIO(_all(stream)) if suffix in _HELD and not stream.seekable() else stream
            yield from _CONTAINERS[suffix](name, held, file, source, depth)
    except _TROUBLES as problem:
        yield replace(file, problem=_told(problem))


def _told(problem: Exception) -> tuple[str, str]:
    """Reason code and detail of what can go wrong in reading; errors of the system have a number, those of a decoder have none."""
    if isinstance(problem, Oversized):
        return "too_large", str(problem)
    if isinstance(problem, OSError) and problem.errno is not None:
        return "unreadable", problem.strerror or str(problem)
    return "damaged", next(iter(str(problem).splitlines()), "") or type(problem).__name__


def _all(stream: BinaryIO) -> bytes:
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Oversized(f"more than {MOST_BYTES} bytes")
    return content


class _Unpacked(io.RawIOBase):
    """What a decoder unpacks, to be read forwards only. Raises Oversized when it is out of all proportion to the packed bytes read so far."""

    def __init__(self, decoder: BinaryIO, packed: Callable[[], int]) -> None:
        self._decoder, self._packed, self._count = decoder, packed, 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._count

    def readinto(self, buffer: memoryview) -> int:
        part = self._decoder.read1(len(buffer))
        self._count += len(part)
        if self._count > MOST_BYTES and self._count > _MOST_TIMES * self._packed():
            raise Oversized(f"unpacks to more than {_MOST_TIMES} times its size")
        buffer[:len(part)] = part
        return len(part)


def _unpacked(decoder: BinaryIO, packed: Callable[[], int]) -> BinaryIO:
    return io.BufferedReader(_Unpacked(decoder, packed), 1 << 16)


def _gzip(name: str, stream: BinaryIO, file: Found, source: Source, depth: int) -> Iterator[Found]:
    with gzip.GzipFile(fileobj=stream) as decoder:
        yield from _inside(name.rpartition(".")[0], _unpacked(decoder, stream.tell), file, source, depth + 1)


def _zstd(name: str, stream: BinaryIO, file: Found, source: Source, depth: int) -> Iterator[Found]:
    import pyarrow

    with pyarrow.CompressedInputStream(pyarrow.PythonFile(stream, mode="r"), "zstd") as decoder:
        yield from _inside(name.rpartition(".")[0], _unpacked(decoder, stream.tell), file, source, depth + 1)


def _zip(_: str, stream: BinaryIO, file: Found, source: Source, depth: int) -> Iterator[Found]:
    with zipfile.ZipFile(stream) as archive:
        for member in archive.infolist():
            path = PurePosixPath(member.filename)
            if member.is_dir() or any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts):
                continue
            one = replace(file, uri=part_uri(file.uri, member.filename), is_named=False)
            if member.flag_bits & 1:
                yield replace(one, problem=("encrypted", "needs a password"))
            elif stat.S_ISLNK(member.external_attr >> 16):
                yield replace(one, problem=("not_followed", "a link"))
            else:
                try:
                    decoder = archive.open(member)
                except _TROUBLES as problem:
                    yield replace(one, problem=_told(problem))
                    continue
                with decoder:
                    yield from _inside(path.name, _unpacked(decoder, lambda size=member.compress_size: size), one, source, depth + 1)


def _table(rows: Callable[..., Iterator[Found]]) -> Callable[..., Iterator[Found]]:
    def read(name: str, stream: BinaryIO, file: Found, source: Source, _: int) -> Iterator[Found]:
        return rows(stream, replace(file, is_named=False), source.columns, **({"delimiter": "\t"} if name.lower().endswith(".tsv") else {}))

    return read


_CONTAINERS: dict[str, Callable[..., Iterator[Found]]] = {
    ".gz": _gzip, ".zst": _zstd, ".zip": _zip, ".jsonl": _table(records.json_lines), ".ndjson": _table(records.json_lines),
    ".csv": _table(records.csv_rows), ".tsv": _table(records.csv_rows), ".parquet": _table(records.parquet_rows),
    ".warc": lambda _, stream, file, *__: warc.pages(stream, file),
}


def _open(path: str) -> BinaryIO:
    # Without O_NONBLOCK opening a named pipe would wait for its writer.
    file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0)))
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        file.close()
        raise OSError(0, "not a regular file")
    if status.st_size > MOST_BYTES and PurePosixPath(path.lower()).suffix not in _CONTAINERS:
        file.close()
        raise Oversized(f"{status.st_size} bytes, the limit is {MOST_BYTES}")
    return file


def _named(path: Path, source: Source, *, is_named: bool = False) -> tuple[str, Found]:
    full = path.resolve()
    return str(full), Found(file_uri(str(full)), source.name or full.parent.name, size=_size(str(full)), is_named=is_named)


def _walk(root: Path, source: str, leave_out: Path) -> Iterator[tuple[str, Found]]:
    closed: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=closed.append):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and Path(folder, f) != leave_out)
        for path in (os.path.join(folder, name) for name in folders):
            if os.path.islink(path):
                yield path, Found(file_uri(path), source, problem=("not_followed", "a link to a folder; name it as a SOURCE to read it"))
        for path in (os.path.join(folder, name) for name in sorted(files) if not name.startswith(".")):
            yield path, Found(file_uri(path), source, size=_size(path))
    for problem in closed:
        yield problem.filename, Found(file_uri(problem.filename), source, problem=("unreadable", problem.strerror or str(problem)))


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
