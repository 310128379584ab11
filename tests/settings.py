"""The settings of the tests: the real ones on a throw-away folder, without what would only make tests slow.

The database is KANTOOR_TEST_DATABASE_URL, else a SQLite file: not in memory, since threads and servers share
it.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.places import memory


def _clean_environment() -> Path:
    """What the developer has set for their own installation must not change the outcome of a test."""
    for name in [name for name in os.environ if name.startswith("KANTOOR_") and "_TEST_" not in name]:
        del os.environ[name]
    os.environ.pop("EMAIL_URL", None)
    os.environ.pop("DATABASE_URL", None)
    if not os.environ.get("KANTOOR_TEST_FOLDER"):  # empty would be the folder one stands in: the repository
        made = tempfile.mkdtemp(prefix="kantoor-tests-", dir=memory())
        os.environ["KANTOOR_TEST_FOLDER"] = made  # pytest-xdist's workers find it here
        atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(os.environ["KANTOOR_TEST_FOLDER"])


_folder = _clean_environment()
os.environ["KANTOOR_DATA"] = str(_folder)
os.environ["KANTOOR_SECRET_KEY"] = "only-for-tests-" * 4
if "KANTOOR_TEST_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["KANTOOR_TEST_DATABASE_URL"]

from kantoor.kernel.sqlite import SQLITE_OPTIONS  # noqa: E402
from kantoor.settings import *  # noqa: E402, F403 - a settings module is a namespace
from kantoor.settings import DATABASES, LOGGING, STORAGES  # noqa: E402

_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["TEST"] = {"NAME": _folder / "test.sqlite3"}
    _pragmas = str(SQLITE_OPTIONS["init_command"]).replace("synchronous=NORMAL", "synchronous=OFF")
    _database["OPTIONS"] = SQLITE_OPTIONS | {"init_command": _pragmas}
else:
    # A pool would keep connections to a database that the tests want to copy or drop.
    _database["OPTIONS"].pop("pool", None)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A server that a test starts collects its own beside its data. Each of a thousand test clients would look through these.
STATIC_ROOT = _folder / "static-of-no-server"
LOGGING = {**LOGGING, "root": {"handlers": ["console"], "level": "WARNING"}}

KANTOOR_MAIL_IN = "in.kantoor.example"
