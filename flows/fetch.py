"""All reading from outside: files by name, folder or glob, as raw documents."""

import glob
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from warehouse.tables import RAW_DOCUMENTS

STAGE = "fetch"
REJECTED = pl.Schema({"stage": pl.String(), "uri": pl.String(), "reason": pl.String(), "detail": pl.String()})


class SourceError(Exception):
    """A SOURCE that cannot be read at all: wrong usage."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read; `is_named` says that the user named this very file."""

    path: str
    source: str
    is_named: bool = False

    @property
    def uri(self) -> str:
        """file:// and the absolute path; only what would make the uri ambiguous is percent-encoded."""
        path = re.sub("[%#?]", lambda m: f"%{ord(m.group()):02X}", self.path.replace(os.sep, "/"))
        # Bytes of a name that is not UTF-8 arrive as lone surrogates.
        path = re.sub("[\udc80-\udcff]", lambda m: f"%{ord(m.group()) - 0xDC00:02X}", path)
        return "file://" + ("" if path.startswith("/") else "/") + path


def check(sources: Iterable[str]) -> None:
    """See that every source is there. Raises SourceError for one that is not."""
    for source in sources:
        if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", source):
            raise SourceError(f"{source}: only files, folders and globs can be read")
        if not Path(source).exists():
            if not glob.has_magic(source):
                raise SourceError(f"{source}: no such file or folder")
            if not glob.glob(source, recursive=True):
                raise SourceError(f"{source}: nothing matches")


def find(sources: Iterable[str], *, leave_out: Path) -> list[Found]:
    """The files of all sources, each once, in the order of the sources and sorted within.

    A source is a file, a folder (with its folders) or a glob. Hidden files and folders are skipped, and so is the
    folder `leave_out`, where the data is. Raises SourceError when a source is not there.
    """
    check(sources)
    found: dict[str, Found] = {}
    for source in sources:
        path = Path(source)
        if path.is_dir():
            root = path.resolve()
            files = (Found(name, root.name) for name in _files(root, leave_out.resolve()))
        elif path.exists():
            files = iter([_one(path, is_named=True)])
        else:
            own = leave_out.resolve()
            files = (_one(Path(name)) for name in sorted(glob.glob(source, recursive=True))
                     if os.path.isfile(name) and own not in Path(name).resolve().parents)
        for one in files:
            found.setdefault(one.path, one)
    return list(found.values())


def portions(found: list[Found], *, size: int = 1000, most_bytes: int = 64_000_000) -> Iterator[list[Found]]:
    """The files cut into runs of at most `size`, or fewer when they are large, so that memory stays bounded.

    Where a portion ends has no influence on the result.
    """
    portion, held = [], 0
    for one in found:
        bytes_here = _size(one.path)
        if portion and (len(portion) >= size or held + bytes_here > most_bytes):
            yield portion
            portion, held = [], 0
        portion.append(one)
        held += bytes_here
    if portion:
        yield portion


def read(found: list[Found]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The files as RAW_DOCUMENTS, and the rejects (stage, uri, reason, detail) among them: unreadable, too_large."""
    rows, rejects = [], []
    for one in found:
        try:
            content = _content(one.path)
        except Oversized as problem:
            rejects.append((STAGE, one.uri, "too_large", str(problem)))
        except OSError as problem:
            rejects.append((STAGE, one.uri, "unreadable", problem.strerror or str(problem)))
        else:
            rows.append((one.uri, one.source, content, hashlib.sha256(content).hexdigest(), None, None, None))
    raw = pl.DataFrame(rows, schema=RAW_DOCUMENTS.schema, orient="row")
    return RAW_DOCUMENTS.frame(raw), pl.DataFrame(rejects, schema=REJECTED, orient="row")


class Oversized(Exception):
    """A file that is not even looked at, for its size."""


def _content(path: str, *, most_bytes: int = 256_000_000) -> bytes:
    # Texts have their own, smaller limit (transforms.extract); this one keeps a disk image out of memory.
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0))) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not a regular file")
        if status.st_size > most_bytes:
            raise Oversized(f"{status.st_size} bytes, the limit is {most_bytes}")
        return file.read()


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def _one(path: Path, *, is_named: bool = False) -> Found:
    full = path.resolve()
    return Found(str(full), full.parent.name, is_named)


def _files(root: Path, leave_out: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and Path(folder, f) != leave_out)
        yield from (os.path.join(folder, name) for name in sorted(names) if not name.startswith("."))
