"""Bytes of any kind become text or a reject with its reason."""

import time

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import extract
from warehouse.tables import DOCUMENTS, RAW_DOCUMENTS

WESTERN = "“We’re ready,” said Zoë Müller – flight engineer. The crew’s café costs £5 a day…\nNext stop: São Paulo."
RUSSIAN = "Экипаж корабля прибыл на станцию в среду утром. Командир сообщил, что полёт прошёл спокойно и без замечаний.\n" * 2
POLISH = "Załoga dotarła na stację w środę rano. Dowódca powiedział, że lot przebiegł spokojnie, a wszyscy członkowie są zdrowi."
JAPANESE = "乗組員は水曜日の朝に宇宙ステーションに到着した。船長によると、飛行は順調だったという。" * 2
CHINESE = "乘组人员星期三早上抵达空间站。指令长表示，飞行过程十分顺利，所有人员状态良好。" * 2


def raw(*contents: bytes | None) -> pl.DataFrame:
    return pl.DataFrame([{"uri": f"file:///{i}.txt", "source": "test", "content": c, "raw_hash": f"{i:064x}"} for i,
    c in enumerate(contents)],
                        schema=RAW_DOCUMENTS.schema)


@pytest.mark.parametrize("text,encoding", [
    (WESTERN, "utf-8"), (WESTERN, "utf-8-sig"), (WESTERN, "utf-16"), (WESTERN, "utf-16-le"), (WESTERN, "utf-16-be"), (WESTERN, "utf-32"),
    (WESTERN, "cp1252"),
    (RUSSIAN, "utf-16-le"), (RUSSIAN, "utf-16-be"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (RUSSIAN, "cp866"), (RUSSIAN, "iso8859-5"),
    (POLISH, "cp1250"), (POLISH, "iso8859-2"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"), (CHINESE, "gb18030"), (CHINESE, "utf-16"),
])
def test_reads_charset(text, encoding):
    assert extract.decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["BMW said it will fly.", "MZ is a code.", "IDs of the crew: ID3 and ID4.", "GIF89a is a format.",
    "PK won.", "RIFF raff."])
def test_text_that_begins_like_a_binary_signature_is_text(text):
    assert extract.decode(text.encode()) == text


@pytest.mark.parametrize("misread", ["cp1252", "latin-1"])
def test_repairs_mojibake_and_keeps_quotation_marks(misread):
    text = "The crew’s “long‘ flight to Ålesund: naïve, said Müller."
    assert extract.decode(text.encode().decode(misread).encode()) == text


def test_leaves_text_without_mojibake_alone():
    text = "The Â-shaped mark and “curly” ‘quotes’ in Ñandú, São João, &amp; ﬁne ligatures…"
    assert extract.decode(text.encode()) == text


def test_reads_utf8_with_a_few_broken_bytes():
    good = "“Ready,” said the pilot – “we’re go.” Café: "
    assert extract.decode(good.encode() + b"\x93fine\x94 caf\xe9") == good + "“fine” café"


def test_reads_a_utf16_file_that_lost_its_last_byte():
    assert extract.decode(WESTERN.encode("utf-16-le")[:-1]) == WESTERN[:-1]


@pytest.mark.parametrize("content,reason", [
    (b"", "empty"), (None, "empty"), (b" \r\n\t", "empty"), (b"%PDF-1.7 text", "binary"), (b"PK\x03\x04\x14\x00", "binary"),
    (b"\x1f\x8b\x08\x00abc", "binary"),
    (b"\x89PNG\r\n\x1a\n\x00", "binary"), (b"\xff\xd8\xff\xe0\x00\x10JFIF", "binary"), (b"GIF89a\x01\x00\x01\x00", "binary"),
    (bytes(range(256)) * 8, "binary"),
    (b"The crew\x00\x00\x00 said nothing of it", "binary"), (b"\x01\x02\x03\x04 abc \x05\x06", "binary"), (b"*** --- ***", "no_text"),
    (b"line " * 1_100_000, "too_large"),
])
def test_rejects_with_reason(content, reason):
    documents, rejects = extract.documents(raw(content, b"The crew is on board."))
    assert documents["text"].to_list() == ["The crew is on board."]
    assert rejects.rows() == [("extract", "file:///0.txt", reason, rejects["detail"][0])]


def test_limit_is_an_argument():
    content = b"x" * 6_000_000
    assert extract.documents(raw(content), size_limit=10_000_000)[0].height == 1
    assert extract.documents(raw(b"The crew"), size_limit=3)[1]["reason"].to_list() == ["too_large"]


def test_frames_keep_their_schema_without_rows():
    documents, rejects = extract.documents(RAW_DOCUMENTS.empty())
    assert documents.schema == DOCUMENTS.schema and rejects.schema == extract.REJECTED.schema
    assert (documents.height, rejects.height) == (0, 0)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda t: t.encode("utf-16")),
    st.text(max_size=200).map(str.encode)), max_size=6))
def test_every_document_is_text_or_reject(contents):
    documents, rejects = extract.documents(raw(*contents))
    assert sorted(documents["uri"].to_list() + rejects["uri"].to_list()) == sorted(f"file:///{i}.txt" for i in range(len(contents)))
    assert documents.schema == DOCUMENTS.schema
    assert rejects["reason"].is_in(["empty", "too_large", "binary", "not_text", "no_text"]).all()


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"]), min_size=1, max_size=300))
def test_valid_utf8_comes_back_unless_it_shows_mojibake(text):
    if any(map(str.isalnum, text)) and not any(sign in text for sign in "ÃâÂÐÑï\ufeff\ufffd"):
        assert extract.decode(text.encode()) == text


def test_decoding_a_plain_document_costs_less_than_a_handful_of_hashes():
    """A ratio on one machine: reading 3 kB of UTF-8 may not cost more than 40 hashes of it."""
    import hashlib

    content = (WESTERN + "\n").encode() * 25

    def cost(work):
        best = float("inf")
        for _ in range(5):
            start = time.process_time()
            for _ in range(200):
                work()
            best = min(best, time.process_time() - start)
        return best

    assert cost(lambda: extract.decode(content)) < 40 * cost(lambda: hashlib.sha256(content).digest())
