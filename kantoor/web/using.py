"""Every page about an organization, or about a document or file of it, that was answered counts as a use of it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kantoor.overview import uses

REFUSED = 400
# These answer the same whether or not anything is there: looking would tell, by the time it takes (domain 7.7).
BLIND = {"document_question", "organization_question"}


class Using:
    """Notes who used what, once the answer is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        actor, match = getattr(request, "actor", None), request.resolver_match
        told = match is not None and match.url_name not in BLIND and response.status_code < REFUSED
        if actor is not None and match is not None and told:
            place = match.kwargs.get("organization_id")
            if place is None and "document_id" in match.kwargs:
                place = uses.place_of(match.kwargs["document_id"])
            if place is not None:
                uses.note(actor.user_id, place)
        return response
