"""What begins at the very second that is asked about has begun then; SQLite compares times as text (domain 8.3)."""

import datetime as dt

from kantoor.demo.cast import Cast
from kantoor.history import compared, persons
from kantoor.history.changes import What
from kantoor.history.sight import Sight
from kantoor.kernel.clock import Then
from kantoor.organizations.models import Membership, OrganizationRole

AT, SECOND = dt.datetime(2026, 5, 4, 9, 30, tzinfo=dt.UTC), dt.timedelta(seconds=1)


def test_it_has_begun_then_and_not_a_second_before(cast: Cast) -> None:
    """Without its microseconds written out, the second asked about came before itself."""
    about = {"organization": cast.vastgoed, "role": OrganizationRole.VIEWER, "began_by": cast.anna}
    Membership.objects.create(
        **about, user=cast.sara, valid_from=Then(AT)
    )  # as the database's clock writes it
    sight = Sight(cast.sara, cast.jansen.pk, itself=True)
    assert [row.what for row in persons.compared(sight, AT - SECOND, AT).every()] == [What.GAINED]
    assert [row.name for row in persons.then(sight, AT).every()] == [cast.vastgoed.name]
    assert list(persons.then(sight, AT - SECOND).every()) == []
    assert list(persons.compared(sight, AT, AT + SECOND).every()) == []
    told = list(compared.of_organization(cast.vastgoed, AT - SECOND, AT).every())
    assert [row.person for row in told if row.what == What.GAINED] == [cast.sara.pk]
