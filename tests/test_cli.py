"""Loads from end to end, and the command line as a user meets it."""

import json
import shutil
import subprocess
import sys
import time
from itertools import takewhile
from pathlib import Path

import duckdb
import polars as pl
import pytest

from conftest import CORPUS, ROOT

TEXT = """Two fliers for Crew-9

March 3, 2024

NASA astronaut Nick Hague will command the Crew-9 mission to the International Space Station in August, the agency said.
"We are ready to fly," Hague said on Sunday. Roscosmos cosmonaut Aleksandr Gorbunov is the other member of the crew.
"""


def ask(data: Path, sql: str) -> list[tuple]:
    with duckdb.connect(data / "warehouse.duckdb", read_only=True) as connection:
        return connection.execute(sql).fetchall()


def parquet(data: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (data / "parquet").iterdir()}


@pytest.fixture
def texts(tmp_path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "crew.txt").write_text(TEXT)
    return folder


# Loads, in this process.

def test_the_sample_yields_facts_that_lead_back_to_the_text(sample):
    [(crews, flights, agencies, quotes)] = ask(sample, "select (select count(*) from fact_crews), (select count(*) from fact_flights), (select count(*) from fact_agencies), (select count(*) from fact_quotes)")
    assert min(crews, flights, agencies, quotes) > 0
    assert ask(sample, "select count(*) from claims join dim_articles using (article_id) where substr(body, char_start + 1, char_end - char_start) is distinct from evidence") == [(0,)]
    assert ask(sample, "select read_count, loaded_count, known_count, rejected_count from runs") == [(24, 24, 0, 0)]
    steps = [s for s, in ask(sample, "select step from run_steps order by position")]
    assert steps[:2] == ["fetch.listed", "fetch.read"] and {"extract.documents", "clean.articles", "normalise.mentions", "claims.assertions", "resolve.facts", "audit"} <= set(steps)
    assert ask(sample, "select count(*) from run_steps where expectations = 0 and step not in ('export')") == [(0,)]
    assert (sample / "quality" / "index.html").read_text().count("claims.assertions") > 0


def test_a_second_run_loads_nothing_and_changes_no_byte_of_the_package(load, texts, tmp_path):
    data = tmp_path / "data"
    load(data, texts)
    before = parquet(data)
    summary = load(data, texts)
    assert (summary["read"], summary["loaded"], summary["known"]) == (1, 0, 1)
    assert parquet(data) == before
    assert ask(data, "select loaded_count, known_count from runs order by started_at") == [(1, 0), (0, 1)]


def test_batches_and_order_leave_no_trace_in_the_package(load, sample, tmp_path):
    files = sorted(CORPUS.iterdir())
    for part in (files[::-2], files[:5], files):
        load(tmp_path / "data", *part, batch_size=3)
    assert parquet(tmp_path / "data") == parquet(sample)


def test_a_changed_document_replaces_its_earlier_claims(load, texts, tmp_path):
    data = tmp_path / "data"
    load(data, texts)
    assert ask(data, "select count(*) from fact_quotes") == [(1,)]
    (texts / "crew.txt").write_text(TEXT.replace("We are ready to fly", "We need another month"))
    summary = load(data, texts)
    assert (summary["loaded"], summary["known"]) == (1, 0)
    assert ask(data, "select quote_text from fact_quotes") == [("We need another month,",)] or ask(data, "select quote_text from fact_quotes") == [("We need another month",)]
    assert ask(data, "select count(*) from dim_articles") == [(1,)]
    load(tmp_path / "fresh", texts)
    assert parquet(data) == parquet(tmp_path / "fresh")


def test_a_withdrawn_document_goes_with_its_claims_and_stays_out(load, texts, tmp_path):
    data, other = tmp_path / "data", texts / "other.txt"
    shutil.copy(CORPUS / "24_ns31.txt", other)
    load(tmp_path / "without", other)
    load(data, texts)
    uri = (texts / "crew.txt").as_uri()
    assert load(data, withdraw=[uri])["withdrawn"] == 1
    assert parquet(data) == parquet(tmp_path / "without")
    summary = load(data, texts)
    assert (summary["loaded"], summary["rejected_by_reason"]) == (0, {"withdrawn": 1})
    assert load(data, texts / "crew.txt")["loaded"] == 1
    from flows.run import UnknownDocument
    with pytest.raises(UnknownDocument):
        load(data, withdraw=["file:///nowhere.txt"])


def test_a_bad_document_is_a_row_in_rejects_and_the_rest_is_loaded(load, texts, tmp_path):
    (texts / "empty.txt").write_bytes(b"")
    (texts / "binary.bin").write_bytes(bytes(range(256)) * 40)
    (texts / "huge.txt").write_bytes(b"astronaut " * 5_000_000)
    (texts / "utf16.txt").write_bytes(TEXT.encode("utf-16"))
    (texts / "cp1252.md").write_bytes(TEXT.replace('"We are ready to fly,"', "\u201cWe\u2019re ready to fly,\u201d").encode("cp1252"))
    (texts / "gone.txt").symlink_to(texts / "nowhere.txt")
    (texts / ".hidden.txt").write_text(TEXT)
    (texts / ".git").mkdir()
    (texts / ".git" / "config.txt").write_text(TEXT)
    (texts / "100% #1?.txt").write_text(TEXT)
    summary = load(tmp_path / "data", texts)
    assert (summary["read"], summary["loaded"], summary["rejected"]) == (8, 4, 4)
    rejects = ask(tmp_path / "data", "select regexp_extract(uri, '[^/]*$'), stage, reason from rejects order by all")
    assert rejects == [("binary.bin", "extract", "binary"), ("empty.txt", "extract", "empty"), ("gone.txt", "fetch", "unreadable"), ("huge.txt", "extract", "too_large")]
    assert ask(tmp_path / "data", "select body from dim_articles where uri like '%cp1252.md'")[0][0].count("\u2019") == 1
    assert ask(tmp_path / "data", "select count(*) from dim_articles where uri like '%/100%25 %231%3F.txt'") == [(1,)]
    assert load(tmp_path / "data", texts)["rejected"] == 4


def test_nothing_to_load_publishes_nothing(load, tmp_path):
    from flows.run import NothingLoaded

    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "empty.txt").write_bytes(b"")
    with pytest.raises(NothingLoaded, match="1 empty"):
        load(tmp_path / "data", tmp_path / "texts")
    assert not (tmp_path / "data" / "warehouse.duckdb").exists()


def test_a_failing_gate_names_step_rule_and_rows_and_publishes_nothing(load, texts, tmp_path, monkeypatch):
    from expectations.gate import GateFailed
    from transforms import normalise

    data = tmp_path / "data"
    load(data, texts)
    before = (data / "warehouse.duckdb").read_bytes(), parquet(data)
    (texts / "next.txt").write_text(TEXT.replace("Sunday", "Monday"))
    found = normalise.mentions
    monkeypatch.setattr(normalise, "mentions", lambda articles: found(articles).with_columns(score=pl.lit(2.0)))
    # A patched function has no module of its own.
    normalise.mentions.__module__, normalise.mentions.__name__ = "transforms.normalise", "mentions"
    with pytest.raises(GateFailed) as failed:
        load(data, texts)
    message = str(failed.value)
    assert "normalise.mentions" in message and "score is at least 0 and at most 1" in message and "article_id=" in message and "\n" not in message
    assert ((data / "warehouse.duckdb").read_bytes(), parquet(data)) == before
    assert "score is at least 0 and at most 1" in (data / "quality" / "index.html").read_text()


def test_a_package_that_a_killed_run_left_behind_is_completed(load, texts, tmp_path, monkeypatch):
    from warehouse import export

    data = tmp_path / "data"
    load(tmp_path / "undisturbed", texts)
    with monkeypatch.context() as patch:
        patch.setattr(export, "place", lambda new, target: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            load(data, texts)
    assert not (data / "parquet").exists()
    assert load(data, texts)["loaded"] == 0
    assert parquet(data) == parquet(tmp_path / "undisturbed")
    assert not list(data.glob(".parquet*")) and not list(data.glob(".building*"))


def test_a_full_refresh_starts_from_nothing(load, texts, tmp_path):
    load(tmp_path / "data", texts)
    (texts / "crew.txt").rename(texts / "moved.txt")
    assert load(tmp_path / "data", texts, full_refresh=True)["rows"]["dim_articles"] == 1
    assert ask(tmp_path / "data", "select count(*) from runs") == [(1,)]


# The command line, in its own process.

def test_help_is_instant_and_imports_nothing_heavy():
    code = "import sys; from flows import cli; print([m for m in ('prefect', 'great_expectations', 'polars', 'duckdb', 'pandas') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT).stdout.strip() == "[]"


def test_help_lists_every_command(cli):
    said = cli("--help")
    assert said.returncode == 0
    assert all(command in said.stdout for command in ("run", "check", "query", "explain", "export", "dictionary"))


@pytest.mark.parametrize("arguments, message", [
    (["run", "nowhere"], "nowhere: no such file or folder"),
    (["run", "*.nothing"], "*.nothing: nothing matches"),
    (["run", "ftp://example.org/feed"], "ftp://example.org/feed: only files, folders, globs and http:// or https:// addresses can be read"),
    (["run"], "nothing to read: name a SOURCE (a file, a folder, a glob or an address), or declare sources in crewledger.toml"),
    (["query", "select 1"], "there is no warehouse in data: crewledger run SOURCE --data data makes one"),
    (["check"], "there is no warehouse in data: crewledger run SOURCE --data data makes one"),
])
def test_wrong_usage_is_one_line_and_exit_code_2(cli, tmp_path, arguments, message):
    said = cli(*arguments, cwd=tmp_path)
    assert (said.returncode, said.stdout, said.stderr) == (2, "", f"crewledger: {message}\n")


def test_query_answers_in_four_formats_and_changes_nothing(cli, sample, tmp_path):
    sql = "select agency_id, agency_name from dim_agencies where agency_id in ('nasa', 'esa') order by all"
    assert "NASA" in cli("query", sql, "--data", sample).stdout
    assert cli("query", sql, "--data", sample, "--format", "csv").stdout == "agency_id,agency_name\nesa,ESA\nnasa,NASA\n"
    assert json.loads(cli("query", sql, "--data", sample, "--format", "json").stdout) == [{"agency_id": "esa", "agency_name": "ESA"}, {"agency_id": "nasa", "agency_name": "NASA"}]
    assert cli("query", sql, "--data", sample, "--format", "parquet", "--to", tmp_path / "two.parquet").returncode == 0
    assert pl.read_parquet(tmp_path / "two.parquet")["agency_id"].to_list() == ["esa", "nasa"]
    limited = cli("query", "select * from range(1000)", "--data", sample, "--limit", "3").stdout
    assert "The first 3 rows" in limited and "998" not in limited
    for wrong in ("selec 1", "delete from claims", "select nothing from claims", "select 1; select 2", f"copy (select 1) to '{tmp_path}/out.csv'", "select * from read_csv('/etc/hostname')"):
        said = cli("query", wrong, "--data", sample)
        assert said.returncode == 2 and said.stdout == "" and len(said.stderr.splitlines()) == 1, wrong
    assert not (tmp_path / "out.csv").exists()


def test_explain_shows_the_marked_characters_of_every_claim(cli, sample):
    [(crew_id, person, uri, evidence)] = ask(sample, "select crew_id, person_name, uri, evidence from fact_crews join claims on fact_id = crew_id join dim_articles using (article_id) "
                                                     "where status = 'confirmed' and attribute = 'crew_member' order by all limit 1")
    said = cli("explain", crew_id, "--data", sample)
    assert said.returncode == 0
    assert person in said.stdout and uri in said.stdout and f"[[{evidence}]]" in said.stdout
    unknown = cli("explain", "nothing", "--data", sample)
    assert (unknown.returncode, unknown.stderr) == (2, "crewledger: nothing: no fact has this id\n")


def test_explain_takes_every_fact(sample):
    from flows import explain

    with duckdb.connect(sample / "warehouse.duckdb", read_only=True) as connection:
        for table in explain.FACTS:
            for fact_id, in connection.execute(f"select {table.key[0]} from {table.name}").fetchall():
                said = "\n".join(line.plain for line in explain._lines(connection, fact_id, is_marked=True))
                assert "[[" in said, (table.name, fact_id)
        for old_id, new_id in connection.execute("select old_id, new_id from redirects where entity_type in ('flight', 'crew', 'agency_event', 'quote')").fetchall():
            assert f"{old_id} is now {new_id}" in next(iter(explain._lines(connection, old_id, is_marked=True))).plain


def test_explain_names_as_many_origins_for_and_against_as_the_conflict_counts(sample):
    from flows import explain

    with duckdb.connect(sample / "warehouse.duckdb", read_only=True) as connection:
        conflicts = connection.execute("select fact_id, attribute, value_a, value_b, origin_count_a, origin_count_b from conflicts order by all").fetchall()
        assert conflicts
        for fact_id, attribute, value_a, value_b, *counts in conflicts:
            lines = [line.plain.strip() for line in explain._lines(connection, fact_id, is_marked=True)]
            start = next(n for n, line in enumerate(lines, 1) if line.startswith(f"{attribute}: {value_a} (") and f"against {value_b} (" in line)
            witnesses = {(words[0] == "for", words[2]) for words in map(str.split, takewhile(lambda line: ": " in line and " origin " in line, lines[start:]))
                         if words[0] in ("for", "against", "beside")}
            assert [sum(is_for == side for is_for, _ in witnesses) for side in (True, False)] == counts, (fact_id, attribute)


def test_export_writes_the_published_package_again(cli, sample, tmp_path):
    assert cli("export", "--to", tmp_path / "package", "--data", sample).returncode == 0
    assert {p.name: p.read_bytes() for p in (tmp_path / "package").iterdir()} == parquet(sample)


def test_the_dictionary_names_every_column(cli):
    from warehouse.tables import ACCOUNTS, PUBLIC

    said = cli("dictionary").stdout
    assert all(f"| `{c.name}` |" in said for t in (*PUBLIC, *ACCOUNTS) for c in t.columns)
    assert [t["table"] for t in json.loads(cli("dictionary", "--format", "json").stdout)] == [t.name for t in (*PUBLIC, *ACCOUNTS)]


def test_a_mistyped_option_is_one_line_too(cli, tmp_path):
    said = cli("run", "--dta", "x", cwd=tmp_path)
    assert (said.returncode, said.stdout, len(said.stderr.splitlines())) == (2, "", 1)
    assert "--dta" in said.stderr


def test_a_broken_warehouse_is_named(cli, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "warehouse.duckdb").write_bytes(b"no database" * 1000)
    said = cli("query", "select 1", cwd=tmp_path)
    assert said.returncode == 2 and len(said.stderr.splitlines()) == 1
    assert "data/warehouse.duckdb cannot be read as a warehouse" in said.stderr


@pytest.mark.slow
def test_a_run_on_prefect_prints_a_summary_and_nothing_else(cli, texts, tmp_path):
    said = cli("run", "texts", "--json", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    assert said.stderr == ""
    summary = json.loads(said.stdout)
    assert (summary["read"], summary["loaded"], summary["rejected"]) == (1, 1, 0)
    assert cli("check", cwd=tmp_path).returncode == 0
    quiet = cli("run", "texts", "--quiet", cwd=tmp_path)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    (tmp_path / "none").mkdir()
    none = cli("run", "none", cwd=tmp_path)
    assert (none.returncode, none.stdout, none.stderr) == (1, "", "crewledger: nothing could be loaded: no document found\n")


@pytest.mark.slow
def test_a_killed_run_leaves_no_server_and_the_next_one_completes_the_work(cli, texts, tmp_path):
    data = tmp_path / "data"
    first = subprocess.Popen([sys.executable, "-m", "flows.cli", "run", str(texts), "--data", str(data), "--quiet"], cwd=ROOT)
    until = time.monotonic() + 120
    while not (data / ".building.duckdb").exists() and first.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    second = cli("run", texts, "--data", data)
    assert (second.returncode, second.stderr) == (1, f"crewledger: another run is writing to {data}\n")
    first.kill()
    first.wait()
    assert not (data / "warehouse.duckdb").exists()
    said = cli("run", texts, "--data", data, "--json")
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["loaded"] == 1
    assert not (data / ".building.duckdb").exists()
