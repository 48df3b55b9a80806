"""The expectation suite of a table, projected from its declaration."""

from dataclasses import dataclass, field

from warehouse.schema import Column, Table

# The column that a gate adds to the frame it hands to Great Expectations.
MISSING = "(missing)"


@dataclass(frozen=True)
class Check:
    """One expectation: `expectation` names a class of great_expectations.expectations, `arguments` are its arguments.

    `column` is what the check is about, as shown to people; `reads` are the columns of the table it needs.
    A declaration that does not hold is a broken promise to every reader, so every check is fatal.
    """

    name: str
    column: str
    why: str
    expectation: str
    arguments: dict = field(hash=False)
    reads: tuple[str, ...] = ()
    severity: str = "fatal"


def suite(table: Table) -> list[Check]:
    """What the rows of a table must satisfy: required values, unique key, allowed values, ranges, patterns.

    Required values are one check for all columns, on the column MISSING: it holds the names of the required
    columns that a row leaves empty, and null for a whole row. One expectation costs Great Expectations 5 ms
    however few rows there are, and a gate stands behind every step.
    """
    required = [c.name for c in table.columns if not c.null]
    checks = [Check(
        "leaves no required value empty", ", ".join(required),
        "The declaration promises a value in each of these columns, so readers do not look out for gaps.",
        "ExpectColumnValuesToBeNull", {"column": MISSING},
    )]
    grain = f"A row is {table.grain}; two rows with one key would count it twice."
    if len(table.key) == 1:
        checks.append(Check("has a unique key", table.key[0], grain, "ExpectColumnValuesToBeUnique", {"column": table.key[0]}, table.key))
    else:
        checks.append(Check("has a unique key", ", ".join(table.key), grain, "ExpectCompoundColumnsToBeUnique",
                            {"column_list": list(table.key)}, table.key))
    return checks + [check for column in table.columns for check in _values(column)]


def _values(column: Column) -> list[Check]:
    name, doc, found = column.name, column.doc, []
    if column.values:
        found.append(Check(
            f"{name} is an allowed value", name, f"Readers filter by these words ({', '.join(column.values)}): {doc}.",
            "ExpectColumnValuesToBeInSet", {"column": name, "value_set": list(column.values)}, (name,)))
    if column.low is not None or column.high is not None:
        bounds = (("at least", column.low), ("at most", column.high))
        limits = " and ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None)
        found.append(Check(
            f"{name} is {limits}", name, f"No other number makes sense here: {doc}.",
            "ExpectColumnValuesToBeBetween", {"column": name, "min_value": column.low, "max_value": column.high}, (name,)))
    if column.pattern:
        found.append(Check(
            f"{name} has its form", name, f"Ids and hashes keep one form ({column.pattern}), so that they join: {doc}.",
            "ExpectColumnValuesToMatchRegex", {"column": name, "regex": whole(column.pattern)}, (name,)))
    return found


def whole(pattern: str) -> str:
    """The pattern for a whole string; a line break at the end does not match either."""
    return rf"^(?:{pattern})\Z"
