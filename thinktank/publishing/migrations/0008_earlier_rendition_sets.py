from django.db import migrations


def enter_sets_of_editions(apps, schema_editor):
    """Editions name the copies they were published with; a later focal point gave the picture another set."""
    Edition = apps.get_model("publishing", "Edition")
    Image, RenditionSet = apps.get_model("library", "Image"), apps.get_model("library", "RenditionSet")
    images = {str(uid): pk for pk, uid in Image.objects.values_list("pk", "uid")}
    known = set(RenditionSet.objects.values_list("key", flat=True))
    for content in Edition.objects.values_list("content", flat=True).iterator(chunk_size=100):
        for uid, key in _sets_in(content):
            if key not in known and uid in images:
                known.add(key)
                RenditionSet.objects.create(image_id=images[uid], key=key)


def _sets_in(value):
    """(uid of the picture, key) of every picture record in an edition's content."""
    if isinstance(value, dict):
        if "_files" in value and "uid" in value:
            yield value["uid"], value["_files"]["key"]
        for each in value.values():
            yield from _sets_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _sets_in(each)


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0007_references_to_recordings"),
        ("library", "0003_rendition_sets_and_frames"),
    ]

    operations = [migrations.RunPython(enter_sets_of_editions, migrations.RunPython.noop)]
