"""What is typed in the inbox."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kantoor.inbox.requests import REASON_LENGTH


class RefusalForm(forms.Form):
    """Why somebody declines; they need not say."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Whoever asked reads it. You may leave it empty."),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "data-first": True}),
    )
