"""Pictures: decoded, made small, EXIF gone, seen only by those who may see the person."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kantoor.access.actor import Actor
from kantoor.accounts import pictures
from kantoor.accounts.models import User
from kantoor.demo.cast import Cast
from kantoor.kernel.errors import Invalid, NotFound


@pytest.fixture(autouse=True)
def _files_elsewhere(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def anna(cast: Cast) -> Actor:
    return cast.actor(cast.anna)


def picture(
    kind: str = "PNG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **more: Any
) -> io.BytesIO:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind, **more)
    out.seek(0)
    return out


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "L"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("WEBP", "RGB"), ("GIF", "P")],
)
def test_usual_pictures_become_a_small_square(kind: str, mode: str) -> None:
    made = Image.open(io.BytesIO(pictures.small(picture(kind, mode=mode), 1000)))
    assert (made.format, made.size) == ("WEBP", (256, 256))


def test_where_it_was_taken_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    content = pictures.small(picture("JPEG", exif=exif), 1000)
    assert b"SECRET-CAMERA" not in content
    assert not Image.open(io.BytesIO(content)).getexif()


def test_a_picture_taken_on_its_side_stands_upright() -> None:
    sideways = Image.new("RGB", (400, 400), "red")
    sideways.paste("blue", (0, 0, 400, 200))
    exif = Image.Exif()
    exif[0x0112] = 3  # turned by 180 degrees
    out = io.BytesIO()
    sideways.save(out, "PNG", exif=exif)
    made = Image.open(io.BytesIO(pictures.small(out, 1000))).convert("RGB")
    red, _green, blue = made.getpixel((128, 20))  # type: ignore[misc]
    assert red > blue


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff\xe0" + b"\0" * 400,
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        pictures.small(io.BytesIO(content), len(content))
    assert refusal.value.field == "picture"


def test_half_a_picture_is_refused() -> None:
    whole = picture(size=(600, 600)).getvalue()
    with pytest.raises(Invalid):
        pictures.small(io.BytesIO(whole[: len(whole) // 2]), 100)


def test_other_formats_are_refused() -> None:
    for kind in ("BMP", "TIFF"):
        with pytest.raises(Invalid):
            pictures.small(picture(kind), 1000)


def test_more_than_5_mb_is_refused_unread() -> None:
    with pytest.raises(Invalid):
        pictures.small(io.BytesIO(b""), 5 * 1024 * 1024 + 1)


def test_a_bomb_of_pixels_is_refused() -> None:
    """A small file that would unpack to gigabytes."""
    with pytest.raises(Invalid):
        pictures.small(picture("PNG", (7000, 7000), "1"), 1000)


def test_a_picture_is_put_replaced_and_taken_away(anna: Actor) -> None:
    pictures.put(anna, picture(), 1000)
    first = User.objects.get(pk=anna.user_id)
    content, fingerprint = pictures.of(anna, anna.user_id)
    assert fingerprint and fingerprint in first.picture.name and content
    pictures.put(anna, picture(mode="L"), 1000)
    assert pictures.of(anna, anna.user_id)[1] != fingerprint
    pictures.remove(anna, anna.user_id)
    with pytest.raises(NotFound):
        pictures.of(anna, anna.user_id)


def test_only_those_who_may_see_the_person_see_the_face(cast: Cast, anna: Actor) -> None:
    """Domain 1: a partner sees its participants' side and nobody else; strangers see nothing."""
    pictures.put(cast.actor(cast.piet), picture(), 1000)
    pictures.put(anna, picture(), 1000)
    eva, luc = cast.actor(cast.eva), cast.actor(cast.luc)
    assert pictures.of(cast.actor(cast.sara), cast.piet.pk)
    assert pictures.of(eva, cast.piet.pk)
    for actor, person in ((eva, cast.anna.pk), (luc, cast.piet.pk), (luc, "forged"), (anna, cast.sara.pk)):
        with pytest.raises(NotFound):
            pictures.of(actor, person)


def test_a_file_gone_from_the_disk_is_no_error_page(anna: Actor, tmp_path: Path) -> None:
    pictures.put(anna, picture(), 1000)
    for file in tmp_path.rglob("*.webp"):
        file.unlink()
    with pytest.raises(NotFound):
        pictures.of(anna, anna.user_id)
