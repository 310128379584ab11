"""What one agrees to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The terms of use; an installation puts its own in place of the template `accounts/terms.html`."""
    return render(request, "accounts/terms.html")
