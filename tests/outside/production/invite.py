"""What the desk does when an administrator adds two editors; run by `thinktank-manage shell`."""

from django.contrib.auth.models import Group, User

from thinktank.accounts.invitations import InvitationForm, send_invitation

for name in (f"{name}-{User.objects.count()}" for name in ("vera", "pavel")):
    words = {
        "username": name,
        "email": f"{name}@example.org",
        "groups": [Group.objects.get(name="Editors").pk],
    }
    form = InvitationForm(words)
    assert form.is_valid(), form.errors
    send_invitation.enqueue(form.save().pk, "en")
print(User.objects.count(), "accounts")
