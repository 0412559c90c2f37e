"""A missing private interface of a library is reported at start, with a remedy."""

import ast
import logging

import pytest
from django.utils.module_loading import import_string

from tests.house import python_files
from tests.test_house import ROOT
from thinktank.operations.private_interfaces import (
    PRIVATE_INTERFACES,
    check_private_interfaces,
    check_slow_private_interfaces,
)
from thinktank.operations.server import warming

pytestmark = pytest.mark.once
# By Django and lxml, in spite of their names
DOCUMENTED = {"_meta", "_state", "_default_manager", "_base_manager", "_Element"}


def test_all_of_them_are_there():
    assert check_private_interfaces(None) == []
    assert check_slow_private_interfaces(None) == []


@pytest.mark.parametrize("interface", PRIVATE_INTERFACES, ids=lambda interface: interface.owner)
def test_one_that_is_gone_is_reported_with_what_to_do(interface, monkeypatch):
    monkeypatch.setattr(interface.owner, type("Changed", (), {}))
    errors = check_slow_private_interfaces(None) if interface.is_slow else check_private_interfaces(None)
    said = [error.msg for error in errors]
    for name in interface.names:
        assert any(f"{interface.owner}.{name}" in sentence for sentence in said), name
    for error in errors:
        assert interface.used_by in error.msg
        assert interface.tests in error.hint and interface.remedy in error.hint


def test_a_name_that_is_gone_from_a_class_is_reported(monkeypatch):
    monkeypatch.delattr("django.contrib.admin.ModelAdmin._changeform_view")
    (error,) = check_private_interfaces(None)
    assert "django.contrib.admin.ModelAdmin._changeform_view" in error.msg


def test_a_module_that_is_gone_is_reported(monkeypatch):
    def lost(path):
        if path.startswith("uvicorn.supervisors"):
            raise ImportError
        return import_string(path)

    monkeypatch.setattr("thinktank.operations.private_interfaces.import_string", lost)
    assert {error.id for error in check_private_interfaces(None)} == {"operations.E001"}


def test_what_a_switch_turned_off_is_not_missed(monkeypatch, settings):
    monkeypatch.delattr("django.db.backends.base.base.BaseDatabaseWrapper.make_debug_cursor")
    (error,) = check_private_interfaces(None)
    assert "PREPARED_QUERIES=0" in error.hint
    settings.PREPARED_QUERIES = False
    assert check_private_interfaces(None) == []


def test_the_server_logs_it_at_start(monkeypatch, caplog):
    monkeypatch.setattr(warming, "_load_all", lambda resolver: None)
    monkeypatch.setattr(warming, "_look_for_static_files", lambda: None)
    monkeypatch.setattr(warming.SharedValue, "load_all", lambda: None)
    monkeypatch.setattr(warming.connection, "close", lambda: None)
    monkeypatch.delattr("django.contrib.admin.ModelAdmin._changeform_view")
    with caplog.at_level(logging.ERROR):
        warming.warm()
    assert "_changeform_view" in caplog.text


def test_every_module_and_test_it_names_is_there():
    for interface in PRIVATE_INTERFACES:
        assert (ROOT / interface.used_by).exists() and (ROOT / interface.tests).exists(), interface


def test_every_private_name_of_a_library_in_the_code_is_listed():
    own, used = set(), {}
    for path, tree in python_files(ROOT):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                own.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                own.add(node.id)
            elif isinstance(node, ast.Attribute):
                if isinstance(node.ctx, ast.Store):
                    own.add(node.attr)
                if node.attr.startswith("_") and not node.attr.startswith("__"):
                    used[node.attr] = f"{path}:{node.lineno}"
    listed = {name for interface in PRIVATE_INTERFACES for name in interface.names}
    assert {name: where for name, where in used.items() if name not in own | listed | DOCUMENTED} == {}
