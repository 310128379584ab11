"""`kantoor address-link ADDRESS`: A link to confirm a further address with, to pass on by hand."""

from kantoor.cli.handing_over import answer


def main(arguments: list[str]) -> int:
    """Print the link; 1 if the address waits for none."""
    return answer(
        "address-link",
        "A link to confirm a further address with, to pass on by hand.",
        arguments,
        _act,
    )


def _act(address: str) -> str:
    from kantoor.accounts import addresses  # only after django.setup()

    return addresses.hand_over(address)
