"""How long PDFs take and how much memory: `make bench-print`, JSON=path for the figures as JSON.

Each case runs in a process of its own, on one edition made for it: a text of 3 pages, and one of 120 pages with
60 different figures. Exit code 1 when a target is missed.
"""

from tests import place  # first, before anything reads the settings

# isort: split

import argparse
import io
import json
import os
import resource
import statistics
import sys
import time
import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connections
from PIL import Image as Picture

from tests.factories import make_article, make_report, publish_now
from thinktank.library.atomic_storage import rendition_name
from thinktank.library.models import Image
from thinktank.printing.pdf import make_pdf
from thinktank.printing.typesetter import write_pdf

SENTENCES = {
    "en": "The text was tried out in circles close to decision makers, in Russia and in the Alliance alike. ",
    "ru": "Главное достоинство документа он видит в том, что текст прошёл проверку в кругах, близких к решениям. ",
}
CASES = {  # name: (sections, paragraphs in each, figures in each, seconds, megabytes)
    "short": (3, 4, 0, 1, 1024),
    "long": (20, 27, 3, 60, 1024),
}


def picture():
    """A picture of 1600 pixels that no compression makes small, with the one rendition that print uses."""
    noise = Picture.effect_noise((1600, 1000), 40)
    written = io.BytesIO()
    Picture.merge("RGB", [noise, noise.transpose(Picture.Transpose.ROTATE_180), noise]).save(written, "JPEG")
    image = Image.objects.create(
        title="Noise", alt_en="Noise", alt_ru="Шум", sha256=uuid.uuid4().hex * 2, width=1600, height=1000
    )
    name = rendition_name(image.rendition_key, f"{image.widths()[-1]}.jpeg")
    default_storage.save(name, ContentFile(written.getvalue()))
    return image


def body(language, sections, paragraphs, figures):
    parts = []
    for section in range(1, sections + 1):
        parts.append(f"<h2>{section}. {SENTENCES[language][:40]}</h2>")
        parts += [f"<p>{SENTENCES[language] * 5}</p>"] * paragraphs
        parts += [f'<figure><img src="/library/{picture().uid}/"></figure>' for _number in range(figures)]
    return "".join(parts)


def edition_of(case, language):
    sections, paragraphs, figures, _seconds, _megabytes = CASES[case]
    make = make_report if figures else make_article
    text = {f"body_{language}": body(language, sections, paragraphs, figures)}
    return publish_now(make(**text), language)[0]


def measured(edition, times):
    """{pages, bytes, ready, first, again, megabytes}, seconds and megabytes: in a process that has not printed before.

    `ready` is for loading the library, fonts and style sheets, which the first PDF of a process waits for.
    """
    connections.close_all()
    reading, writing = os.pipe()
    if os.fork() == 0:
        began = time.perf_counter()
        write_pdf("<p>.</p>", "single.css")
        ready, seconds = time.perf_counter() - began, []
        for _time in range(times):
            began = time.perf_counter()
            made = make_pdf(edition)
            seconds.append(time.perf_counter() - began)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        facts = {
            "pages": made.pages,
            "bytes": len(made.data),
            "ready": ready,
            "first": seconds[0],
            "megabytes": peak,
        }
        facts["again"] = statistics.median(seconds[1:] or seconds)
        os.write(writing, json.dumps(facts).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        return json.loads(answer.read())


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--json", default="", help="write the figures there as well")
    chosen = options.parse_args()
    call_command("migrate", verbosity=0)
    rows = []
    for case, (*_shape, seconds, megabytes) in CASES.items():
        for language in SENTENCES:
            found = measured(edition_of(case, language), 5 if case == "short" else 1)
            holds = found["first"] <= seconds and found["megabytes"] <= megabytes
            rows.append({"case": case, "language": language, **found, "holds": holds})
    print(f"{'case':6} {'':3} {'pages':>5} {'size':>8} {'ready':>8} {'first':>8} {'again':>8} {'memory':>8}")
    for row in rows:
        print(
            "{case:6} {language:3} {pages:5d} {kilobytes:5d} KB {ready:6.2f} s {first:6.2f} s {again:6.2f} s {megabytes:5.0f} MB {verdict}".format(
                **row, kilobytes=row["bytes"] // 1024, verdict="" if row["holds"] else "MISSED"
            )
        )
    if chosen.json:
        with open(chosen.json, "w", encoding="utf-8") as file:
            json.dump(rows, file, indent=1)
    return 0 if all(row["holds"] for row in rows) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        place.remove()
