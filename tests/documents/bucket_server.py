"""A real S3 server: SeaweedFS, with one person who may, and a bucket."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.ports import free_port

KEY, SECRET, BUCKET = "kantoor-tests", "a-secret-for-tests-only", "papers"
ATTEMPTS = 3


def program() -> str | None:
    """The server of the wheel, else one on the machine."""
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.exists() else shutil.which("weed")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Its address; it keeps everything in `folder`, and ends afterwards."""
    process, address = _started(folder)
    try:
        yield address
    finally:
        _end(process)


def _started(folder: Path) -> "tuple[subprocess.Popen[bytes], str]":
    """Anew on other ports when it does not come: somebody may have taken one of them in the meantime."""
    for attempt in range(ATTEMPTS):
        within = folder / str(attempt)
        within.mkdir()
        process, address = _start(within)
        try:
            _ready(address)
        except (BotoCoreError, ClientError):
            _end(process)
            if attempt == ATTEMPTS - 1:
                raise
        else:
            return process, address
    raise AssertionError


def _start(folder: Path) -> "tuple[subprocess.Popen[bytes], str]":
    rights = {"name": "tests", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [rights]}))
    s3, master, volume, filer, *grpc = (free_port() for _port in range(8))
    told = {
        "dir": folder,
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "s3.port": s3,
        "s3.config": folder / "s3.json",
        "master.port": master,
        "master.volumeSizeLimitMB": 64,
        "volume.port": volume,
        "volume.max": 8,
        "filer.port": filer,
        # Left out, they are ten thousand more than the others, which may be no port at all.
        **dict(zip((f"{part}.port.grpc" for part in ("s3", "master", "volume", "filer")), grpc, strict=True)),
    }
    command = [str(program()), "-logtostderr=false", "server", "-s3", "-filer", "-master.telemetry=false"]
    command += [f"-{name}={value}" for name, value in told.items()]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    return process, f"http://127.0.0.1:{s3}"


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()  # nothing of it is kept, and told to end it takes more than twenty seconds
    process.wait()


def client(address: str, secret: str = SECRET) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=address,
        aws_access_key_id=KEY,
        aws_secret_access_key=secret,
        region_name="us-east-1",
        config=Config(
            signature_version="s3v4", retries={"max_attempts": 1}, connect_timeout=2, read_timeout=10
        ),
    )


def _ready(address: str) -> None:
    """When the bucket is made and takes bytes."""
    speaks, until = client(address), time.monotonic() + 60
    while True:
        try:
            speaks.create_bucket(Bucket=BUCKET)
            speaks.put_object(Bucket=BUCKET, Key="ready", Body=b"x")
            return
        except speaks.exceptions.BucketAlreadyOwnedByYou:
            speaks.put_object(Bucket=BUCKET, Key="ready", Body=b"x")
            return
        except (BotoCoreError, ClientError):
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
