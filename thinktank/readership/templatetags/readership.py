from django import template
from django.template import Context
from django.urls import reverse
from django.utils import translation

register = template.Library()


@register.inclusion_tag("readership/_read.html", takes_context=True)
def count_reads(context: Context) -> dict[str, str]:
    """The script that reports a read, on the current page of texts whose reads are counted and nowhere else."""
    edition = context["edition"]
    if not edition.prefix or any(context[name] for name in ("is_print", "is_numbered", "ended", "preview")):
        return {}
    with translation.override(edition.language):
        return {"address": reverse("readership:publication_read", args=[edition.publication_uid])}
