"""Articles a CPU second through clean, normalise and claims together, on one core.

  python bench/throughput.py [FOLDER ...]

Without a folder: ../shared/corpus where it is beside the checkout, else the sample articles of tests/corpus, repeated.
Loading the reference data and compiling the rules is done before the clock starts.
"""

import hashlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from transforms import claims, clean, extract, normalise
from warehouse.tables import RAW_DOCUMENTS

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "tests/corpus"


def documents(folders: list[Path], times: int = 1) -> pl.DataFrame:
    """RAW_DOCUMENTS of the text files in the folders, each `times` times under its own address."""
    rows = []
    for path in sorted(p for folder in folders for p in folder.rglob("*.txt")):
        content = path.read_bytes()
        rows += [{"uri": f"bench:{n}/{path.name}", "source": "bench", "content": content, "raw_hash": hashlib.sha256(content).hexdigest(),
                  "title": None, "author": None, "published_at": None} for n in range(times)]
    return RAW_DOCUMENTS.frame(rows)


def timed(what: str, count: int, function: Callable, *arguments: pl.DataFrame) -> tuple[float, object]:
    """CPU seconds of one call, printed as articles a second, and what it returned."""
    start = time.process_time()
    result = function(*arguments)
    seconds = time.process_time() - start
    print(f"{what:24}{count / seconds:10.0f} articles/CPU s")
    return seconds, result


def main() -> None:
    shared = ROOT.parent / "shared/corpus"
    folders = [Path(a) for a in sys.argv[1:]] or ([shared] if shared.exists() else [SAMPLE])
    warm, _ = extract.documents(documents([SAMPLE]))
    warm, _ = clean.articles(warm)
    claims.assertions(warm, normalise.mentions(warm))
    raw = documents(folders, times=20 if folders == [SAMPLE] else 1)
    count = len(raw)
    _, (texts, _) = timed("extract", count, extract.documents, raw)
    cleaning, (articles, _) = timed("clean", count, clean.articles, texts)
    naming, mentions = timed("normalise", count, normalise.mentions, articles)
    claiming, assertions = timed("claims", count, claims.assertions, articles, mentions)
    total = cleaning + naming + claiming
    print(f"{'clean+normalise+claims':24}{count / total:10.0f} articles/CPU s, on {count} articles of {articles['word_count'].mean():.0f} words; {len(assertions)} assertions")


if __name__ == "__main__":
    main()
