"""Queries that are put into SQL once: for what every page asks, where building the SQL costs more than running it.

    @prepared
    def editions_at(slug, at):
        return Edition.objects.live(at).filter(slug=slug)

    editions_at(slug="bees", at=now)        a list: instances, or tuples of a values_list
    editions_at.ask(slug="bees", at=now)    the answer as it came: `rows`, and `made()` for that list

The function is called with stand-ins for its arguments, once per connection and shape; afterwards the values take
their places in the SQL it made. It must not look at its arguments, only pass them on to filters and annotations.

PostgreSQL plans such a query once per connection too (decision 0066).
"""

import datetime
import functools
import uuid
from dataclasses import dataclass, field

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateField, DateTimeField, QuerySet, UUIDField

MOST_SHAPES = 500  # lists of many lengths must not fill the memory
_TYPES = {
    str: "text",
    int: "bigint",
    datetime.datetime: "timestamptz",
    datetime.date: "date",
    uuid.UUID: "uuid",
}


def prepared(function):
    """Arguments are given by name: texts, whole numbers, moments, days, UUIDs, and lists of these."""

    def ask(**values):
        shapes = connection.__dict__.setdefault("prepared_queries", {})
        shape = function, *((name, _shape(value)) for name, value in values.items())
        found = shapes.get(shape)
        if found is None:
            if len(shapes) >= MOST_SHAPES:
                shapes.clear()
            found = shapes[shape] = _prepare(function, values)
        return found.ask(values)

    @functools.wraps(function)
    def run(**values):
        return ask(**values).made()

    run.ask = ask
    return run


@dataclass(frozen=True)
class Asked:
    """rows: what the database said, as its driver gives it: hashable, so that answers can be compared."""

    rows: tuple
    make: object

    def made(self):
        return self.make(self.rows)


def _shape(value):
    """What must be alike for the SQL to be: the type, and of a list the length."""
    return (len(value), *{type(item) for item in value}) if isinstance(value, list) else type(value)


@dataclass(frozen=True)
class _Place:
    """Where a parameter of the SQL comes from: an argument, or an item of one that is a list."""

    name: str
    index: int | None
    adapt: object
    type: str  # of PostgreSQL

    def value(self, values):
        value = values[self.name]
        return self.adapt(value if self.index is None else value[self.index])


@dataclass
class _Prepared:
    compiler: object
    sql: str
    parameters: list  # places, and constants as they are
    make: object
    converters: dict = field(init=False)
    places: list = field(init=False)  # each once, however often it occurs

    def __post_init__(self):
        columns = [column for column, *_rest in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(columns)
        self.places = list(dict.fromkeys(item for item in self.parameters if isinstance(item, _Place)))
        self._number()

    def _number(self):
        """By names, %(p0)s; the driver makes them its own."""
        self.constants = {}
        texts = []
        for index, item in enumerate(self.parameters):
            if isinstance(item, _Place):
                texts.append(f"%(p{self.places.index(item)})s")
            else:
                self.constants[f"c{index}"] = item
                texts.append(f"%(c{index})s")
        self.sql = self.sql.replace("%%", "%%%%") % tuple(texts)

    def ask(self, values):
        with self._cursor() as cursor:
            cursor.execute(self.sql, self._arguments([place.value(values) for place in self.places]))
            return Asked(tuple(cursor.fetchall()), self._made)

    def _cursor(self):
        return connection.cursor()

    def _arguments(self, values):
        return {f"p{index}": value for index, value in enumerate(values)} | self.constants

    def _made(self, rows):
        return [self.make(row) for row in self.compiler.apply_converters(rows, self.converters)]


@dataclass
class _PreparedByTheServer(_Prepared):
    """With PostgreSQL's own placeholders: constants stand in the SQL, so that partial indexes are found by them."""

    def _number(self):
        with connection.cursor() as cursor:
            texts = [
                f"${self.places.index(item) + 1}::{item.type}"
                if isinstance(item, _Place)
                else cursor.mogrify("%s", [item])
                for item in self.parameters
            ]
        self.sql %= tuple(texts)

    def _cursor(self):
        """Of the driver's kind that leaves such placeholders alone, in Django's clothes."""
        from psycopg import RawCursor

        connection.ensure_connection()
        dress = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
        return dress(RawCursor(connection.connection))

    def _arguments(self, values):
        return values


class _Nothing:
    """No row can match, whatever the values: an empty list asked for by `IN`."""

    def ask(self, values):
        return Asked((), list)


def _prepare(function, values):
    standins, places = {}, {}
    for name, value in values.items():
        items = enumerate(value) if isinstance(value, list) else [(None, value)]
        made = [_standin(item) for _index, item in items] if isinstance(value, list) else _standin(value)
        standins[name] = made
        for index, standin in enumerate(made) if isinstance(value, list) else [(None, made)]:
            adapt = _adapter(standin)
            places[adapt(standin)] = _Place(name, index, adapt, _TYPES[type(standin)])
    queryset = function(**standins)
    compiler = queryset.query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return _Nothing()
    parameters = [places[value] if _is_standin(value, places) else value for value in parameters]
    if lost := {place.name for place in places.values()}.difference(
        item.name for item in parameters if isinstance(item, _Place)
    ):
        raise TypeError(f"{function.__qualname__} does not pass on {', '.join(sorted(lost))} as given.")
    kind = _PreparedByTheServer if _is_prepared_by_the_server() else _Prepared
    return kind(
        compiler=compiler,
        sql=sql,
        parameters=parameters,
        make=_maker(queryset, compiler),
    )


def _is_prepared_by_the_server():
    if connection.vendor != "postgresql":
        return False
    connection.ensure_connection()
    return connection.connection.prepare_threshold is not None


def _is_standin(value, places):
    try:
        return value in places
    except TypeError:  # an unhashable constant
        return False


def _standin(value):
    """Another value of the type, that nobody else has; a number fits the smallest column that is asked by one."""
    unique = uuid.uuid4()
    if isinstance(value, datetime.datetime):
        return datetime.datetime(9000, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(
            microseconds=unique.int >> 76
        )
    if isinstance(value, datetime.date):
        return datetime.date(9000, 1, 1) + datetime.timedelta(days=unique.int % 300_000)
    return {str: unique.hex + "-", int: 2**30 + (unique.int >> 98), uuid.UUID: unique}[type(value)]


def _adapter(value):
    """How the database's driver wants values of this type."""
    fields = {datetime.datetime: DateTimeField, datetime.date: DateField, uuid.UUID: UUIDField}
    kind = fields.get(type(value))
    return functools.partial(kind().get_db_prep_value, connection=connection) if kind else lambda given: given


def _maker(queryset, compiler):
    """Turns a row into an instance, or leaves it a tuple, as the QuerySet would (see ModelIterable of Django)."""
    if not isinstance(queryset, QuerySet) or queryset._fields is not None:
        return tuple
    select, described = compiler.select, compiler.klass_info
    names = [select[index][0].target.attname for index in described["select_fields"]]
    first, last = described["select_fields"][0], described["select_fields"][-1] + 1
    annotations = [(name, index) for name, index in compiler.annotation_col_map.items()]

    def make(row):
        instance = queryset.model.from_db(connection.alias, names, row[first:last])
        for name, index in annotations:
            setattr(instance, name, row[index])
        return instance

    return make
