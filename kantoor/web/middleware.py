"""Who is asking, for every request anew; nobody gets in unless a page is open by name."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kantoor.access import actor as actors
from kantoor.accounts import users
from kantoor.kernel import logs
from kantoor.web.open import is_open
from kantoor.web.proxies import origin_of

Respond = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor` (None when nobody is signed in) and closes every page that is not open by name."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        user_id = request.session.get("_auth_user_id")
        if user_id:
            user = get_user(request)
            actor = actors.signed_in(user, origin_of(request)) if user.is_authenticated else None
            if actor is None and user.is_authenticated:
                logout(request)
            request.actor = actor  # type: ignore[attr-defined]
            if actor is not None:
                logs.know(actor=actor.user_id, environment=actor.environment_id)
                users.seen(actor)
                translation.activate(actor.user.language)
                request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Respond, *_: object) -> HttpResponse | None:
        if request.actor is None and not is_open(request):  # type: ignore[attr-defined]
            return redirect_to_login(request.get_full_path())
        return None
