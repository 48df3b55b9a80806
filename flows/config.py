"""crewledger.toml: the sources a run reads when none is named on the command line."""

import os
import re
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, ValidationError, model_validator

FILE = "crewledger.toml"
NOTHING = f"nothing to read: name a SOURCE (a file, a folder, a glob or an address), or declare sources in {FILE}"


class SourceError(Exception):
    """A SOURCE or a crewledger.toml that cannot be used: wrong usage, in one line that says what and where."""


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as problem:
        raise ValueError(f"not a regular expression: {problem}") from None
    return text


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not an http:// or https:// address")
    if parts.username is not None:
        raise ValueError("an address with a user name or a password would be published with the articles")
    return text


def _contact(text: str) -> str:
    if not re.fullmatch(r"[\x21-\x7e]+", text):
        raise ValueError("not an address or an e-mail: it goes into a header, so ASCII without spaces")
    return text


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


_Name = Annotated[str, Field(min_length=1)]


class Columns(_Strict):
    """Which columns of a JSON Lines, CSV or Parquet file hold what; usual names (flows.records) need no mapping."""

    text: _Name | None = None
    title: _Name | None = None
    author: _Name | None = None
    published: _Name | None = None
    outlet: _Name | None = None
    url: _Name | None = None
    id: _Name | None = None


class Source(_Strict):
    """Where documents are read: exactly one of `path` and `url`.

    - `path`: a file, a folder or a glob, relative to the file that declares it.
    - `url`: a feed (RSS, Atom), a sitemap, the articles of a Spaceflight News API, or one page; which of them is seen from what comes back.
    - `columns`: of record files below `path`.
    - `include`, `exclude`: regular expressions; of what the url lists, only addresses are read that the one finds and the other does not.
    - `since`: what the url lists with an earlier date is left alone.
    - `delay` seconds between two requests to a host, at most `concurrency` at once.
    - `allow_private_network`: addresses on private and loopback networks may be read.
    """

    name: _Name | None = None
    path: _Name | None = None
    url: Annotated[str, AfterValidator(_address)] | None = None
    columns: Columns = Columns()
    include: Annotated[str, AfterValidator(_pattern)] | None = None
    exclude: Annotated[str, AfterValidator(_pattern)] | None = None
    since: date | None = None
    delay: float = Field(1.0, ge=0, le=3600)
    concurrency: int = Field(2, ge=1, le=32)
    allow_private_network: StrictBool = False

    @model_validator(mode="after")
    def _one_place(self) -> "Source":
        if (self.path is None) == (self.url is None):
            raise ValueError("needs either path or url")
        for field, wanted in (("columns", "path"), ("include", "url"), ("exclude", "url"), ("since", "url"), ("delay", "url"), ("concurrency", "url"),
                              ("allow_private_network", "url")):
            if field in self.model_fields_set and getattr(self, wanted) is None:
                raise ValueError(f"{field} says nothing about a source with {'url' if wanted == 'path' else 'path'}")
        return self

    @property
    def place(self) -> str:
        """The path or address."""
        return self.path or self.url or ""


class Config(_Strict):
    """A whole crewledger.toml; `contact` (an address or e-mail) goes into the user agent, so that a site's owner can reach you."""

    contact: Annotated[str, AfterValidator(_contact)] | None = None
    sources: tuple[Source, ...] = ()


def load(path: Path) -> Config:
    """Read a crewledger.toml; paths in it become relative to its folder. Raises SourceError that names file and key."""
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SourceError(f"{path}: not valid TOML: {problem}") from None
    except OSError as problem:
        raise SourceError(f"{path}: {problem.strerror or problem}") from None
    try:
        config = Config.model_validate(declared)
    except ValidationError as problem:
        raise SourceError(f"{path}: {_first(problem)}") from None
    names = [s.name for s in config.sources]
    if again := next((n for n, name in enumerate(names) if name and name in names[:n]), None):
        raise SourceError(f"{path}: sources[{again + 1}].name: there is another {names[again]!r}")
    sources = tuple(s.model_copy(update={"path": str(path.parent / os.path.expanduser(s.path))}) if s.path else s for s in config.sources)
    return config.model_copy(update={"sources": sources})


def resolve(named: Sequence[str], path: Path | None = None) -> Config:
    """The sources of a run: those named on the command line, else those of crewledger.toml. Raises SourceError.

    A named source that is the name of one in the file is that one, with all that the file says of it.
    """
    declared = load(path or Path(FILE)) if path or Path(FILE).exists() else Config()
    by_name = {s.name: s for s in declared.sources if s.name}
    if not named:
        return declared
    return declared.model_copy(update={"sources": tuple(by_name.get(one) or _given(one) for one in named)})


def _given(place: str) -> Source:
    if "://" not in place:
        return Source(path=place)
    try:
        return Source(url=place)
    except ValidationError as problem:
        if place.startswith(("http://", "https://")):
            raise SourceError(_first(problem)) from None
        raise SourceError(f"{place}: only files, folders, globs and http:// or https:// addresses can be read") from None


# Where pydantic's own words are those of a programmer.
_MESSAGES = {"extra_forbidden": "no such key", "tuple_type": "needs a list of tables, each below a line [[sources]]"}


def _first(problem: ValidationError) -> str:
    """The first error in one line: where (sources[2].columns.txt) and what."""
    error = problem.errors()[0]
    where = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in error["loc"]).lstrip(".")
    message = _MESSAGES.get(error["type"], error["msg"].removeprefix("Value error, "))
    given = _shown(error["input"]) if error["type"] not in ("extra_forbidden", "value_error") or isinstance(error["input"], str) else ""
    return " ".join(f"{where}: {message}{given}".split())


def _shown(value: Any) -> str:
    return f" (is {value!r:.100})" if isinstance(value, str | int | float | bool) else ""
