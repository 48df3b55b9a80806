"""Business rules: SQL that finds the rows that cannot be right, each with the reason.

A rule reads the tables it names, by name, and selects failing rows only: their key and what is wrong with them.
`$today` is the date of the run.
"""

from dataclasses import dataclass

from warehouse import tables
from warehouse.schema import Table


@dataclass(frozen=True)
class Rule:
    """One business rule: `sql` selects the failing rows; `tables` are those it reads, the one it judges first."""

    name: str
    tables: tuple[str, ...]
    column: str
    why: str
    sql: str
    severity: str = "fatal"

    @property
    def table(self) -> str:
        """The table whose rows the rule judges."""
        return self.tables[0]


def structure(table: Table) -> Rule:
    """The rule that a table has the declared columns and types; the gate compares the schemas itself, there is no SQL."""
    return Rule("has the declared columns and types", (table.name,), "all columns",
                "Whatever reads the table relies on exactly these columns and types.", "")


def references(table: Table) -> list[Rule]:
    """One rule for each column of the table that refers to another table: what it names exists there."""
    found = []
    for column in table.columns:
        if column.references:
            parent, key = column.references.split(".")
            shown = ", ".join(f'child."{k}"' for k in dict.fromkeys((*table.key, column.name)))
            found.append(Rule(
                f"{column.name} exists in {parent}", (table.name, parent), column.name,
                f"A join with {parent} would lose the row without a word.",
                f'select {shown} from {table.name} child anti join {parent} parent on child."{column.name}" = parent."{key}" '
                f'where child."{column.name}" is not null'))
    return found


def _span(table: str, key: str, text: str, articles: str) -> list[Rule]:
    where = "substr(a.body, t.char_start + 1, t.char_end - t.char_start)"
    return [
        Rule(
            f"{text} is as long as its span", (table,), text, "A span that does not fit its text marks the wrong characters.",
            f"select {key}, char_start, char_end, {text} from {table} where length({text}) <> char_end - char_start"),
        Rule(
            f"{text} says something", (table,), text, "Blank evidence proves nothing.",
            f"select {key}, char_start, char_end from {table} where trim({text}, ' \t\r\n\u00a0') = ''"),
        Rule(
            f"{text} is what the article says at its span", (table, articles), text,
            "Every value must lead back to the very characters of its article; one wrong span and no span can be trusted.",
            f"select {key}, t.char_start, t.char_end, t.{text}, {where} as article_says "
            f"from {table} t join {articles} a using (article_id) where {where} is distinct from t.{text}"),
    ]


def _body(table: str) -> list[Rule]:
    return [
        Rule(
            "char_count counts body", (table,), "char_count",
            "Spans count in body; a wrong length means that body was changed after it was measured.",
            f"select article_id, char_count, length(body) as counted from {table} where char_count <> length(body)"),
        Rule(
            "was published between 1957 and the day after the run", (table,), "published_at",
            "There was no spaceflight news before Sputnik, and none comes from the future: the date was misread.",
            f"select article_id, published_at, published_at_source from {table} "
            "where published_at < date '1957-10-04' or published_at >= $today + 2", "warning"),
        Rule(
            "has a date in one article of ten or more", (table,), "published_at",
            "Without dates no value can supersede another; so many missing ones point at a source whose dates are not read.",
            "select count(*) as articles, count(*) - count(published_at) as without_date "
            f"from {table} having count(published_at) < 0.1 * count(*)", "warning"),
    ]


def _fact(table: Table) -> list[Rule]:
    name, key = table.name, table.key[0]
    said, said_in = f"select fact_id, article_id from claims where fact_table = '{name}'", ("claims", "dim_articles")
    if name == "fact_flights":
        # A flight also rests on what is said about its crew.
        said_in += ("fact_crews",)
        said += (" union all select crew.flight_id, c.article_id from claims c "
                 "join fact_crews crew on c.fact_table = 'fact_crews' and c.fact_id = crew.crew_id")
    contradicted = f"select fact_id from conflicts where fact_table = '{name}' and kind = 'contradiction'"
    return [
        Rule(
            "counts no more origins than articles", (name,), "origin_count", "Every origin is at least one article.",
            f"select {key}, origin_count, article_count from {name} where origin_count > article_count"),
        Rule(
            "is confirmed by two origins or more", (name,), "status", "One origin, however often copied, confirms nothing.",
            f"select {key}, status, origin_count from {name} where status = 'confirmed' and origin_count < 2"),
        Rule(
            "is called single_source only with one origin", (name,), "status",
            "Origins that agree confirm a fact; here the status was not brought up to date.",
            f"select {key}, status, origin_count from {name} where status = 'single_source' and origin_count > 1", "warning"),
        Rule(
            "rests on a claim", (name, *(t for t in said_in if t != "dim_articles")), key, "A fact that no article asserts is made up.",
            f"select {key}, status from {name} where {key} not in (select fact_id from ({said}))"),
        Rule(
            "counts no more origins than its claims have", (name, *said_in), "origin_count",
            "A fact may not look better witnessed than its claims make it.",
            f"with origins as (select fact_id, count(distinct origin_id) as origins_of_claims from ({said}) "
            f"join dim_articles using (article_id) group by fact_id) select f.{key}, f.origin_count, origins_of_claims "
            f"from {name} f join origins on fact_id = f.{key} where f.origin_count > origins_of_claims"),
        Rule(
            "shows its contradiction when disputed", (name, "conflicts"), "status",
            "A reader who sees a dispute must be able to see what it is about.",
            f"select {key}, status from {name} where status = 'disputed' and {key} not in ({contradicted})"),
        Rule(
            "is disputed when contradicted", (name, "conflicts"), "status",
            "A contradiction that the fact does not show is a hidden one.",
            f"select {key}, status from {name} where status <> 'disputed' and {key} in ({contradicted})"),
    ]


def _of_fact(table: str, key: str) -> Rule:
    facts = " union all ".join(f"select '{t.name}' as fact_table, {t.key[0]} as fact_id from {t.name}" for t in FACTS)
    return Rule(
        "belongs to a fact that exists", (table, *(t.name for t in FACTS)), "fact_id",
        "What belongs to no fact is lost to everyone who starts from the facts.",
        f"select {key}, fact_table, fact_id from {table} t anti join ({facts}) f using (fact_table, fact_id)")


FACTS = (tables.FACT_CREWS, tables.FACT_FLIGHTS, tables.FACT_AGENCIES, tables.FACT_QUOTES)

RULES = (
    *(rule for table in vars(tables).values() if isinstance(table, Table) for rule in references(table)),

    # Evidence.
    *_span("claims", "claim_id", "evidence", "dim_articles"),
    *_span("assertions", "assertion_id", "evidence", "articles"),
    *_span("mentions", "article_id, entity_id", "surface", "dim_articles"),
    _of_fact("claims", "claim_id"),
    _of_fact("conflicts", "attribute"),
    Rule(
        "comes from an article on the topic", ("claims", "dim_articles"), "article_id",
        "An article that is not about spaceflight yields no facts: nobody wants football quotations.",
        "select claim_id, article_id, attribute, value from claims join dim_articles using (article_id) where not is_on_topic"),

    # Facts.
    *(rule for table in FACTS for rule in _fact(table)),
    Rule(
        "was first claimed before it was last claimed", ("fact_crews",), "first_claimed_on",
        "The earliest of some dates is never later than the latest.",
        "select crew_id, first_claimed_on, last_claimed_on from fact_crews where first_claimed_on > last_claimed_on"),
    Rule(
        "launches between Gagarin and 15 years from now", ("fact_flights",), "launch_date",
        "Nobody flew before 12 April 1961 and crews are not named 15 years ahead, so the year was probably misread.",
        "select flight_id, flight_name, launch_date, launch_date_precision from fact_flights "
        "where launch_date > $today + interval 15 year "
        "or launch_date < case launch_date_precision when 'day' then date '1961-04-12' else date '1961-01-01' end", "warning"),
    Rule(
        "says how precise launch_date is", ("fact_flights",), "launch_date_precision",
        "The first of a month stands for the whole month only where the precision says so.",
        "select flight_id, launch_date, launch_date_precision from fact_flights "
        "where (launch_date is null) <> (launch_date_precision is null) "
        "or launch_date_precision = 'month' and day(launch_date) <> 1 "
        "or launch_date_precision = 'year' and dayofyear(launch_date) <> 1"),
    Rule(
        "carries eight people or fewer", ("fact_flights",), "crew_count",
        "The largest crew ever launched was eight (STS-61-A, 1985), so two crews were probably merged.",
        "select flight_id, flight_name, crew_count from fact_flights where crew_count > 8", "warning"),
    Rule(
        "crew_count counts its rows in fact_crews", ("fact_flights", "fact_crews"), "crew_count",
        "The two tables would give two answers to one question.",
        "select f.flight_id, f.crew_count, count(c.crew_id) as in_fact_crews from fact_flights f "
        "left join fact_crews c using (flight_id) group by all having f.crew_count <> count(c.crew_id)"),
    Rule(
        "lets nobody launch twice within three days", ("fact_crews", "fact_flights"), "person_id",
        "Nobody does that: two people share a name here, or one flight has two names.",
        "select a.person_id, f.flight_id as one_flight, f.launch_date as one_launch, g.flight_id as other_flight, "
        "g.launch_date as other_launch from fact_crews a join fact_crews b on a.person_id = b.person_id and a.flight_id < b.flight_id "
        "join fact_flights f on f.flight_id = a.flight_id join fact_flights g on g.flight_id = b.flight_id "
        "where f.launch_date_precision = 'day' and g.launch_date_precision = 'day' and abs(f.launch_date - g.launch_date) < 3",
        "warning"),
    Rule(
        "costs 200 million dollars a seat or less", ("fact_agencies",), "amount_usd",
        "NASA's dearest Soyuz seat was about 90 million, so million and billion, or the number of seats, were probably misread.",
        "select agency_event_id, amount_usd, seats from fact_agencies where amount_usd / seats > 200e6", "warning"),
    Rule(
        "is four words or longer", ("fact_quotes",), "quote_text",
        "Quotation marks around two or three words set off a term or a name; nobody is quoted.",
        r"select quote_id, quote_text from fact_quotes where len(string_split_regex(trim(quote_text), '\s+')) < 4", "warning"),
    Rule(
        "value_a differs from value_b", ("conflicts",), "value_b", "Two equal values are no conflict.",
        "select fact_table, fact_id, attribute, value_a from conflicts where value_a = value_b"),

    # Articles, stories and copies.
    *_body("dim_articles"),
    *_body("articles"),
    Rule(
        "has one canonical article for each origin", ("dim_articles",), "is_canonical",
        "Exactly one article stands for an origin; with none or two it is counted never or twice.",
        "select origin_id, count(*) as articles, count(*) filter (where is_canonical) as canonical "
        "from dim_articles group by origin_id having canonical <> 1"),
    Rule(
        "counts its articles and origins", ("dim_stories", "dim_articles"), "article_count",
        "A story is as large as the articles that name it say.",
        "select s.story_id, s.article_count, count(a.article_id) as articles, s.origin_count, count(distinct a.origin_id) as origins "
        "from dim_stories s left join dim_articles a using (story_id) group by all "
        "having s.article_count <> articles or s.origin_count <> origins"),
    Rule(
        "names two articles", ("duplicates",), "duplicate_of", "No article is a copy of itself.",
        "select article_id, method from duplicates where article_id = duplicate_of"),
    Rule(
        "lists a pair one way only", ("duplicates",), "duplicate_of",
        "Of two articles one is the copy; listed both ways, neither is the original.",
        "select d.article_id, d.duplicate_of, d.method from duplicates d join duplicates e "
        "on d.article_id = e.duplicate_of and d.duplicate_of = e.article_id and d.method = e.method "
        "where d.article_id < d.duplicate_of", "warning"),
    Rule(
        "leads to an id in use", ("redirects",), "new_id", "Who follows a redirect must arrive, not travel on or go in circles.",
        "select old_id, new_id, entity_type from redirects r "
        "where new_id in (select old_id from redirects s where s.entity_type = r.entity_type)"),

    # Accounts.
    Rule(
        "read = loaded + known + rejected", ("runs",), "read_count",
        "Nothing vanishes: every document that was read is loaded, known or rejected.",
        "select run_id, read_count, loaded_count, known_count, rejected_count from runs "
        "where read_count <> loaded_count + known_count + rejected_count"),
    Rule(
        "lists what it rejected", ("runs", "rejects"), "rejected_count",
        "A document may be turned away, but never without a row that says why.",
        "select r.run_id, r.rejected_count, count(j.run_id) as listed from runs r left join rejects j using (run_id) "
        "group by all having r.rejected_count > listed"),
)
