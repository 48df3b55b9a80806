"""What a source holds: a document with its content, one that is still to be fetched, or the reason why one cannot be read."""

import os
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

# A disk image or a whole dump in one document stays out of memory; the longest text has a smaller limit (transforms.extract).
MOST_BYTES = 64_000_000


class Oversized(Exception):
    """More than is read of anything; the message says what."""


@dataclass(frozen=True, slots=True)
class Found:
    """One document of a source.

    - `content` is None for a page that is still to be fetched, and where `problem` (reason code, detail) says why there is none.
    - `size`: bytes of the source that are done with it; progress adds them up, to no more than the source has.
    - `is_named`: the user named this very file or address.
    - `place`: where it stands when the uri does not tell: a row of a file, the listing that names a page.
    """

    uri: str
    source: str
    content: bytes | None = None
    media_type: str | None = None
    title: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    outlet: str | None = None
    place: str | None = None
    is_named: bool = False
    size: int = 0
    problem: tuple[str, str] | None = None


def file_uri(path: str) -> str:
    """file:// and the absolute path; only what would make the uri ambiguous is percent-encoded."""
    path = re.sub("[%#?]", lambda m: f"%{ord(m.group()):02X}", path.replace(os.sep, "/"))
    # Bytes of a name that is not UTF-8 arrive as lone surrogates.
    path = re.sub("[\udc80-\udcff]", lambda m: f"%{ord(m.group()) - 0xDC00:02X}", path)
    return "file://" + ("" if path.startswith("/") else "/") + path


def part_uri(uri: str, part: str | int) -> str:
    """The uri of a part of a file: a member of an archive, a row of a table."""
    return f"{uri}{'/' if '#' in uri else '#'}{quote(str(part), safe='/:@!$&()*+,;=~ ')}"
