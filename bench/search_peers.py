"""The peers of the archive's search, on the same rows: PostgreSQL's full text, and Wagtail's own search.

Neither stems, for neither knows the language of a row. What one cannot ask at all (fuzzy words without an extension,
say) it is not asked.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.search_questions import Question
    from testimonies.consent.audiences import Listener

BEST = 30

PEER = """
CREATE TABLE peer_segment AS
SELECT s.id, r.testimony_id, s.transcript_id, s.start_ms, s.language, s.review_state, s.speaker, s.text,
       to_tsvector('simple', s.text) AS words
FROM testimonies_segment s JOIN testimonies_transcript t ON t.id = s.transcript_id
JOIN testimonies_recording r ON r.id = t.recording_id
"""

FOUND = """
FROM peer_segment peer JOIN testimonies_testimony t ON t.id = peer.testimony_id
WHERE peer.words @@ to_tsquery('simple', %(query)s) AND t.id IN ({allowed})
"""
COUNTRIES = """EXISTS (SELECT 1 FROM testimonies_countryrole r JOIN testimonies_country c ON c.id = r.country_id
                       WHERE r.testimony_id = t.id AND c.iso2 = ANY(%(countries)s))"""
LANGUAGES, STATES = "peer.language = ANY(%(languages)s)", "peer.review_state = ANY(%(states)s)"
NARROWED = f" AND {COUNTRIES} AND {LANGUAGES} AND {STATES}"

BEST_PAGE = """
WITH ranked AS MATERIALIZED (
    SELECT peer.id, t.id AS testimony, ts_rank(peer.words, to_tsquery('simple', %(query)s)) AS rank {found}
), best AS (
    SELECT testimony, max(rank) AS rank, count(*) AS places FROM ranked GROUP BY testimony ORDER BY 2 DESC LIMIT 10
), shown AS (
    SELECT ranked.id, testimony, best.places, row_number() OVER (PARTITION BY testimony ORDER BY ranked.rank DESC) AS n
    FROM ranked JOIN best USING (testimony)
)
SELECT shown.testimony, places, peer.id, start_ms, language, speaker, review_state,
       ts_headline('simple', peer.text, to_tsquery('simple', %(query)s)),
       (SELECT count(*) FROM ranked), (SELECT count(DISTINCT testimony) FROM ranked)
FROM shown JOIN peer_segment peer ON peer.id = shown.id WHERE n <= 3
"""
LINES = """
SELECT t.id, 0, peer.id, peer.start_ms, peer.language, peer.speaker, peer.review_state, peer.text,
       (SELECT b.text FROM peer_segment b WHERE b.transcript_id = peer.transcript_id AND b.start_ms < peer.start_ms
        ORDER BY b.start_ms DESC LIMIT 1),
       (SELECT a.text FROM peer_segment a WHERE a.transcript_id = peer.transcript_id AND a.start_ms > peer.start_ms
        ORDER BY a.start_ms LIMIT 1)
{found} ORDER BY t.id, peer.start_ms LIMIT 50
"""
COUNTED = "SELECT count(*), count(DISTINCT t.id) {found}"

ON_THE_PAGE = (
    "SELECT t.id, t.accession_number, t.interview_date, d.title FROM testimonies_testimony t "
    "LEFT JOIN testimonies_description d ON d.testimony_id = t.id WHERE t.id = ANY(%(shown)s)",
    "SELECT p.testimony_id, person.name FROM testimonies_participation p "
    "JOIN testimonies_person person ON person.id = p.person_id WHERE p.testimony_id = ANY(%(shown)s)",
    "SELECT r.testimony_id, r.uuid, x.start_ms, x.end_ms, x.open_to FROM testimonies_recording r "
    "LEFT JOIN testimonies_redaction x ON x.recording_id = r.id AND x.lifted_at IS NULL "
    "WHERE r.testimony_id = ANY(%(shown)s)",
    "SELECT testimony_id, name, shown FROM testimonies_namereplacement "
    "WHERE lifted_at IS NULL AND testimony_id = ANY(%(shown)s)",
)
"""What a page says of each testimony, where it is heard, and what of its words is kept back."""

FACETS = """
WITH every AS MATERIALIZED (
    SELECT t.id, t.collection_id, t.kind, date_part('decade', t.interview_earliest) AS decade, peer.language,
           peer.review_state, peer.speaker, count(*) AS places,
           {countries} AS of_country, {languages} AS of_language, {states} AS of_state
    {found} GROUP BY t.id, peer.language, peer.review_state, peer.speaker
), chosen AS (SELECT * FROM every WHERE of_country AND of_language AND of_state)
SELECT 'country', c.country_id || c.role, sum(places), count(DISTINCT every.id) FROM every
    JOIN testimonies_countryrole c ON c.testimony_id = every.id WHERE of_language AND of_state GROUP BY 2
UNION ALL SELECT 'language', language, sum(places), count(DISTINCT every.id) FROM every
    WHERE of_country AND of_state GROUP BY 2
UNION ALL SELECT 'state', review_state, sum(places), count(DISTINCT every.id) FROM every
    WHERE of_country AND of_language GROUP BY 2
UNION ALL SELECT 'theme', th.tag_id::text, sum(places), count(DISTINCT chosen.id) FROM chosen
    JOIN testimonies_testimonytheme th ON th.content_object_id = chosen.id GROUP BY 2
UNION ALL SELECT 'article', a.article_id::text, sum(places), count(DISTINCT chosen.id) FROM
    (SELECT DISTINCT content_object_id, article_id FROM testimonies_testimonytheme th
     JOIN testimonies_theme_articles ta ON ta.theme_id = th.tag_id) AS a
    JOIN chosen ON a.content_object_id = chosen.id GROUP BY 2
UNION ALL SELECT 'collection', collection_id::text, sum(places), count(DISTINCT chosen.id) FROM chosen GROUP BY 2
UNION ALL SELECT 'decade', decade::text, sum(places), count(DISTINCT chosen.id) FROM chosen GROUP BY 2
UNION ALL SELECT 'speaker', speaker, sum(places), count(DISTINCT chosen.id) FROM chosen GROUP BY 2
UNION ALL SELECT 'kind', kind, sum(places), count(DISTINCT chosen.id) FROM chosen GROUP BY 2
"""


class PostgreSQL:
    """A table of its own with a ``tsvector`` and a GIN index upon it, asked for what a page of the archive needs.

    For the same four askers, among the testimonies that the archive's own rule lets them read (its query set stands in
    the statement): the ten best testimonies with their three best passages and snippets, the exact numbers of segments
    and testimonies, what a page says of each testimony, and what of it is kept back. Facets are counted only where they
    are asked for, though the archive counts them with every answer; translations, descriptions and passages are not
    searched. A concordance has its fifty lines with what is said before and after them, and the exact numbers.
    """

    def __init__(self) -> None:
        from django.db import connection

        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('peer_segment') IS NOT NULL")
            if not cursor.fetchone()[0]:
                with _much_memory(cursor):
                    cursor.execute(PEER)
                    cursor.execute("CREATE INDEX ON peer_segment USING gin (words)")
                    cursor.execute("CREATE INDEX ON peer_segment (testimony_id)")
                    cursor.execute("CREATE INDEX ON peer_segment (transcript_id, start_ms)")
                    cursor.execute("CREATE INDEX ON peer_segment (id)")
                cursor.execute("VACUUM ANALYZE peer_segment")
        self.built_s = round(time.perf_counter() - began)
        self._allowed: dict[Listener, tuple[str, tuple[Any, ...]]] = {}

    def ask(self, question: Question, listener: Listener) -> bool:
        """Whether it can be asked."""
        if not question.tsquery:
            return False
        chosen = question.narrowing.chosen
        given = {
            "query": question.tsquery,
            "languages": list(chosen.get("language", ())),
            "states": list(chosen.get("state", ())),
            "countries": list(chosen.get("country", ())),
        }
        every = FOUND.format(allowed=self._allowed_to(listener, given))
        found = every + (NARROWED if chosen else "")
        lines = question.kind == "concordance"
        page = _fetched((LINES if lines else BEST_PAGE).format(found=found), given)
        if lines:
            _fetched(COUNTED.format(found=found), given)
        given["shown"] = list({row[0] for row in page})
        for statement in ON_THE_PAGE:
            _fetched(statement, given)
        if chosen:
            _fetched(FACETS.format(found=every, countries=COUNTRIES, languages=LANGUAGES, states=STATES), given)
        return True

    def _allowed_to(self, listener: Listener, given: dict[str, Any]) -> str:
        """The archive's own rule as a subquery, put into SQL once for each asker."""
        from testimonies.models import Testimony

        if listener not in self._allowed:
            keys = Testimony.objects.allowing("transcript", listener).order_by().values("pk")
            self._allowed[listener] = keys.query.sql_with_params()
        statement, values = self._allowed[listener]
        names = [f"allowed{number}" for number in range(len(values))]
        given |= dict(zip(names, values, strict=True))
        return statement % tuple(f"%({name})s" for name in names)


class Wagtail:
    """Its search backend for PostgreSQL, upon segments; its index is filled in one statement, as its own indexer would.

    It cannot be asked among what somebody may read: it filters by columns of the model alone. So it counts what is
    closed as well, which spares it the join with the rule of consent; it has no snippets, and groups nothing."""

    def __init__(self) -> None:
        from django.contrib.contenttypes.models import ContentType
        from django.db import connection
        from wagtail.search import index
        from wagtail.search.models import IndexEntry

        from testimonies.models import Segment

        class PeerSegment(index.Indexed, Segment):  # type: ignore[misc]
            search_fields = [index.SearchField("text")]

            class Meta:
                proxy = True
                app_label = "testimonies"

        self.model = PeerSegment
        IndexEntry.add_generic_relations()
        began = time.perf_counter()
        kind = ContentType.objects.get_for_model(PeerSegment)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM wagtailsearch_indexentry WHERE content_type_id = %s)", [kind.pk]
            )
            if not cursor.fetchone()[0]:
                with _much_memory(cursor), _indexed_afterwards(cursor, "wagtailsearch_indexentry"):
                    cursor.execute(
                        """
                        INSERT INTO wagtailsearch_indexentry
                            (content_type_id, object_id, title_norm, autocomplete, title, body, title_text, body_text)
                        SELECT %s, id::text, 1.0, '', '', setweight(to_tsvector('simple', text), 'D'), '', ''
                        FROM testimonies_segment
                        """,
                        [kind.pk],
                    )
                cursor.execute("VACUUM ANALYZE wagtailsearch_indexentry")
        self.built_s = round(time.perf_counter() - began)

    def ask(self, question: Question, _listener: Listener) -> bool:
        """Whether it can be asked: words and phrases alone."""
        from wagtail.search.backends import get_search_backend
        from wagtail.search.query import Phrase, PlainText

        asked = {
            "word": PlainText(question.words[0]),
            "and": PlainText(" ".join(question.words), operator="and"),
            "phrase": Phrase(" ".join(question.words)),
        }.get(question.kind)
        if asked is None or question.narrowing.chosen:
            return False
        found = get_search_backend().search(asked, self.model.objects.order_by())
        list(found[:BEST])
        found.count()
        return True


def _fetched(statement: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@contextmanager
def _much_memory(cursor: Any) -> Iterator[None]:
    cursor.execute("SET maintenance_work_mem = '1GB'")
    cursor.execute("SET synchronous_commit = off")
    yield
    cursor.execute("RESET maintenance_work_mem")
    cursor.execute("RESET synchronous_commit")


@contextmanager
def _indexed_afterwards(cursor: Any, table: str) -> Iterator[None]:
    """Its GIN indexes are made anew once all rows are there: one by one it would take an hour."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexdef LIKE '%% USING gin %%'", [table]
    )
    indexes = cursor.fetchall()
    for name, _made_by in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _name, made_by in indexes:
        cursor.execute(made_by)
