"""`kantoor address-link ADDRESS`: A link to confirm a further address with, to be passed on where nothing is mailed."""

from kantoor.cli.handing_over import answer


def main(arguments: list[str]) -> int:
    """Print the link; 1 if the address waits for none."""
    return answer(
        "address-link",
        "A link to confirm a further address with, to be passed on where nothing is mailed.",
        arguments,
        _act,
    )


def _act(address: str) -> str:
    from kantoor.accounts import addresses  # noqa: PLC0415 - only after django.setup()

    return addresses.hand_over(address)
