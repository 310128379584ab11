"""The page *Who may do what*, for everybody signed in: nobody has to guess."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kantoor.access import matrix
from kantoor.web.request import Asked


@require_GET
def show(request: Asked) -> HttpResponse:
    """The table of permissions, in the reader's language."""
    return render(request, "permissions.html", {"parts": list(matrix.parts())})
