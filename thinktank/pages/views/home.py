"""The front page, and the choice of its language at the address without one."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from polls.models.poll import ANY_POLL
from thinktank.addresses.alternates import canonical_links_in_every_language
from thinktank.delivery.cache_tags import list_tag, subject_tag
from thinktank.delivery.decorators import public_page, tag_response
from thinktank.pages.home import home_context, types_on_the_front_page
from thinktank.pages.publication_type import PAGES
from thinktank.publishing.public.past import front_page_on, past_day_asked


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """Redirect from / to the front page in the browser's language."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    response["Vary"] = "Accept-Language"
    return response


@public_page(max_age=10, reads=("on",))  # it may show the counts of a poll
def home(request: HttpRequest) -> HttpResponse:
    if past_day := past_day_asked(request):
        return front_page_on(request, past_day)
    context = home_context(request.LANGUAGE_CODE)
    tag_response(request, *(list_tag(each.name) for each in [*types_on_the_front_page(), PAGES]))
    tag_response(request, ANY_POLL, *(subject_tag(poll.uid) for poll in context["polls"]))
    return render(request, "pages/home.html", context | canonical_links_in_every_language(request))
