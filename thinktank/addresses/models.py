"""Who answers at which address: the table of addresses, and what every model with a page has in common."""

import datetime
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from thinktank.delivery.cache_tags import SITE_WIDE, invalidate, subject_tag
from thinktank.language import languages
from thinktank.language.transliteration import slugify

if TYPE_CHECKING:
    _Mixin = models.Model
else:
    _Mixin = object


class AddressTaken(ValidationError):
    """Another owner has, or had, this address. The message does not name the owner."""

    def __init__(self, language: str, slug: str) -> None:
        super().__init__(
            _("The address “%(slug)s” (%(language)s) is already taken. Choose another one."),
            params={"slug": slug, "language": languages.name_within(language)},
            code="taken",
        )


def address_path(language: str, prefix: str, slug: str) -> str:
    """The path of a public page: ("en", "articles", "x") -> "/en/articles/x/"."""
    return f"/{language}/{prefix}/{slug}/" if prefix else f"/{language}/{slug}/"


def is_the_sites_own(language: str, prefix: str, slug: str) -> bool:
    """Whether a page without an owner has this path: the archive at /en/archive/, a list at /en/experts/."""
    with translation.override(language):
        try:
            return resolve(address_path(language, prefix, slug)).kwargs.get("slug") != slug
        except Resolver404:
            return False


class AddressQuerySet(models.QuerySet["Address"]):
    def at(self, language: str, prefix: str, slug: str) -> Self:
        return self.filter(language=language, prefix=prefix, slug=slug)

    def public(self, at: datetime.datetime) -> Self:
        """Addresses that have been public by this moment, current or not."""
        return self.filter(since__lte=at)

    def is_taken(self, language: str, prefix: str, slug: str, *, other_than: uuid.UUID) -> bool:
        """Whether another owner than the one with this uid, or a page without an owner, has the address."""
        others = self.at(language, prefix, slug).exclude(owner_uid=other_than)
        return is_the_sites_own(language, prefix, slug) or others.exists()


class Address(models.Model):
    """The owner of the page at /<language>/<prefix>/<slug>/. Once public it stays, and no other owner gets it."""

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

    def __str__(self) -> str:
        return self.path

    @property
    def path(self) -> str:
        return address_path(self.language, self.prefix, self.slug)


def claim_address(
    owner_uid: uuid.UUID,
    language: str,
    prefix: str,
    slug: str,
    *,
    label: str,
    since: datetime.datetime,
    now: datetime.datetime | None = None,
) -> None:
    """Make this the owner's current address in this language. Raises AddressTaken when another owner has it.

    Older addresses of the owner stay and redirect. An address that becomes public after `now` is reserved for the
    owner, without a label, so that nothing of it is visible before. Call inside a transaction.
    """
    existing = Address.objects.at(language, prefix, slug).first()
    if existing and existing.owner_uid != owner_uid:
        raise AddressTaken(language, slug)
    is_public = now is None or since <= now
    if is_public:
        mine = Address.objects.filter(owner_uid=owner_uid, language=language, prefix=prefix, is_current=True)
        mine.exclude(slug=slug).update(is_current=False)
    if existing is None:
        _insert(
            Address(
                language=language, prefix=prefix, slug=slug, owner_uid=owner_uid, since=since,
                label=label[:300] if is_public else "", is_current=is_public,
            )
        )  # fmt: skip
        return
    existing.since = min(existing.since, since)
    if is_public:
        existing.label, existing.is_current = label[:300], True
    existing.save(update_fields=["label", "is_current", "since"])


def _insert(address: Address) -> None:
    """Raises AddressTaken when another owner has inserted the same address at the same time."""
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


def release_addresses(owner_uid: uuid.UUID, language: str, at: datetime.datetime) -> None:
    """Mark the owner's addresses in this language as not current, and free those that were never public."""
    mine = Address.objects.filter(owner_uid=owner_uid, language=language)
    mine.filter(since__gt=at).delete()
    mine.update(is_current=False)


_followers: list[tuple[Callable[["Addressed"], None], Callable[["Addressed"], None]]] = []


def follow(*, changed: Callable[["Addressed"], None], gone: Callable[["Addressed"], None]) -> None:
    """Call `changed(owner)` after every change of what has a page, and `gone(owner)` before it is deleted."""
    _followers.append((changed, gone))


class AddressedQuerySet[Owner: "Addressed"](models.QuerySet[Owner]):
    def public_in(self, language: str) -> Self:
        """Objects that have a page in this language."""
        needed = {
            f"{languages.field_name(field, language)}__gt": ""
            for field in ("slug", *self.model.required_words)
        }
        return self.filter(is_public=True, **needed)

    @transaction.atomic
    def delete(self) -> tuple[int, dict[str, int]]:
        for owner in self:
            owner.leave()
        return super().delete()

    # Django's marks on functions, which their type does not know
    delete.alters_data = delete.queryset_only = True  # type: ignore[attr-defined]

    @transaction.atomic
    def update(self, **values: Any) -> int:
        """Announce each row too; update its addresses when a field changes that decides whether it has a page."""
        is_decisive = bool(self.model.decisive_fields() & values.keys())
        keys = list(self.values_list("pk", flat=True))
        n = super().update(**values)
        for owner in self.model._default_manager.filter(pk__in=keys):
            owner.update_addresses() if is_decisive else owner.announce_change()
        return n

    update.alters_data = True  # type: ignore[attr-defined]  # as above


class WithSlugs(_Mixin):
    """For models with a `uid` and a `slug` in each language that no other page of `address_prefix` may have."""

    uid: uuid.UUID
    address_prefix: ClassVar[str] = ""

    def label_in(self, language: str) -> str:
        """The name in this language, from which slugs are made; empty when it has none."""
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
    """Models whose objects have a page but no editions: experts, organisations, topics, polls ...

    An object is public in a language when `is_public` is set and the slug and `required_words` are filled in it.
    Subclasses register `slug` and their words for translation and set `address_prefix`.
    """

    required_words: ClassVar[tuple[str, ...]] = ("name",)
    named_by: ClassVar[tuple[str, ...]] = ()  # fields that make up its names; empty: the required words
    told_apart_with: ClassVar[tuple[str, ...]] = ()  # relations that `aside` reads, to prefetch for lists
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

    def __str__(self) -> str:
        return languages.first_word(self, self.required_words[0])[0] or str(self.uid)

    def label_in(self, language: str) -> str:
        return languages.word(self, self.required_words[0], language)

    @classmethod
    def fields_of_names(cls) -> set[str]:
        """The columns of its names in all languages, such as "name_ru"."""
        fields = cls.named_by or cls.required_words
        return {languages.field_name(field, code) for field in fields for code in languages.codes()}

    def names(self) -> list[str]:
        """Its names in all languages, each once."""
        return list(filter(None, dict.fromkeys(self.label_in(code) for code in languages.codes())))

    def told_apart(self) -> str:
        """Its name with a few words that distinguish it from others of the same name."""
        aside = self.aside()
        return f"{self} — {aside}" if aside else str(self)

    def aside(self) -> str:
        """A few words to show after its name where editors choose among many; empty for none."""
        return ""

    def is_public_in(self, language: str) -> bool:
        return self.is_public and all(
            languages.word(self, field, language) for field in ("slug", *self.required_words)
        )

    def path_in(self, language: str) -> str:
        """The page's path in this language; empty when it has no page there."""
        if not self.is_public_in(language):
            return ""
        return address_path(language, self.address_prefix, languages.word(self, "slug", language))

    def get_absolute_url(self) -> str | None:
        """The path in the active language, else in another one; None when it is public in no language."""
        for language in [languages.current(), *languages.codes()]:
            if path := self.path_in(language):
                return path
        return None

    @classmethod
    def decisive_fields(cls) -> set[str]:
        """The fields and columns that decide whether it has a page, and at which address."""
        words = ("slug", *cls.required_words)
        named = {languages.field_name(word, code) for word in words for code in languages.codes()}
        return {"is_public", *words, *named}

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_slugs()
        super().save(*args, **kwargs)
        self.update_addresses()

    def update_addresses(self) -> None:
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
        self.announce_change()

    def announce_change(self) -> None:
        """Invalidate the pages that show it and tell those who follow, after it or its rows have changed."""
        self.invalidate_pages()
        for changed, _gone in _followers:
            changed(self)

    def public_since(self, now: datetime.datetime) -> datetime.datetime:
        """When its page became or becomes visible, provided that it is public."""
        return now

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.leave()
        return super().delete(*args, **kwargs)

    def leave(self) -> None:
        """Prepare for its deletion: release its addresses, which stay taken, and invalidate the pages that show it."""
        for language in languages.codes():
            release_addresses(self.uid, language, timezone.now())
        self.invalidate_pages()
        for _changed, gone in _followers:
            gone(self)

    def was_ever_public(self) -> bool:
        return Address.objects.public(timezone.now()).filter(owner_uid=self.uid).exists()

    def invalidate_pages(self) -> None:
        """Invalidate the pages that show it: see delivery/cache_tags.py. `announce_change` calls it."""
        invalidate(subject_tag(self.uid), SITE_WIDE)


def free_slug(text: str, language: str, prefix: str, owner_uid: uuid.UUID) -> str:
    """A slug made from the text that no other owner has: "x", "x-2", "x-3" ..."""
    stem = slugify(text) or str(owner_uid)[:8]
    slug, n = stem, 1
    while Address.objects.is_taken(language, prefix, slug, other_than=owner_uid):
        n += 1
        slug = f"{stem}-{n}"
    return slug
