"""What `bin/rehearse` does."""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from rehearsals import database, nodes, upgrade
from rehearsals.judge import Verdict
from rehearsals.processes import Processes


def main() -> int:
    """0 when all is as it should be."""
    parser = argparse.ArgumentParser("bin/rehearse", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="nodes|upgrade")
    killing = kinds.add_parser("nodes", help="kill web nodes, workers, storage nodes, poolers and leaders")
    killing.add_argument("--short", action="store_true", help="each kind once")
    killing.add_argument("--web", type=int, default=0, metavar="TIMES", help="kill web nodes alone, so often")
    rolling = kinds.add_parser("upgrade", help="replace a version before by this one, node by node")
    rolling.add_argument(
        "--before", default=upgrade.BEFORE, metavar="COMMIT", help="the version that serves first"
    )
    rolling.add_argument(
        "--later", action="store_true", help="from this version to one with migrations made up for this"
    )
    rolling.add_argument(
        "--direct", action="store_true", help="past PgBouncer, for versions that could not do with it"
    )
    parser.add_argument("--logs", metavar="FOLDER", help="where the logs of all parts are kept afterwards")
    chosen = parser.parse_args()
    database.require()
    with tempfile.TemporaryDirectory(prefix="kantoor-nodes-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # nobody runs some of the parts, in folders of its own
        try:
            with Processes(folder) as parts:
                return show(rehearse(chosen, parts))
        finally:
            if chosen.logs:
                keep(folder, Path(chosen.logs))


def rehearse(chosen: argparse.Namespace, parts: Processes) -> list[Verdict]:
    if chosen.kind == "upgrade":
        way = "leader" if chosen.direct else "pooler"
        return upgrade.rehearse(parts, before=chosen.before, way=way, later=chosen.later)
    return nodes.rehearse(parts, short=chosen.short, web=chosen.web)


def show(verdicts: list[Verdict]) -> int:
    """Figures and faults, for people."""
    print(f"\nPython {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for verdict in verdicts:
        for what, figure in verdict.figures.items():
            print(f"{what:<44}{dict(figure) if isinstance(figure, dict) else figure}")
    wrong = [line for verdict in verdicts for line in verdict.wrong]
    print("\n" + ("\n".join(f"WRONG  {line}" for line in wrong) or "All as it should be."))
    return 1 if wrong else 0


def keep(folder: Path, to: Path) -> None:
    to.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        shutil.copy(log, to)


if __name__ == "__main__":
    sys.exit(main())
