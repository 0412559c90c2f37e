"""Letters to one member of staff, in some or all languages of the site."""

from collections.abc import Callable, Iterable

from django.core.mail import send_mail
from django.utils import translation

from thinktank.language import languages

BEFORE_FILES = 50  # the priority of letters in the queue: somebody waits for them, and a PDF takes seconds


def send_letter(
    address: str, write: Callable[[], tuple[str, str]], codes: Iterable[str] | None = None
) -> None:
    """Send what `write()` returns, a subject and a text, in these languages one below the other; without any, in all."""
    subjects, texts = [], []
    for code in codes or languages.codes():
        with translation.override(code):
            subject, text = write()
        subjects.append(subject)
        texts.append(text.strip())
    send_mail(" / ".join(subjects), "\n\n".join(texts), None, [address])
