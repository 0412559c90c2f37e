import uuid

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from thinktank.delivery.cache_tags import SITE_WIDE, invalidate, subject_tag
from thinktank.language import languages
from thinktank.language.transliteration import slugify


class AddressTaken(ValidationError):
    """Somebody else has, or had, this address. The owner is not named."""

    def __init__(self, language, slug):
        super().__init__(
            _("The address “%(slug)s” (%(language)s) is already taken. Choose another one."),
            params={"slug": slug, "language": languages.name_within(language)},
            code="taken",
        )


def address_path(language, prefix, slug):
    """The path of a public page: ("en", "articles", "x") -> "/en/articles/x/"."""
    return f"/{language}/{prefix}/{slug}/" if prefix else f"/{language}/{slug}/"


def is_the_sites_own(language, prefix, slug):
    """Whether a page that is nobody's answers there: the archive at /en/archive/, a list at /en/experts/."""
    with translation.override(language):
        try:
            return resolve(address_path(language, prefix, slug)).kwargs.get("slug") != slug
        except Resolver404:
            return False


class AddressQuerySet(models.QuerySet):
    def at(self, language, prefix, slug):
        return self.filter(language=language, prefix=prefix, slug=slug)

    def public(self, at):
        """Addresses that have been public by this moment, current or not."""
        return self.filter(since__lte=at)

    def is_taken(self, language, prefix, slug, *, other_than):
        others = self.at(language, prefix, slug).exclude(owner_uid=other_than)
        return is_the_sites_own(language, prefix, slug) or others.exists()


class Address(models.Model):
    """Who answers at /<language>/<prefix>/<slug>/: kept for ever once public, never given to another owner."""

    language = models.CharField(max_length=10)
    prefix = models.CharField(max_length=40, blank=True)
    slug = models.CharField(max_length=100)
    owner_uid = models.UUIDField()
    label = models.CharField(max_length=300, blank=True, help_text="The owner's name in this language.")
    since = models.DateTimeField(help_text="When the owner was first public here.")
    is_current = models.BooleanField(default=True, help_text="False: a redirect, or nobody's page now.")

    objects = AddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "prefix", "slug"], name="address_is_unique"),
            models.UniqueConstraint(
                fields=["owner_uid", "language", "prefix"],
                condition=Q(is_current=True),
                name="address_one_current",
            ),
        ]
        indexes = [models.Index(fields=["owner_uid", "language"], name="address_owner")]

    def __str__(self):
        return self.path

    @property
    def path(self):
        return address_path(self.language, self.prefix, self.slug)


def claim_address(owner_uid, language, prefix, slug, *, label, since, now=None):
    """Make this the owner's current address in this language; raises AddressTaken when it is another's.

    Older addresses of the owner stay and redirect. One that is public only after `now` is kept free for its owner,
    without a label: until then nothing of it may be seen. Call inside a transaction.
    """
    held = Address.objects.at(language, prefix, slug).first()
    if held and held.owner_uid != owner_uid:
        raise AddressTaken(language, slug)
    is_public = now is None or since <= now
    if is_public:
        mine = Address.objects.filter(owner_uid=owner_uid, language=language, prefix=prefix, is_current=True)
        mine.exclude(slug=slug).update(is_current=False)
    if held is None:
        _enter(
            Address(
                language=language, prefix=prefix, slug=slug, owner_uid=owner_uid, since=since,
                label=label[:300] if is_public else "", is_current=is_public,
            )
        )  # fmt: skip
        return
    held.since = min(held.since, since)
    if is_public:
        held.label, held.is_current = label[:300], True
    held.save(update_fields=["label", "is_current", "since"])


def _enter(address):
    """Raises AddressTaken when somebody else entered the same one at the same time."""
    try:
        with transaction.atomic():
            address.save(force_insert=True)
    except IntegrityError:
        taken = Address.objects.is_taken(
            address.language, address.prefix, address.slug, other_than=address.owner_uid
        )
        if taken:
            raise AddressTaken(address.language, address.slug) from None
        raise


def release_addresses(owner_uid, language, at):
    """The owner is no longer public in this language; an address that never was public is free again."""
    mine = Address.objects.filter(owner_uid=owner_uid, language=language)
    mine.filter(since__gt=at).delete()
    mine.update(is_current=False)


class AddressedQuerySet(models.QuerySet):
    def public_in(self, language):
        """Those with a page of their own in this language."""
        needed = {
            f"{languages.field_name(field, language)}__gt": ""
            for field in ("slug", *self.model.required_words)
        }
        return self.filter(is_public=True, **needed)

    @transaction.atomic
    def delete(self):
        for owner in self:
            owner.leave()
        return super().delete()

    delete.alters_data = delete.queryset_only = True

    @transaction.atomic
    def update(self, **values):
        """What decides whether there is a page is settled for each row, as by saving it."""
        decisive = self.model.decisive_fields() & values.keys()
        keys = list(self.values_list("pk", flat=True)) if decisive else []
        n = super().update(**values)
        for owner in self.model._default_manager.filter(pk__in=keys):
            owner.settle()
        return n

    update.alters_data = True


class WithSlugs:
    """For models with a `uid` and a `slug` in each language that no other page of `address_prefix` may have."""

    address_prefix = ""

    def label_in(self, language: str) -> str:
        """What it is called in this language, empty when it is not called anything: slugs are made from it."""
        raise NotImplementedError

    def fill_slugs(self) -> None:
        """Make the missing slugs from the name, free of clashes with other addresses."""
        for language in languages.codes():
            label = self.label_in(language)
            if label and not languages.word(self, "slug", language):
                slug = free_slug(label, language, self.address_prefix, self.uid)
                setattr(self, languages.field_name("slug", language), slug)

    def clean(self) -> None:
        """Raises ValidationError with an error for each slug that is taken."""
        super().clean()
        errors = {}
        for language in languages.codes():
            slug = languages.word(self, "slug", language)
            if slug and Address.objects.is_taken(language, self.address_prefix, slug, other_than=self.uid):
                errors[languages.field_name("slug", language)] = AddressTaken(language, slug)
        if errors:
            raise ValidationError(errors)


class Addressed(WithSlugs, models.Model):
    """What has a page but no editions: experts, organisations, topics, polls ...

    Public in a language when `is_public` is set and the slug and `required_words` are filled in it.
    Subclasses register `slug` and their words for translation and set `address_prefix`.
    """

    required_words = ("name",)
    uid = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(
        _("address"),
        max_length=100,
        blank=True,
        help_text=_(
            "Last part of the page’s address: Latin letters, digits and hyphens. If left empty, it is made from the name."
        ),
    )
    is_public = models.BooleanField(_("public"), default=True)

    class Meta:
        abstract = True

    def __str__(self):
        return languages.first_word(self, self.required_words[0])[0] or str(self.uid)

    def label_in(self, language: str) -> str:
        return languages.word(self, self.required_words[0], language)

    named_by = ()  # fields of its names; empty: the required words

    @classmethod
    def fields_of_names(cls):
        fields = cls.named_by or cls.required_words
        return {languages.field_name(field, code) for field in fields for code in languages.codes()}

    def names(self):
        """What it is called, in every language."""
        return list(filter(None, dict.fromkeys(self.label_in(code) for code in languages.codes())))

    def told_apart(self):
        """Its name with what tells it from others of that name."""
        aside = self.aside()
        return f"{self} — {aside}" if aside else str(self)

    def aside(self):
        """A few words beside its name, for those who choose among many."""
        return ""

    def is_public_in(self, language):
        return self.is_public and all(
            languages.word(self, field, language) for field in ("slug", *self.required_words)
        )

    def path_in(self, language):
        """The page's path in this language, or an empty text when there is no page in it."""
        if not self.is_public_in(language):
            return ""
        return address_path(language, self.address_prefix, languages.word(self, "slug", language))

    def get_absolute_url(self):
        for language in [languages.current(), *languages.codes()]:
            if path := self.path_in(language):
                return path
        return None

    @classmethod
    def decisive_fields(cls):
        """What decides whether it has a page, and where."""
        words = ("slug", *cls.required_words)
        named = {languages.field_name(word, code) for word in words for code in languages.codes()}
        return {"is_public", *words, *named}

    @transaction.atomic
    def save(self, *args, **kwargs):
        self.fill_slugs()
        super().save(*args, **kwargs)
        self.settle()

    def settle(self):
        """Claim the addresses it is public at, release the others, and invalidate the pages that show it."""
        now = timezone.now()
        since = self.public_since(now)
        for language in languages.codes():
            is_public = self.is_public_in(language)
            if since > now or not is_public:
                release_addresses(self.uid, language, now)
            if is_public:
                claim_address(
                    self.uid, language, self.address_prefix, languages.word(self, "slug", language),
                    label=self.label_in(language), since=since, now=now,
                )  # fmt: skip
        self.invalidate_pages()

    def public_since(self, now):
        """From when on what is public has its page."""
        return now

    @transaction.atomic
    def delete(self, *args, **kwargs):
        self.leave()
        return super().delete(*args, **kwargs)

    def leave(self):
        """It is about to be deleted: nothing leads to it any more. Its addresses stay taken."""
        for language in languages.codes():
            release_addresses(self.uid, language, timezone.now())
        self.invalidate_pages()

    def was_ever_public(self):
        return Address.objects.public(timezone.now()).filter(owner_uid=self.uid).exists()

    def invalidate_pages(self):
        """Invalidate the pages that show it, because it or what belongs to it has changed: see delivery/cache_tags.py."""
        invalidate(subject_tag(self.uid), SITE_WIDE)


def free_slug(text, language, prefix, owner_uid):
    """A slug made from the text that nobody else has: "x", "x-2", "x-3" ..."""
    stem = slugify(text) or str(owner_uid)[:8]
    slug, n = stem, 1
    while Address.objects.is_taken(language, prefix, slug, other_than=owner_uid):
        n += 1
        slug = f"{stem}-{n}"
    return slug
