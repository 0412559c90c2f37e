"""The deposit of one text in one language, as a download on the desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from thinktank.metadata.crossref.deposit import CannotDeposit, deposit_xml
from thinktank.publishing.models import Edition


def crossref_file(request: HttpRequest, admin: Any, publication: Any, language: str) -> HttpResponse:
    """The XML, or back to the list of editions with a sentence that says what is missing."""
    now = timezone.now()
    editions = Edition.objects.filter(publication_id=publication.pk).in_language(language)
    try:
        xml = deposit_xml(editions.live(now), now)
    except CannotDeposit as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(admin.page_url(publication, "editions", language))
    filename = f"crossref-{publication.type}-{language}-{now:%Y%m%d%H%M%S}.xml"
    disposition = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(xml, content_type="application/xml", headers=disposition)
