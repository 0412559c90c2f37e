from django.core.mail import EmailMessage
from django.core.mail.backends import console


class EmailBackend(console.EmailBackend):
    """Prints letters as their readers see them: nothing is encoded, so a long link can be copied."""

    def write_message(self, message: EmailMessage) -> None:
        letter = message.message()
        heads = "".join(f"{name}: {letter[name]}\n" for name in ("From", "To", "Subject"))
        self.stream.write(f"{heads}\n{message.body}\n{'-' * 79}\n")
