"""Notifiers of the tests' own: what they are told is written into a file."""

from pathlib import Path

from airflow.sdk import BaseNotifier


class Postcard(BaseNotifier):
    """`text`: a template; `file`: where it is written."""

    template_fields = ("text",)

    def __init__(self, text, file):
        super().__init__()
        self.text, self.file = text, file

    def notify(self, context):
        Path(self.file).write_text(self.text)


class Telegram(Postcard):
    """The same for the triggerer, which does not wait."""

    async def async_notify(self, context):
        Path(self.file).write_text(f"{self.text} STOP")
