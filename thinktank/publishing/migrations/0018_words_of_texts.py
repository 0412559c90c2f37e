from django.db import migrations

from thinktank.language.searching import fold
from thinktank.publishing.revisions.search_words import words_of

BATCH = 2_000


def fill(apps, schema_editor):
    """Words and titles of all texts. The database's index of them is made after migrating."""
    SearchText, SearchWord = (apps.get_model('publishing', name) for name in ('SearchText', 'SearchWord'))
    known, last = dict(SearchWord.objects.values_list('word', 'pk')), 0
    while batch := list(SearchText.objects.filter(pk__gt=last).order_by('pk')[:BATCH]):
        last = batch[-1].pk
        words = {row.pk: words_of(row.text) for row in batch}
        if missing := sorted(set().union(*words.values()) - known.keys()):
            SearchWord.objects.bulk_create((SearchWord(word=word) for word in missing), batch_size=BATCH)
            known |= dict(SearchWord.objects.filter(word__in=missing).values_list('word', 'pk'))
        for row in batch:
            row.word_ids = ' '.join(map(str, sorted(known[word] for word in words[row.pk])))
        SearchText.objects.bulk_update(batch, ['word_ids'], batch_size=200)
    fill_titles(apps)


def fill_titles(apps):
    Publication, SearchTitle = (apps.get_model('publishing', name) for name in ('Publication', 'SearchTitle'))
    names = [field.name for field in Publication._meta.fields if field.name.startswith('title_')]
    rows = Publication.objects.exclude(search_text=None).values_list('pk', *names)
    SearchTitle.objects.bulk_create(
        (
            SearchTitle(publication_id=pk, title=fold(title))
            for pk, *titles in rows.iterator(BATCH)
            for title in titles
            if title
        ),
        batch_size=BATCH,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0017_index_of_words'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
