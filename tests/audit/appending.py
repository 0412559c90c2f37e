"""For `other_site.call`: processes that add to the audit log at the same time."""

import os
import sys

from django.db import connection, transaction

from thinktank.audit.chain import record
from thinktank.audit.models import AuditEntry
from thinktank.audit.verify import verify_audit


def append_at_once(n_processes, n_entries):
    """[number of entries, fault of the chain] after each process has added its entries, some in longer transactions."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
    children = [_begin(lambda: _append(n_entries)) for _number in range(n_processes)]
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert codes == [0] * n_processes, codes
    return [AuditEntry.objects.count(), verify_audit().fault]


def _begin(work):
    if child := os.fork():
        return child
    code = 1
    try:
        work()
        code = 0
    except BaseException as error:
        print(repr(error), file=sys.stderr, flush=True)
    finally:
        os._exit(code)


def _append(n_entries):
    for number in range(n_entries):
        with transaction.atomic():
            record("added", n=number)
            if number % 3 == 0:
                record("changed", n=number)
