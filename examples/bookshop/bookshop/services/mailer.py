import smtplib
from email.message import EmailMessage

from ..settings import Settings


class Mailer:
    """Plain text mail through the house relay."""

    sender = "orders@bookshop.example"

    def __init__(self, settings: Settings) -> None:
        self.host = settings.smtp_host
        self.port = settings.smtp_port

    def send(self, to: str, subject: str, text: str) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message.set_content(text)
        with smtplib.SMTP(self.host, self.port, timeout=10) as relay:
            relay.send_message(message)
