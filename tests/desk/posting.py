"""Fills in the desk's forms as a browser would: all fields of the page, with the values that a test changes."""

from lxml import html


def form_values(response, form_id=None):
    """What a browser would send from the form of this page: a dict of names to values (lists for several)."""
    document = html.fromstring(response.content.decode())
    forms = [f for f in document.forms if (f.get("id") == form_id if form_id else _has_words(f))]
    values = {}
    for name, value in forms[0].form_values():
        values.setdefault(name, []).append(value.removeprefix("\n"))
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


def _has_words(form):
    return (
        form.get("method", "").lower() == "post"
        and form.get("id") not in {"logout-form"}
        and ("language-switch" not in (form.get("class") or ""))
        and "/duplicate/" not in (form.get("action") or "")
        and not any(
            part in (form.get("action") or "")
            for part in ("/still-valid/", "/discard/", "/conflicts/", "/review/")
        )
    )


def text_of(response):
    """The text of a page, with single spaces."""
    return " ".join(html.fromstring(response.content.decode()).text_content().split())


def add_row(values, prefix, **fields):
    """One more row of an inline, as the button "Add another" makes it."""
    index = int(values[f"{prefix}-TOTAL_FORMS"])
    values[f"{prefix}-TOTAL_FORMS"] = str(index + 1)
    for name, value in fields.items():
        values[f"{prefix}-{index}-{name}"] = value
    return values
