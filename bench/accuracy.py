"""How right the facts are: precision, recall and F1 on labelled articles, end to end, and floors that must not be lowered.

Runs `crewledger run` on the texts of each labelled set, reads the warehouse through the contract with the shared adapter
(../shared/eval/predict.py) and scores it with the shared scorer. The texts of seeds, development and test stay in ../shared.

  python bench/accuracy.py [SET ...] [--errors N] [--pin]

Sets: sample, composed, short, long, unread, seeds, development, test. Errors are shown for all but unread and test, which are only there to measure with.
Exit code 1 when a figure is below its floor in bench/accuracy_floors.json; --pin writes the figures reached as the new floors.
"""

import argparse
import hashlib
import importlib.util
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from types import ModuleType

import duckdb
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
FLOORS = ROOT / "bench" / "accuracy_floors.json"
TEXTS = {"sample": ROOT / "tests/corpus", "composed": ROOT / "tests/composed", "short": ROOT / "tests/short", "long": ROOT / "tests/long", "unread": ROOT / "tests/unread", "seeds": SHARED / "seeds", "development": SHARED / "corpus", "test": SHARED / "corpus"}
# Only measured: no rule and no weight is made from them.
BLIND = ("unread", "test")
MEASURES = ("crews", "persons", "flights", "launch_date", "launch_site", "quotes", "quotes_speaker", "agency_event")
SHOWN_ERRORS = ("crew", "flight", "date", "site", "quote", "agency")
# A floor is met when the figure, which is printed with three digits, is.
TOLERANCE = 0.0005


def labels(name: str) -> list[dict]:
    """Labels of a set with the quoted words filled in from their offsets; raises SystemExit when a text has changed since."""
    rows = []
    for line in (ROOT / f"tests/labels/{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        path = next(iter(TEXTS[name].rglob(row["file"])), None)
        if path is None:
            raise SystemExit(f"{row['file']}: no such text below {TEXTS[name]}")
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != row["sha256"]:
            raise SystemExit(f"{path}: the text is not the one that was labelled")
        text = decode(content)
        for quote in row["quotes"]:
            quote["text"] = text[quote["start"]:quote["end"]]
        row["optional_quotes"] = [text[q["start"]:q["end"]] for q in row.get("optional_quotes") or []]
        rows.append(row | {"path": path})
    return rows


def decode(content: bytes) -> str:
    """A labelled text: UTF-16 with a mark, else UTF-8, else Windows-1252."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def published(path: Path) -> str:
    """A folder named after the day of publication, where the index of the texts has an address that tells it."""
    index = path.parent / "index.tsv"
    if index.exists():
        address = next((line for line in index.read_text(encoding="utf-8").splitlines() if line.startswith(path.name)), "")
        if m := re.search(r"/((?:19|20)\d\d/\d\d/\d\d)/", address):
            return m[1]
    return "."


def run(name: str, gold: list[dict], work: Path) -> Path:
    """The warehouse that `crewledger run` makes of a set's texts; days of publication are given as folders in the address."""
    source = work / name
    for row in gold:
        folder = source / published(row["path"])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / row["file"]).write_bytes(row["path"].read_bytes())
    command = [sys.executable, "-m", "flows.cli", "run", str(source), "--data", str(work / f"{name}-data"), "--quiet"]
    subprocess.run(command, check=True, cwd=ROOT)
    return work / f"{name}-data" / "warehouse.duckdb"


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def predictions(warehouse: Path) -> dict[str, dict]:
    lines = subprocess.run([sys.executable, str(SHARED / "eval/predict.py"), str(warehouse)], check=True, capture_output=True, text=True).stdout
    return {row["file"]: row for row in map(json.loads, lines.splitlines())}


def interval(scorer: ModuleType, per_file: list, measure: str, rounds: int = 500) -> tuple[float, float]:
    """95% interval of F1 by resampling articles."""
    generator, figures = random.Random(20), []
    for _ in range(rounds):
        total = scorer.Q2() if measure.startswith("quotes") else scorer.C()
        for _ in per_file:
            part = generator.choice(per_file)[1][measure]
            if measure.startswith("quotes"):
                total.add(part)
            else:
                total += part
        figures.append(total.f)
    figures.sort()
    return figures[int(0.025 * rounds)], figures[int(0.975 * rounds) - 1]


def verdicts(scorer: ModuleType, warehouse: Path, gold: list[dict]) -> list[tuple[str, str, float, bool]]:
    """Every claim of a labelled kind with its confidence and whether the labels say so: (kind, method, confidence, right)."""
    rows = duckdb.connect(str(warehouse), read_only=True).execute("""
        select a.uri, c.attribute, c.value, c.method, c.confidence, coalesce(k.flight_name, f.flight_name), q.quote_text, e.agency_name
        from claims c join dim_articles a using (article_id)
        left join fact_crews k on c.fact_table = 'fact_crews' and c.fact_id = k.crew_id
        left join fact_flights f on c.fact_table = 'fact_flights' and c.fact_id = f.flight_id
        left join fact_quotes q on c.fact_table = 'fact_quotes' and c.fact_id = q.quote_id
        left join fact_agencies e on c.fact_table = 'fact_agencies' and c.fact_id = e.agency_event_id
        where c.attribute in ('crew_member', 'launch_date', 'launch_site', 'flight_name', 'quote_text', 'speaker', 'event')""").fetchall()
    by_file = {row["file"]: row for row in gold}
    judged = []
    for uri, attribute, value, method, confidence, flight, quote, agency in rows:
        g = by_file[uri.rsplit("/", 1)[-1]]
        right = _is_right(scorer, g, attribute, value, flight, quote, agency)
        if right is not None:
            judged.append((attribute, method, confidence, right))
    return judged


def _is_right(scorer: ModuleType, g: dict, attribute: str, value: str, flight: str | None, quote: str | None, agency: str | None) -> bool | None:
    """Whether the labels agree with a claim; None where they leave it open."""
    names = g.get("name_alt") or {}
    same = {scorer.norm_flight(k): {scorer.norm_flight(x) for x in [k, *v]} for k, v in (g.get("flight_alt") or {}).items()}
    matches = lambda label: scorer.norm_flight(flight) in same.get(scorer.norm_flight(label), {scorer.norm_flight(label)})  # noqa: E731
    if attribute == "crew_member":
        sure, open_ = ([c for c in g.get(k) or [] if matches(c["flight"]) and scorer.same_person(c["person"], value, names.get(c["person"], ()))]
                       for k in ("crews", "optional_crews"))
        return True if sure else None if open_ or flight.startswith("Expedition") else False
    if attribute in ("flight_name", "launch_date", "launch_site"):
        row = next((f for f in g["flights"] if matches(f["flight"])), None)
        if row is None:
            return None if any(matches(f) for f in g.get("optional_flights") or []) or attribute != "flight_name" else False
        if attribute == "flight_name":
            return True
        label = row.get(attribute)
        if not label:
            return None if row.get("date_optional" if attribute == "launch_date" else "site_optional") else False
        if attribute == "launch_site":
            return scorer.norm_site(label) == scorer.norm_site(value)
        return scorer.date_ok(label, value, row.get("year_in_text", True))
    if attribute == "event":
        return (scorer.norm_agency(agency), value) in {(scorer.norm_agency(a["agency"]), a["event"]) for a in g["agencies"]}
    words = scorer.words(quote)
    row = next((q for q in g["quotes"] if scorer.tsr(scorer.words(q["text"]), words) >= 0.9), None)
    if row is None:
        return None if attribute == "speaker" or any(scorer.tsr(scorer.words(t), words) >= 0.9 for t in g["optional_quotes"]) else False
    return attribute == "quote_text" or scorer.same_speaker(row["speaker"], value, names.get(row["speaker"], ()))


def calibration(judged: list[tuple[str, str, float, bool]], console: Console) -> None:
    """Claims by confidence: how many there are and how many of them are right."""
    bins: dict[float, list[bool]] = defaultdict(list)
    for _, _, confidence, right in judged:
        bins[min(int(confidence * 20) / 20, 0.95)].append(right)
    table = Table("confidence", "claims", "right", title="Calibration (all sets but the test set)")
    for low in sorted(bins, reverse=True):
        table.add_row(f"{low:.2f} to {low + 0.05:.2f}", str(len(bins[low])), f"{sum(bins[low]) / len(bins[low]):.3f}")
    sure = [right for _, _, confidence, right in judged if confidence >= 0.9]
    if sure:
        table.add_row("0.90 and more", str(len(sure)), f"{sum(sure) / len(sure):.3f}")
    console.print(table)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help="all of them without one")
    parser.add_argument("--errors", type=int, default=0, help="show this many errors of each set but the test set")
    parser.add_argument("--pin", action="store_true", help="write the figures reached as the new floors")
    options = parser.parse_args()
    if unknown := set(options.sets) - set(TEXTS):
        parser.error(f"no such set: {', '.join(sorted(unknown))}")
    console = Console(width=110)
    if not SHARED.exists():
        console.print("The labelled texts and the scorer are not beside this checkout (../shared): nothing measured.")
        return 0
    scorer = module(SHARED / "eval/score.py")
    floors = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    judged, below = [], []
    with tempfile.TemporaryDirectory() as folder:
        for name in options.sets or TEXTS:
            gold = labels(name)
            warehouse = run(name, gold, Path(folder))
            errors: list[tuple] = []
            total, per_file = scorer.evaluate(gold, predictions(warehouse), errs=errors)
            table = Table("measure", "precision", "recall", "F1", "95% interval", "floor", title=f"{name}: {len(gold)} articles")
            for measure in MEASURES:
                d = total[measure]
                low, high = interval(scorer, per_file, measure)
                floor = floors.get(name, {}).get(measure)
                table.add_row(measure, f"{d['p']:.3f}", f"{d['r']:.3f}", f"{d['f1']:.3f}", f"{low:.3f} to {high:.3f}", "" if floor is None else f"{floor:.3f}")
                if floor is not None and d["f1"] < floor - TOLERANCE:
                    below.append(f"{name} {measure} {d['f1']:.3f} is below its floor {floor:.3f}")
                if options.pin:
                    floors.setdefault(name, {})[measure] = round(d["f1"], 3)
            console.print(table)
            if total["groups"]:
                console.print(f"articles of one origin, pairwise: F1 {total['groups']['f1']:.3f}; false crew rows in near misses: {total['near_miss'].get('false_crew_rows', 0)}")
            if name not in BLIND:
                judged += verdicts(scorer, warehouse, gold)
                for error in errors[:options.errors]:
                    console.print(" | ".join(map(str, error)), markup=False, highlight=False)
    calibration(judged, console)
    if options.pin:
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n")
    for line in below:
        console.print(line, style="red")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
