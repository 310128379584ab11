"""S3 on a SeaweedFS cluster: each file lies on two of three storage nodes."""

import secrets
import sys
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from rehearsals.processes import Ports, Processes, until, write

KEY, BUCKET = "kantoor", "documents"
STORES = ("store-1", "store-2", "store-3")


class Storage:
    """A master that knows which node keeps what, the names, three nodes with the bytes, and the door that speaks S3."""

    def __init__(self, parts: Processes, ports: Ports) -> None:
        self.parts, self.ports = parts, ports
        self.secret = secrets.token_hex(16)

    def start(self) -> None:
        self._weed(
            "store-master",
            "master",
            self._at("store-master"),
            mdir=self.parts.place("store-master"),
            volumeSizeLimitMB=64,
            defaultReplication="001",
            telemetry="false",
        )
        for name in STORES:
            self.start_store(name)
        self._weed(
            "store-names",
            "filer",
            self._at("store-names"),
            master=self._where("store-master"),
            defaultStoreDir=self.parts.place("store-names"),
            defaultReplicaPlacement="001",
        )
        rights = write(self.parts.folder / "seaweed.json", "seaweed.json", secret=self.secret)
        none = {"port.iceberg": 0, "port.lance": 0}  # ports that every server on a machine would want
        self._weed("s3", "s3", self._at("s3") | none, filer=self._where("store-names"), config=rights)
        until("S3 takes bytes", self._ready, 60)

    def start_store(self, name: str) -> None:
        folder = self.parts.place(name)
        self._weed(name, "volume", self._at(name), dir=folder, max=40, mserver=self._where("store-master"))

    def _weed(self, name: str, part: str, at: dict[str, object], **told: object) -> None:
        program = Path(sys.executable).with_name("weed")
        flags = [f"-{key}={value}" for key, value in (at | told).items()]
        self.parts.start(name, [program, "-logtostderr=true", part, *flags])

    def _at(self, name: str) -> dict[str, object]:
        ports = {"port": self.ports[name], "port.grpc": self.ports[f"{name}-grpc"]}
        return {"ip": "127.0.0.1", "ip.bind": "127.0.0.1", **ports}

    def _where(self, name: str) -> str:
        return f"127.0.0.1:{self.ports[name]}.{self.ports[f'{name}-grpc']}"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.ports['s3']}"

    def settings(self) -> dict[str, str]:
        """What the nodes are told."""
        return {
            "KANTOOR_FILES": "s3",
            "KANTOOR_S3_ENDPOINT": self.address,
            "KANTOOR_S3_BUCKET": BUCKET,
            "KANTOOR_S3_KEY": KEY,
            "KANTOOR_S3_SECRET": self.secret,
        }

    def client(self) -> Any:
        patience = Config(
            signature_version="s3v4", retries={"max_attempts": 1}, connect_timeout=2, read_timeout=10
        )
        return boto3.client(
            "s3",
            endpoint_url=self.address,
            aws_access_key_id=KEY,
            aws_secret_access_key=self.secret,
            region_name="us-east-1",
            config=patience,
        )

    def _ready(self) -> bool:
        speaks = self.client()
        try:
            if not speaks.list_buckets()["Buckets"]:
                speaks.create_bucket(Bucket=BUCKET)
            speaks.put_object(Bucket=BUCKET, Key="ready", Body=b"x")
        except (BotoCoreError, ClientError):
            return False
        return True
