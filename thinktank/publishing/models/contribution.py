"""The rows of a byline: people and organisations with their role, as they are billed."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from thinktank.language import languages
from thinktank.language.fields import Line
from thinktank.publishing.models.part import Part


class Contribution(Part):
    """A person's or team's role in a publication, with the name and affiliation that the byline shows.

    Links to an expert who has a page; a guest or a team has a name only.
    """

    class Role(models.TextChoices):
        AUTHOR = "author", _("Author")
        EDITOR = "editor", _("Editor")
        SPEAKER = "speaker", _("Speaker")
        MODERATOR = "moderator", _("Moderator")
        INTERVIEWER = "interviewer", _("Interviewer")
        INTERVIEWEE = "interviewee", _("Interviewee")
        TRANSLATOR = "translator", _("Translator")
        PHOTOGRAPHER = "photographer", _("Photographer")

    publication = models.ForeignKey("publishing.Publication", models.CASCADE, related_name="contributions")
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.AUTHOR)
    expert = models.ForeignKey(
        "experts.Expert",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("expert"),
    )
    name = Line(
        _("name as shown"),
        max_length=200,
        blank=True,
        help_text=_("For a guest or a team. If left empty: the expert’s name."),
    )
    affiliation = Line(
        _("affiliation as shown"),
        max_length=300,
        blank=True,
        help_text=_("If left empty: what the expert’s page says for that day."),
    )

    class Meta(Part.Meta):
        verbose_name = _("contribution")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return languages.first_word(self, "name")[0] or str(self.expert or "")

    def fill_byline(self, on: datetime.date) -> None:
        """Fill empty names and affiliations from the expert's page, as of the day `on`. Does not save."""
        if not self.expert:
            return
        for language in languages.codes():
            if not languages.word(self, "name", language):
                setattr(self, languages.field_name("name", language), self.expert.label_in(language))
            if not languages.word(self, "affiliation", language):
                position = self.expert.position_in(language, on)
                setattr(self, languages.field_name("affiliation", language), position[:300])


class Institution(Part):
    """An organisation's role in a publication: publisher, organiser, host, funder."""

    class Role(models.TextChoices):
        PUBLISHER = "publisher", _("Publisher")
        PARTNER = "partner", _("Partner")
        ORGANISER = "organiser", _("Organiser")
        HOST = "host", _("Host")
        FUNDER = "funder", _("Funder")

    publication = models.ForeignKey("publishing.Publication", models.CASCADE, related_name="institutions")
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.ORGANISER)
    organization = models.ForeignKey(
        "experts.Organization", models.PROTECT, related_name="contributions", verbose_name=_("organisation")
    )
    name = Line(
        _("name as shown"), max_length=200, blank=True, help_text=_("If left empty: the organisation’s name.")
    )

    class Meta(Part.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return languages.first_word(self, "name")[0] or str(self.organization)

    def fill_byline(self, on: datetime.date) -> None:
        """Fill empty names from the organisation. Does not save. `on` is for contributions only."""
        for language in languages.codes():
            if not languages.word(self, "name", language):
                setattr(self, languages.field_name("name", language), self.organization.label_in(language))
