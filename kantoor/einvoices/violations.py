"""What is wrong with an invoice, and where: from reading it, from its sums, and from the official rules."""

from dataclasses import dataclass

from kantoor.kernel.wording import Words


@dataclass(frozen=True)
class Violation:
    """`rule` is the official id, or empty for what we found ourselves; `fatal`: the rule says it must not be."""

    words: Words
    place: Words = ""
    rule: str = ""
    fatal: bool = True
    path: str = ""
