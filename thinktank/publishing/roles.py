"""Roles as headings: "Author" above one name, "Authors" above several."""

from django.utils.translation import npgettext

from thinktank.publishing.models import Contribution, Institution


def role_heading(role: str, number: int) -> str:
    """The heading above the names of this role, in the active language. Raises KeyError for an unknown role.

    It has two forms only: Russian would otherwise say «21 автор».
    """
    n = min(number, 2)
    headings: dict[str, str] = {
        Contribution.Role.AUTHOR: npgettext("above names", "Author", "Authors", n),
        Contribution.Role.EDITOR: npgettext("above names", "Editor", "Editors", n),
        Contribution.Role.SPEAKER: npgettext("above names", "Speaker", "Speakers", n),
        Contribution.Role.MODERATOR: npgettext("above names", "Moderator", "Moderators", n),
        Contribution.Role.INTERVIEWER: npgettext("above names", "Interviewer", "Interviewers", n),
        Contribution.Role.INTERVIEWEE: npgettext("above names", "Interviewee", "Interviewees", n),
        Contribution.Role.TRANSLATOR: npgettext("above names", "Translator", "Translators", n),
        Contribution.Role.PHOTOGRAPHER: npgettext("above names", "Photographer", "Photographers", n),
        Institution.Role.PUBLISHER: npgettext("above names", "Publisher", "Publishers", n),
        Institution.Role.PARTNER: npgettext("above names", "Partner", "Partners", n),
        Institution.Role.ORGANISER: npgettext("above names", "Organiser", "Organisers", n),
        Institution.Role.HOST: npgettext("above names", "Host", "Hosts", n),
        Institution.Role.FUNDER: npgettext("above names", "Funder", "Funders", n),
    }
    return headings[role]
