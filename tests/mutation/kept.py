"""A plugin of pytest: the test database stays for the next run, since the faults change no table."""

from functools import partial
from pathlib import Path
from typing import Any

from django.db import connections
from django.test import utils

_set_up = utils.setup_databases


def _kept(**more: Any) -> Any:
    """Migrations are looked at once only."""
    test = connections["default"].settings_dict["TEST"]
    test["MIGRATE"] = not Path(str(test["NAME"])).exists()
    return _set_up(**more | {"keepdb": True})


vars(utils).update(setup_databases=_kept, teardown_databases=partial(utils.teardown_databases, keepdb=True))
