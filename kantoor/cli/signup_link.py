"""`kantoor signup-link ADDRESS`: A link to make an account with, to pass on by hand."""

from kantoor.cli.handing_over import answer


def main(arguments: list[str]) -> int:
    """Print the link; 1 if the address has an account already or is none."""
    return answer(
        "signup-link",
        "A link to make an account with, to pass on by hand.",
        arguments,
        _act,
    )


def _act(address: str) -> str:
    from kantoor.accounts import signups  # only after django.setup()

    return signups.hand_over(address)
