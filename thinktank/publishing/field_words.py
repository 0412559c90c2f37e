"""The fields of publications in words: what a field is called, and how its value reads."""

from django.utils.translation import gettext as _


def label_of(model, name):
    verbose = getattr(model._meta.get_field(name), "verbose_name", name)
    return str(verbose)[:1].upper() + str(verbose)[1:]


def value_in_words(model, name, value):
    if value in (None, ""):
        return ""
    found = model._meta.get_field(name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if found.is_relation:
        return str(found.related_model.objects.filter(uid=value).first() or value)
    choices = dict(found.flatchoices) if found.choices else {}
    if name == "kind" and hasattr(model, "Kind"):
        choices = dict(model.Kind.choices)
    return str(choices.get(value, value))
