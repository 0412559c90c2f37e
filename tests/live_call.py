"""Calls one function inside a live site's environment: the question comes as JSON, the answer leaves as JSON."""

import importlib
import json
import sys

import django

if __name__ == "__main__":
    django.setup()
    asked = json.load(sys.stdin)
    function = getattr(importlib.import_module(asked["module"]), asked["name"])
    answer = function(*asked["args"], **asked["kwargs"])
    print(json.dumps(answer, default=str))
