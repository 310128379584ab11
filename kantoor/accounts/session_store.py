"""Django's sessions in the database, found by a prepared question: every page of everybody begins with it."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from kantoor.kernel.prepared import Prepared

_by_key = Prepared(lambda key: Session.objects.filter(session_key=key), texts=("key",))


class SessionStore(db.SessionStore):
    """The name that Django looks for (`SESSION_ENGINE`)."""

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key or ""
        # Ours are letters and digits; what else a cookie holds need not be asked for.
        found = next(iter(_by_key.rows(key=key)), None) if key.isascii() and key.isalnum() else None
        if found is None or found.expire_date <= timezone.now():
            self._session_key = None
            return None
        return found
