"""How the tests are spread over the workers of pytest-xdist: a file stays together, for what its tests share; the long
ones below go by themselves, and before all else, so that no worker is left alone with one at the end."""

from xdist.scheduler import LoadScopeScheduling

# The longest first; their order is that of the work.
LONG = (
    "tests/guards/test_fuzz.py::test_junk_in_every_form",
    "tests/journeys/test_for_everybody.py::",
    "tests/guards/test_fuzz.py::test_junk_in_every_query_parameter",
    "tests/access/test_documents_property.py::",
    "tests/guards/test_routes.py::test_each_person_gets_the_answer_of_the_table",
    "tests/guards/test_routes.py::test_not_yours_takes_as_long_as_not_there",
    "tests/model/test_story.py::",
    "tests/model/test_histories.py::",
    "tests/access/test_newest_property.py::",
    "tests/browser/test_uploads.py::",
    "tests/journeys/test_main_job.py::",
    "tests/journeys/test_documents.py::",
    "tests/journeys/test_sending.py::",
    "tests/organizations/test_large_list.py::",
)
# Whole files, after them.
SLOW = (
    "tests/guards/test_plans.py",
    "tests/test_bench.py",
    "tests/test_proof_bench.py",
    "tests/cli/test_run.py",
    "tests/journeys/",
    "tests/browser/",
    "tests/races/",
)


def place(nodeid: str) -> int:
    """Where in the order of the work."""
    order = (*LONG, *SLOW)
    return next((at for at, start in enumerate(order) if nodeid.startswith(start)), len(order))


class Spread(LoadScopeScheduling):
    """In the order of the tests, a file at a time but for the long ones."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(LONG) else nodeid.partition("::")[0]
