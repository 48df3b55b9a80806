"""All reading from outside: what the sources of a run list, and their documents, a portion at a time."""

import hashlib
import json
import re
import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from flows import files, listings
from flows.config import Config, Source, SourceError
from flows.found import Found
from flows.step import SHOWN, TryAgain, can_try_again
from flows.web import Page, Problem, Visit, Web
from warehouse.tables import LISTED, RAW_DOCUMENTS, REJECTED

STAGE = "fetch"
# What a page is taken for before it is fetched, in bytes: most have less, with scripts.
_PAGE = 1_000_000
# What the pages of one portion may have together, in bytes, however large the server makes them.
_MOST_HELD = 256_000_000
_FULL = Problem("too_large", f"the pages read with it have more than {_MOST_HELD} bytes; another run reads it")
_THREADS = 32
# A sitemap index may name 50,000 sitemaps of 50,000 articles; a site that needs more than these is a web of its own.
_MOST_LISTINGS, _MOST_LISTED = 1000, 1_000_000


class Portion:
    """Documents that are read together, and what has been fetched of them so far, so that another try need not fetch it again."""

    def __init__(self, found: list[Found], visits: Mapping[str, Visit] | None = None) -> None:
        self.found, self.visits = found, visits or {}
        self.pages: dict[str, Page | Problem] = {}

    def __len__(self) -> int:
        return len(self.found)

    @property
    def size(self) -> int:
        """Bytes of the sources that are done with it."""
        return sum(one.size for one in self.found)


class Sources:
    """The sources of one run.

    - `visits`: validators from earlier runs, by address and by what the source wanted of a listing (None for an article).
      `loaded` tells which of some addresses are loaded.
    - This run's answers: `seen` holds the validators of articles, `asked` those of each source's listings; `unchanged` are
      the sources with a listing that is as it was.
    - Raises SourceError when two sources read one address in different ways.
    """

    def __init__(self, config: Config, web: Web, *, leave_out: Path, visits: Mapping[tuple[str, str | None], Visit], loaded: Callable[[list[str]], set[str]]) -> None:
        self.sources, self._web = config.sources, web
        self._visits, self._loaded = visits, loaded
        self.seen: dict[str, Visit] = {}
        self.asked: dict[str, dict[str, Visit]] = {}
        self.unchanged: set[str] = set()
        self._listings: dict[str, dict[str, listings.Listing | Problem]] = defaultdict(dict)
        self._pages: dict[str, Page] = {}
        self._by_place: dict[str, Source] = {}
        for source in self.sources:
            if source.url and self._by_place.setdefault(source.url, source) != source:
                raise SourceError(f"{source.url}: two sources read it, each in its way")
        self._read: set[bytes] = set()
        self._rejects: Counter[str] = Counter()
        named = [pair for source in self.sources if source.path for pair in ((source, *one) for one in files.names(source, leave_out=leave_out))]
        # A file that two sources hold is one document, and the order in which sources are named says nothing.
        named.sort(key=lambda one: (one[1], not one[2].is_named, one[2].source))
        self._files = [next(same) for _, same in groupby(named, key=lambda one: one[1])]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for *_, file in self._files)

    def listed(self, places: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """What the sources at these addresses list, as LISTED, and the rejects among them.

        Raises TryAgain while an address does not answer and another try is left.
        """
        found = dict(zip(places, _side_by_side(self._items, places), strict=True))
        _try_again({url: answer for place in places for url, answer in self._listings[place].items()})
        rows: dict[str, dict] = {}
        rejects = []
        # Whichever source comes first: an article that several list is one, always the same.
        for place in sorted(places):
            source, (items, problems) = self._by_place[place], found[place]
            rejects += [self._reject(*problem) for problem in problems]
            if not items and not problems and place not in self.unchanged:
                rejects.append(self._reject(place, "nothing_listed", "it lists no article that the source wants"))
            for item in items:
                row = {"uri": item.url, "listing": place, "source": source.name or urlsplit(place).hostname, "title": item.title, "author": item.author,
                       "published_at": item.published_at, "updated_at": item.updated_at or item.published_at, "outlet": item.outlet, "is_named": item.url == place}
                if row["is_named"] or item.url not in rows:
                    rows[item.url] = row
        return LISTED.frame(list(rows.values())), _rejected(rejects)

    def documents(self, due: Iterable[Found] = ()) -> Iterator[Found]:
        """The documents of all files, one after the other, then the pages that are `due`; an address that is read again is a problem (repeated)."""
        for source, path, file in self._files:
            for one in [file] if file.problem else files.documents(path, file, source):
                yield self._once(one, path)
        for one in due:
            yield self._once(one, one.place or "")

    def _once(self, one: Found, place: str) -> Found:
        if one.problem:
            return one
        key = hashlib.blake2b(one.uri.encode(), digest_size=8).digest()
        if key in self._read:
            return replace(one, content=None, problem=("repeated", f"read before in this run; this is {one.place or place}"))
        self._read.add(key)
        return one

    def _reject(self, uri: str, reason: str, detail: str) -> tuple[str, str, str, str]:
        """A row of rejects; what is wrong with the same address again is numbered, so that no two rows are alike."""
        self._rejects[uri] += 1
        return STAGE, uri, reason, f"{detail} ({self._rejects[uri]})" if self._rejects[uri] > 1 else detail

    def read(self, portion: Portion) -> tuple[pl.DataFrame, pl.DataFrame]:
        """A portion as RAW_DOCUMENTS, and the rejects (stage, uri, reason, detail) among it.

        Raises TryAgain while an address does not answer and another try is left.
        """
        self._fetch(portion)
        _try_again(portion.pages)
        rows, rejects = [], []
        for one in portion.found:
            answer = portion.pages.get(one.uri)
            if one.problem:
                rejects.append(self._reject(one.uri, *one.problem))
            elif one.content is not None:
                rows.append(_row(one))
            elif isinstance(answer, Problem):
                rejects.append(self._reject(one.uri, answer.reason, answer.detail))
            else:
                self.seen[one.uri] = answer.visit
                if answer.content is not None:
                    rows.append(_row(replace(one, content=answer.content, media_type=answer.media_type)))
        raw = pl.DataFrame(rows, schema=RAW_DOCUMENTS.schema, orient="row")
        return RAW_DOCUMENTS.frame(raw), _rejected(rejects)

    def _fetch(self, portion: Portion) -> None:
        """Fetch what is to be fetched, each host by as many threads as its source allows."""
        queues: dict[str, deque[Found]] = defaultdict(deque)
        crews: dict[str, int] = {}
        for one in portion.found:
            if one.content is None and not one.problem and (one.uri not in portion.pages or _is_passing(portion.pages[one.uri])):
                host = urlsplit(one.uri).netloc
                queues[host].append(one)
                crews[host] = self._by_place[one.place or ""].concurrency
        total, shown, lock, held = sum(map(len, queues.values())), SHOWN.get(), threading.Lock(), 0
        fetched: dict[str, Page | Problem] = {}

        def drain(queue: deque[Found]) -> None:
            nonlocal held
            while True:
                with lock:
                    if not queue:
                        return
                    one, is_full = queue.popleft(), held > _MOST_HELD
                answer = _FULL if is_full else self._page(one, portion.visits.get(one.uri))
                with lock:
                    fetched[one.uri] = answer
                    held += len(answer.content or b"") if isinstance(answer, Page) else 0
                    if shown:
                        shown.describe(f"fetched {len(fetched)} of {total}")

        try:
            # One thread for every host before a second one for any.
            _side_by_side(drain, [queue for turn in range(max(crews.values(), default=0)) for host, queue in queues.items() if turn < min(crews[host], len(queue))])
        finally:
            # Nobody who interrupts a run wants to wait for the rest.
            for queue in queues.values():
                queue.clear()
        portion.pages |= fetched

    def _page(self, one: Found, visit: Visit | None) -> Page | Problem:
        if one.uri in self._pages:
            return self._pages.pop(one.uri)
        try:
            return self._web.get(one.uri, self._by_place[one.place or ""], visit, is_named=one.is_named)
        except Problem as problem:
            return problem

    def _items(self, place: str) -> tuple[list[listings.Item], list[tuple[str, str, str]]]:
        """All that a source lists, from nested sitemaps and further pages too, and what of it cannot be read: uri, reason, detail.

        Pages after one of which all is loaded are not asked for. What an earlier try has got is not asked for again.
        """
        source, answers = self._by_place[place], self._listings[place]
        waiting, done = deque([place]), set()
        found: dict[str, listings.Item] = {}
        problems: list[tuple[str, str, str]] = []
        while waiting:
            url = waiting.popleft()
            if url in done:
                continue
            if len(done) == _MOST_LISTINGS or len(found) > _MOST_LISTED:
                problems.append((place, "too_large", f"more than {_MOST_LISTINGS} listings or {_MOST_LISTED} articles; the rest is not read"))
                break
            done.add(url)
            if url not in answers or _is_passing(answers[url]):
                answers[url] = self._listing(url, source)
            listing = answers[url]
            if isinstance(listing, Problem):
                problems.append((url, listing.reason, listing.detail))
                continue
            problems += [(_shown(link) or url, "bad_link", f"{url} lists it, and it is the address of no other page") for link in listing.bad_links]
            wanted = [item for item in listing.items if _is_wanted(item, source)]
            for item in wanted:
                found[item.url] = max(found.get(item.url, item), item, key=_rank)
            waiting.extend(listing.listings)
            if listing.next_url and self._goes_on(listing.items, wanted, source):
                waiting.append(listing.next_url)
        return list(found.values()), problems

    def _listing(self, url: str, source: Source) -> listings.Listing | Problem:
        """What one address lists; a page that the user named lists itself."""
        is_named = url == source.place
        visit = self._visits.get((url, wish(source)))
        is_article = visit is None and is_named and bool(self._loaded([url]))
        try:
            page = self._web.get(url, source, self._visits.get((url, None)) if is_article else visit, is_named=is_named)
            if page.content is None and not is_article:
                self.unchanged.add(source.place)
                self.asked.setdefault(source.place, {})[url] = page.visit
                return listings.Listing()
            listing = listings.parse(page.content, page.url, page.media_type) if page.content is not None else None
        except Problem as problem:
            return problem
        if listing is None and not is_named:
            return Problem("not_a_listing", "it is a page")
        if listing is None:
            self._pages[url] = page
            return listings.Listing([listings.Item(url)])
        # An index stays as it is while the sitemaps that it names change.
        self.asked.setdefault(source.place, {})[url] = Visit() if listing.listings else page.visit
        return listing

    def _goes_on(self, items: list[listings.Item], wanted: list[listings.Item], source: Source) -> bool:
        """Whether the page after this one, newest first, may hold anything new."""
        is_recent = source.since is None or any(not _is_old(item, source) for item in items)
        return bool(items) and is_recent and (not wanted or len(self._loaded([item.url for item in wanted])) < len({item.url for item in wanted}))


def portions(found: Iterable[Found], *, size: int = 1000, most_bytes: int = 64_000_000) -> Iterator[list[Found]]:
    """The documents cut into runs of at most `size`, or fewer when they are large, so that memory stays bounded.

    Where a portion ends has no influence on the result.
    """
    portion, held = [], 0
    for one in found:
        bytes_here = len(one.content) if one.content is not None else 0 if one.problem else _PAGE
        if portion and (len(portion) >= size or held + bytes_here > most_bytes):
            yield portion
            portion, held = [], 0
        portion.append(one)
        held += bytes_here
    if portion:
        yield portion


def pages(rows: pl.DataFrame) -> Iterator[Found]:
    """Rows of LISTED as pages that are still to be fetched."""
    for row in rows.iter_rows(named=True):
        yield Found(row["uri"], row["source"], title=row["title"], author=row["author"], published_at=row["published_at"], outlet=row["outlet"],
                    is_named=row["is_named"], place=row["listing"], size=_PAGE)


def wish(source: Source) -> str:
    """What a source wants of a listing; when that changes, a listing must be read again though it is as it was."""
    return json.dumps([source.include, source.exclude, source.since and source.since.isoformat()])


def _is_wanted(item: listings.Item, source: Source) -> bool:
    return item.url == source.place or not (source.include and not re.search(source.include, item.url) or source.exclude and re.search(source.exclude, item.url) or _is_old(item, source))


def _is_old(item: listings.Item, source: Source) -> bool:
    dated = item.published_at or item.updated_at
    return bool(source.since and dated and dated.date() < source.since)


def _rank(item: listings.Item) -> tuple:
    """Of several entries for one article the latest counts; the rest is there to decide always in the same way."""
    return max(filter(None, (item.published_at, item.updated_at)), default=datetime.min), repr(item)


def _side_by_side(work: Callable[[Any], Any], things: list) -> list:
    """The work on each thing, done by threads; an interrupt does not wait for them."""
    pool = ThreadPoolExecutor(_THREADS)
    try:
        running = [pool.submit(work, thing) for thing in things]
        # Polars' handler of Ctrl-C wakes no thread that waits without end.
        while wait(running, timeout=0.5).not_done:
            pass
        return [one.result() for one in running]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _shown(link: str) -> str:
    return " ".join(link.encode("utf-8", "replace").decode().replace("\0", " ").split())[:500]


def _try_again(answers: Mapping[str, object]) -> None:
    passing = [(url, answer) for url, answer in answers.items() if _is_passing(answer)]
    if passing and can_try_again():
        (url, problem), more = passing[0], len(passing) - 1
        raise TryAgain(f"{url}: {problem.detail}{f', and {more} more' if more else ''}")


def _is_passing(answer: object) -> bool:
    return isinstance(answer, Problem) and answer.is_passing


def _row(one: Found) -> tuple:
    digest = hashlib.sha256(one.content)
    told = (one.title, one.author, one.published_at and one.published_at.isoformat(), one.outlet)
    if any(told):
        digest.update(json.dumps(told).encode())
    return one.uri, one.source, one.content, one.media_type, digest.hexdigest(), one.title, one.author, one.published_at, one.outlet


def _rejected(rows: list[tuple]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=REJECTED.schema, orient="row")
