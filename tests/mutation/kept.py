"""A plugin of pytest: the test database stays for the next run, since the faults change no table."""

from functools import partial

from django.test import utils

vars(utils).update(
    setup_databases=partial(utils.setup_databases, keepdb=True),
    teardown_databases=partial(utils.teardown_databases, keepdb=True),
)
