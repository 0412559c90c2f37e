"""The style sheet that sets the institute's accent colour."""

from django.http import HttpResponse

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
def theme(request, on_light, on_dark):
    """The address says everything, so that a page kept in a cache for long finds its colours whatever came after."""
    sheet = STYLE_SHEET % {"light": f"#{on_light}", "dark": f"#{on_dark}"}
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")
