"""The data dictionary, a projection of the table declarations."""

import json

from warehouse.schema import SQL_TYPES, Column, Table
from warehouse.tables import ACCOUNTS, PUBLIC


def markdown() -> str:
    """Every table and column for people."""
    return "\n\n".join(["# Data dictionary", *(_section(t) for t in (*PUBLIC, *ACCOUNTS))])


def as_json() -> str:
    """Every table and column for programs."""
    return json.dumps([{
        "table": t.name, "grain": f"A row is {t.grain}.", "key": list(t.key), "is_public": t.is_public,
        "columns": [{"name": c.name, "type": SQL_TYPES[c.dtype], "description": c.doc, "nullable": c.null, "rule": _rule(c) or None, "references": c.references}
                    for c in t.columns],
    } for t in (*PUBLIC, *ACCOUNTS)], indent=2, ensure_ascii=False)


def _section(table: Table) -> str:
    note = "" if table.is_public else " Kept in the warehouse, not exported."
    rows = [f"| `{c.name}` | {SQL_TYPES[c.dtype]} | {'yes' if c.null else ''} | {_cell(c)} |" for c in table.columns]
    return "\n".join([f"## {table.name}", "", f"A row is {table.grain}. Key: {', '.join(f'`{k}`' for k in table.key)}.{note}", "",
                      "| column | type | may be empty | meaning |", "|---|---|---|---|", *rows])


def _cell(column: Column) -> str:
    parts = [column.doc, _rule(column), f"refers to `{column.references}`" if column.references else ""]
    return "; ".join(p for p in parts if p).replace("|", "\\|")


def _rule(column: Column) -> str:
    if column.values:
        return "one of " + ", ".join(column.values)
    bounds = [f"{word} {bound:g}" for word, bound in (("at least", column.low), ("at most", column.high)) if bound is not None]
    return " and ".join(bounds) or (f"matches {column.pattern}" if column.pattern else "")
