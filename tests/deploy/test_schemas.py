"""deploy/ against the published schemas of Kubernetes and Compose: names, types and values, not only our references."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from kubernetes_validate import ValidationError, validate
from kubernetes_validate.utils import all_versions

from tests.deploy.files import documents
from tests.deploy.test_deploy import COMPOSE, KUBERNETES

VERSIONS = all_versions()


def refused(found: list[dict[str, Any]], version: str) -> list[str]:
    """What the API of that version would not take; an unknown kind is an error, not a warning."""
    said = []
    for one in found:
        try:
            validate(one, version, strict=True)
        except ValidationError as error:
            said.append(f"{one['kind']}: {error.message}")
    return said


@pytest.mark.parametrize("version", [VERSIONS[0], VERSIONS[-1]])
def test_kubernetes_takes_what_it_is_told(version: str) -> None:
    """The oldest and the newest that the schemas know: what both take, those between take."""
    assert refused(documents(KUBERNETES), version) == []


def planted(path: Path, old: str, new: str, folder: Path) -> Path:
    """A copy with one fault."""
    assert old in path.read_text()
    copy = folder / path.name
    copy.write_text(path.read_text().replace(old, new))
    return copy


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("readinessProbe", "readynessProbe", "readynessProbe"),
        ("containerPort: 8000", "containerPort: http", "'http'"),
        ("minAvailable: 1", "minAvailable: [1]", "[1]"),
        ("replicas: 2", "replicas: two", "'two'"),
    ],
)
def test_a_field_that_kubernetes_does_not_know_is_found(
    old: str, new: str, says: str, tmp_path: Path
) -> None:
    found = documents(planted(KUBERNETES, old, new, tmp_path))
    assert [line for line in refused(found, VERSIONS[-1]) if says in line]


def composed(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_compose_takes_what_it_is_told() -> None:
    done = composed(COMPOSE)
    assert done.returncode == 0, done.stdout


def test_a_field_that_compose_does_not_know_is_found(tmp_path: Path) -> None:
    done = composed(planted(COMPOSE, "stop_grace_period", "stop_graceperiod", tmp_path))
    assert done.returncode == 1 and "stop_graceperiod" in done.stdout
