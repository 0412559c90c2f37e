"""Prepared queries: QuerySets whose SQL is built once, for what every page asks. Building it costs more than running it.

    @prepared
    def editions_at(slug, at):
        return Edition.objects.live(at).filter(slug=slug)

    editions_at(slug="bees", at=now)        a list: instances, or tuples of a values_list
    editions_at.ask(slug="bees", at=now)    the Rows: `rows` as the driver gives them, and `made()` for that list

The function is called once per process and shape, with placeholders instead of its arguments; later calls put
their values into the SQL built then. It must not look at its arguments, only pass them to filters and annotations.
PostgreSQL plans such a query once per connection too (decision 0066).

PREPARED_QUERIES=0 turns this off: each call builds and runs the QuerySet, with the same results. The interfaces of
Django used here that are not public are listed in thinktank/operations/private_interfaces.py.
"""

import datetime
import functools
import inspect
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db.models import DateField, DateTimeField, Model, QuerySet, UUIDField
from django.db.models.base import ModelState
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query import get_related_populators
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init

from thinktank.database.replica import reading_connection as connection

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper
    from django.db.models.sql.compiler import SQLCompiler

MAX_QUERIES = 500  # lists of many lengths must not fill the memory
_TYPES = {
    str: "text",
    int: "bigint",
    datetime.datetime: "timestamptz",
    datetime.date: "date",
    uuid.UUID: "uuid",
}

type Row = tuple[Any, ...]
type Values = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """rows: the result as the database's driver gives it; hashable, so that results can be compared."""

    rows: tuple[Row, ...]
    make: Callable[[tuple[Row, ...]], list[Any]]

    def made(self) -> list[Any]:
        """The instances or tuples that the QuerySet would give."""
        return self.make(self.rows)


# By function and shape, for all threads: each thread has its own `connection`, which prepared queries refer to.
_queries: dict[tuple[Any, ...], "_Prepared | _Nothing"] = {}


class PreparedQuery(Protocol):
    def __call__(self, **values: Any) -> list[Any]: ...

    def ask(self, **values: Any) -> Rows: ...


def prepared(function: Callable[..., QuerySet[Any]]) -> PreparedQuery:
    """Arguments are given by name: texts, whole numbers, moments, days, UUIDs, and lists of these."""

    def ask(**values: Any) -> Rows:
        if not settings.PREPARED_QUERIES:
            return _run_unprepared(function(**values))
        shape = function, *((name, _shape(value)) for name, value in values.items())
        found = _queries.get(shape)
        if found is None:
            if len(_queries) >= MAX_QUERIES:
                _queries.clear()
            found = _queries[shape] = _prepare(function, values)
        return found.ask(values)

    @functools.wraps(function)
    def run(**values: Any) -> list[Any]:
        return ask(**values).made()

    run.ask = ask  # type: ignore[attr-defined]
    return run  # type: ignore[return-value]


def _run_unprepared(queryset: QuerySet[Any]) -> Rows:
    """Run the QuerySet as it is. Its rows identify the result as those of the driver do, though they differ in form."""
    found = list(queryset)
    if found and not isinstance(found[0], tuple):
        return Rows(tuple(tuple(_values_of(instance)) for instance in found), lambda _rows: list(found))
    return Rows(tuple(found), list)


def _values_of(instance: Any) -> Iterable[Any]:
    """The loaded fields and annotations of an instance, JSON as text, so that they can be hashed."""
    return (
        (name, value if isinstance(value, _HASHED) or value is None else repr(value))
        for name, value in instance.__dict__.items()
        if name != "_state"
    )


_HASHED = (str, int, float, bool, datetime.date, uuid.UUID)


def _shape(value: Any) -> Any:
    """What decides the SQL: the type of a value; of a list, its length and the types in it."""
    return (len(value), *{type(item) for item in value}) if isinstance(value, list) else type(value)


@dataclass(frozen=True)
class _Parameter:
    """A parameter of the SQL that comes from an argument, or from one item of an argument that is a list."""

    name: str
    index: int | None
    adapt: Callable[[Any], Any]
    type: str  # of PostgreSQL

    def value(self, values: Values) -> Any:
        value = values[self.name]
        return self.adapt(value if self.index is None else value[self.index])


@dataclass
class _Prepared:
    """SQL with named parameters, %(p0)s: the driver translates them.

    Constants are in the SQL, so that a plan made once finds partial indexes. SQLite plans a statement anew each time it
    binds a value that a partial index names. Nothing is kept of the QuerySet but `converters`: the sixty queries of the
    public pages were 6 MB in each process.
    """

    converters: list[tuple[int, Any]]  # (index of the column, (functions of Django, expression))
    sql: str
    parameters: list[Any]  # _Parameter, or the value of a constant
    make: Callable[[Sequence[Any]], Any]
    distinct: list[_Parameter] = field(init=False)  # each once, however often the SQL uses it

    def __post_init__(self) -> None:
        self.distinct = list(dict.fromkeys(item for item in self.parameters if isinstance(item, _Parameter)))
        self._number()

    def _number(self) -> None:
        texts = [
            f"%(p{self.distinct.index(item)})s"
            if isinstance(item, _Parameter)
            else _literal(item).replace("%", "%%")
            for item in self.parameters
        ]
        self.sql = self.sql.replace("%%", "%%%%") % tuple(texts)

    def ask(self, values: Values) -> Rows:
        with self._cursor() as cursor:
            cursor.execute(
                self.sql, self._arguments([parameter.value(values) for parameter in self.distinct])
            )
            return Rows(tuple(cursor.fetchall()), self._made)

    def _cursor(self) -> "CursorWrapper":
        return connection.cursor()

    def _arguments(self, values: list[Any]) -> Any:
        return {f"p{index}": value for index, value in enumerate(values)}

    def _made(self, rows: tuple[Row, ...]) -> list[Any]:
        return [self.make(self._converted(row)) for row in rows]

    def _converted(self, row: Row) -> Sequence[Any]:
        values = list(row)
        for index, (functions, expression) in self.converters:
            for convert in functions:
                values[index] = convert(values[index], expression, connection)
        return values


def _literal(value: Any) -> str:
    """The value as it is written in SQL."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            return str(cursor.mogrify("%s", [value]))
    [literal] = connection.connection.execute("SELECT quote(?)", [value]).fetchone()
    return str(literal)


@dataclass
class _PreparedByTheServer(_Prepared):
    """SQL with PostgreSQL's own placeholders, $1."""

    def _number(self) -> None:
        texts = [
            f"${self.distinct.index(item) + 1}::{item.type}"
            if isinstance(item, _Parameter)
            else _literal(item)
            for item in self.parameters
        ]
        self.sql %= tuple(texts)

    def _cursor(self) -> "CursorWrapper":
        """A psycopg RawCursor, which accepts `$1`, in Django's cursor wrapper."""
        from psycopg import RawCursor

        connection.ensure_connection()
        wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
        return wrap(RawCursor(connection.connection))  # type: ignore[arg-type]  # Django wraps any cursor

    def _arguments(self, values: list[Any]) -> Any:
        return values


class _Nothing:
    """A query that matches no row, whatever the values: `IN` an empty list."""

    def ask(self, values: Values) -> Rows:
        return Rows((), list)


def _prepare(function: Callable[..., QuerySet[Any]], values: Values) -> _Prepared | _Nothing:
    arguments, parameters_by_value = _placeholders(values)
    queryset = function(**arguments)
    compiler = queryset.query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return _Nothing()
    parameters = [
        parameters_by_value[value] if _is_placeholder(value, parameters_by_value) else value
        for value in parameters
    ]
    used = {item.name for item in parameters if isinstance(item, _Parameter)}
    if lost := {parameter.name for parameter in parameters_by_value.values()} - used:
        raise TypeError(f"{function.__qualname__} does not pass on {', '.join(sorted(lost))} as given.")
    kind = _PreparedByTheServer if _is_prepared_by_the_server() else _Prepared
    return kind(_converters(compiler), sql, parameters, _maker(queryset, compiler))


def _converters(compiler: "SQLCompiler") -> list[tuple[int, Any]]:
    columns = [column for column, *_rest in compiler.select[: compiler.col_count]]
    return list(compiler.get_converters(columns).items())


def _placeholders(values: Values) -> tuple[Values, dict[Any, _Parameter]]:
    """Arguments with a placeholder for each value, and the parameter of each placeholder as the driver gets it."""
    arguments: Values = {}
    parameters: dict[Any, _Parameter] = {}
    for name, value in values.items():
        is_list = isinstance(value, list)
        made = [_placeholder(item) for item in (value if is_list else [value])]
        arguments[name] = made if is_list else made[0]
        for index, placeholder in enumerate(made):
            adapt = _adapter(placeholder)
            parameters[adapt(placeholder)] = _Parameter(
                name, index if is_list else None, adapt, _TYPES[type(placeholder)]
            )
    return arguments, parameters


def _is_prepared_by_the_server() -> bool:
    if connection.vendor != "postgresql":
        return False
    connection.ensure_connection()
    return connection.connection.prepare_threshold is not None


def _is_placeholder(value: Any, parameters: dict[Any, _Parameter]) -> bool:
    try:
        return value in parameters
    except TypeError:  # an unhashable constant
        return False


def _placeholder(value: Any) -> Any:
    """A unique value of the same type. A number fits the smallest column that is compared with one."""
    unique = uuid.uuid4()
    if isinstance(value, datetime.datetime):
        return datetime.datetime(9000, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(
            microseconds=unique.int >> 76
        )
    if isinstance(value, datetime.date):
        return datetime.date(9000, 1, 1) + datetime.timedelta(days=unique.int % 300_000)
    return {str: unique.hex + "-", int: 2**30 + (unique.int >> 98), uuid.UUID: unique}[type(value)]


def _adapter(value: Any) -> Callable[[Any], Any]:
    """Turns a value of this type into what the database's driver wants."""
    fields = {datetime.datetime: DateTimeField, datetime.date: DateField, uuid.UUID: UUIDField}
    kind = fields.get(type(value))
    return functools.partial(kind().get_db_prep_value, connection=connection) if kind else lambda given: given


def _maker(queryset: QuerySet[Any], compiler: "SQLCompiler") -> Callable[[Sequence[Any]], Any]:
    """Turns a row into an instance or a tuple, as the QuerySet would (Django's ModelIterable)."""
    fields = getattr(queryset, "_fields", None)  # of values() and values_list(); not in the stubs
    if not isinstance(queryset, QuerySet) or fields is not None:
        return tuple
    select, described = compiler.select, compiler.klass_info
    names = [select[index][0].target.attname for index in described["select_fields"]]
    first, last = described["select_fields"][0], described["select_fields"][-1] + 1
    annotations = [(name, index) for name, index in compiler.annotation_col_map.items()]
    fetch_mode: Any = getattr(queryset, "_fetch_mode", None)  # not in the stubs
    related = get_related_populators(described, select, connection.alias, fetch_mode)

    create = (
        functools.partial(_instance_of, queryset.model)
        if _is_plain(queryset.model, names)
        else queryset.model.from_db
    )

    def make(row: Sequence[Any]) -> Any:
        instance = create(connection.alias, names, row[first:last])
        for populator in related:
            populator.populate(row, instance)
        for name, index in annotations:
            setattr(instance, name, row[index])
        return instance

    return make


def _is_plain(model: type[Model], names: list[str]) -> bool:
    """Whether an instance is nothing but its values: nobody overrides or watches how it is made."""
    return (
        model.__init__ is Model.__init__
        and model.from_db.__func__ is Model.from_db.__func__  # type: ignore[attr-defined]  # class methods have it
        and not any(signal.has_listeners(model) for signal in (pre_init, post_init))
        and all(type(inspect.getattr_static(model, name)) in _PLAIN_FIELDS for name in names)
    )


_PLAIN_FIELDS = (DeferredAttribute, ForeignKeyDeferredAttribute)


def _instance_of(model: type[Model], alias: str, names: list[str], values: Sequence[Any]) -> Any:
    """What `from_db` makes of a plain model, in a tenth of the time: it asks every field anew how to set its value."""
    instance = model.__new__(model)
    instance.__dict__.update(zip(names, values, strict=True))
    instance._state = state = ModelState()
    state.adding, state.db = False, alias
    return instance
