"""Every table of crewledger, declared once."""

from warehouse.schema import BINARY, BOOLEAN, DATE, FLOAT, INTEGER, STRING, TIMESTAMP, Column, Table

ID = r"[a-z0-9][a-z0-9.-]*"
HASH_ID = r"[0-9a-f]{16}"
STATUSES = ("confirmed", "single_source", "disputed")
PRECISIONS = ("day", "month", "season", "half", "year")
FACT_TABLES = ("fact_crews", "fact_flights", "fact_agencies", "fact_quotes")
EVENT_TYPES = ("agreement", "leadership_change", "seat_payment", "withdrawal", "assignment", "statement")
ATTRIBUTES = (
    "crew_member", "role", "agency", "launch_date", "launch_site", "spacecraft", "flight_name", "event",
    "amount_usd", "seats", "event_date", "person", "counterpart", "quote_text", "speaker",
)

_WITNESSES = (
    Column("status", STRING, "confirmed: two or more independent origins agree; single_source: one origin; disputed: origins disagree, see conflicts", values=STATUSES),
    Column("article_count", INTEGER, "articles that assert the fact, copies included", low=1),
    Column("origin_count", INTEGER, "independent origins that assert the fact; copies and rewrites of one story are one origin", low=1),
)

FACT_CREWS = Table("fact_crews", "one person on one flight", ("crew_id",), (
    Column("crew_id", STRING, "stable id of person and flight", pattern=HASH_ID),
    Column("flight_id", STRING, "the flight", references="fact_flights.flight_id"),
    Column("flight_name", STRING, "canonical name of the flight"),
    Column("person_id", STRING, "the person", references="dim_people.person_id"),
    Column("person_name", STRING, "canonical name of the person"),
    Column("agency_id", STRING, "agency the person flies for, as claimed, else as known", null=True, references="dim_agencies.agency_id"),
    Column("agency_name", STRING, "canonical name of that agency", null=True),
    Column("role", STRING, "role on the flight as claimed: commander, pilot, ...", null=True),
    Column("seat_exchange", BOOLEAN, "the person flies on the other side's spacecraft: a Roscosmos cosmonaut on an American craft, anyone else on a Soyuz", null=True),
    *_WITNESSES,
    Column("first_claimed_on", DATE, "date of the earliest dated article that asserts the fact", null=True),
    Column("last_claimed_on", DATE, "date of the latest dated article that asserts the fact", null=True),
))

FACT_FLIGHTS = Table("fact_flights", "one flight with people on board", ("flight_id",), (
    Column("flight_id", STRING, "stable id of the flight", pattern=ID),
    Column("flight_name", STRING, "canonical name; a flight that no article names bears the name of its spacecraft, and its launch_date tells it from others"),
    Column("is_named", BOOLEAN, "an article names the flight, or its crew and date tie it to a named one"),
    Column("spacecraft_id", STRING, "the spacecraft", null=True, references="dim_spacecraft.spacecraft_id"),
    Column("spacecraft_name", STRING, "canonical name of the spacecraft", null=True),
    Column("operator_agency_id", STRING, "who operates the spacecraft", null=True, references="dim_agencies.agency_id"),
    Column("launch_date", DATE, "launch date as claimed last; the first day of the period launch_date_precision gives", null=True),
    Column("launch_date_precision", STRING, "how precise launch_date is", null=True, values=PRECISIONS),
    Column("launch_site_id", STRING, "launch site", null=True, references="dim_sites.site_id"),
    Column("launch_site_name", STRING, "canonical name of the launch site", null=True),
    Column("crew_count", INTEGER, "people that fact_crews puts on the flight", low=0),
    *_WITNESSES,
))

FACT_AGENCIES = Table("fact_agencies", "one event in which an agency takes part", ("agency_event_id",), (
    Column("agency_event_id", STRING, "stable id of the event", pattern=HASH_ID),
    Column("agency_id", STRING, "the agency", references="dim_agencies.agency_id"),
    Column("agency_name", STRING, "canonical name of the agency"),
    Column("event_type", STRING, "what happened", values=EVENT_TYPES),
    Column("counterpart_agency_id", STRING, "the other party", null=True, references="dim_agencies.agency_id"),
    Column("person_id", STRING, "the person concerned, such as who came or left in a leadership change", null=True, references="dim_people.person_id"),
    Column("person_name", STRING, "canonical name of that person", null=True),
    Column("amount_usd", FLOAT, "amount in US dollars as claimed", null=True, low=0),
    Column("seats", INTEGER, "seats the amount is for", null=True, low=1),
    Column("event_date", DATE, "date of the event; the first day of the period event_date_precision gives", null=True),
    Column("event_date_precision", STRING, "how precise event_date is", null=True, values=PRECISIONS),
    *_WITNESSES,
))

FACT_QUOTES = Table("fact_quotes", "one utterance", ("quote_id",), (
    Column("quote_id", STRING, "stable id of the utterance", pattern=HASH_ID),
    Column("quote_text", STRING, "the words between the marks, in the longest variant"),
    Column("speaker_id", STRING, "person_id or agency_id of the speaker", null=True),
    Column("speaker_name", STRING, "who said it; null when the text does not say", null=True),
    Column("speaker_type", STRING, "person, agency or unknown", values=("person", "agency", "unknown")),
    Column("speaker_agency_id", STRING, "agency the speaker belongs to, or is", null=True, references="dim_agencies.agency_id"),
    Column("said_on", DATE, "day it was said, when the text gives one", null=True),
    Column("is_partial", BOOLEAN, "a fragment inside the reporter's own sentence, not a whole utterance"),
    Column("variant_count", INTEGER, "different wordings of the utterance across articles", low=1),
    *_WITNESSES,
))

DIM_PEOPLE = Table("dim_people", "one person", ("person_id",), (
    Column("person_id", STRING, "stable id", pattern=ID),
    Column("person_name", STRING, "canonical English name"),
    Column("agency_id", STRING, "agency the person is known to belong to", null=True, references="dim_agencies.agency_id"),
    Column("is_reference", BOOLEAN, "known from the reference data, not discovered in a text"),
))

DIM_AGENCIES = Table("dim_agencies", "one space agency, company or public body", ("agency_id",), (
    Column("agency_id", STRING, "stable id", pattern=ID),
    Column("agency_name", STRING, "canonical name"),
    Column("full_name", STRING, "name in full", null=True),
    Column("kind", STRING, "space agency, company, government, centre, ...", null=True),
    Column("country", STRING, "ISO 3166 alpha-2 code", null=True),
    Column("is_reference", BOOLEAN, "known from the reference data, not discovered in a text"),
))

DIM_SPACECRAFT = Table("dim_spacecraft", "one type of spacecraft, vehicle or station", ("spacecraft_id",), (
    Column("spacecraft_id", STRING, "stable id", pattern=ID),
    Column("spacecraft_name", STRING, "canonical name"),
    Column("operator_agency_id", STRING, "who operates it", null=True, references="dim_agencies.agency_id"),
    Column("kind", STRING, "crew, cargo, station, rocket or probe", values=("crew", "cargo", "station", "rocket", "probe")),
    Column("parent_id", STRING, "the type, for a single vehicle", null=True, references="dim_spacecraft.spacecraft_id"),
))

DIM_SITES = Table("dim_sites", "one launch or landing site", ("site_id",), (
    Column("site_id", STRING, "stable id", pattern=ID),
    Column("site_name", STRING, "canonical name"),
    Column("country", STRING, "ISO 3166 alpha-2 code", null=True),
    Column("kind", STRING, "launch, landing or both", values=("launch", "landing", "both")),
))

DIM_ARTICLES = Table("dim_articles", "one article, in its current version", ("article_id",), (
    Column("article_id", STRING, "stable id of the article's uri", pattern=HASH_ID),
    Column("source", STRING, "the source it came from"),
    Column("uri", STRING, "where it was read"),
    Column("title", STRING, "headline", null=True),
    Column("author", STRING, "author as printed", null=True),
    Column("outlet", STRING, "publisher, as the source or the page names it", null=True),
    Column("canonical_url", STRING, "address that the page itself calls its own", null=True),
    Column("published_at", TIMESTAMP, "when it was published, UTC", null=True),
    Column("published_at_source", STRING, "where published_at comes from", null=True, values=("metadata", "text", "uri")),
    Column("language", STRING, "ISO 639-1 code", null=True),
    Column("is_on_topic", BOOLEAN, "it names a spaceflight agency, craft, flight, person or site"),
    Column("body", STRING, "the cleaned text; every char_start and char_end counts in it"),
    Column("char_count", INTEGER, "characters of body", low=1),
    Column("word_count", INTEGER, "words of body", low=0),
    Column("content_hash", STRING, "SHA-256 of body", pattern=r"[0-9a-f]{64}"),
    Column("story_id", STRING, "the story it tells", references="dim_stories.story_id"),
    Column("origin_id", STRING, "the independent origin it goes back to", pattern=HASH_ID),
    Column("is_canonical", BOOLEAN, "the article that stands for its origin"),
))

DIM_STORIES = Table("dim_stories", "one event told by one or more articles", ("story_id",), (
    Column("story_id", STRING, "stable id", pattern=HASH_ID),
    Column("title", STRING, "headline of its canonical article", null=True),
    Column("article_count", INTEGER, "articles that tell it", low=1),
    Column("origin_count", INTEGER, "independent origins among them", low=1),
    Column("first_published_on", DATE, "date of its earliest dated article", null=True),
))

CLAIMS = Table("claims", "one assertion by one article", ("claim_id",), (
    Column("claim_id", STRING, "stable id", pattern=HASH_ID),
    Column("article_id", STRING, "the article that asserts it", references="dim_articles.article_id"),
    Column("fact_table", STRING, "the table of the fact it supports", values=FACT_TABLES),
    Column("fact_id", STRING, "the fact it supports"),
    Column("attribute", STRING, "which value of the fact it asserts", values=ATTRIBUTES),
    Column("value", STRING, "canonical value"),
    Column("original_value", STRING, "as written"),
    Column("char_start", INTEGER, "first character of the evidence in body, counted from 0", low=0),
    Column("char_end", INTEGER, "one past the last character of the evidence", low=1),
    Column("evidence", STRING, "exactly the characters of body from char_start to char_end"),
    Column("method", STRING, "the rule that found it"),
    Column("confidence", FLOAT, "estimated probability that the claim is what the text asserts", low=0, high=1),
))

MENTIONS = Table("mentions", "one name in one article", ("article_id", "char_start", "char_end", "entity_type"), (
    Column("article_id", STRING, "the article", references="dim_articles.article_id"),
    Column("char_start", INTEGER, "first character in body, counted from 0", low=0),
    Column("char_end", INTEGER, "one past the last character", low=1),
    Column("surface", STRING, "exactly the characters of body from char_start to char_end"),
    Column("entity_type", STRING, "what it names", values=("person", "agency", "spacecraft", "flight", "site", "expedition", "uncrewed")),
    Column("entity_id", STRING, "the entity"),
    Column("entity_name", STRING, "its canonical name"),
    Column("score", FLOAT, "estimated probability of the link", low=0, high=1),
    Column("method", STRING, "how it was found"),
))

CONFLICTS = Table("conflicts", "two values that sources give for one attribute of one fact", ("fact_table", "fact_id", "attribute", "value_a", "value_b"), (
    Column("fact_table", STRING, "the table of the fact", values=FACT_TABLES),
    Column("fact_id", STRING, "the fact"),
    Column("attribute", STRING, "the attribute they differ in", values=ATTRIBUTES),
    Column("value_a", STRING, "the value the fact shows, or the first of two equals"),
    Column("value_b", STRING, "the other value"),
    Column("origin_count_a", INTEGER, "independent origins for value_a", low=1),
    Column("origin_count_b", INTEGER, "independent origins for value_b", low=1),
    Column("kind", STRING, "less_precise: b contains a; superseded: b was said earlier than a; contradiction: neither", values=("less_precise", "superseded", "contradiction")),
))

DUPLICATES = Table("duplicates", "one pair of articles that share text or descent", ("article_id", "duplicate_of", "method"), (
    Column("article_id", STRING, "the copy", references="dim_articles.article_id"),
    Column("duplicate_of", STRING, "the article it repeats", references="dim_articles.article_id"),
    Column("similarity", FLOAT, "similarity by the method's own measure", low=0, high=1),
    Column("method", STRING, "exact, near copy, containment, rewrite or credit", values=("exact", "near_copy", "containment", "rewrite", "credit")),
    Column("reason", STRING, "why the pair is linked, in words"),
))

REDIRECTS = Table("redirects", "an id that another id has replaced, because two entities turned out to be one", ("old_id",), (
    Column("old_id", STRING, "the former id"),
    Column("entity_type", STRING, "what it names", values=("person", "flight", "crew", "agency_event", "quote", "story", "origin")),
    Column("new_id", STRING, "the id in use"),
    Column("reason", STRING, "why they are one"),
))

REJECTS = Table("rejects", "one thing that a run read and did not load", ("run_id", "stage", "uri", "reason", "detail"), (
    Column("run_id", STRING, "the run"),
    Column("stage", STRING, "the step that turned it away"),
    Column("uri", STRING, "where it was read"),
    Column("reason", STRING, "reason code"),
    Column("detail", STRING, "what exactly was wrong"),
), is_public=False)

# What a step hands on; the run is added when the books are closed.
REJECTED = Table("rejected", "one thing that a step turned away", REJECTS.key[1:], REJECTS.columns[1:], is_public=False)

RUNS = Table("runs", "one run that published", ("run_id",), (
    Column("run_id", STRING, "the run"),
    Column("started_at", TIMESTAMP, "start, UTC"),
    Column("finished_at", TIMESTAMP, "end, UTC"),
    Column("version", STRING, "version of crewledger"),
    Column("sources", STRING, "what it was asked to read, as JSON"),
    Column("read_count", INTEGER, "documents read", low=0),
    Column("loaded_count", INTEGER, "documents loaded, new or changed", low=0),
    Column("known_count", INTEGER, "documents that were loaded already", low=0),
    Column("rejected_count", INTEGER, "documents rejected", low=0),
), is_public=False)

RUN_STEPS = Table("run_steps", "one step of one run, batches added up", ("run_id", "step"), (
    Column("run_id", STRING, "the run"),
    Column("step", STRING, "the step"),
    Column("position", INTEGER, "its place in the run, from 1", low=1),
    Column("rows_in", INTEGER, "rows it was given", low=0),
    Column("rows_out", INTEGER, "rows it returned", low=0),
    Column("rejected", INTEGER, "rows it rejected", low=0),
    Column("seconds", FLOAT, "wall time, gates included", low=0),
    Column("expectations", INTEGER, "expectations evaluated", low=0),
    Column("failures", INTEGER, "warnings: expectations that did not hold and were not fatal", low=0),
), is_public=False)

# What the steps hand to one another; kept in the warehouse so that a later run need not read an article twice.
LISTED = Table("listed", "one address that a feed, a sitemap or a news API lists", ("uri",), (
    Column("uri", STRING, "the address"),
    Column("listing", STRING, "the source's address that led to it"),
    Column("source", STRING, "the source"),
    Column("title", STRING, "headline the listing gives", null=True),
    Column("author", STRING, "author the listing gives", null=True),
    Column("published_at", TIMESTAMP, "publication time the listing gives, UTC", null=True),
    Column("updated_at", TIMESTAMP, "time of the last change the listing gives, UTC", null=True),
    Column("outlet", STRING, "publisher the listing names", null=True),
    Column("is_named", BOOLEAN, "the user named this very address"),
), is_public=False)

RAW_DOCUMENTS = Table("raw_documents", "one document as it was read", ("uri",), (
    Column("uri", STRING, "where it was read"),
    Column("source", STRING, "the source it came from"),
    Column("content", BINARY, "its bytes"),
    Column("media_type", STRING, "what the source says the bytes are", null=True),
    Column("raw_hash", STRING, "SHA-256 of its bytes and metadata", pattern=r"[0-9a-f]{64}"),
    Column("title", STRING, "headline the source gives", null=True),
    Column("author", STRING, "author the source gives", null=True),
    Column("published_at", TIMESTAMP, "publication time the source gives, UTC", null=True),
    Column("outlet", STRING, "publisher the source names", null=True),
), is_public=False)

DOCUMENTS = Table("documents", "one document as text", ("uri",), (
    *(c for c in RAW_DOCUMENTS.columns if c.name not in ("content", "media_type")),
    Column("canonical_url", STRING, "address that the page itself calls its own", null=True),
    Column("text", STRING, "its text, decoded", null=False),
), is_public=False)

ARTICLES = Table("articles", "one cleaned article", ("article_id",), (
    *(c for c in DIM_ARTICLES.columns if c.name not in ("is_on_topic", "story_id", "origin_id", "is_canonical")),
    Column("raw_hash", STRING, "SHA-256 of the bytes and metadata it was read from", pattern=r"[0-9a-f]{64}"),
), is_public=False)

ASSERTIONS = Table("assertions", "one assertion by one article, its entities not yet resolved across articles", ("assertion_id",), (
    Column("assertion_id", STRING, "stable id; the claim_id of the claim it becomes", pattern=HASH_ID),
    Column("article_id", STRING, "the article", references="articles.article_id"),
    Column("fact_table", STRING, "the table of the fact it supports", values=FACT_TABLES),
    Column("subject", STRING, "key of the fact: flight (a name, or ?article:n for one the article does not name), flight|person, event key, or quotation key"),
    Column("entity_id", STRING, "the person, agency, spacecraft, site or flight that value names", null=True),
    *(c for c in CLAIMS.columns if c.name not in ("claim_id", "article_id", "fact_table", "fact_id")),
), is_public=False)

PUBLIC = (
    FACT_CREWS, FACT_FLIGHTS, FACT_AGENCIES, FACT_QUOTES, DIM_PEOPLE, DIM_AGENCIES, DIM_SPACECRAFT, DIM_SITES,
    DIM_ARTICLES, DIM_STORIES, CLAIMS, MENTIONS, CONFLICTS, DUPLICATES, REDIRECTS,
)
ACCOUNTS = (REJECTS, RUNS, RUN_STEPS)
