"""From the assertions of single articles to claims, facts, conflicts and the entities they speak of."""

import polars as pl

from transforms import conflicts, entities, ledger, utterances
from transforms.text import hash_id, slug
from warehouse import tables
from warehouse.reference import Reference

_IS_PERSON = pl.col("attribute").is_in(["crew_member", "person", "speaker"])
_EVENT = ("event_type", "agency_id", "counterpart_id")
_IS_CREW, _IS_FLIGHT, _IS_EVENT, _IS_QUOTE = (pl.col("fact_table") == name for name in tables.FACT_TABLES)


def facts(assertions: pl.DataFrame, articles: pl.DataFrame, mentions: pl.DataFrame, data: Reference) -> dict[str, pl.DataFrame]:
    """Everything that follows from what the articles assert, by table name, in the declared schemas.

    assertions: ASSERTIONS. articles: article_id, published_at, origin_id, story_id, and is_on_topic where known; assertions
    and mentions of other articles, or of those off the topic, do not count. mentions: MENTIONS, for the names in them.
    Returns claims, fact_crews, fact_flights, fact_agencies, fact_quotes, conflicts, redirects, dim_people, dim_agencies,
    dim_spacecraft and dim_sites. Pure in the set of rows: neither their order nor their batches show.

    - Every assertion becomes one claim, and every claim has a fact. A flight rests on what is said of its crew as well:
      its article_count and origin_count count those claims, which `claims` lists under the crew.
    - A fact of two independent origins is confirmed, unless `conflicts` has a contradiction for it: then it is disputed.
    - `entities` tells which people and flights are one, `utterances` which quotations, `conflicts` what to make of values that differ.
    - Ids follow from the thing alone. Where two turn out to be one thing, `redirects` leads from every id that the thing may have
      had, whichever of the articles were loaded, to the one in use.
    """
    told = articles
    if "is_on_topic" in articles.columns:
        articles = articles.filter("is_on_topic")
    said = _split(assertions.join(articles.select("article_id", "origin_id", "story_id", "published_at"), on="article_id"))
    mentions = mentions.join(articles, on="article_id", how="semi")

    named = _named_people(said, mentions, data)
    people_links = entities.people(named.drop_nulls(), data)
    said = _one_payment(_follow(said, people_links))
    flights = entities.flights(*_evidence(said), data)
    quotes = said.filter(_IS_QUOTE)
    groups = utterances.group(quotes.filter(pl.col("attribute") == "quote_text").select(key="subject", text="value"),
                              quotes.filter(pl.col("attribute") == "speaker").select(key="subject", speaker_id="entity_id"))
    said = said.join(_ids(said, flights, groups), on=["fact_table", "subject"])

    dims = {"dim_people": _people(named, people_links, data), "dim_agencies": _agencies(said, mentions, data), **_dimensions(data)}
    shown, differing = conflicts.settle(_statements(said, dims), conflicts.parents_of(data))
    claims = said.rename({"assertion_id": "claim_id"})
    return {
        "claims": tables.CLAIMS.frame(claims), "conflicts": differing, **dims,
        "redirects": _redirects(people_links, flights, said, told),
        **ledger.facts(said, shown, differing, flights, groups, dims, data),
    }


def _split(said: pl.DataFrame) -> pl.DataFrame:
    """With the parts of the subject, where it has them: ref of a flight, local_person_id, event_type, agency_id, counterpart_id, detail."""
    parts = pl.col("subject").str.splitn("|", 5).struct
    detail = parts.field("field_4").fill_null("")
    # Somebody comes to an agency, or leaves it, once: sources that give two years differ about one event.
    detail = pl.when(parts.field("field_0") == "leadership_change").then(detail.str.replace(r"\d+$", "")).otherwise(detail)
    return said.with_columns(
        ref=pl.when(_IS_CREW | _IS_FLIGHT).then(parts.field("field_0")),
        local_person_id=pl.when(_IS_CREW).then(parts.field("field_1"))
        .when(_IS_EVENT & (parts.field("field_3") != "")).then(parts.field("field_3")),
        event_type=pl.when(_IS_EVENT).then(parts.field("field_0")),
        agency_id=pl.when(_IS_EVENT).then(parts.field("field_1")),
        counterpart_id=pl.when(_IS_EVENT & (parts.field("field_2") != "")).then(parts.field("field_2")),
        detail=pl.when(_IS_EVENT).then(detail),
    )


def _named_people(said: pl.DataFrame, mentions: pl.DataFrame, data: Reference) -> pl.DataFrame:
    """Every occurrence of a person: person_id, person_name (null where only a subject knows the id)."""
    linked = pl.col("entity_id").is_not_null() & ~pl.col("entity_id").is_in(list(data.agencies))
    return pl.concat([
        mentions.filter(pl.col("entity_type") == "person").select(person_id="entity_id", person_name="entity_name"),
        said.filter(_IS_PERSON & linked).select(person_id="entity_id", person_name="value"),
        said.select(person_id="local_person_id", person_name=pl.lit(None, pl.String)).drop_nulls("person_id").unique(),
    ])


def _follow(said: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """With person_id, and with entity_id of people, as the id in use."""
    moved = dict(links.select("old_id", "new_id").iter_rows())
    return said.with_columns(
        person_id=pl.col("local_person_id").replace(moved),
        entity_id=pl.when(_IS_PERSON).then(pl.col("entity_id").replace(moved)).otherwise("entity_id"),
    )


def _one_payment(said: pl.DataFrame) -> pl.DataFrame:
    """With detail as that of the payment, and local_detail as the article gives it."""
    parties = pl.concat_str(*(pl.col(name).fill_null("") for name in (*_EVENT, "person_id")), separator="|")
    said = said.with_columns(parties=pl.when(pl.col("event_type") == "seat_payment").then(parties), local_detail="detail")
    told = said.filter(pl.col("parties").is_not_null(), pl.col("detail") != "").select("article_id", "story_id", "parties", "detail")
    said = said.join(entities.payments(told), on=["parties", "detail"], how="left")
    return said.with_columns(detail=pl.coalesce("one_detail", "detail")).drop("one_detail", "parties")


def _evidence(said: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """What tells flights apart, as entities.flights wants it: crews, the launch date of each article, and times of publication."""
    launches = said.filter(pl.col("attribute") == "launch_date").sort("confidence", "char_start", "value", descending=[True, False, False])
    return (
        said.filter(_IS_CREW).select("ref", "person_id"),
        launches.unique(["ref", "article_id"], keep="first", maintain_order=True).select("ref", "value"),
        said.filter(pl.col("ref").is_not_null()).select("ref", published_on=pl.col("published_at").dt.date()),
    )


def _ids(said: pl.DataFrame, flights: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Of every subject: fact_table, subject, flight_id and fact_id."""
    subjects = said.select("fact_table", "subject", "ref", "person_id", *_EVENT, "detail").unique()
    subjects = subjects.join(flights.select("ref", "flight_id"), on="ref", how="left").join(
        groups.select(subject="key", canonical="canonical"), on="subject", how="left")
    rows = []
    for row in subjects.iter_rows(named=True):
        match row["fact_table"]:
            case "fact_crews":
                fact_id = hash_id("crew", row["flight_id"], row["person_id"])
            case "fact_flights":
                fact_id = row["flight_id"]
            case "fact_agencies":
                fact_id = _event_id(*(row[name] for name in _EVENT), row["person_id"], row["detail"])
            case "fact_quotes":
                fact_id = hash_id("quote", row["canonical"] or row["subject"])
        rows.append((row["fact_table"], row["subject"], row["flight_id"], fact_id))
    return pl.DataFrame(rows, schema=dict.fromkeys(("fact_table", "subject", "flight_id", "fact_id"), pl.String()), orient="row")


def _event_id(event_type: str, agency_id: str, counterpart_id: str | None, person_id: str | None, detail: str) -> str:
    return hash_id("agency", "|".join((event_type, agency_id, counterpart_id or "", person_id or "", detail)))


def plain_role(roles: pl.Series) -> pl.Series:
    """Roles as facts show them: spacecraft commander and Commander are commander."""
    return roles.str.to_lowercase().str.replace("space flight", "spaceflight").str.replace(
        r"^(?:spacecraft|mission|vehicle|crew|joint|flight) (commander|pilot)$", "$1")


def _statements(said: pl.DataFrame, dims: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Claims of single-valued attributes with key and value in a form that can be compared, as conflicts.settle wants them."""
    found = said.filter(pl.col("attribute").is_in(conflicts.SINGLE_VALUED)).with_columns(key=pl.col("value"))
    role = plain_role(found["value"])
    amount = pl.col("value").cast(pl.Float64, strict=False).cast(pl.String)
    is_role, is_amount = pl.col("attribute") == "role", pl.col("attribute") == "amount_usd"
    found = found.with_columns(
        key=pl.when(is_role).then(role).when(is_amount).then(amount).otherwise("key"),
        value=pl.when(is_role).then(role).otherwise("value"),
    ).filter(~is_amount | pl.col("key").is_not_null())

    kinds = {"launch_site": ("dim_sites",), "spacecraft": ("dim_spacecraft",), "agency": ("dim_agencies",),
             "speaker": ("dim_people", "dim_agencies")}
    names = pl.concat([dims[dim].select(pl.lit(attribute).alias("attribute"), pl.nth(0).alias("key"), pl.nth(1).alias("name"))
                       for attribute, sources in kinds.items() for dim in sources])
    names = names.unique(["attribute", "key"], keep="first", maintain_order=True)
    linked = found.filter(pl.col("attribute").is_in(list(kinds)))
    unlinked = {value: slug(value) for value in linked.filter(pl.col("entity_id").is_null())["value"].unique()}
    linked = linked.with_columns(key=pl.coalesce("entity_id", pl.col("value").replace(unlinked)))
    linked = linked.join(names, on=["attribute", "key"], how="left").with_columns(value=pl.coalesce("name", "value")).drop("name")
    return pl.concat([found.filter(~pl.col("attribute").is_in(list(kinds))), linked])


def _redirects(people: pl.DataFrame, flights: pl.DataFrame, said: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """REDIRECTS: every id that has given way to another, or may have while fewer articles were loaded."""
    spelt = pl.concat([people.select(person_id="new_id", old="old_id"), said.select("person_id", old="person_id").drop_nulls().unique()])
    known = flights.select("flight_id", old_flight="local_id").unique()
    seats = said.filter(_IS_CREW).select("fact_id", "flight_id", "person_id").unique().join(known, on="flight_id").join(spelt, on="person_id")
    events = said.filter(_IS_EVENT).select("fact_id", *_EVENT, "local_detail", "person_id").unique().join(spelt, on="person_id", how="left")
    quotes = said.filter(_IS_QUOTE).select("subject", "fact_id").unique()
    # The id of a story or an origin is that of its smallest article, so while that was not there it was another's.
    told = {kind: articles.filter(pl.len().over(f"{kind}_id") > 1).select("article_id", f"{kind}_id").iter_rows() for kind in ("story", "origin")}
    one = "its person or its flight is one with another"
    rows = [
        *((old, "person", new, reason) for old, new, reason in people.iter_rows()),
        *((old, "flight", new, reason) for old, new, reason in flights.select("local_id", "flight_id", "reason").iter_rows()),
        *((hash_id("crew", *old), "crew", new, one) for new, *old in seats.select("fact_id", "old_flight", "old").iter_rows()),
        *((_event_id(*event, old, detail), "agency_event", new, "its person is one with another, or its sum another source's for one payment")
          for new, *event, detail, old in events.select("fact_id", *_EVENT, "local_detail", "old").iter_rows()),
        *((hash_id("quote", old), "quote", new, "a trimmed or edited wording of the same utterance") for old, new in quotes.iter_rows()),
        *((hash_id(kind, article_id), kind, new, f"its articles are of one {kind}") for kind, rows in told.items() for article_id, new in rows),
    ]
    found = pl.DataFrame(rows, schema=tables.REDIRECTS.schema, orient="row")
    return tables.REDIRECTS.frame(found.filter(pl.col("old_id") != pl.col("new_id")).unique("old_id"))


def _people(named: pl.DataFrame, links: pl.DataFrame, data: Reference) -> pl.DataFrame:
    """DIM_PEOPLE: all of the reference data, and whoever the articles introduce, under the name most often written."""
    rows = [(i, row["name"], row["agency_id"] if row["agency_id"] in data.agencies else None, True) for i, row in data.people.items()]
    named = named.with_columns(pl.col("person_id").replace(dict(links.select("old_id", "new_id").iter_rows())))
    chosen = entities.chosen_names(named.drop_nulls())
    rows += [(i, chosen.get(i) or _spelt(i), None, False) for i in sorted(set(named["person_id"]) - set(data.people))]
    return tables.DIM_PEOPLE.frame(pl.DataFrame(rows, schema=tables.DIM_PEOPLE.schema, orient="row"))


def _agencies(said: pl.DataFrame, mentions: pl.DataFrame, data: Reference) -> pl.DataFrame:
    """DIM_AGENCIES: all of the reference data, and whatever else takes part in an event or sends a crew member."""
    rows = [(i, row["name"], *(row[c] or None for c in ("full_name", "kind", "country")), True) for i, row in data.agencies.items()]
    named = pl.concat([
        mentions.filter(pl.col("entity_type") == "agency").select(person_id="entity_id", person_name="entity_name"),
        said.filter(pl.col("attribute").is_in(["agency", "counterpart"])).select(person_id="entity_id", person_name="value"),
    ]).drop_nulls()
    sending = said.filter(pl.col("attribute") == "agency")["entity_id"]
    taking_part = {*said["agency_id"].unique(), *said["counterpart_id"].unique(), *sending.unique()} - {None} - set(data.agencies)
    chosen = entities.chosen_names(named) if taking_part else {}
    rows += [(i, chosen.get(i) or _spelt(i), None, None, None, False) for i in sorted(taking_part)]
    return tables.DIM_AGENCIES.frame(pl.DataFrame(rows, schema=tables.DIM_AGENCIES.schema, orient="row"))


def _dimensions(data: Reference) -> dict[str, pl.DataFrame]:
    """DIM_SPACECRAFT and DIM_SITES, all of the reference data."""
    craft = [(i, row["name"], row["operator_agency_id"] or None, row["kind"], row["parent_id"] or None)
             for i, row in data.spacecraft.items()]
    sites = [(i, row["name"], row["country"] or None, row["kind"]) for i, row in data.sites.items()]
    return {
        "dim_spacecraft": tables.DIM_SPACECRAFT.frame(pl.DataFrame(craft, schema=tables.DIM_SPACECRAFT.schema, orient="row")),
        "dim_sites": tables.DIM_SITES.frame(pl.DataFrame(sites, schema=tables.DIM_SITES.schema, orient="row")),
    }


def _spelt(entity_id: str) -> str:
    """A readable name for an id that no text spells out."""
    return entity_id.replace("-", " ").title()
