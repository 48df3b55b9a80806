"""Rows of tables become documents, whatever their columns, charset and form of date."""

import io
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import parquet
from flows import records
from flows.config import Columns
from flows.found import Found

FILE = Found("file:///table", "test")
LINE = b'{"text": "The crew is on board."}\n'


def rows(read, content: bytes, **options) -> list[Found]:
    return list(read(io.BufferedReader(io.BytesIO(content)), FILE, Columns(**options.pop("columns", {})), **options))


def told(read, content: bytes, **options) -> list[str]:
    """Content, or reason."""
    return [one.problem[0] if one.problem else one.content.decode() for one in rows(read, content, **options)]


def one(**values: object) -> Found:
    [row] = rows(records.json_lines, json.dumps({"text": "The crew is on board."} | values).encode())
    return row


# Text and headline.

@pytest.mark.parametrize("text,title,content", [
    ("They flew.", "Four fly", "Four fly\n\nThey flew."), ("Four  fly\nThey flew.", "Four fly", "Four  fly\nThey flew."), ("Four flyers came.", "Four fly", "Four fly\n\nFour flyers came."),
    ("<p>They flew.</p>", "A < B & C", "<h1>A &lt; B &amp; C</h1><p>They flew.</p>"), ("<h1>A &amp; C</h1><p>They flew.</p>", "A & C", "<h1>A &amp; C</h1><p>They flew.</p>"),
    ("They flew<br>and landed.", "Four fly", "<h1>Four fly</h1>They flew<br>and landed."), ("<html><body>They flew.</body></html>", "Four fly", "<html><body>They flew.</body></html>"),
    ("If a < b, they fly.", "Four fly", "Four fly\n\nIf a < b, they fly."),
])
def test_the_headline_leads_the_text(text, title, content):
    row = one(text=text, title=title)
    assert (row.content.decode(), row.media_type) == (content, "text/html" if "<" in content.replace("< ", "") else None)


@pytest.mark.parametrize("text", ["", " \n", None, 5, ["The crew"], {"a": 1}])
def test_a_row_without_text_is_a_problem_even_with_a_headline(text):
    assert one(text=text, title="The crew is on its way").problem[0] == "no_text"


def test_a_row_is_named_by_its_address_else_its_id_else_its_number():
    assert [one(**given).uri for given in ({"url": "https://a.example/1", "id": 5}, {"link": "/1", "guid": "a b#c"}, {"url": 7}, {})] == [
        "https://a.example/1", "file:///table#id=a b%23c", "file:///table#1", "file:///table#1"]


@pytest.mark.parametrize("given,author", [
    ("Jane Roe", "Jane Roe"), (["Jane Roe", "Max Moe"], "Jane Roe, Max Moe"), ([{"name": "Jane Roe"}, {"id": 3}, None], "Jane Roe"), ({"name": "Jane Roe"}, "Jane Roe"), (7, "7"),
    (None, None), ("", None), ([], None), (True, None), (float("nan"), None), ([[["Jane"]]], None), (" Jane\n Roe\0 ", "Jane Roe"),
])
def test_authors_of_all_shapes(given, author):
    assert one(author=given).author == author


# Times.

NOON = datetime(2022, 9, 21, 12)


@pytest.mark.parametrize("value", [
    "2022-09-21T12:00:00Z", "2022-09-21T14:00:00+02:00", "2022-09-21 12:00", "20220921120000", "202209211200", "Wed, 21 Sep 2022 12:00:00 GMT", "Wed, 21 Sep 2022 08:00:00 -0400",
    "September 21, 2022 12:00", 1663761600, 1663761600000, 1663761600000000, 1663761600000000000, 1663761600.0, "1663761600", "1663761600000", "1663761600.0",
    datetime(2022, 9, 21, 12, tzinfo=UTC), NOON,
])
def test_times_of_all_forms(value):
    assert records.when(value) == NOON


@pytest.mark.parametrize("value", ["2022-09-21", "20220921", 20220921, date(2022, 9, 21), "21 Sep 2022", "Sept. 21, 2022", "21.09.2022"])
def test_days_of_all_forms(value):
    assert records.when(value) == datetime(2022, 9, 21)


@pytest.mark.parametrize("value", ["", " ", "soon", 0, 1, -1, 2022, "2022", "0", float("nan"), float("inf"), 10**400, "9" * 400, True, None, [], {}, "2022-13-45", "20221399", "0001-01-01T00:00:00+05:00",
                                   datetime.min.replace(tzinfo=UTC).isoformat()[:4]])
def test_no_time_is_made_up(value):
    assert records.when(value) is None


@given(st.text(max_size=40) | st.integers() | st.floats() | st.datetimes(timezones=st.timezones() | st.none()) | st.from_regex(r"[0-9:T.+Z/ -]{1,30}"))
def test_any_value_is_a_time_in_utc_or_none(value):
    found = records.when(value)
    assert found is None or found.tzinfo is None


# JSON Lines.

def test_a_bad_line_costs_only_itself():
    content = b"".join((b"\xef\xbb\xbf", LINE, b"nonsense\n", b"[1]\n", b"\n", b"{" + b'"a":[' * 99999 + b"\n", b'{"text": "a", "n": ' + b"9" * 5000 + b"}\n", b'{"headline": "a"}\n', b"\xef\xbb\xbf", LINE))
    assert told(records.json_lines, content) == ["The crew is on board.", *["bad_record"] * 4, "no_text_column", "The crew is on board."]


def test_lone_surrogates_and_nul_in_json_end_nothing():
    assert told(records.json_lines, b'{"text": "The \\ud800crew", "title": "a\\udfff", "author": "b\\udc80", "id": "\\ud800"}\n' + LINE) == ["a\ufffd\n\nThe \ufffdcrew", "The crew is on board."]
    assert told(records.json_lines, b'{"\\ud800": 1}\n') == ["no_text_column"]


def test_a_line_longer_than_any_page_costs_only_itself(monkeypatch):
    monkeypatch.setattr(records, "LONGEST", 100)
    assert told(records.json_lines, b'{"text": "' + b"x" * 1000 + b'"}\n' + LINE) == ["too_large", "The crew is on board."]


def test_a_declared_column_must_be_there():
    assert told(records.json_lines, LINE, columns={"text": "body"}) == ["no_such_column"]
    assert told(records.json_lines, LINE, columns={"title": "headline"}) == ["The crew is on board."]
    for read, content in ((records.csv_rows, b"text\na\nb\n"), (records.parquet_rows, parquet({"text": "a"}, {"text": "b"}))):
        [problem] = rows(read, content, columns={"title": "headline"})
        assert problem.problem == ("no_such_column", "there is no column headline, only text")
        assert told(read, content, columns={"text": "TEXT"}) == ["a", "b"]


# CSV.

@pytest.mark.parametrize("content,texts", [
    (b"text\na\n\nb\n", ["a", "b"]), (b"title;text\r\nT;a, b\r\n", ["T\n\na, b"]), (b"title\ttext\nT\ta\n", ["T\n\na"]), (b"title|text\nT|a\n", ["T\n\na"]),
    (b'"title, long";text\nT;a\n', ["a"]), (b'text\n"a\nb ""q"""\n', ['a\nb "q"']), (b",text\n0,a\n1,b\n", ["a", "b"]), (b"\xef\xbb\xbftext,title\na,T\n", ["T\n\na"]),
    ("title,text\nT,né\n".encode("utf-16"), ["T\n\nné"]), (b"", []), (b"text\n", []), (b"a,b\n1,2\n", ["no_text_column"]), (b'"text\n', ["bad_record"]),
    (b"text,title\na\nb,T,x\nc,T\n", ["bad_record", "bad_record", "T\n\nc"]), (b"text\na\0b\n", ["a\0b"]),
    (b'title,text\nA,"The crew\nB,Other\nC,"Third"\nD,x\n', ["bad_record", "D\n\nx"]), (b'text\n"a', ["bad_record"]),
])
def test_csv_of_all_kinds(content, texts):
    assert told(records.csv_rows, content) == texts


@pytest.mark.parametrize("charset,title,text", [
    ("cp1252", "Zoë flies", "“Ready,” said Zoë Müller – and left."), ("cp1251", "Экипаж прибыл на станцию", "Экипаж корабля прибыл на станцию в среду утром."),
])
def test_a_row_in_another_charset_is_decoded_as_a_whole(charset, title, text):
    for read, content in ((records.csv_rows, f'title,author,text\n"{title}","Zoe","{text}\n{text}"\n'), (records.json_lines, json.dumps({"title": title, "author": "Zoe", "text": f"{text}\n{text}"}, ensure_ascii=False) + "\n")):
        [row] = rows(read, content.encode(charset))
        assert (row.title, row.author, row.content.decode()) == (title, "Zoe", f"{title}\n\n{text}\n{text}")


def test_names_of_columns_may_be_in_any_charset():
    [problem] = rows(records.csv_rows, "Überschrift;Zoë\na;b\n".encode("cp1252"))
    problem.problem[1].encode()


def test_a_row_longer_than_any_page_ends_a_csv(monkeypatch):
    monkeypatch.setattr(records, "LONGEST", 100)
    for content in (b'text\na\n"' + b"x\n" * 99, b"text\na\n" + b"x" * 1000 + b"\nb\n"):
        read = records.csv_rows(io.BufferedReader(io.BytesIO(content)), FILE, Columns())
        assert next(read).content == b"a"
        with pytest.raises(records.Oversized, match="row 2"):
            next(read)


# Parquet.

def test_parquet_with_nested_columns_and_far_times():
    import pyarrow
    from pyarrow.parquet import write_table

    out = pyarrow.BufferOutputStream()
    write_table(pyarrow.table({
        "Text": ["a", None], "authors": [[{"name": "Jane Roe"}, {"name": "Max Moe"}], None], "source": [{"name": "Courier"}, None],
        "date": pyarrow.array([1663761600000000001, None], pyarrow.timestamp("ns", "UTC")), "left_out": [[[1]], [[2]]]}), out)
    first, second = rows(records.parquet_rows, out.getvalue().to_pybytes())
    assert (first.content, first.author, first.outlet, first.published_at, second.problem[0]) == (b"a", "Jane Roe, Max Moe", "Courier", NOON, "no_text")
    for kind, value in (("us", 2**62), ("s", 10**12)):
        out = pyarrow.BufferOutputStream()
        write_table(pyarrow.table({"text": ["a"], "date": pyarrow.array([value], pyarrow.timestamp(kind))}), out)
        assert [row.published_at for row in rows(records.parquet_rows, out.getvalue().to_pybytes())] == [None]
