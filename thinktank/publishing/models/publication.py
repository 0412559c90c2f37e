"""The working copy of every type of publication: what they all have, and what a type may add."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _

from thinktank.addresses.models import WithSlugs, address_path
from thinktank.delivery.cache_tags import invalidate, publication_tag
from thinktank.language import languages
from thinktank.language.fields import Line, Lines
from thinktank.publishing.identifiers import CopiesField, DoiField, EdnField
from thinktank.publishing.licences import Licence
from thinktank.publishing.publication_types import type_named

if TYPE_CHECKING:
    from thinktank.publishing.models.edition import Edition
    from thinktank.publishing.models.revision import Facts


class TranslationMethod(models.TextChoices):
    """How a translation was made; empty for one that people made."""

    MACHINE = "machine", _("by a machine")
    REVISED = "revised", _("by a machine, revised by people")


class Publication(WithSlugs, models.Model):
    """The working copy that editors change: one row for all languages. Readers never see it; they read editions.

    Each type of publication is a subclass in a separate app, which also describes with a `PublicationType` how the site
    shows the type (publication_types.py). A subclass defines:

    - `Kind`: the TextChoices of its kinds, which its `PublicationType` names as `kinds`;
    - `next_change(facts, at)`: the next moment at which time alone changes its page; by default none;
    - `publish_errors(kind, facts)`: sentences that say what is missing before publishing; by default none;
    - `keep_for_lists(edition)`: stores what the type's lists find an edition by; by default nothing;
    - `part_sets`: reverse names of its ordered rows (`Part`), which are saved, compared and restored with it.

    Revisions and editions include the fields and rows that a subclass adds without further code.
    """

    part_sets: tuple[str, ...] = ("contributions", "institutions", "takeaways", "pictures")
    term_sets = ("topics", "regions", "audiences", "projects")

    uid = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField(max_length=40, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    title = Line(_("title"), max_length=250, blank=True)
    standfirst = Lines(
        _("standfirst"),
        blank=True,
        help_text=_("One or two sentences under the title, not repeated in the text."),
    )
    body = models.TextField(_("text"), blank=True)
    slug = models.SlugField(
        _("address"),
        max_length=100,
        blank=True,
        help_text=_(
            "Last part of the page’s address: Latin letters, digits and hyphens. If left empty, it is made from the title."
        ),
    )
    dated = models.DateField(
        _("date shown"), null=True, blank=True, help_text=_("If left empty: the day of first publication.")
    )
    original_language = models.CharField(
        _("written in"),
        max_length=10,
        blank=True,
        help_text=_("The language the others are translated from."),
    )
    cover = models.ForeignKey(
        "library.Image", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cover")
    )
    cover_caption = Line(_("cover caption"), max_length=300, blank=True)
    topics = models.ManyToManyField("taxonomy.Topic", blank=True, related_name="+", verbose_name=_("topics"))
    regions = models.ManyToManyField(
        "taxonomy.Region", blank=True, related_name="+", verbose_name=_("regions")
    )
    audiences = models.ManyToManyField(
        "taxonomy.Audience",
        blank=True,
        related_name="+",
        verbose_name=_("useful for"),
        help_text=_("The pages “for business”, “for researchers” ... that list it."),
    )
    projects = models.ManyToManyField(
        "taxonomy.Project", blank=True, related_name="+", verbose_name=_("projects")
    )
    funding = Lines(
        _("funding and interests"),
        blank=True,
        help_text=_("Who paid for the work, and what interests its authors declare."),
    )
    translation_method = models.CharField(
        _("translation"),
        max_length=20,
        blank=True,
        choices=TranslationMethod,
        help_text=_("How the text in this language was made, if not by people alone. Readers are told."),
    )
    licence = models.CharField(
        _("licence"),
        max_length=40,
        blank=True,
        choices=Licence,
        help_text=_("How others may use the text. If left empty: as the site settings say."),
    )
    doi = DoiField(
        "DOI",
        max_length=300,
        blank=True,
        help_text=_("Of the text in this language: a translation has a DOI of its own."),
    )
    edn = EdnField(
        "EDN",
        max_length=60,
        blank=True,
        help_text=_("The number of the text in eLibrary: six capital letters."),
    )
    copies = CopiesField(
        _("the same text elsewhere"),
        blank=True,
        help_text=_("DOIs or web addresses, one a line: of a partner’s copy, for example."),
    )
    accepts_ratings = models.BooleanField(_("readers may rate it"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-changed_at", "-pk"]
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="publication_desk_list"),
            models.Index(fields=["type", "-changed_at", "-id"], name="publication_desk_type_list"),
        ]
        permissions = [
            ("publish_publication", _("Can publish, correct and withdraw")),
            ("erase_edition", _("Can erase an edition")),
        ]

    def __str__(self) -> str:
        return languages.first_word(self, "title")[0] or str(_("Untitled"))

    @staticmethod
    def next_change(facts: Facts, at: datetime.datetime) -> datetime.datetime | None:
        """The next moment after `at` at which time alone changes the page, such as the start of an event; or None.

        `facts` are those of an edition's content or card.
        """
        return None

    @classmethod
    def publish_errors(cls, kind: str, facts: Facts) -> list[str]:
        """Sentences that name what an edition of this kind needs and does not have. `facts` as above."""
        return []

    @classmethod
    def keep_for_lists(cls, edition: Edition) -> None:
        """Store what the type's lists find this edition by. Runs in the transaction that makes, ends or erases it."""

    @classmethod
    def type_name(cls) -> str:
        """How editions name this type of publication: "article"."""
        return str(cls._meta.model_name)

    @classproperty
    def address_prefix(cls) -> str:
        """Where the pages of this type are, such as "articles"; empty for pages of the site and for this class."""
        return type_named(cls.type_name()).prefix if cls is not Publication else ""

    def save(self, *args: Any, **kwargs: Any) -> None:
        if type(self) is not Publication:
            self.type = self.type_name()
        if not self.original_language:
            self.original_language = languages.first_word(self, "title")[1]
        self.fill_slugs()
        own = Publication.objects.filter(pk=self.pk) if self.pk else Publication.objects.none()
        may_be_rated_differently = own.exclude(accepts_ratings=self.accepts_ratings).exists()
        super().save(*args, **kwargs)
        if may_be_rated_differently:  # pages read it live
            invalidate(publication_tag(self.uid))

    def label_in(self, language: str) -> str:
        return languages.word(self, "title", language)

    def was_ever_public(self) -> bool:
        """Whether it has editions: live, ended or scheduled."""
        return self.editions.exists()

    def path_in(self, language: str) -> str:
        return address_path(language, self.address_prefix, languages.word(self, "slug", language))
