"""Shows the editors' guide on the desk: the Markdown file of docs/ in the active language."""

from pathlib import Path

import mistune
from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from mistune.toc import add_toc_hook, render_toc_ul

from thinktank.language import languages

FOLDER = settings.BASE_DIR / "docs"
PICTURES = FOLDER / "images" / "guide"


def guide_file(language: str) -> Path:
    """The guide in this language, else the one without a language in its name."""
    own = FOLDER / f"editors-guide.{language}.md"
    return own if own.is_file() else FOLDER / "editors-guide.md"


@require_safe
def guide_page(request: HttpRequest, site: AdminSite) -> HttpResponse:
    title, text = guide_file(languages.current()).read_text(encoding="utf-8").split("\n", 1)
    contents, guide = rendered(text)
    context = {"title": title.removeprefix("# "), "contents": contents, "guide": guide}
    return TemplateResponse(request, "admin/guide.html", site.each_context(request) | context)


@require_safe
def guide_picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture of the guide, at the address that the Markdown file links to. Raises Http404."""
    if name not in {path.name for path in PICTURES.iterdir()}:
        raise Http404
    return FileResponse((PICTURES / name).open("rb"))


def rendered(text: str) -> tuple[SafeString, SafeString]:
    """The list of contents and the text as HTML. HTML in the Markdown is escaped; the file comes with the code."""
    markdown = mistune.create_markdown(escape=True)
    add_toc_hook(markdown, min_level=2, max_level=2)
    guide, state = markdown.parse(text)
    contents = render_toc_ul(state.env["toc_items"])
    return mark_safe(contents), mark_safe(str(guide))  # noqa: S308 (escaped, and shipped with the code)
