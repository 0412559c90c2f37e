"""What the site keeps about people: the one table from which the page on personal data is made.

tests/operations/test_privacy.py fails when a model or a cookie has no row here.
"""

from dataclasses import dataclass, field
from enum import Enum

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thinktank.accounts.sign_in import COOKIE
from thinktank.desk.message_cookie import MessageCookie
from thinktank.readers.cookie import cookie_name
from thinktank.review.cookie import COOKIE as SHARED_COOKIE


class About(Enum):
    READERS = "readers"
    STAFF = "staff"
    WRITTEN_ABOUT = "written about"


DJANGO = "django"


@dataclass(frozen=True)
class Kept:
    """models: their labels; cookies: {name: the module that sets it}; all as code names them."""

    about: About
    what: Promise
    why: Promise
    how_long: Promise
    destroyed_by: Promise
    models: tuple[str, ...] = ()
    cookies: dict[str, str] = field(default_factory=dict)


BY_ITSELF = _("The site, by itself.")
BY_THE_BROWSER = _("The browser; you can delete it there at any time.")
BY_ADMINISTRATORS = _("An administrator, when the account is no longer needed or you ask.")


def kept() -> list[Kept]:
    return [*_of_readers(), *_of_staff(), *_written_about()]


def _of_readers() -> list[Kept]:
    return [
        Kept(
            About.READERS,
            _("A cookie with random signs, set when you press a button to vote or to rate, never before."),
            _("So that a browser votes once, and can change its rating."),
            _("Until thirty days after the poll closes, a year at most."),
            BY_THE_BROWSER,
            cookies={cookie_name(): "thinktank/readers/cookie.py"},
        ),
        Kept(
            About.READERS,
            _("That a browser has voted in a poll: a key made from its cookie, and the hour."),
            _("So that nobody votes twice from one browser."),
            _(
                "Thirty days after the poll closes the secret behind the keys is destroyed; they say nothing then."
            ),
            BY_ITSELF,
            models=("polls.pollvoter",),
        ),
        Kept(
            About.READERS,
            _("What was chosen in a poll, and the language: apart from who voted, and without the hour."),
            _("To count the votes, and to count them again."),
            _("As long as the poll is shown. It is not about a person any more."),
            BY_ITSELF,
            models=("polls.ballotinbox", "polls.polltally"),
        ),
        Kept(
            About.READERS,
            _("The stars you gave a text: a key made from the cookie, and the number."),
            _("To show the average, and so that you can change your rating."),
            _("The secret behind the keys is destroyed thirteen months after the last rating of the text."),
            BY_ITSELF,
            models=("ratings.rating",),
        ),
        Kept(
            About.READERS,
            _(
                "A report of an error: what you wrote, the passage, the hour, and an e-mail address if you gave one."
            ),
            _("To correct the text, and to answer you."),
            _("The address until the report is closed; a closed report for three years."),
            BY_ITSELF,
            models=("corrections.errorreport",),
        ),
        Kept(
            About.READERS,
            _(
                "How often votes, ratings, reports and wrong passwords come from one network, under a tag of the day."
            ),
            _("To slow down floods."),
            _("An hour; what the tags are made from, for two days at most."),
            BY_ITSELF,
            models=("readers.abusewindow",),
        ),
        Kept(
            About.READERS,
            _(
                "If an editor gave you a link to a text that is not published: your answers and the name you gave, and when the link was opened."
            ),
            _("So that the editors know what you think of the text, and whether it was read."),
            _("Answers as long as the text is worked on; openings for ninety days."),
            _("Editors, when you ask."),
            models=("review.sharedlink", "review.linkopening"),
            cookies={SHARED_COOKIE: "thinktank/review/shared_views.py"},
        ),
        Kept(
            About.READERS,
            _("In your browser’s own storage: reading settings, and which polls and texts you answered."),
            _("To show them again on this device. Nothing of it is sent to the site."),
            _("Until you delete it; what you chose, until the window is closed."),
            BY_THE_BROWSER,
        ),
        Kept(
            About.READERS,
            _(
                "A log of errors: which page failed and when. It has no address, no name, and nothing you typed."
            ),
            _("To find and mend faults."),
            _("As long as the server keeps its logs."),
            _("Whoever runs the server."),
        ),
    ]


def _of_staff() -> list[Kept]:
    return [
        Kept(
            About.STAFF,
            _("Your account: user name, name, e-mail address, a digest of the password, rights, the last sign-in."),
            _("So that you can sign in and do what you may do."),
            _("As long as you work with the site."),
            BY_ADMINISTRATORS,
            models=("auth.user", "auth.user_groups", "auth.user_user_permissions"),
        ),
        Kept(
            About.STAFF,
            _("That you are signed in, with messages for you and your language."),
            _("So that you do not sign in on every page."),
            _("Until you log out or nobody uses it for some hours; two weeks at most."),
            BY_ITSELF,
            models=("sessions.session",),
            cookies={settings.SESSION_COOKIE_NAME: DJANGO, MessageCookie.cookie_name: DJANGO, settings.LANGUAGE_COOKIE_NAME: DJANGO},
        ),
        Kept(
            About.STAFF,
            _("What proves that it is you: the key of your app, your passkeys, the recovery codes, an invitation."),
            _("So that a stolen password is not enough."),
            _("Until you remove it; an invitation for three days."),
            BY_ADMINISTRATORS,
            models=("mfa.authenticator", "account.emailaddress", "account.emailconfirmation"),
        ),
        Kept(
            About.STAFF,
            _("The audit log: what you did at the desk and when, under the number of your account (in old entries also under your user name); and how many sign-ins failed."),
            _("So that nothing is changed or deleted without a trace."),
            _("As long as the site exists. An entry cannot be removed without breaking the chain of all later ones."),
            _("Nobody."),
            models=("audit.auditentry", "audit.failedsignins"),
        ),
        Kept(
            About.STAFF,
            _("That you have a form open on the desk, and what you typed into it since it was last saved."),
            _("So that nothing is lost when a page is closed, and others see that you are at work on the same text."),
            _("Until you save or discard it; thirty days at most."),
            BY_ITSELF,
            models=("desk.openform",),
        ),
        Kept(
            About.STAFF,
            _("What you deleted on the desk, and when."),
            _("So that it can be restored."),
            _("Ninety days; under no name once the account is deleted."),
            BY_ITSELF,
            models=("desk.trashed",),
        ),
        Kept(
            About.STAFF,
            _("Topics and projects that your account is limited to."),
            _("So that you write and publish the texts that you answer for."),
            _("As long as the account."),
            BY_ADMINISTRATORS,
            models=("taxonomy.remit", "taxonomy.remit_topics", "taxonomy.remit_projects"),
        ),
        Kept(
            About.STAFF,
            _("Filters of lists on the desk that you saved under a name."),
            _("So that you find them again, and colleagues those that you share."),
            _("Until you delete them, or your account is deleted."),
            BY_ITSELF,
            models=("desk.savedfilter",),
        ),
        Kept(
            About.STAFF,
            _("Reviews: what you were asked and decided, your comments, which texts you may write."),
            _("So that several people bring a text to publication."),
            _("As long as the text is kept; under no name once the account is deleted."),
            BY_ADMINISTRATORS,
            models=("review.review", "review.comment", "review.assignment"),
        ),
        Kept(
            About.STAFF,
            _("Notices about what concerns you, and the language of your desk."),
            _("So that you learn of it, in your language."),
            _("Notices for ninety days; the language as long as your account."),
            BY_ITSELF,
            models=("review.notice", "review.desklanguage"),
        ),
        Kept(
            About.STAFF,
            _("A cookie against forged forms, set by the sign-in page and by forms for readers without scripts."),
            _("So that no other site can send forms in your name."),
            _("Until the browser is closed."),
            BY_THE_BROWSER,
            cookies={settings.CSRF_COOKIE_NAME: DJANGO},
        ),
        Kept(
            About.STAFF,
            _("A cookie by which the sign-in page knows a browser again."),
            _("So that somebody who guesses at your password does not lock you out."),
            _("180 days."),
            BY_THE_BROWSER,
            cookies={COOKIE: "thinktank/accounts/sign_in.py"},
        ),
        Kept(
            About.STAFF,
            _("What you wrote, changed, published, withdrew and erased on the desk, and when."),
            _("So that it can be told who is answerable for a text."),
            _("As long as the text is kept; under a number instead of your name once the account is deleted."),
            BY_ADMINISTRATORS,
            models=(
                "admin.logentry", "publishing.revision", "publishing.editconflict", "publishing.newerdraft", "publishing.edition",
                "publishing.publication", "publishing.erasure", "publishing.stillvalid", "publishing.release",
                "publishing.releaseitem",
            ),
        ),
    ]  # fmt: skip


def _written_about() -> list[Kept]:
    return [
        Kept(
            About.WRITTEN_ABOUT,
            _("Who wrote and spoke: name, positions, a portrait, addresses of public profiles."),
            _("To name authors, speakers and experts, as publications do."),
            _("As long as texts name them. A published text keeps its authors, unless it is erased."),
            _("Editors, when you ask."),
            models=(
                "experts.expert",
                "experts.affiliation",
                "experts.expert_topics",
                "markings.marking",
                "publishing.contribution",
            ),
        ),
    ]


# Words and machinery: models that say nothing about a person beyond what stands in public texts.
ABOUT_NOBODY = frozenset(
    {
        *("auth.permission", "auth.group", "auth.group_permissions", "contenttypes.contenttype"),
        *(
            "django_tasks_database.dbtaskresult",
            "addresses.address",
            "delivery.invalidation",
            "delivery.expiry",
        ),
        *("library.image", "library.renditionset", "library.document", "library.recording"),
        *("library.earlierfile", "library.chart"),
        *("taxonomy.topic", "taxonomy.region", "taxonomy.audience", "taxonomy.series", "taxonomy.project"),
        *("experts.organization", "publishing.institution", "publishing.editionfile", "publishing.listing"),
        *("publishing.picture", "publishing.publication_topics", "publishing.publication_regions"),
        *("publishing.publication_audiences", "publishing.publication_projects", "publishing.reference"),
        *("publishing.relation", "publishing.searchtext", "publishing.searchword", "publishing.searchtitle"),
        *("publishing.seriespart", "publishing.takeaway", "publishing.unmadefile"),
        *("readership.readingday", "readership.readingsum", "readership.summedupto", "readership.readership"),
        *("articles.article", "events.event", "events.occasion", "events.session"),
        *("reports.report", "reports.keyfinding", "reports.recommendation"),
        *(
            "polls.importedcount",
            "polls.formerwording",
            "polls.poll_publications",
            "polls.poll",
            "polls.option",
        ),
        *(
            "pages.frontpage_projects",
            "pages.frontpage",
            "pages.frontslot",
            "pages.page",
            "pages.sitesettings",
        ),
        *("search.searchdocument", "search.searchterm", "search.attachedtext"),
    }
)
