"""A plugin of pytest: the test database stays for the next run, since the faults change no table."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.test import utils

made: Callable[..., Any] = utils.setup_databases
utils.setup_databases = partial(made, keepdb=True)
utils.teardown_databases = partial(utils.teardown_databases, keepdb=True)
