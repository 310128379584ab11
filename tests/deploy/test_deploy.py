"""deploy/ fits the program: the files can be read, and every setting that they and the manual name is one."""

import re
import shutil
import subprocess
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from kantoor.cli import serve
from kantoor.cli.main import OWN
from kantoor.web.health import PAGES
from tests.deploy.files import DEPLOY, documents, named, settings, unit
from tests.guards.test_budgets import ROOT

COMPOSE = DEPLOY / "compose.yaml"
KUBERNETES = DEPLOY / "kubernetes/kantoor.yaml"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
MANUALS = [ROOT / "docs/running.md", ROOT / "docs/installing.md", ROOT / "docs/watching.md"]
ELSEWHERE = {"KANTOOR_TEST_DATABASE_URL", "KANTOOR_TEST_ROUNDS"}


@pytest.mark.parametrize("path", [*(p for p in DEPLOY.rglob("*") if p.is_file()), *MANUALS], ids=str)
def test_every_setting_named_is_read_by_the_code(path: Path) -> None:
    assert named(path) - settings() == set()


def test_the_manual_names_every_setting() -> None:
    assert settings() - named(ROOT / "docs/running.md") == set()


def commands() -> list[str]:
    """What is begun by a unit, a service or a container."""
    units = [
        value.split(" -m kantoor ")[1]
        for path in UNITS
        for key, values in unit(path).items()
        for value in values
        if key.startswith("Service.ExecStart")
    ]
    services = documents(COMPOSE)[0]["services"].values()
    composed = [one["command"][0] for one in services if one.get("image") == "kantoor"]
    contained = [one["args"][0] for one in containers()]
    return units + composed + contained


def containers() -> list[dict[str, Any]]:
    pods = [one["spec"]["template"]["spec"] for one in documents(KUBERNETES) if one["kind"] == "Deployment"]
    return [one for pod in pods for one in chain(pod.get("initContainers", []), pod["containers"])]


def test_only_commands_that_exist_are_begun() -> None:
    assert set(commands()) == {"web", "worker", "migrate"} <= set(OWN)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_lets_the_first_process_end_the_others(path: Path) -> None:
    """systemd tells every process to stop otherwise, and requests that have begun are cut off."""
    found = unit(path)
    assert found["Service.KillMode"] == ["mixed"]
    assert int(found["Service.TimeoutStopSec"][0]) > serve.LAST_REQUESTS
    assert found["Service.User"] == ["kantoor"] and found["Service.RestartPreventExitStatus"] == ["78"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_the_unit(path: Path, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd here")
    # The program is not where it will be; everything else is looked at.
    text = (
        path.read_text().replace("/opt/kantoor/.venv/bin/python", "/bin/true").replace("=/opt/kantoor", "=/")
    )
    copy = tmp_path / path.name
    copy.write_text(text)
    done = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if path.name in line] == []


def test_compose_hangs_together() -> None:
    """What `docker compose config` would look at: references, and nothing that means nothing."""
    [found] = documents(COMPOSE)
    known = {"name", "services", "networks", "volumes", "secrets"}
    assert {key for key in found if not key.startswith("x-")} == known
    for name, service in found["services"].items():
        assert "image" in service or "build" in service, name
        assert set(service.get("secrets", [])) <= set(found["secrets"]), name
        assert set(service.get("networks", [])) <= set(found["networks"]), name
        assert set(service.get("depends_on", {})) <= set(found["services"]), name
        mounted = {volume.partition(":")[0] for volume in service.get("volumes", [])}
        assert mounted <= set(found["volumes"]), name
        for key, value in service.get("environment", {}).items():
            if key.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in service["secrets"], key
    assert int(found["services"]["web"]["stop_grace_period"].rstrip("s")) > serve.LAST_REQUESTS


def test_kubernetes_hangs_together() -> None:
    """Names, labels, mounts, ports and probes that refer to each other do so."""
    found = documents(KUBERNETES)
    assert {one["metadata"]["namespace"] for one in found} == {"kantoor"}
    by_kind = {(one["kind"], one["metadata"]["name"]): one for one in found}
    config = by_kind["ConfigMap", "kantoor"]["data"]
    assert {key: value for key, value in config.items() if not isinstance(value, str)} == {}
    for one in (one for one in found if one["kind"] == "Deployment"):
        pod = one["spec"]["template"]["spec"]
        assert one["spec"]["selector"]["matchLabels"] == one["spec"]["template"]["metadata"]["labels"]
        assert pod["terminationGracePeriodSeconds"] > serve.LAST_REQUESTS + float(
            config["KANTOOR_STOP_DELAY"]
        )
        volumes = {volume["name"] for volume in pod["volumes"]}
        assert {mount["name"] for each in containers() for mount in each["volumeMounts"]} == volumes
    probes = [probe for each in containers() for key, probe in each.items() if key.endswith("Probe")]
    assert {probe["httpGet"]["path"] for probe in probes} == {"/livez", "/readyz"} <= set(PAGES)
    ports = {port["name"] for each in containers() for port in each.get("ports", [])}
    service = by_kind["Service", "kantoor"]["spec"]
    assert {port["targetPort"] for port in service["ports"]} <= ports
    web = by_kind["Deployment", "kantoor-web"]["spec"]["template"]["metadata"]["labels"]
    assert (
        service["selector"]
        == web
        == by_kind["PodDisruptionBudget", "kantoor-web"]["spec"]["selector"]["matchLabels"]
    )
    backend = by_kind["Ingress", "kantoor"]["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert backend["port"]["name"] in {port["name"] for port in service["ports"]}


def test_each_image_is_pinned_to_a_version() -> None:
    images = [one["image"] for one in containers()]
    images += [
        one["image"] for one in documents(COMPOSE)[0]["services"].values() if one["image"] != "kantoor"
    ]
    assert [image for image in images if not re.fullmatch(r"[\w./-]+:\d[\w.]*", image)] == []


@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        ("caddy", ("adapt", "--adapter", "caddyfile", "--config", "Caddyfile")),
        ("nginx", ("-t", "-c", "nginx.conf")),
    ],
)
def test_the_proxies_understand_their_files(program: str, arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Where they are installed; what must not be missing is looked at in any case."""
    told = (DEPLOY / arguments[-1]).read_text()
    assert "127.0.0.1:8000" in told
    assert program != "nginx" or "X-Forwarded-For $proxy_add_x_forwarded_for" in told
    if shutil.which(program):
        copy = tmp_path / arguments[-1]
        copy.write_text(_whole(told, tmp_path) if program == "nginx" else told)
        command = [program, *arguments[:-1], str(copy)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def _whole(server: str, folder: Path) -> str:
    """An nginx.conf around a site, with a certificate that is there."""
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=x",
            "-keyout",
            "privkey.pem",
            "-out",
            "fullchain.pem",
        ],
        cwd=folder,
        capture_output=True,
        check=True,
    )
    server = server.replace("/etc/ssl/kantoor", str(folder))
    return f"pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off; {server} }}"


def test_kubernetes_and_compose_keep_secrets_in_files() -> None:
    """No key, password or token stands in the open."""
    [composed] = documents(COMPOSE)
    told = [one.get("environment", {}) for one in composed["services"].values()]
    told += [one["data"] for one in documents(KUBERNETES) if one["kind"] == "ConfigMap"]
    secret = re.compile("KEY|SECRET|PASSWORD|TOKEN|DATABASE_URL")
    assert [key for each in told for key in each if secret.search(key) and not key.endswith("_FILE")] == []
