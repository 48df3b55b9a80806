"""Documents out of files, folders and archives of all kinds, however messy."""

import gzip
import io
import os
import stat
import zipfile
from pathlib import Path

import duckdb
import pytest

from articles import BODY, HEADLINE, PAGE, TEXT, URL, answer, formats, json_lines, parquet, row, table, zipped, zstd
from flows import files, records
from flows.config import Columns, Source, SourceError
from flows.found import Found

CREW = b"The crew is on board of the station."


def found(path: Path | str, **declared: object) -> list[Found]:
    source = Source(path=str(path), **declared)
    return [one for name, file in files.names(source, leave_out=Path("/nowhere")) for one in ([file] if file.problem else files.documents(name, file, source))]


def told(path: Path | str, **declared: object) -> list[tuple[str, str]]:
    """End of the uri, and content or reason."""
    return [(one.uri.rsplit("/", 1)[1], one.problem[0] if one.problem else one.content.decode()) for one in found(path, **declared)]


@pytest.fixture
def write(tmp_path):
    def to(name: str, content: bytes) -> Path:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return to


# Whole loads.

MESS = {
    "mess.zip": zipped(("b.txt.gz", b"junk"), ("c.csv", b"x,y\n1,2\n"), ("d.txt", b"")), "cut.gz": gzip.compress(CREW)[:-9],
    "mess.jsonl": b'[1]\n{"text": ""}\n{"text": ""}\n{"id": 1, "text": "The crew of one came back."}\n' + b'{"id": 1, "text": "The crew of two came back."}\n' * 3 + b"nonsense\n",
    "mess.warc": answer(b"gone", status="404 Not Found") * 3 + answer(PAGE.encode()) * 3,
}


@pytest.fixture(scope="module")
def loads(load, tmp_path_factory) -> tuple[Path, dict, dict]:
    """A data folder into which the article in every format, and files that nobody wants, were loaded twice, and the two summaries."""
    root = tmp_path_factory.mktemp("formats")
    for name, content in (formats() | MESS).items():
        (root / name).write_bytes(content)
    first = load(root / "data", root)
    package = {p.name: p.read_bytes() for p in (root / "data" / "parquet").iterdir()}
    second = load(root / "data", root)
    assert {p.name: p.read_bytes() for p in (root / "data" / "parquet").iterdir()} == package
    return root / "data", first, second


def test_an_article_is_the_same_in_every_format(loads):
    sql = "select uri, content_hash, title, author, published_at::varchar, outlet, canonical_url from dim_articles where uri not like '%/mess.%' and uri <> ?"
    with duckdb.connect(loads[0] / "warehouse.duckdb", read_only=True) as connection:
        rows = {uri.rsplit("#")[0].rsplit("/", 1)[1]: values for uri, *values in connection.execute(sql, [URL]).fetchall()}
    assert rows.keys() == formats().keys()
    assert len({values[0] for values in rows.values()}) == 1
    told = {name: tuple(values[1:]) for name, values in rows.items()}
    plain, row_like = (HEADLINE, None, None, None, None), (HEADLINE, "Jane Roe", "2024-02-06 19:30:00", "Orbit Courier")
    assert told.pop("plain.txt") == told.pop("packed.txt.gz") == plain
    assert {values[:4] for values in told.values()} == {row_like}
    pages = {"front.md", "page.html", "packed.html.zst", "archive.zip", "page.jsonl", "crawl.warc", "crawl.warc.gz"}
    assert {name for name, values in told.items() if values[4] == URL} == pages


def test_every_document_is_counted_and_a_second_load_changes_nothing(loads):
    _, first, second = loads
    assert first["rejected_by_reason"] == {"bad_record": 2, "damaged": 2, "empty": 1, "http_error": 3, "no_text": 2, "no_text_column": 1, "repeated": 5}
    assert (first["read"], first["loaded"], first["known"]) == (len(formats()) + 2 + 16, len(formats()) + 2, 0)
    assert (second["read"], second["loaded"], second["known"], second["rejected"]) == (first["read"], 0, first["loaded"], first["rejected"])


def test_the_order_in_which_sources_are_named_says_nothing(write):
    from flows.config import Config
    from flows.fetch import Sources

    one, two = Source(path=str(write("a.jsonl", json_lines(row())))), Source(path=str(write("b.jsonl", json_lines(row(text="Another one about the crew.")))))
    folder = Source(path=str(write("c.txt", CREW).parent))
    for named in ((one, two, folder), (folder, two, one)):
        sources = Sources(Config(sources=named), None, leave_out=Path("/nowhere"), visits={}, loaded=set)
        documents = list(sources.documents([Found(URL, "feed", place="https://courier.example/feed")]))
        assert [(d.is_named, d.problem and d.problem[0]) for d in documents] == [(False, None), (False, "repeated"), (False, None), (False, "repeated")]
        assert documents[0].content.decode() == TEXT.strip()


# Folders and globs.

def test_a_glob_finds_what_a_folder_holds(write, tmp_path):
    for name in ("a.txt", "deep/er/b.txt", "deep/c.md", ".hidden/d.txt"):
        write(name, CREW)
    assert [u for u, _ in told(tmp_path / "in")] == ["a.txt", "c.md", "b.txt"]
    assert [u for u, _ in told(f"{tmp_path}/in/**/*.txt")] == ["a.txt", "b.txt"]
    for nothing in ("nothing.txt", "*.pdf", "x" * 300, "x" * 300 + "*"):
        with pytest.raises(SourceError, match="no such file or folder|nothing matches"):
            found(tmp_path / nothing)


def test_what_is_no_file_is_a_problem(write, tmp_path, monkeypatch):
    write("shut/a.txt", CREW)
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    (tmp_path / "in" / "gone.txt").symlink_to("nowhere")
    (tmp_path / "in" / "linked").symlink_to(tmp_path)
    listed = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: listed(path) if not str(path).endswith("shut") else listed("/proc/nowhere"))
    assert sorted((u, p) for u, p in told(tmp_path / "in")) == [("gone.txt", "unreadable"), ("linked", "not_followed"), ("nowhere", "unreadable"), ("pipe.txt", "unreadable")]


def test_a_file_may_vanish_before_it_is_read(write):
    source = Source(path=str(write("a.txt", CREW)))
    [(name, file)] = files.names(source, leave_out=Path("/nowhere"))
    Path(name).unlink()
    [one] = files.documents(name, file, source)
    assert one.problem == ("unreadable", "No such file or directory")


def test_names_become_unambiguous_addresses(write, tmp_path):
    for name in (b"100% #1?.txt", b"caf\xe9.txt", b"back\\slash.txt", b"line\nbreak.txt"):
        Path(write("x", b"").parent, os.fsdecode(name)).write_bytes(CREW)
    uris = [u for u, _ in told(tmp_path / "in")]
    assert uris == ["100%25 %231%3F.txt", "back\\slash.txt", "caf%E9.txt", "line\nbreak.txt", "x"]


# Packed files.

@pytest.mark.parametrize("name,content", [
    ("a.txt.gz", gzip.compress(CREW[:9]) + gzip.compress(CREW[9:])), ("a.txt.zst", zstd(CREW[:9]) + zstd(CREW[9:])), ("a.txt.gz.gz", gzip.compress(gzip.compress(CREW))),
    ("a.gz", gzip.compress(CREW)), ("A.TXT.GZ", gzip.compress(CREW)), ("a.zip", zipped(("a.txt", CREW))), ("a.zip.gz", gzip.compress(zipped(("a.txt", CREW)))),
    ("a.zip", zipped(("in.zip", zipped(("a.txt", CREW))))), ("a.zip", zipped(("a.txt.zst", zstd(CREW)))),
    ("a.zip", zipped(("../../a.txt", CREW))), ("a.zip", zipped(("/etc/a.txt", CREW))), ("a.zip", zipped(("C:\\a.txt", CREW))),
    ("a.zip", zipped((".hidden.txt", b"no"), ("x/.git/y", b"no"), ("__MACOSX/._a.txt", b"no"), ("./a.txt", CREW), ("empty/", b""))),
])
def test_packed_text_is_read(write, name, content):
    [one] = found(write(name, content))
    assert (one.content, one.problem) == (CREW, None)


def broken(content: bytes) -> bytes:
    at = content.index(CREW[:4]) if CREW[:4] in content else len(content) // 2
    return content[:at] + b"\xff\x00\xff" + content[at + 3:]


def stored() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", CREW)
        archive.writestr("b.txt", b"Nobody is there.")
    return out.getvalue()


@pytest.mark.parametrize("name,content,reason", [
    ("a.txt.gz", gzip.compress(CREW)[:-9], "damaged"), ("a.txt.gz", CREW, "damaged"), ("a.txt.gz", broken(gzip.compress(CREW)), "damaged"),
    ("a.txt.zst", zstd(os.urandom(999))[:-99], "damaged"), ("a.txt.zst", CREW, "damaged"), ("a.zip", zipped(("a.txt", CREW))[:-9], "damaged"), ("a.zip", b"", "damaged"),
    ("a.parquet", parquet(row())[:-9], "damaged"), ("a.parquet", b"", "damaged"), ("a.gz.gz.gz.gz", gzip.compress(CREW), "nested"),
    ("a.warc", b"no WARC at all\r\n" * 9, "damaged"),
])
def test_a_damaged_file_is_one_problem(write, name, content, reason):
    assert told(write(name, content)) == [(name, reason)]


def test_a_damaged_member_costs_only_itself(write):
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    rotten = parquet(row())[:30] + b"\xff" * 60 + parquet(row())[90:]
    path = write("a.zip", zipped(("a.txt.gz", b"junk"), ("b.txt.zst", b"junk"), ("c.parquet", rotten), ("d.zip", b"junk"), (link, b"../a.txt"), ("e.txt", CREW)))
    assert [p for _, p in told(path)] == ["damaged"] * 4 + ["not_followed", CREW.decode()]
    assert [p for _, p in told(write("b.zip", broken(stored())))] == ["damaged", "Nobody is there."]


def test_an_encrypted_member_is_a_problem(write):
    content = bytearray(zipped(("a.txt", CREW), ("b.txt", CREW)))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + at] |= 1
    assert [p for _, p in told(write("a.zip", bytes(content)))] == ["encrypted", CREW.decode()]


def test_what_a_cut_file_holds_before_the_cut_is_read(write):
    rows = json_lines(*(row(url=None, text=f"{n} {os.urandom(500).hex()}") for n in range(100)))
    problems = [one.problem for one in found(write("a.jsonl.gz", gzip.compress(rows)[:-2000]))]
    assert problems[:50] == [None] * 50 and problems[-1][0] == "damaged"


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.csv.gz", "a.csv.zst", "a.warc.gz"])
def test_a_bomb_is_defused(write, name, monkeypatch):
    import tracemalloc

    for module in (files, records):
        monkeypatch.setattr(module, "MOST_BYTES" if module is files else "LONGEST", 1_000_000)
    zeros = bytes(20_000_000)
    path = write(name, zstd(zeros) if name.endswith("zst") else gzip.compress(zeros, 1))
    tracemalloc.start()
    problems = [one.problem and one.problem[0] for one in found(path)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert set(problems) <= {"too_large", "damaged"} and len(problems) <= 2 and peak < 12_000_000


def test_a_zip_bomb_is_defused(write, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 1_000_000)
    assert [p for _, p in told(write("a.zip", zipped(("a.txt", bytes(20_000_000)), ("b.txt", CREW))))] == ["too_large", CREW.decode()]


def test_progress_never_exceeds_the_size_of_a_file(write):
    for name, content in formats().items():
        assert 0 < sum(one.size for one in found(write(name, content))) <= len(content), name


def test_columns_are_declared_for_all_files_below_a_path(write, tmp_path):
    for name, content in (("a.jsonl", json_lines({"Inhalt": BODY, "kopf": HEADLINE})), ("b.csv", table({"Inhalt": BODY, "kopf": HEADLINE})), ("c.parquet", parquet({"Inhalt": BODY, "kopf": HEADLINE}))):
        write(name, content)
    assert {one.content.decode() for one in found(tmp_path / "in", columns=Columns(text="inhalt", title="kopf"))} == {TEXT.strip()}


def test_a_page_in_an_archive_is_a_page(write):
    assert [one.media_type for one in found(write("a.zip", zipped(("a.HTM", PAGE), ("b.md", CREW), ("c.txt", CREW))))] == ["text/html", "text/markdown", None]
