"""The benchmark of proof, small: it builds its world, asks everything, and writes its table."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kantoor import env

SMALL = "2000"  # memberships


@pytest.mark.once
def test_the_benchmark_of_proof_runs(tmp_path: Path) -> None:
    """On SQLite alone: the script is the same on both."""
    table, small = tmp_path / "table.md", {"KANTOOR_BENCH_RUNS": "2", "KANTOOR_DATA": str(tmp_path)}
    environment = os.environ | small | {"DJANGO_SETTINGS_MODULE": "kantoor.settings"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "bench.proof", "--size", SMALL, "--table", str(table)]
    ran = subprocess.run(command, env=environment, cwd=env.ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    rows = [line for line in table.read_text().splitlines() if line.startswith("| ")]
    assert len(rows) > 12
    assert "partnership with 10 memberships: preview" in ran.stdout
