"""The style sheet that sets the accent colour of the site."""

from django.http import HttpRequest, HttpResponse

from thinktank.delivery.decorators import public_page

YEAR = 365 * 24 * 3600  # seconds
STYLE_SHEET = """\
@layer tokens {
  :root {
    --accent: light-dark(%(light)s, %(dark)s);
    --accent-fill: var(--accent);
    --mark: color-mix(in srgb, var(--accent) 12%%, var(--paper));
  }
}
@layer print {
  @media print {
    :root { --accent: %(light)s; --accent-fill: %(light)s; }
  }
}
"""


@public_page(max_age=YEAR, immutable=True)
def theme(request: HttpRequest, on_light: str, on_dark: str) -> HttpResponse:
    """The address contains the colours, so that pages in caches keep theirs after the settings have changed."""
    sheet = STYLE_SHEET % {"light": f"#{on_light}", "dark": f"#{on_dark}"}
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")
