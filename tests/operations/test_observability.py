"""The alert rules and the dashboard name metrics that the site has, with labels that these have."""

import json
import re
import shutil
import subprocess

import pytest
from django.conf import settings

from thinktank.monitoring import metrics
from thinktank.operations.health.figures import FromTheDatabase

FOLDER = settings.BASE_DIR / "deploy" / "observability"
NAME = re.compile(r"\bthinktank_\w+")
LABELS = re.compile(r"\b(thinktank_\w+)\{([^}]*)\}")
BY = re.compile(r"\bby \(([^)]*)\) \([^)]*?(thinktank_\w+)")


def labels_by_name():
    """{name of a series: names of its labels}"""
    found = {}
    for metric in vars(metrics).values():
        if hasattr(metric, "_labelnames"):
            name, labels = metric._name, {*metric._labelnames}
            if metric._type == "counter":
                found[f"{name}_total"] = labels
            else:
                found |= {f"{name}_{end}": labels | {"le"} for end in ("bucket", "sum", "count")}
    return found | {family.name: set() for family in FromTheDatabase().collect()}


def expressions():
    rules = (FOLDER / "alerts.yml").read_text()
    panels = json.loads((FOLDER / "dashboard.json").read_text())["panels"]
    return [
        *re.findall(r"expr: (.+)", rules),
        *(target["expr"] for panel in panels for target in panel["targets"]),
    ]


@pytest.mark.django_db
def test_rules_and_dashboard_name_metrics_that_exist_and_every_metric_is_shown():
    known, named = labels_by_name(), set()
    for expression in expressions():
        named |= {*NAME.findall(expression)}
        for name, labels in LABELS.findall(expression):
            assert {*re.findall(r"(\w+)[=!]", labels)} <= known[name], expression
        for labels, name in BY.findall(expression):
            assert {*re.split(r",\s*", labels)} <= known[name], expression
    assert named <= known.keys()
    families = {name.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count") for name in known}
    assert {name for name in families if not any(each.startswith(name) for each in named)} == set()


def test_every_alert_says_what_to_do():
    rules = (FOLDER / "alerts.yml").read_text()
    n = rules.count("- alert:")
    assert n >= 10
    assert rules.count("summary:") == rules.count("action:") == rules.count("severity:") == n


def test_every_alert_has_a_case_in_which_it_fires():
    alerts = re.findall(r"- alert: (\w+)", (FOLDER / "alerts.yml").read_text())
    firing = re.findall(r'alertname="(\w+)"}', (FOLDER / "alerts_test.yml").read_text())
    assert sorted(firing) == sorted(alerts)


@pytest.mark.once
@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool (Debian's package prometheus) is not here")
@pytest.mark.parametrize("command", ["check rules alerts.yml", "test rules alerts_test.yml"])
def test_prometheus_reads_the_rules_and_they_fire_when_they_should(command):
    done = subprocess.run(["promtool", *command.split()], cwd=FOLDER, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
