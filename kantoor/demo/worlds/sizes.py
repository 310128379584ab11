"""How large a world is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How much of everything; `giant` documents more stand in one organization, `empty` organizations have none."""

    environments: int
    organizations: int
    users: int
    memberships: int
    documents: int
    shares: int
    giant: int = 0
    empty: int = 0

    @classmethod
    def of(cls, documents: int, organizations: int, giant: int = 0, empty: int = 0) -> "Size":
        """The proportions of L around so many documents and organizations."""
        few = organizations
        firms = max(4, few // 25)
        return cls(firms, few, few * 10, few * 100, documents, documents // 20, giant, empty)

    @property
    def some(self) -> int:
        """Organizations of somebody who is in a tenth of all, a thousand at most."""
        return min(1_000, self.organizations // 10)

    @property
    def many(self) -> int:
        """Of somebody who is in every second one, five thousand at most."""
        return min(5_000, self.organizations // 2)

    @property
    def crowds(self) -> int:
        """How many organizations nearly everybody is in, or a hundred thousand."""
        return 2 if self.users <= CROWD else 10

    @property
    def crowd(self) -> int:
        """How many people are in such a one."""
        return min(CROWD, self.users)


CROWD = 100_000
SCALES = {
    "S": Size(10, 100, 500, 3_500, 5_000, 250),
    "M": Size(40, 1_000, 10_000, 100_000, 100_000, 5_000),
    "L": Size(400, 10_000, 100_000, 1_000_000, 1_000_000, 50_000),
    "XL": Size(4_000, 100_000, 1_000_000, 10_000_000, 10_000_000, 500_000),
}
