"""Calls functions inside a live site's environment: questions come as lines of JSON, answers leave as lines of JSON.

Each is called in a process of its own, forked from this one, which knows Django and has touched nothing yet.
"""

import gc
import importlib
import json
import os
import sys
import tempfile
import traceback

import django
from django.urls import get_resolver


def answer(module, name, args, kwargs):
    """{"answer": what the function returned, "said": what it printed}; without an answer, `said` ends with the error."""
    importlib.import_module(module)
    with tempfile.TemporaryFile("w+") as returned, tempfile.TemporaryFile("w+") as said:
        if child := os.fork():
            os.waitpid(child, 0)
        else:
            _run(module, name, args, kwargs, returned, said)
        for file in (returned, said):
            file.seek(0)
        return json.loads(returned.read() or "{}") | {"said": said.read()}


def _run(module, name, args, kwargs, returned, said):
    """In the child, which ends here whatever happens."""
    os.dup2(said.fileno(), 1)
    os.dup2(said.fileno(), 2)
    try:
        function = getattr(importlib.import_module(module), name)
        json.dump({"answer": function(*args, **kwargs)}, returned, default=str)
        returned.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    django.setup()
    importlib.import_module("tests.session")  # from here on `force_login` proves the second factor too
    get_resolver().url_patterns  # noqa: B018 (loads the views once for all)
    gc.freeze()  # garbage collection of a child would copy all that is loaded
    for line in sys.stdin:
        print(json.dumps(answer(**json.loads(line))), flush=True)
