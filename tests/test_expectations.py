"""The gate: every declaration and every rule shown failing on a bad row and passing on good ones; the page; the silence."""

import pickle
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from html.parser import HTMLParser

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.gate import PUT_TOGETHER, GateFailed, Outcome, audit, check, raise_for
from expectations.page import render
from expectations.rules import RULES
from expectations.suites import suite, whole
from warehouse import tables
from warehouse.schema import DATE, INTEGER, Column, Table

TODAY = date(2026, 11, 22)
TABLES = {table.name: table for table in vars(tables).values() if isinstance(table, Table)}
# Combining accents, an emoji of several code points and a newline: spans count code points, wherever they are computed.
BODY = "Zoe\u0301 👩‍🚀 Quill launched on Kestrel 9 with Bo Marsh.\n“We will certainly fly again,” Quill said."


def h(number: int) -> str:
    return f"{number:016x}"


def valid(column: Column, number: int) -> object:
    """A value the declaration of the column allows; different for different numbers where it can be."""
    if column.values:
        return column.values[0]
    if column.pattern:
        return f"{number:064x}" if "{64}" in column.pattern else h(number)
    by_type = {INTEGER: int(column.low or 1), DATE: date(2020, 1, 1), tables.FLOAT: 0.5, tables.BOOLEAN: True,
               tables.TIMESTAMP: datetime(2020, 1, 1), tables.BINARY: b"x"}
    return by_type.get(column.dtype, f"{column.name} {number}")


def rows_of(table: Table, *overrides: dict) -> list[dict]:
    return [{c.name: valid(c, number) for c in table.columns} | given for number, given in enumerate(overrides, 1)]


def span(text: str, body: str = BODY) -> dict:
    start = body.index(text)
    return {"char_start": start, "char_end": start + len(text)}


def world() -> dict[str, list[dict]]:
    """A small warehouse in which every rule holds."""
    facts = {"article_count": 3, "origin_count": 2, "status": "confirmed"}
    single = facts | {"origin_count": 1, "status": "single_source"}
    person, craft, agency, flight, other = "zoe-quill", "kestrel", "acme", "kestrel-9", "kestrel-10"
    overrides = {
        "dim_agencies": [{"agency_id": agency}], "dim_sites": [{"site_id": "north-cape"}],
        "dim_people": [{"person_id": person, "agency_id": agency}, {"person_id": "bo-marsh", "agency_id": None}],
        "dim_spacecraft": [{"spacecraft_id": craft, "operator_agency_id": agency}, {"spacecraft_id": "kestrel-hull", "parent_id": craft}],
        "dim_stories": [{"story_id": h(1), "article_count": 3, "origin_count": 2}],
        "dim_articles": [
            {"article_id": h(n), "story_id": h(1), "origin_id": h(origin), "is_canonical": n != 2, "body": BODY, "char_count": len(BODY)}
            for n, origin in ((1, 1), (2, 1), (3, 2))
        ],
        "articles": [{"article_id": h(1), "body": BODY, "char_count": len(BODY)}],
        "fact_flights": [
            {"flight_id": flight, "crew_count": 2, "launch_date": date(2021, 5, 3), "launch_date_precision": "day"} | facts,
            {"flight_id": other, "crew_count": 1, "launch_date": date(2023, 1, 1), "launch_date_precision": "year"} | single,
        ],
        "fact_crews": [
            {"crew_id": h(1), "flight_id": flight, "person_id": person} | facts,
            {"crew_id": h(2), "flight_id": flight, "person_id": "bo-marsh"} | facts | {"status": "disputed"},
            {"crew_id": h(3), "flight_id": other, "person_id": person} | single,
        ],
        "fact_agencies": [{"agency_event_id": h(1), "agency_id": agency, "amount_usd": 3e8, "seats": 4} | facts],
        "fact_quotes": [{"quote_id": h(1), "quote_text": "We will certainly fly again", "speaker_agency_id": agency} | facts],
        "claims": [
            {"claim_id": h(10 * n + article), "article_id": h(article), "fact_table": table, "fact_id": fact, "evidence": text} | span(text)
            for article in (1, 3)
            for n, (table, fact, text) in enumerate((
                ("fact_flights", flight, "Kestrel 9"), ("fact_flights", other, "fly"), ("fact_crews", h(1), "Zoe\u0301 👩‍🚀 Quill"),
                ("fact_crews", h(2), "Bo Marsh"), ("fact_crews", h(3), "Quill"), ("fact_agencies", h(1), "launched"),
                ("fact_quotes", h(1), "We will certainly fly again,")), 1)
        ],
        "assertions": [{"assertion_id": h(1), "article_id": h(1), "evidence": "Bo Marsh"} | span("Bo Marsh")],
        "mentions": [{"article_id": h(1), "surface": "Kestrel 9", "entity_id": flight} | span("Kestrel 9")],
        "conflicts": [{"fact_table": "fact_crews", "fact_id": h(2), "value_a": "pilot", "value_b": "commander", "kind": "contradiction"}],
        "duplicates": [{"article_id": h(2), "duplicate_of": h(1)}], "redirects": [{"old_id": "zoe-quil", "new_id": person}],
        "runs": [{"run_id": "r1", "read_count": 6, "loaded_count": 3, "known_count": 2, "rejected_count": 1}],
        "rejects": [{"run_id": "r1"}],
    }
    def unlinked(table: Table) -> dict:
        return {c.name: None for c in table.columns if c.references and c.null}

    return {name: rows_of(TABLES[name], *(unlinked(TABLES[name]) | row for row in rows)) for name, rows in overrides.items()}


def frames(rows: dict[str, list[dict]]) -> dict[str, pl.DataFrame]:
    return {name: TABLES[name].frame(found) for name, found in rows.items()}


def judged(rows: dict[str, list[dict]], table: str) -> list[Outcome]:
    """All that is said about a table: its own gate, with every other table beside it."""
    found = frames(rows)
    return check("step", found[table], TABLES[table], today=TODAY, beside=found)


def failures(outcomes: list[Outcome]) -> dict[str, Outcome]:
    return {o.rule: o for o in outcomes if not o.success}


# A rule's name, its table, the row to change (or -1 for a new one) and the change that breaks it. Facts share their rules.
FLIGHTS, CREWS, QUOTES = "fact_flights", "fact_crews", "fact_quotes"
BREAKS: list[tuple[str, str, str, int, dict]] = [
    ("says how precise launch_date is", FLIGHTS, FLIGHTS, 0, {"launch_date_precision": "month"}),
    ("says how precise launch_date is", FLIGHTS, FLIGHTS, 0, {"launch_date_precision": None}),
    ("says how precise launch_date is", FLIGHTS, FLIGHTS, 0, {"launch_date_precision": "year"}),
    ("launches between Gagarin and 15 years from now", FLIGHTS, FLIGHTS, 0, {"launch_date": date(2042, 1, 1)}),
    ("launches between Gagarin and 15 years from now", FLIGHTS, FLIGHTS, 0, {"launch_date": date(1961, 4, 11)}),
    ("carries eight people or fewer", FLIGHTS, FLIGHTS, 0, {"crew_count": 9}),
    ("crew_count counts its rows in fact_crews", FLIGHTS, FLIGHTS, 0, {"crew_count": 3}),
    ("lets nobody launch twice within three days", CREWS, FLIGHTS, 1, {"launch_date": date(2021, 5, 5), "launch_date_precision": "day"}),
    ("was first claimed before it was last claimed", CREWS, CREWS, 0, {"first_claimed_on": date(2021, 1, 2)}),
    ("costs 200 million dollars a seat or less", "fact_agencies", "fact_agencies", 0, {"amount_usd": 9e8}),
    ("is four words or longer", QUOTES, QUOTES, 0, {"quote_text": " so  called\nheroes "}),
    ("value_a differs from value_b", "conflicts", "conflicts", 0, {"value_b": "pilot"}),
    ("belongs to a fact that exists", "claims", "claims", 0, {"fact_id": h(99)}),
    ("belongs to a fact that exists", "conflicts", "conflicts", 0, {"fact_table": QUOTES}),
    ("comes from an article on the topic", "claims", "dim_articles", 0, {"is_on_topic": False}),
    ("has one canonical article for each origin", "dim_articles", "dim_articles", 1, {"is_canonical": True}),
    ("has one canonical article for each origin", "dim_articles", "dim_articles", 0, {"is_canonical": False}),
    ("counts its articles and origins", "dim_stories", "dim_stories", 0, {"article_count": 2}),
    ("counts its articles and origins", "dim_stories", "dim_stories", 0, {"origin_count": 3}),
    ("names two articles", "duplicates", "duplicates", 0, {"duplicate_of": h(2)}),
    ("lists a pair one way only", "duplicates", "duplicates", -1, {"article_id": h(1), "duplicate_of": h(2)}),
    ("leads to an id in use", "redirects", "redirects", -1, {"old_id": "zoe-quill", "new_id": "zoe"}),
    ("leads to an id in use", "redirects", "redirects", 0, {"new_id": "zoe-quil"}),
    ("read = loaded + known + rejected", "runs", "runs", 0, {"read_count": 7}),
    ("lists what it rejected", "runs", "runs", 0, {"read_count": 7, "rejected_count": 2}),
    *((rule, table, table, 0, change) for table in ("dim_articles", "articles") for rule, change in (
        ("char_count counts body", {"char_count": 12}),
        ("was published between 1957 and the day after the run", {"published_at": datetime(1957, 1, 1)}),
        ("was published between 1957 and the day after the run", {"published_at": datetime(2026, 11, 25)}))),
    *((rule, table, table, 0, change)
      for table, text in (("claims", "evidence"), ("assertions", "evidence"), ("mentions", "surface")) for rule, change in (
        (f"{text} is as long as its span", {text: "Kestrel 99"}),
        (f"{text} is what the article says at its span", {"char_start": 1, "char_end": 10}),
        (f"{text} says something", {text: " \n\u00a0"}))),
    *((rule, table, changed, 0, change) for table in (FLIGHTS, CREWS, "fact_agencies", QUOTES) for rule, changed, change in (
        ("counts no more origins than articles", table, {"article_count": 1}),
        ("is confirmed by two origins or more", table, {"origin_count": 1}),
        ("is called single_source only with one origin", table, {"status": "single_source"}),
        ("counts no more origins than its claims have", table, {"origin_count": 3}),
        ("shows its contradiction when disputed", table, {"status": "disputed"}),
        ("rests on a claim", table, {TABLES[table].key[0]: h(77)}))),
    *(("is disputed when contradicted", table, "conflicts", -1, {"fact_table": table, "fact_id": fact, "kind": "contradiction"})
      for table, fact in ((FLIGHTS, "kestrel-9"), (CREWS, h(1)), ("fact_agencies", h(1)), (QUOTES, h(1)))),
    *((rule.name, rule.table, rule.table, 0, {rule.column: "f" * 16})
      for rule in RULES if rule.name == f"{rule.column} exists in {rule.tables[-1]}"),
]


def broken(changed: str, row: int, change: dict) -> dict[str, list[dict]]:
    rows = world()
    if row < 0:
        rows[changed].append(rows_of(TABLES[changed], {})[0] | change)
    else:
        rows[changed][row] |= change
    return rows


@pytest.fixture(scope="module")
def good() -> dict[str, list[Outcome]]:
    return {name: judged(world(), name) for name in world()}


def test_good_rows_pass_every_expectation(good):
    assert {name: list(failures(found)) for name, found in good.items()} == {name: [] for name in good}


def test_every_rule_is_evaluated_and_has_a_row_that_breaks_it(good):
    evaluated = {(o.table, o.rule) for found in good.values() for o in found}
    assert {(r.table, r.name) for r in RULES} <= evaluated
    shared = {(table, "has a date in one article of ten or more") for table in ("dim_articles", "articles")}
    assert {(r.table, r.name) for r in RULES} - {(table, rule) for rule, table, *_ in BREAKS} == shared


@pytest.mark.parametrize(("rule", "table", "changed", "row", "change"), BREAKS, ids=lambda v: str(v)[:40])
def test_a_bad_row_fails_its_rule_and_is_shown(rule, table, changed, row, change):
    chosen = [r for r in RULES if r.table == table and r.name == rule]
    rows = broken(changed, row, change)
    found = frames({name: rows[name] for name in chosen[0].tables})
    outcome = failures(check("step", found[table], TABLES[table], today=TODAY, beside=found, rules=chosen))[rule]
    assert 1 <= outcome.failing_count <= len(found[table]) and outcome.why.endswith(".")
    assert 1 <= len(outcome.failing_rows) <= 5 and all(outcome.failing_rows[0].keys())


def test_a_flight_may_rest_on_its_crew_alone():
    rows = world()
    rows["claims"] = [r for r in rows["claims"] if r["fact_table"] != FLIGHTS]
    assert "rests on a claim" not in failures(judged(rows, FLIGHTS))
    rows["claims"] = [r for r in rows["claims"] if r["fact_table"] != CREWS]
    assert "rests on a claim" in failures(judged(rows, FLIGHTS))


@pytest.mark.parametrize("table", ["dim_articles", "articles"])
def test_one_article_in_ten_must_have_a_date(table):
    rule = "has a date in one article of ten or more"
    rows = world()
    rows[table] = [rows[table][0] | {"article_id": h(n), "published_at": datetime(2020, 1, 1) if n == 1 else None} for n in range(1, 12)]
    assert failures(judged(rows, table))[rule].severity == "warning"
    assert rule not in failures(judged(rows | {table: rows[table][:10]}, table))
    assert rule not in failures(judged(rows | {table: []}, table))


def test_a_wrong_span_shows_claim_and_both_texts():
    rows = broken("claims", 0, {"char_start": 3, "char_end": 12})
    [shown] = failures(judged(rows, "claims"))["evidence is what the article says at its span"].failing_rows
    assert shown["claim_id"] == h(11) and shown["evidence"] == "Kestrel 9" and shown["article_says"] == BODY[3:12]


@settings(deadline=None)
@given(st.text(min_size=1, max_size=30), st.data())
def test_duckdb_cuts_spans_as_python_does(body, data):
    start = data.draw(st.integers(0, len(body) - 1))
    end = data.draw(st.integers(start + 1, len(body)))
    body = body.replace("\x00", "0")
    cut = duckdb.connect().execute("select substr(?, ? + 1, ? - ?), length(?)", [body, start, end, start, body]).fetchone()
    assert cut == (body[start:end], len(body))


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_every_declaration_fails_on_one_bad_row(table):
    """One row for each way to be wrong; each check finds its own row and no other."""
    bad: dict[str, dict] = {"good": {}}
    for column in table.columns:
        if column.values:
            bad[f"{column.name} is an allowed value"] = {column.name: "nonsense"}
        if column.pattern:
            bad[f"{column.name} has its form"] = {column.name: "0123456789abcdef\n"}
        for bound, step in ((column.low, -1), (column.high, 1)):
            if bound is not None:
                bad[next(c.name for c in suite(table) if c.name.startswith(f"{column.name} is at"))] = {column.name: bound + step}
    gap = next(c for c in table.columns if not c.null)
    numbered = [c.name for c in table.columns if c.name in table.key and not (c.values or c.pattern or c.low is not None)]
    rows = rows_of(table, *({name: f"{name} {i}" for name in numbered} | change for i, change in enumerate(bad.values())))
    rows.append(rows[0] | {gap.name: None} | ({} if gap.name in numbered else {name: "gap" for name in numbered}))
    outcomes = check("step", pl.DataFrame(rows, schema=table.schema), table, today=TODAY, rules=())
    assert outcomes[0].success
    named = {o.rule: o for o in outcomes}
    for rule, change in bad.items():
        if rule != "good":
            assert named[rule].failing_count == 1, rule
            [(column, value)] = change.items()
            assert named[rule].failing_rows[0][column] == value
    missing = named["leaves no required value empty"]
    assert missing.failing_count == 1 and missing.failing_rows[0]["(missing)"] == gap.name
    twice = check("step", pl.DataFrame([rows[0], rows[0]], schema=table.schema), table, today=TODAY, rules=())
    assert {rule: o.failing_count for rule, o in failures(twice).items()} == {"has a unique key": 2}
    assert not failures(check("step", table.empty(), table, today=TODAY))


def test_wrong_columns_and_types_are_shown_and_nothing_else_is_evaluated():
    table = tables.DIM_SITES
    frame = table.empty().drop("kind").with_columns(pl.col("country").cast(pl.Int64), extra=pl.lit("x"))
    [outcome] = check("load", frame, table, today=TODAY)
    assert outcome.observed == "3 of 5 columns"
    assert outcome.failing_rows[0] == {"column": "country", "declared": "String", "found": "Int64"}
    assert [tuple(row.values()) for row in outcome.failing_rows[1:]] == [("kind", "String", "absent"), ("extra", "absent", "String")]


def test_not_a_number_counts_as_missing():
    frame = pl.DataFrame(rows_of(tables.MENTIONS, {"score": float("nan")}), schema=tables.MENTIONS.schema)
    [outcome] = failures(check("s", frame, tables.MENTIONS, today=TODAY, rules=())).values()
    assert outcome.rule == "leaves no required value empty" and outcome.failing_rows[0]["(missing)"] == "score"


def test_five_rows_are_shown_and_all_are_counted():
    frame = pl.DataFrame(rows_of(tables.CLAIMS, *[{"confidence": 2.0}] * 300), schema=tables.CLAIMS.schema)
    [outcome] = failures(check("s", frame, tables.CLAIMS, today=TODAY, rules=())).values()
    assert (outcome.failing_count, len(outcome.failing_rows), outcome.observed) == (300, 5, "300 of 300 rows")
    assert outcome.failing_rows[0] == {"claim_id": h(1), "confidence": 2.0}


def test_long_texts_are_shown_short():
    rows = broken("claims", 0, {"evidence": "x" * 5000})
    assert all(len(str(v)) < 300 for o in failures(judged(rows, "claims")).values() for row in o.failing_rows for v in row.values())


def test_audit_reads_a_database_as_it_reads_frames(tmp_path):
    rows = broken("claims", 0, {"fact_id": h(99)})
    path = str(tmp_path / "warehouse.duckdb")
    with duckdb.connect(path) as connection:
        for name, frame in frames(rows).items():
            connection.execute(TABLES[name].ddl)
            connection.register("incoming", frame.to_arrow())
            connection.execute(f"insert into {name} select * from incoming")
    with duckdb.connect(path, read_only=True) as connection:
        stored = audit(connection, today=TODAY)
    assert stored == audit(frames(rows), today=TODAY)
    assert set(failures(stored)) == {"belongs to a fact that exists"}
    assert {o.step for o in stored} == {"audit"} and len(stored) == sum(len(set(r.tables)) > 1 or r.table in PUT_TOGETHER for r in RULES)


def test_a_rule_waits_for_its_tables():
    found = frames(world())
    alone, beside = ({o.rule for o in check("s", found["assertions"], tables.ASSERTIONS, today=TODAY, beside=given)}
                     for given in ({}, {"articles": found["articles"]}))
    assert beside - alone == {"evidence is what the article says at its span", "article_id exists in articles"}


def test_gates_may_run_side_by_side():
    flights = [frames(broken("fact_flights", 0, {"crew_count": 9 if n % 2 else 2}))["fact_flights"] for n in range(6)]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda f: check("s", f, tables.FACT_FLIGHTS, today=TODAY), flights))
    assert [bool(failures(f)) for f in found] == [False, True] * 3


def test_a_fatal_failure_stops_with_step_rule_and_rows_on_one_line():
    outcomes = judged(broken("claims", 0, {"evidence": "Kestrel\n8"}), "claims")
    with pytest.raises(GateFailed) as caught:
        raise_for(outcomes)
    assert str(caught.value) == (
        "gate failed after step step: claims evidence is what the article says at its span: 1 of 14 rows fails: "
        f"claim_id={h(11)}, char_start=27, char_end=36, evidence=Kestrel 8, article_says=Kestrel 9")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_warning_is_recorded_and_does_not_stop():
    outcomes = judged(broken("fact_flights", 0, {"launch_date": date(2050, 1, 1)}), "fact_flights")
    raise_for(outcomes)
    [warning] = failures(outcomes).values()
    assert warning.severity == "warning" and warning.failing_rows[0]["flight_id"] == "kestrel-9"


def test_rules_are_declared_well():
    assert len({(r.table, r.name) for r in RULES}) == len(RULES)
    for rule in RULES:
        assert set(rule.tables) <= set(TABLES) and rule.severity in ("fatal", "warning") and rule.why.endswith(".")
        named = set(re.findall(r"\b(?:from|join) ([a-z_]+)", rule.sql))
        assert named & set(TABLES) <= set(rule.tables), rule.name


@given(st.from_regex(r"[0-9a-f]{16}", fullmatch=True), st.sampled_from(["\n", "g", " ", "0"]))
def test_a_pattern_matches_whole_strings(text, tail):
    assert re.search(whole(tables.HASH_ID), text) and not re.search(whole(tables.HASH_ID), text + tail)


class _Page(HTMLParser):
    """Collects the tags, the links and the anchors of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.fetched, self.links, self.ids = set(), [], set(), set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.add(tag)
        self.ids.add(found.get("id"))
        self.fetched += [found["src"]] if "src" in found else [found["href"]] if tag == "link" else []
        self.links |= {found["href"]} if tag == "a" else set()


def test_the_page_shows_every_expectation_and_fetches_nothing(good):
    bad = judged(broken("claims", 0, {"evidence": "<script>alert(1)</script> & more"}), "claims")
    outcomes = [*good["fact_flights"], *bad]
    html = render(outcomes, "run-7")
    page = _Page(html)
    assert page.fetched == ["data:,"] and "script" not in page.tags and not re.search(r"url\(|@import|https?:", html)
    assert {link.removeprefix("#") for link in page.links} <= page.ids
    assert {f"e{n}" for n in range(1, len(outcomes) + 1)} <= page.ids
    assert "&lt;script&gt;alert(1)" in html and "run-7" in html and f"of {len(outcomes)} expectations failed" in html
    assert "prefers-color-scheme: dark" in html
    assert "hold" in render(good["claims"], "r") and "Nothing was checked" in render([], "r")
    assert render(outcomes, "run-7") == html


def test_the_page_adds_up_the_batches_of_a_step():
    part = Outcome("clean", "articles", "has a unique key", "article_id", "fatal", "Why.", 10, 1, [{"article_id": "a"}])
    html = render([part, part], "r")
    assert "2 of 20 rows" in html and "1 of 1 expectations failed" in html


def test_importing_the_room_does_not_import_great_expectations():
    code = "import sys, expectations.gate, expectations.page; print({'great_expectations', 'pandas', 'duckdb', 'jinja2'} & {*sys.modules})"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "set()"


@pytest.mark.slow
def test_a_gate_is_silent_and_stays_offline(tmp_path):
    code = """
import sys
def watch(event, args):
    if event in ("socket.connect", "socket.getaddrinfo"):
        print("network:", event, args)
sys.addaudithook(watch)
from datetime import date
from expectations.gate import check
from warehouse.tables import DIM_SITES
assert check("s", DIM_SITES.empty(), DIM_SITES, today=date(2026, 1, 1))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                          env={"HOME": str(tmp_path), "PYTHONPATH": ":".join(p for p in sys.path if p), "PATH": ""})
    assert (done.stdout, done.stderr) == ("", "") and not list(tmp_path.iterdir())
