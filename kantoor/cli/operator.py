"""`kantoor operator ADDRESS`: Make somebody who has an account an operator of this installation."""

from kantoor.cli.handing_over import answer


def main(arguments: list[str]) -> int:
    """Appoint; 1 if nobody has the address or they are an operator already."""
    return answer(
        "operator", "Make somebody who has an account an operator of this installation.", arguments, _act
    )


def _act(address: str) -> str:
    from kantoor.accounts import operators  # only after django.setup()

    return f"{operators.appoint(address).name} is an operator now."
