"""The data behind a chart of one edition, as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from thinktank.delivery.spreadsheet import MEDIA_TYPE
from thinktank.library.charts.figure import data_file
from thinktank.publishing.editions.content_format import upgraded
from thinktank.publishing.public.lookup import find_numbered
from thinktank.publishing.public.pages import gone_page
from thinktank.publishing.publication_types import PublicationType
from thinktank.richtext.charts import figure_with


def chart_data_page(
    request: HttpRequest, publication_type: PublicationType, slug: str, number: int, figure: int
) -> HttpResponse:
    """CSV of the chart in the figure with this number. Raises Http404."""
    now = timezone.now()
    answer = find_numbered(publication_type.name, request.LANGUAGE_CODE, slug, number, now)
    if answer and answer.gone:
        return gone_page(request, answer.gone, now)
    edition = answer.edition if answer else None
    if edition is None or edition.language != request.LANGUAGE_CODE:
        raise Http404
    content = upgraded(edition.content)
    record = content.get("charts", {}).get(figure_with(content["body"], figure))
    if record is None:
        raise Http404
    name = f"{edition.slug}-{edition.language}-{edition.number}-fig-{figure}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(
        data_file(record, edition.language), content_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers
    )
