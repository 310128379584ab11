"""`kantoor password-link ADDRESS`: A link to choose a new password with, to pass on by hand."""

from kantoor.cli.handing_over import answer


def main(arguments: list[str]) -> int:
    """Print the link; 1 if nobody has the address."""
    return answer(
        "password-link",
        "A link to choose a new password with, to pass on by hand.",
        arguments,
        _act,
    )


def _act(address: str) -> str:
    from kantoor.accounts import passwords  # only after django.setup()

    return passwords.hand_over(address)
