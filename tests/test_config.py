"""crewledger.toml: what is wrong is told in one line with file and key, what is right is used."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT
from flows import config
from flows.config import SourceError


@pytest.fixture
def declare(tmp_path):
    def write(text: str | bytes) -> Path:
        path = tmp_path / "crewledger.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.parametrize("text,told", [
    ('sources = 3', "sources: "), ('[sources]\npath = "a"', "sources: "), ('[[sources]]', "sources[1]: needs either path or url"), ('[[sources]]\npath = "a"\nurl = "https://a.example"', "sources[1]: needs either path or url"),
    ('[[sources]]\npath = "a"\n[[sources]]\npth = "b"', "sources[2].pth: no such key"), ('surces = []', "surces: no such key"), ('[[sources]]\npath = 3', "sources[1].path: "),
    ('[[sources]]\npath = ""', "sources[1].path: "), ('[[sources]]\nurl = "ftp://a.example"', "sources[1].url: not an http:// or https:// address (is 'ftp://a.example')"),
    ('[[sources]]\nurl = "http://["', "sources[1].url: "), ('[[sources]]\nurl = "https://a.example"\ninclude = "("', "sources[1].include: not a regular expression"),
    ('[[sources]]\nurl = "https://a.example"\nsince = "soon"', "sources[1].since: "), ('[[sources]]\nurl = "https://a.example"\ndelay = -1', "sources[1].delay: "), ('[[sources]]\nurl = "https://a.example"\ndelay = nan', "sources[1].delay: "),
    ('[[sources]]\nurl = "https://a.example"\nconcurrency = 0', "sources[1].concurrency: "), ('[[sources]]\nurl = "https://a.example"\nallow_private_network = "yes"', "sources[1].allow_private_network: "),
    ('[[sources]]\nurl = "https://a.example"\ncolumns = { text = "a" }', "sources[1]: columns says nothing"), ('[[sources]]\npath = "a"\ndelay = 2', "sources[1]: delay says nothing"),
    ('[[sources]]\npath = "a"\ncolumns = { txt = "a" }', "sources[1].columns.txt: no such key"), ('[[sources]]\npath = "a"\ncolumns = { text = "" }', "sources[1].columns.text: "),
    ('[[sources]]\nname = "a"\npath = "a"\n[[sources]]\nname = "a"\npath = "b"', "sources[2].name: "), ('contact = "a b"', "contact: not an address or an e-mail"), ('[sources]\npath = "a"', "sources: needs a list of tables"), ('"a\\nb" = 1', "a b: no such key"),
    ('[[sources]\n', "not valid TOML: "), (b'contact = "\xff"', "not valid TOML: "), ("[[sources]]\npath = '''a\nb" + "'''\nx = 1", "sources[1].x: no such key"),
])
def test_a_mistake_is_told_in_one_line(declare, text, told):
    path = declare(text)
    with pytest.raises(SourceError) as problem:
        config.load(path)
    assert str(problem.value).startswith(f"{path}: {told}")
    assert "\n" not in str(problem.value) and len(str(problem.value)) < 400


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(SourceError, match=re.escape(f"{path}: ")):
            config.load(path)


def test_all_of_the_example_is_valid(declare):
    text = (ROOT / "crewledger.example.toml").read_text()
    full = re.sub(r"^# (?=\[\[sources|[a-z_]+ = )", "", text, flags=re.M)
    declared = config.load(declare(full))
    assert len(declared.sources) == text.count("[[sources]]") and declared.contact
    shown = {key for source in tomllib.loads(full)["sources"] for key in source}
    assert shown == config.Source.model_fields.keys()
    assert len(config.load(declare(text)).sources) == 1


def test_paths_are_relative_to_the_file(declare, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", "/jane")
    path = declare('[[sources]]\npath = "a/*.txt"\n[[sources]]\npath = "/b"\n[[sources]]\npath = "~/c"\n[[sources]]\npath = "~nobody-of-this-name/d"\n')
    assert [s.path for s in config.load(path).sources] == [str(tmp_path / "a/*.txt"), "/b", "/jane/c", str(tmp_path / "~nobody-of-this-name/d")]


def test_a_byte_order_mark_is_no_mistake(declare):
    assert len(config.load(declare('\ufeff[[sources]]\npath = "a"\n')).sources) == 1


def test_sources_of_the_command_line(declare, tmp_path, monkeypatch):
    path = declare('contact = "desk@courier.example"\n[[sources]]\nname = "feed"\nurl = "https://a.example/feed"\nsince = 2024-01-01\n[[sources]]\npath = "a"\n')
    chosen = config.resolve(["feed", "b.txt", "https://b.example"], path)
    assert [s.place for s in chosen.sources] == ["https://a.example/feed", "b.txt", "https://b.example"]
    assert chosen.sources[0].since == date(2024, 1, 1) and chosen.contact == "desk@courier.example"
    assert len(config.resolve([], path).sources) == 2
    for place, message in (("ftp://a.example", "ftp://a.example: only files"), ("s3://a/b", "s3://a/b: only files"), ("https://", "not an http:// or https:// address")):
        with pytest.raises(SourceError, match=re.escape(message)):
            config.resolve([place], path)
    monkeypatch.chdir(tmp_path)
    assert len(config.resolve([]).sources) == 2
    path.unlink()
    assert config.resolve([]).sources == ()
