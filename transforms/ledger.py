"""The four fact tables, written out from resolved claims."""

import polars as pl

from transforms import periods
from transforms.utterances import is_partial
from warehouse import tables
from warehouse.reference import Reference

# ISO 3166 codes of Russia and the Soviet Union.
_RUSSIAN = ("RU", "SU")


def facts(said: pl.DataFrame, shown: pl.DataFrame, differing: pl.DataFrame, flights: pl.DataFrame, groups: pl.DataFrame,
          dims: dict[str, pl.DataFrame], data: Reference) -> dict[str, pl.DataFrame]:
    """FACT_CREWS, FACT_FLIGHTS, FACT_AGENCIES and FACT_QUOTES by name.

    said: assertions with origin_id, published_at, fact_id, flight_id, person_id, event_type, agency_id, counterpart_id.
    shown and differing: see conflicts.settle. flights: see entities.flights. groups: see utterances.group. dims: the dimensions.
    """
    disputed = differing.filter(pl.col("kind") == "contradiction").select("fact_table", "fact_id").unique()
    flown = _flights(said, shown, disputed, flights, dims, data)
    return {
        "fact_flights": flown,
        "fact_crews": _crews(said, shown, disputed, flown, dims),
        "fact_agencies": _agencies(said, shown, disputed, dims),
        "fact_quotes": _quotes(said, shown, disputed, groups, dims),
    }


def _witnesses(claims: pl.DataFrame, fact_table: str, disputed: pl.DataFrame) -> pl.DataFrame:
    """Of every fact_id of the claims: status, article_count, origin_count, first_claimed_on and last_claimed_on."""
    wrong = disputed.filter(pl.col("fact_table") == fact_table)["fact_id"]
    return claims.group_by("fact_id").agg(
        article_count=pl.col("article_id").n_unique(), origin_count=pl.col("origin_id").n_unique(),
        first_claimed_on=pl.col("published_at").min().dt.date(), last_claimed_on=pl.col("published_at").max().dt.date(),
    ).with_columns(status=pl.when(pl.col("fact_id").is_in(wrong.implode())).then(pl.lit("disputed"))
                   .when(pl.col("origin_count") > 1).then(pl.lit("confirmed")).otherwise(pl.lit("single_source")))


def _values(found: pl.DataFrame, shown: pl.DataFrame, fact_table: str, *attributes: str) -> pl.DataFrame:
    """The facts with a column for the key and one for the shown value of each attribute: role, role_shown."""
    for attribute in attributes:
        values = shown.filter(pl.col("fact_table") == fact_table, pl.col("attribute") == attribute)
        columns = {attribute: pl.col("key"), attribute + "_shown": pl.col("value")}
        found = found.join(values.select("fact_id", **columns), on="fact_id", how="left")
    return found


def _dated(found: pl.DataFrame, attribute: str) -> pl.DataFrame:
    """The facts with a date and its precision instead of the ISO date."""
    told = [(value, *periods.first_day(value)) for value in found[attribute].drop_nulls().unique()]
    known = pl.DataFrame(told, schema={attribute: pl.String(), "day": pl.Date(), attribute + "_precision": pl.String()}, orient="row")
    return found.join(known, on=attribute, how="left").drop(attribute).rename({"day": attribute})


def _known_in(column: str, dim: pl.DataFrame, key: str) -> pl.Expr:
    """The column where the dimension has it, null elsewhere."""
    return pl.when(pl.col(column).is_in(dim[key].implode())).then(column)


def _flights(said: pl.DataFrame, shown: pl.DataFrame, disputed: pl.DataFrame, flights: pl.DataFrame,
             dims: dict[str, pl.DataFrame], data: Reference) -> pl.DataFrame:
    claims = said.filter(pl.col("flight_id").is_not_null()).with_columns(fact_id="flight_id")
    crews = claims.filter(pl.col("fact_table") == "fact_crews").group_by("flight_id").agg(crew_count=pl.col("person_id").n_unique())
    written = claims.filter(pl.col("attribute") == "flight_name").group_by("flight_id", "value").len().sort(
        ["flight_id", "len", "value"], descending=[False, True, False]).unique("flight_id", keep="first", maintain_order=True)
    names = {"flight_id": list(data.flights), "known_name": [row["name"] for row in data.flights.values()]}
    craft = dims["dim_spacecraft"].select("spacecraft_id", "spacecraft_name", "operator_agency_id")
    sites = dims["dim_sites"].select(launch_site_id="site_id", launch_site_name="site_name")

    found = flights.group_by(fact_id="flight_id").agg(craft=pl.col("craft").min(), is_named=~pl.col("ref").str.starts_with("?").all())
    found = _values(found, shown, "fact_flights", "launch_date", "launch_site", "spacecraft").rename({"launch_site": "launch_site_id"})
    found = _dated(found, "launch_date").join(_witnesses(claims, "fact_flights", disputed), on="fact_id").rename({"fact_id": "flight_id"})
    found = found.with_columns(
        spacecraft_id=pl.coalesce(_known_in("spacecraft", craft, "spacecraft_id"), _known_in("craft", craft, "spacecraft_id")),
        launch_site_id=_known_in("launch_site_id", sites, "launch_site_id"))
    for frame in (crews, written, pl.DataFrame(names)):
        found = found.join(frame, on="flight_id", how="left")
    found = found.join(craft, on="spacecraft_id", how="left").join(sites, on="launch_site_id", how="left")
    return tables.FACT_FLIGHTS.frame(found.with_columns(
        flight_name=pl.coalesce("known_name", "value", pl.when(~pl.col("is_named")).then("spacecraft_name"), "flight_id"),
        crew_count=pl.col("crew_count").fill_null(0),
    ))


def _crews(said: pl.DataFrame, shown: pl.DataFrame, disputed: pl.DataFrame, flown: pl.DataFrame,
           dims: dict[str, pl.DataFrame]) -> pl.DataFrame:
    claims = said.filter(pl.col("fact_table") == "fact_crews")
    # An agency of several countries has none in the reference data; of a discovered one nothing is known.
    country = pl.coalesce("country", pl.when("is_reference").then(pl.lit("")))
    agencies = dims["dim_agencies"].select("agency_id", "agency_name", country=country)
    people = dims["dim_people"].select("person_id", "person_name", known_agency_id="agency_id")
    types = dims["dim_spacecraft"].select("spacecraft_id", type_id=pl.coalesce("parent_id", "spacecraft_id"))
    flights = flown.select("flight_id", "flight_name", "spacecraft_id", "operator_agency_id").join(types, on="spacecraft_id", how="left")
    flights = flights.join(agencies.select(operator_agency_id="agency_id", operator_country="country"), on="operator_agency_id", how="left")

    found = claims.select("fact_id", "flight_id", "person_id").unique().join(_witnesses(claims, "fact_crews", disputed), on="fact_id")
    found = _values(found, shown, "fact_crews", "role", "agency").join(people, on="person_id").join(flights, on="flight_id")
    found = found.with_columns(agency_id=pl.coalesce(_known_in("agency", agencies, "agency_id"), "known_agency_id"))
    found = found.join(agencies, on="agency_id", how="left")
    is_russian, on_russian = pl.col("country").is_in(_RUSSIAN), pl.col("operator_country").is_in(_RUSSIAN)
    on_soyuz = pl.col("type_id") == "soyuz"
    return tables.FACT_CREWS.frame(found.with_columns(
        crew_id="fact_id", role="role_shown", seat_exchange=pl.when(is_russian).then(~on_russian).when(~is_russian).then(on_soyuz)))


def _agencies(said: pl.DataFrame, shown: pl.DataFrame, disputed: pl.DataFrame, dims: dict[str, pl.DataFrame]) -> pl.DataFrame:
    claims = said.filter(pl.col("fact_table") == "fact_agencies")
    found = claims.select("fact_id", "event_type", "agency_id", "counterpart_id", "person_id").unique()
    found = found.join(_witnesses(claims, "fact_agencies", disputed), on="fact_id")
    found = _dated(_values(found, shown, "fact_agencies", "amount_usd", "seats", "event_date"), "event_date")
    found = found.join(dims["dim_agencies"].select("agency_id", "agency_name"), on="agency_id")
    found = found.join(dims["dim_people"].select("person_id", "person_name"), on="person_id", how="left")
    return tables.FACT_AGENCIES.frame(found.rename({"fact_id": "agency_event_id", "counterpart_id": "counterpart_agency_id"}).with_columns(
        pl.col("amount_usd").cast(pl.Float64), pl.col("seats").cast(pl.Int64)))


def _quotes(said: pl.DataFrame, shown: pl.DataFrame, disputed: pl.DataFrame, groups: pl.DataFrame,
            dims: dict[str, pl.DataFrame]) -> pl.DataFrame:
    claims = said.filter(pl.col("fact_table") == "fact_quotes").join(groups.select(subject="key", text="text"), on="subject")
    people = dims["dim_people"].select(speaker="person_id", person="person_name", known_agency_id="agency_id")
    agencies = dims["dim_agencies"].select(speaker="agency_id", agency="agency_name")
    found = claims.group_by("fact_id").agg(quote_text=pl.col("text").first(), variant_count=pl.col("subject").n_unique())
    found = _values(found.join(_witnesses(claims, "fact_quotes", disputed), on="fact_id"), shown, "fact_quotes", "speaker")
    found = found.join(people, on="speaker", how="left").join(agencies, on="speaker", how="left")
    is_person, is_agency = pl.col("person").is_not_null(), pl.col("agency").is_not_null()
    return tables.FACT_QUOTES.frame(found.rename({"fact_id": "quote_id"}).with_columns(
        speaker_id=pl.when(is_person | is_agency).then("speaker"),
        speaker_name=pl.coalesce("person", "agency", "speaker_shown"),
        speaker_type=pl.when(is_person).then(pl.lit("person")).when(is_agency).then(pl.lit("agency")).otherwise(pl.lit("unknown")),
        speaker_agency_id=pl.when(is_person).then("known_agency_id").when(is_agency).then("speaker"),
        said_on=pl.lit(None, pl.Date),
        is_partial=pl.Series([is_partial(text) for text in found["quote_text"]], dtype=pl.Boolean),
    ))
