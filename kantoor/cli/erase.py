"""`kantoor erase ADDRESS|ID`: answer a deletion request of somebody who was removed, or never had an account."""

from kantoor.cli.handing_over import answer


def main(arguments: list[str]) -> int:
    """Blank what names the person; 1 while they have an account, or if nothing names them."""
    about = "Take everything that names a removed person out of Kantoor; the audit trail stays whole."
    return answer("erase", about, arguments, _act)


def _act(address: str) -> str:
    from kantoor.accounts import erasures  # only after django.setup()

    done = erasures.erase(address)
    called = f" They are called {done.pseudonym} from now on." if done.pseudonym else ""
    return f"Names blanked in {done.entries} entries of the trail and {done.rows} other rows.{called}"
