"""A file becomes a document: kept byte for byte, with its sum, its type and a line in the trail."""

import hashlib
import io
import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from pytest_django.fixtures import Settings

from kantoor.access.actor import Actor
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import files
from kantoor.documents.models import Box, Document, DocumentKind, File, Source, Status
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.organizations.models import OrganizationRole
from kantoor.uploads import intake
from kantoor.uploads.intake import take_in
from tests.uploads import samples


def test_the_original_is_kept_as_it_came(cast: Cast, anna: Actor) -> None:
    """domain 7.2, 7.3"""
    content = samples.pdf(3)
    made = take_in(anna, cast.bouw, Box.RECEIVED, "C:\\in\\Factuur é.pdf", io.BytesIO(content))
    assert (made.box, made.status, made.source) == (Box.RECEIVED, Status.RECEIVED, Source.UPLOADED)
    assert (made.title, made.kind, made.withheld) == ("Factuur é.pdf", DocumentKind.OTHER, False)
    (file,) = files.of(made)
    assert (file.media_type, file.pages, file.size) == ("application/pdf", 3, len(content))
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert b"".join(files.portion(file)) == content
    entry = Entry.objects.get(action="documents.uploaded")
    assert (entry.target_id, entry.organization_id) == (made.pk, cast.bouw.pk)
    assert entry.details["sha256"] == file.sha256


def test_what_is_made_here_starts_as_a_draft(cast: Cast, anna: Actor) -> None:
    """domain 7.4"""
    made = take_in(anna, cast.bouw, Box.MADE, "a.txt", io.BytesIO(b"a"))
    assert (made.box, made.status) == (Box.MADE, Status.DRAFT)


def test_nobody_else_on_the_machine_can_read_it(cast: Cast, anna: Actor) -> None:
    made = take_in(anna, cast.bouw, Box.RECEIVED, "a.txt", io.BytesIO(b"a"))
    path = Path(storages["documents"].path(files.of(made)[0].stored))
    for place in (path, *path.parents):
        if place == Path(settings.DATA):
            break
        assert stat.S_IMODE(place.stat().st_mode) == (0o600 if place == path else 0o700), place


def test_viewers_and_strangers_bring_nothing(cast: Cast) -> None:
    """domain 2: viewers see, members create; 7.7"""
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    demo.member(cast.bouw, cast.piet, OrganizationRole.MEMBER, by=cast.anna)
    with pytest.raises(Refused, match="Anna Jansen"):
        take_in(cast.actor(cast.sara), cast.bouw, Box.RECEIVED, "a.txt", io.BytesIO(b"a"))
    for who in (cast.eva, cast.luc, cast.olga):
        with pytest.raises(NotFound):
            take_in(cast.actor(who), cast.bouw, Box.RECEIVED, "a.txt", io.BytesIO(b"a"))
    assert take_in(cast.actor(cast.piet), cast.bouw, Box.RECEIVED, "a.txt", io.BytesIO(b"a"))


def test_an_organization_that_is_not_active_receives_nothing(cast: Cast, anna: Actor) -> None:
    """domain 4.2"""
    with pytest.raises(Conflict, match="not active"):
        take_in(anna, cast.beheer, Box.RECEIVED, "a.txt", io.BytesIO(b"a"))


def kept(cast: Cast) -> set[Path]:
    """What lies in the storage for the organization: other tests, which run beside this one, have theirs there too."""
    return set(Path(storages["documents"].path(str(cast.bouw.pk))).rglob("*"))


def test_a_bad_file_leaves_nothing_behind(cast: Cast, anna: Actor) -> None:
    stored = kept(cast)
    with pytest.raises(Invalid):
        take_in(anna, cast.bouw, Box.RECEIVED, "a.pdf", io.BytesIO(samples.locked_pdf()))
    assert not Document.objects.exists()
    assert kept(cast) == stored


def test_what_fails_in_the_action_is_taken_out_of_the_storage(cast: Cast, anna: Actor) -> None:
    def fail(document: Document) -> None:
        raise Conflict("no")

    take_in(anna, cast.bouw, Box.RECEIVED, "a.txt", io.BytesIO(b"first"))
    stored = kept(cast)
    assert len(stored) == 1
    with pytest.raises(Conflict):
        take_in(anna, cast.bouw, Box.RECEIVED, "a.txt", io.BytesIO(b"a"), then=fail)
    assert kept(cast) == stored
    assert File.objects.count() == 1


def test_the_same_bytes_twice_are_pointed_out_within_one_organization(cast: Cast, anna: Actor) -> None:
    first = take_in(anna, cast.bouw, Box.RECEIVED, "a.txt", io.BytesIO(b"same"))
    with pytest.raises(intake.Twice) as told:
        take_in(anna, cast.bouw, Box.MADE, "b.txt", io.BytesIO(b"same"), again=False)
    assert told.value.document == first
    assert take_in(anna, cast.vastgoed, Box.MADE, "b.txt", io.BytesIO(b"same"), again=False)
    assert take_in(anna, cast.bouw, Box.MADE, "b.txt", io.BytesIO(b"same")) != first


def test_twice_tells_nothing_of_a_document_that_is_withheld_from_the_asker(cast: Cast, anna: Actor) -> None:
    """domain 7.7"""
    demo.member(cast.bouw, cast.piet, OrganizationRole.MEMBER, by=cast.anna)
    first = take_in(cast.actor(cast.piet), cast.bouw, Box.RECEIVED, "a.txt", io.BytesIO(b"same"))
    Document.objects.filter(pk=first.pk).update(withheld=True)
    assert take_in(anna, cast.bouw, Box.RECEIVED, "b.txt", io.BytesIO(b"same"), again=False)


def test_a_storage_that_is_full_or_away_is_told(
    cast: Cast, anna: Actor, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    broken = {"BACKEND": "kantoor.documents.folders.Folder", "OPTIONS": {"location": tmp_path / "blocked"}}
    settings.STORAGES = {**settings.STORAGES, "documents": broken}
    with pytest.raises(Conflict, match="does not answer"):
        take_in(anna, cast.bouw, Box.RECEIVED, "a.txt", io.BytesIO(b"a"))
    assert not Document.objects.exists()
