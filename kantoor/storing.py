"""Where the bytes of documents lie: a folder, or a bucket of S3 or what speaks like it. Read by the settings."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from kantoor import env

NEEDED = ("KANTOOR_S3_BUCKET", "KANTOOR_S3_KEY", "KANTOOR_S3_SECRET")


def folder(place: Path) -> dict[str, Any]:
    """For its owner only, whatever the umask."""
    modes = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    return {"BACKEND": "kantoor.documents.folders.Folder", "OPTIONS": {"location": place, **modes}}


def _patience() -> Any:
    """How it is asked, and how long it may take to answer."""
    from botocore.config import Config  # noqa: PLC0415 - the extra `s3` is there only where it is wanted

    return Config(
        s3={"addressing_style": "path"},
        signature_version="s3v4",
        connect_timeout=5,
        read_timeout=60,
        retries={"max_attempts": 2},
    )


def bucket() -> dict[str, Any]:
    """A private bucket; nothing in it has an address of its own but for a minute."""
    missing = [name for name in NEEDED if not env.text(name)]
    if missing:
        raise ImproperlyConfigured(f"KANTOOR_FILES=s3 needs {', '.join(missing)} too.")
    if find_spec("storages") is None or find_spec("botocore") is None:
        raise ImproperlyConfigured("KANTOOR_FILES=s3 needs the extra: pip install 'kantoor[s3]'.")
    options = {
        "bucket_name": env.text("KANTOOR_S3_BUCKET"),
        "endpoint_url": env.text("KANTOOR_S3_ENDPOINT") or None,
        "region_name": env.text("KANTOOR_S3_REGION", "us-east-1"),
        "access_key": env.text("KANTOOR_S3_KEY"),
        "secret_key": env.text("KANTOOR_S3_SECRET"),
        "client_config": _patience(),
        "default_acl": None,
        "querystring_auth": True,
        "file_overwrite": False,
    }
    return {"BACKEND": "kantoor.documents.buckets.Bucket", "OPTIONS": options}
