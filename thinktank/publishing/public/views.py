from django.http import Http404, HttpResponseRedirect
from django.utils import timezone

from thinktank.delivery.decorators import public_page
from thinktank.publishing.public.lookup import find_by_short_code
from thinktank.publishing.public.pages import gone_page


@public_page
def short_address(request, code):
    """Leads to the publication's page in the language of the path, or in the one it has."""
    now = timezone.now()
    answer = find_by_short_code(code, request.LANGUAGE_CODE, now)
    if answer is None:
        raise Http404
    if answer.gone:
        return gone_page(request, answer.gone, now)
    return HttpResponseRedirect(answer.moved_to or answer.edition.get_absolute_url())
