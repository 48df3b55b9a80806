"""Bytes to text: one decoded document for each raw one, or a reject that says why not."""

import codecs
import re

import polars as pl

from transforms import page
from warehouse.tables import DOCUMENTS, REJECTED

STAGE = "extract"

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
         (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Signatures that no text starts with; one made of letters counts only beside NUL bytes.
_MAGIC = {
    b"%PDF-": "PDF", b"PK\x03\x04": "ZIP (also DOCX, XLSX, EPUB)", b"\x1f\x8b": "gzip", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG",
    b"\xd0\xcf\x11\xe0": "OLE (old Office)", b"\x7fELF": "ELF", b"\x28\xb5\x2f\xfd": "Zstandard", b"\xfd7zXZ": "xz", b"7z\xbc\xaf": "7z",
}
_MAGIC_LETTERS = {b"GIF8": "GIF", b"RIFF": "RIFF (WebP, WAV, AVI)", b"Rar!": "RAR", b"BZh": "bzip2", b"PAR1": "Parquet", b"OggS": "Ogg",
                  b"ID3": "MP3", b"MZ": "Windows program", b"II*\x00": "TIFF", b"MM\x00*": "TIFF", b"SQLite format 3": "SQLite"}
_CONTROLS = bytes([*range(0, 9), *range(14, 27), *range(28, 32), 127])

# Single bytes that Western Europe's typists and word processors produce, read as Windows-1252: quotation marks, dashes, signs.
_WESTERN_SIGNS = bytes([0x80, 0x85, *range(0x91, 0x98), 0x99, 0xA0, 0xA3, 0xA7, 0xA9, 0xAB, 0xAE, 0xB0, 0xB1, 0xB2, 0xB7, 0xBB, 0xBD])
_WESTERN_LETTERS = "àáâäãåæçèéêëìíîïñòóôöõøœùúûüßÀÁÂÄÅÆÇÈÉÊËÍÎÑÓÔÖØŒÚÜ".encode("cp1252")
# Charsets worth telling apart in news; fewer candidates are both faster and surer than all 90.
_CANDIDATES = ["cp1252", "cp1250", "iso8859_2", "cp1251", "iso8859_5", "koi8_r", "koi8_u", "cp866", "cp1253", "cp1254", "cp1255", "cp1256",
               "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"]
# UTF-8 that was read as Windows-1252 or Latin-1, and C1 control characters, which no text holds on purpose.
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf\u0152-\u2122]|â€|â\u0080|Â[\u0080-\u00bf]|ï»¿|[ÐÑ][\u0080-\u00bf\u2018-\u2026][ÐÑ]"
                       "|[\u0080-\u0084\u0086-\u009f]")
_MOJIBAKE_STARTS = ("Ã", "â", "Â", "ï»¿", "Ð", "Ñ")
_C1 = re.compile("[\u0080-\u0084\u0086-\u009f]")
_SIGN_IN_WORD = re.compile("[a-z][\u0080-\u009f¡-¿\ufffd](?=[a-z])|[\u0080-\u009f¹³±¶¥\ufffd][a-z]|[a-z][¹³±¶¼¾¿](?!\\w)")
_BAD_UTF8 = "crewledger.cp1252"


class Unreadable(ValueError):
    """Bytes that are no text: `args` are the reason code and the detail."""


def documents(raw: pl.DataFrame, *, size_limit: int = 400_000, page_limit: int = 16_000_000, tag_limit: int = 100_000) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The raw documents as text, and the ones that are none.

    - `raw` has the columns of RAW_DOCUMENTS; returns a frame in DOCUMENTS and one with stage, uri, reason, detail.
    - Every row of `raw` is in exactly one of the two; a bad one never touches the others.
    - Reasons: empty, too_large, binary, not_text, no_text.
    - What the source says of a document wins over what its page says.
    - `size_limit` is in bytes: the longest news features have some 100 kB; 400 kB is a book or a machine's output, and checking
      every span of such a text would hold up a whole load. A page, most of which is no text, may have `page_limit`, and
      `tag_limit` tags: a long live blog has a third of them, and they, not the bytes, are what takes time.
    """
    rows, rejects = [], []
    for row in raw.iter_rows(named=True):
        try:
            found = _read(row["content"] or b"", row["media_type"], row["uri"], size_limit, page_limit, tag_limit)
        except Unreadable as problem:
            rejects.append((STAGE, row["uri"], *problem.args))
        else:
            rows.append({name: row[name] for name in ("uri", "source", "raw_hash")} | {"text": found.text, "canonical_url": found.canonical_url}
                        | {name: row[name] or getattr(found, name) for name in ("title", "author", "published_at", "outlet")})
    return DOCUMENTS.frame(rows), pl.DataFrame(rejects, schema=REJECTED.schema, orient="row")


def _read(content: bytes, media_type: str | None, uri: str, size_limit: int, page_limit: int, tag_limit: int) -> page.Page:
    is_page = page.is_html(content[:4096].decode("latin-1"), media_type)
    text = decode(content, size_limit=page_limit if is_page else size_limit, charset=page.declared_charset(content, media_type))
    if is_page or page.is_html(text[:4096], media_type):
        if text.count("<") > tag_limit:
            raise Unreadable("too_large", f"{text.count('<')} tags, the limit is {tag_limit}")
        found = page.read(text, uri)
        if found is None:
            raise Unreadable("no_text", "no article on the page")
    else:
        found = page.read_markdown(text) if (media_type or "").startswith("text/markdown") else page.Page(text)
    if len(found.text) > size_limit:
        raise Unreadable("too_large", f"{len(found.text)} characters of text, the limit is {size_limit}")
    return found


def decode(content: bytes, *, size_limit: int = 400_000, charset: str | None = None) -> str:
    """The text that the bytes hold.

    - A byte order mark decides; without one valid UTF-8 wins; then UTF-16, then the declared `charset` where all bytes fit it,
      then single- and multi-byte charsets.
    - Mojibake (UTF-8 once read as Windows-1252) is repaired line by line; quotation marks stay as they are.
    - Raises Unreadable(reason, detail) when they hold none, or more than `size_limit` bytes.
    """
    if not content.strip():
        raise Unreadable("empty", "no bytes but white space" if content else "no bytes")
    if len(content) > size_limit:
        raise Unreadable("too_large", f"{len(content)} bytes, the limit is {size_limit}")
    for magic, name in _MAGIC.items():
        if content.startswith(magic):
            raise Unreadable("binary", name)
    text = _decoded(content, charset)
    if not text.isascii() and (any(sign in text for sign in _MOJIBAKE_STARTS) or _C1.search(text)):
        text = "\n".join(_repair(line) if _MOJIBAKE.search(line) else line for line in text.split("\n"))
    if text.count("\ufffd") * 10 > len(text):
        raise Unreadable("not_text", "more than a tenth of its characters are unknown")
    if not any(map(str.isalnum, text)):
        raise Unreadable("no_text", "no letter and no digit")
    return text


def _decoded(content: bytes, charset: str | None) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content[len(bom):].decode(encoding, "replace")
    has_nul = b"\0" in content
    if not has_nul:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return _without_noise(content, text)
    if has_nul:
        for magic, name in _MAGIC_LETTERS.items():
            if content.startswith(magic):
                raise Unreadable("binary", name)
        return _utf16(content)
    if (text := _as_declared(content, charset)) is not None:
        return _without_noise(content, text)
    return _without_noise(content, _other(content))


def _as_declared(content: bytes, charset: str | None) -> str | None:
    """The text in the charset that its source declares, read as browsers do; None when it does not fit, as a wrong declaration does not."""
    try:
        name = codecs.lookup(charset or "utf-8").name
        text = content.decode("cp1252" if name in ("iso8859-1", "ascii") else name) if name != "utf-8" else None
    except (LookupError, UnicodeDecodeError):
        return None
    # Every byte is a letter somewhere: a single-byte charset always fits, and is wrong where it gives control characters.
    return None if text is None or _C1.search(text) else text


def _without_noise(content: bytes, text: str) -> str:
    """The text, unless the bytes hold more control characters than a text does.

    One in fifty: stray form feeds and terminal escapes occur in text, compressed data has one in ten.
    """
    noise = len(content) - len(content.translate(None, _CONTROLS))
    if noise * 50 > len(content):
        raise Unreadable("binary", f"{noise} control characters in {len(content)} bytes")
    return text


def _utf16(content: bytes) -> str:
    """Text in UTF-16 without a byte order mark: in most writings nearly all characters share few high bytes, in one order only."""
    sample = content[:4000]
    for encoding, high, low in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        pages = sorted((high.count(page) for page in set(high)), reverse=True)
        if 0 in high and sum(pages[:3]) > .9 * len(high) and low.count(0) < .02 * len(low) + 1:
            try:
                text = content[:len(content) // 2 * 2].decode(encoding)
            except UnicodeDecodeError:
                continue
            odd = sum(1 for c in text[:2000] if not c.isprintable() and not c.isspace())
            if odd * 20 <= min(len(text), 2000):
                return text
    raise Unreadable("binary", "NUL bytes")


def _other(content: bytes) -> str:
    """Text in no Unicode encoding, or in UTF-8 with a few broken bytes."""
    high = content.translate(None, bytes(range(128)))
    loose = content.decode("utf-8", "replace")
    broken = loose.count("\ufffd")
    # A UTF-8 sequence of another charset's bytes is rare: two of them for every broken byte are no accident.
    if sum(1 for c in loose if c > "\x7f" and c != "\ufffd") >= 2 * broken:
        return content.decode("utf-8", _BAD_UTF8)
    signs = len(high) - len(high.translate(None, _WESTERN_SIGNS))
    letters = len(high) - len(high.translate(None, _WESTERN_LETTERS))
    if signs + letters == len(high) and (not letters or len(high) * 6 < len(content)) and not re.search(rb"[\xc0-\xff]{3}", content):
        return content.decode("cp1252")
    from charset_normalizer import from_bytes

    sample = content if len(content) <= 6000 else b"\n".join(line for line in content.split(b"\n") if not line.isascii())[:6000]
    best = from_bytes(sample, cp_isolation=_CANDIDATES, steps=4, chunk_size=512).best()
    if best is not None and best.encoding != "cp1252":
        return content.decode(best.encoding, "replace")
    if len(high) * 4 > len(content):
        raise Unreadable("not_text", "no known charset fits")
    # In the wrong Latin charset letters turn into signs, and signs stand inside words.
    return min((content.decode(encoding, "replace") for encoding in ("cp1252", "cp1250", "iso8859_2")),
    key=lambda text: len(_SIGN_IN_WORD.findall(text)))


def _repair(line: str) -> str:
    import ftfy

    return ftfy.fix_text(line, unescape_html=False, remove_terminal_escapes=False, fix_latin_ligatures=False, fix_character_width=False,
                         uncurl_quotes=False, fix_line_breaks=False, remove_control_chars=False, normalization=None, explain=False)


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Broken UTF-8 bytes read as Windows-1252, as mixed pages hold them."""
    return error.object[error.start:error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_BAD_UTF8, _as_cp1252)
