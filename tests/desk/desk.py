"""Working at the desk as a browser does: open a form, type, send."""

from django.test import Client
from django.urls import reverse

from tests.desk.posting import form_values


def page(publication, name, *args):
    """The address of one of a publication's pages: page(article, "publish", "en")."""
    opts = type(publication)._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=[publication.pk, *args])


def fill_in(client, address, **typed):
    """The fields of the form at this address, with the typed values; see form_values."""
    return form_values(client.get(address)) | typed


def save(client, publication, **typed):
    """Open the form, fill it in and save it; return the response."""
    address = page(publication, "change")
    return client.post(address, fill_in(client, address, _continue="1", **typed))


def publish(client, publication, language, **typed):
    """Open the publishing page and press its button; return the response."""
    address = page(publication, "publish", language)
    return client.post(address, fill_in(client, address, _publish="1", **typed))


def signed_in(user):
    """A client in which this member of staff has signed in."""
    client = Client()
    client.force_login(user)
    return client
