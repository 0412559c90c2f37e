from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thinktank.desk.translated import TranslatedAdmin, in_all_languages, words_fieldset
from thinktank.desk.uses import link_to
from thinktank.language import languages
from thinktank.library.admin.picker import picker, remark_on
from thinktank.library.admin.upload import Taken, UploadAdmin, UploadForm
from thinktank.library.intake import FileRefused, refocus, take_image
from thinktank.library.likeness import looks_like
from thinktank.library.models import Image
from thinktank.library.pictures import image_url

FORMATS = "image/jpeg,image/png,image/webp,image/gif,image/avif"
_NAME, _OPTIONS = words_fieldset(gettext_lazy("Description and credit"), ("alt", "credit"))
WORDS = _NAME, _OPTIONS | {"fields": [*_OPTIONS["fields"], "needs_no_credit"]}


class ImageUploadForm(UploadForm):
    upload = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput(attrs={"accept": FORMATS}),
        help_text=gettext_lazy(
            "JPEG, PNG, WebP, GIF or AVIF, at most 20 MB and 40 megapixels. The site shows only the first frame of an animation."
        ),
    )


@admin.register(Image)
class ImageAdmin(UploadAdmin, TranslatedAdmin):
    upload_form = ImageUploadForm
    upload_fieldsets = [
        (None, {"fields": ["upload", "title"]}),
        WORDS,
    ]
    fieldsets: ClassVar[list[tuple[Any, Any]]] = [
        (None, {"fields": ["preview", "title", "facts"]}),
        WORDS,
        (gettext_lazy("Focal point"), {
            "fields": [("focal_x", "focal_y")],
            "description": gettext_lazy("The part that stays in view when the picture is cropped. Click on the picture, move the ring with the arrow keys, or type the numbers."),
        }),
        (None, {"fields": ["used_here", "look_alikes"]}),
    ]  # fmt: skip
    readonly_fields = ["preview", "facts", "used_here", "look_alikes"]
    list_display = ["thumbnail", "title", "described_in", "facts", "uploaded_at"]
    list_display_links = ["thumbnail", "title"]
    list_per_page = 50
    search_fields = ["title", *in_all_languages("alt"), *in_all_languages("credit")]
    date_hierarchy = "uploaded_at"
    show_full_result_count = False

    class Media:
        js = [forms.Script("js/desk/focal-point.js", type="module")]

    def take(self, file: UploadedFile, **words: Any) -> Image:
        return take_image(file, **words)

    def remarks(self, taken: Taken) -> list[str]:
        remark = remark_on(taken) if isinstance(taken, Image) else ""
        return [*super().remarks(taken), *([remark] if remark else [])]

    def alike(self, taken: Taken) -> list[Image]:
        return looks_like(taken) if isinstance(taken, Image) and not taken.was_known else []

    def thumbnail_url(self, taken: Taken) -> str:
        return taken.thumbnail_url() if isinstance(taken, Image) else ""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(partial(picker, self))
        return [path("picker/", view, name="library_image_picker"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Image, form: forms.ModelForm, change: bool) -> None:
        """Save without a new focal point. It needs new files, so `_refocus` saves it after the transaction."""
        wanted = obj.focal_x, obj.focal_y
        if {"focal_x", "focal_y"} & set(form.changed_data):
            obj.focal_x, obj.focal_y = form.initial["focal_x"], form.initial["focal_y"]
            transaction.on_commit(partial(self._refocus, request, obj, *wanted))
        super().save_model(request, obj, form, change)

    def _refocus(self, request: HttpRequest, image: Image, focal_x: int, focal_y: int) -> None:
        try:
            refocus(image, focal_x, focal_y)
        except FileRefused as refusal:
            problem = _("The focal point has not changed. %(reason)s") % {"reason": refusal.messages[0]}
            messages.error(request, problem)

    @admin.display(description=gettext_lazy("picture"))
    def thumbnail(self, image: Image) -> SafeString:
        return _picture(image, "card", 320, width=160, height=90, alt=image.title)

    @admin.display(description=gettext_lazy("picture"))
    def preview(self, image: Image) -> SafeString:
        width = min(640, image.width)
        return _picture(
            image, "full", width, width=width, height=max(1, round(image.height * width / image.width))
        )

    @admin.display(description=gettext_lazy("looks like"))
    def look_alikes(self, image: Image) -> SafeString | str:
        pictures = [(link_to(other)[1], self.thumbnail(other), other.title) for other in looks_like(image)]
        shown = format_html_join("", '<li><a href="{}">{}<span>{}</span></a></li>', pictures)
        return format_html('<ul class="look-alikes">{}</ul>', shown) if shown else _("no other picture")

    @admin.display(description=gettext_lazy("alternative text in"))
    def described_in(self, image: Image) -> str:
        filled = [code for code in languages.codes() if languages.word(image, "alt", code)]
        return ", ".join(str(languages.name_of(code)) for code in filled) or _("no language")

    @admin.display(description=gettext_lazy("size"))
    def facts(self, image: Image) -> str:
        size = f"{image.width} × {image.height}, {image.media_type.removeprefix('image/').upper()}"
        if image.frames == 1:
            return size
        return _("%(size)s, first of %(count)d frames") % {"size": size, "count": image.frames}


def _picture(
    image: Image, shape: str, least_width: int, *, width: int, height: int, alt: str = ""
) -> SafeString:
    source = image_url(image.record(languages.current()), shape, least_width, "webp")
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="{}" data-shape="{}">', source, width, height, alt, shape
    )
