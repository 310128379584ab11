"""Drafts: begun, saved as somebody types, given up, finished at sending (domain 7.2, 7.3)."""

import datetime as dt
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import connection

from kantoor.access.action import performing
from kantoor.access.actor import Actor
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import search
from kantoor.documents.models import Box, Document, DocumentKind, File, FileRole, Source, Status, Text
from kantoor.invoicing import attachments, copying, customers, drafts, finishing
from kantoor.invoicing.models import Customer, Draft
from kantoor.invoicing.sheets import Row
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.organizations.models import OrganizationRole
from kantoor.sharing.models import Level, Share
from tests.invoicing.conftest import complete


def finish(actor: Actor, document: Document) -> Document:
    """As sending does it."""
    with performing():
        drafts.finish(actor, document)
        document.box, document.status = Box.SENT, Status.SENT
        document.sent_at = document.made_at
        document.save()
    return document


def test_a_new_draft_is_filled_in_as_far_as_it_can_be(cast: Cast, anna: Actor) -> None:
    """domain 7.3"""
    made = drafts.begin(anna, cast.bouw, DocumentKind.INVOICE)
    assert (made.box, made.status, made.source) == (Box.MADE, Status.DRAFT, Source.CREATED)
    sheet = drafts.sheet_of(made)
    assert (sheet.account, sheet.account_name, sheet.buyer_country) == (
        "NL91ABNA0417164300",
        "Jansen Bouw BV",
        "NL",
    )
    assert [row.vat for row in sheet.lines] == ["S21"]
    days = [dt.date.fromisoformat(day) for day in (sheet.issued_on, sheet.due_on)]
    assert days[1] - days[0] == drafts.USUAL_TERM


def test_a_viewer_begins_no_draft_and_a_stranger_sees_no_organization(cast: Cast, anna: Actor) -> None:
    """domain 2"""
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    with pytest.raises(Refused, match="make and upload"):
        drafts.begin(cast.actor(cast.sara), cast.bouw)
    with pytest.raises(NotFound):
        drafts.begin(cast.actor(cast.luc), cast.bouw)


def test_an_organization_that_is_not_active_makes_no_invoices(cast: Cast) -> None:
    """domain 4.2"""
    with pytest.raises(Conflict, match="not active"):
        drafts.begin(cast.actor(cast.anna), cast.beheer)


def test_saving_keeps_what_was_typed_even_if_it_makes_no_sense(anna: Actor, draft: Document) -> None:
    sheet = complete(due_on="soon", buyer_vat="BE 12")
    sheet.lines[0].price = "twelve"
    saved = drafts.save(anna, draft, sheet, draft.version)
    assert set(saved.made.told(whole=False)) == {"due_on", "buyer_vat", "line_price:0"}
    draft.refresh_from_db()
    assert drafts.sheet_of(Document.objects.get(pk=draft.pk)) == sheet
    assert (draft.version, draft.party) == (2, "De Smet & Zonen NV")
    assert draft.amount == Decimal("91.96")  # the other line: 93.75 less 10%, with 9% VAT


def test_saving_the_same_again_changes_nothing(anna: Actor, draft: Document) -> None:
    assert drafts.save(anna, draft, complete(), 1).version == 1
    assert Entry.objects.filter(action="drafts.saved").count() == 0


def test_the_second_of_two_editors_is_told_and_shown_both(cast: Cast, anna: Actor, draft: Document) -> None:
    demo.member(cast.bouw, cast.piet, OrganizationRole.MEMBER, by=cast.anna)
    piet = cast.actor(cast.piet)
    drafts.save(piet, draft, complete(note="From Piet"), 1, page="p")
    with pytest.raises(drafts.Overtaken, match="Piet de Vries changed this draft") as told:
        drafts.save(anna, draft, complete(note="From Anna"), 1, page="a")
    assert told.value.theirs.note == "From Piet"
    assert drafts.sheet_of(Document.objects.get(pk=draft.pk)).note == "From Piet"
    assert (
        drafts.save(anna, draft, complete(note="From Anna"), 2, page="a").version == 3
    )  # having seen theirs


def test_a_page_never_conflicts_with_itself(anna: Actor, draft: Document) -> None:
    """An answer that got lost on the way, or a page kept by the back button."""
    drafts.save(anna, draft, complete(note="one"), 1, page="mine")
    assert drafts.save(anna, draft, complete(note="two"), 1, page="mine").version == 3


def test_what_a_page_sent_first_and_comes_in_last_overwrites_nothing(cast: Cast) -> None:
    """Somebody leaves while a saving is under way: what they typed last stays, whichever arrives first."""
    anna = cast.actor(cast.anna)
    draft = drafts.begin(anna, cast.bouw)
    assert drafts.save(anna, draft, complete(note="all of it"), 1, page="mine.10").version == 2
    assert drafts.save(anna, draft, complete(note="half"), 1, page="mine.9").version == 2
    draft.draft.refresh_from_db()
    assert draft.draft.sheet["note"] == "all of it"
    assert drafts.save(anna, draft, complete(note="more"), 1, page="mine.11").version == 3
    with pytest.raises(drafts.Overtaken):
        drafts.save(anna, draft, complete(note="late"), 1, page="other.12")


def test_what_a_button_of_the_form_sends_counts_as_typed_last(cast: Cast) -> None:
    """A form that was sent as a whole has no turn: it is kept, and a saving that was still under way is not."""
    anna = cast.actor(cast.anna)
    draft = drafts.begin(anna, cast.bouw)
    for note, page, kept in (
        ("one", "mine", "one"),
        ("two", "mine.5", "two"),
        ("three", "mine", "three"),
        ("late", "mine.5", "three"),
        ("four", "mine", "four"),
        ("five", "mine.8", "five"),
    ):
        drafts.save(anna, draft, complete(note=note), draft.version, page=page)
        draft = Document.objects.select_related("draft", "organization__environment").get(pk=draft.pk)
        assert draft.draft.sheet["note"] == kept


def test_a_sitting_is_one_entry_in_the_trail(cast: Cast, anna: Actor, draft: Document) -> None:
    """domain 8.6; docs/decisions/0060"""
    for at in range(1, 6):
        drafts.save(anna, draft, complete(note=str(at)), at)
    assert Entry.objects.filter(action="drafts.saved").count() == 0  # begun a moment ago by the same person
    Draft.objects.update(told_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    drafts.save(anna, draft, complete(note="later"), 6)
    demo.member(cast.bouw, cast.piet, OrganizationRole.MEMBER, by=cast.anna)
    drafts.save(cast.actor(cast.piet), draft, complete(note="Piet"), 7)
    names = Entry.objects.filter(action="drafts.saved").order_by("pk").values_list("actor_name", flat=True)
    assert list(names) == ["Anna Jansen", "Piet de Vries"]


def test_what_is_typed_in_a_sitting_is_found_though_the_trail_says_nothing_of_it(
    anna: Actor, draft: Document
) -> None:
    """Its words stayed those of a moment before, for ever if nobody came back to it."""
    drafts.save(anna, draft, complete(buyer_name="Qwertz & Zonen"), 1)
    assert Entry.objects.filter(action="drafts.saved").count() == 0
    assert "qwertz" in Text.objects.get(document=draft).fields


def test_a_share_at_edit_edits_the_draft_and_one_at_view_does_not(
    cast: Cast, anna: Actor, draft: Document
) -> None:
    """domain 7.5"""
    sara = cast.actor(cast.sara)
    with pytest.raises(NotFound):
        drafts.save(sara, draft, complete(), 1)
    share = Share.objects.create(organization=cast.bouw, document=draft, user=cast.sara, level=Level.VIEW)
    with pytest.raises(Refused):
        drafts.save(sara, draft, complete(note="x"), 1)
    Share.objects.filter(pk=share.pk).update(level=Level.EDIT)
    assert drafts.save(sara, draft, complete(note="x"), 1).version == 2


def test_discarding_needs_a_role_or_full_and_editing_does_not(
    cast: Cast, anna: Actor, draft: Document
) -> None:
    """domain 7.5: edit is view, change status, edit drafts and notes; giving a draft up is not among them."""
    demo.member(cast.bouw, cast.piet, OrganizationRole.VIEWER, by=cast.anna)
    share = Share.objects.create(organization=cast.bouw, document=draft, user=cast.sara, level=Level.EDIT)
    for who in (cast.sara, cast.piet):
        with pytest.raises(Refused):
            drafts.discard(cast.actor(who), draft.pk)
    assert drafts.save(cast.actor(cast.sara), draft, complete(note="x"), 1).version == 2
    with pytest.raises(NotFound):
        drafts.discard(cast.actor(cast.luc), draft.pk)
    Share.objects.filter(pk=share.pk).update(level=Level.FULL)
    drafts.discard(cast.actor(cast.sara), draft.pk)
    assert not Draft.objects.filter(document=draft).exists()


def test_a_discarded_draft_is_gone_for_everybody(cast: Cast, anna: Actor, draft: Document) -> None:
    """docs/decisions/0061: also the words that its files said."""
    Text.objects.filter(document=draft).update(files="secret")
    drafts.discard(anna, draft)
    text = Text.objects.get(document=draft)
    assert "secret" not in text.files and "smet" not in text.fields
    with pytest.raises(NotFound):
        drafts.save(anna, draft, complete(), 1)
    assert not drafts.documents.visible_to(anna).filter(pk=draft.pk).exists()
    emptied = Document.objects.get(pk=draft.pk)
    assert (emptied.invoice, emptied.party, emptied.title) == (None, "", "")
    assert Entry.objects.get(action="drafts.discarded").details["party"] == "De Smet & Zonen NV"


def holding(word: str) -> set[str]:
    """The tables in which it stands."""
    found = set()
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            if any(word in str(value).casefold() for row in cursor.fetchall() for value in row):
                found.add(name)
    return found


def test_no_table_keeps_the_words_of_a_discarded_draft_and_its_bytes_are_gone(
    cast: Cast, anna: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    """docs/decisions/0061: neither lists, search nor what waits to be done; the trail tells what was given up."""
    secret = complete(note="Zwijgplicht", buyer_reference="Zwijgplicht", buyer_name="Zwijgplicht BV")
    draft = drafts.begin(anna, cast.bouw, sheet=secret)
    drafts.save(anna, draft, secret, 1)
    search.write([draft.pk])
    kept = attachments.add(anna, draft, "zwijgplicht.csv", BytesIO(b"zwijgplicht;1\n"), 14)
    search.read_files.func(str(draft.pk))
    assert {"invoicing_draft", "documents_text", "documents_file"} <= holding("zwijgplicht")
    with django_capture_on_commit_callbacks(execute=True):
        drafts.discard(anna, draft)
    assert holding("zwijgplicht") <= {"audit_entry"}
    assert not storages["documents"].exists(kept.stored)


def test_finishing_gives_the_number_and_makes_ubl_and_pdf(cast: Cast, anna: Actor, draft: Document) -> None:
    """domain 7.2"""
    done = finish(anna, draft)
    done.refresh_from_db()
    assert (done.number, done.currency, done.amount) == ("2026-0001", "EUR", Decimal("7079.71"))
    assert done.party_organization_id == cast.zonen.pk  # by its number
    kept = {file.role: file for file in File.objects.filter(document=done)}
    assert set(kept) == {FileRole.ORIGINAL, FileRole.RENDERING}
    for role, start in ((FileRole.ORIGINAL, b"<?xml"), (FileRole.RENDERING, b"%PDF-")):
        with storages["documents"].open(kept[role].stored) as source:
            assert source.read(5) == start
    assert not Draft.objects.filter(document=done).exists()


def test_what_is_missing_is_told_and_no_number_is_spent(anna: Actor, draft: Document) -> None:
    drafts.save(anna, draft, complete(buyer_reference="", due_on=""), 1)
    with pytest.raises(Invalid, match="reference or their order number") as told, performing():
        drafts.finish(anna, Document.objects.get(pk=draft.pk))
    assert "day by which to pay" in str(told.value)
    assert File.objects.filter(document=draft).count() == 0


def test_a_credit_note_has_positive_amounts_and_names_its_invoice(anna: Actor, draft: Document) -> None:
    sent = finish(anna, draft)
    note = copying.credit(anna, sent)
    sheet = drafts.sheet_of(note)
    assert (note.kind, note.corrects_id) == (DocumentKind.CREDIT_NOTE, sent.pk)
    assert (sheet.preceding_number, sheet.preceding_on) == ("2026-0001", "2026-11-20")
    assert note.amount == sent.amount > 0
    assert [row.quantity for row in sheet.lines] == ["14", "1.5"]
    done = finish(anna, note)
    assert done.number.startswith("C")


def test_a_copy_has_the_same_lines_and_the_dates_of_today(anna: Actor, draft: Document) -> None:
    sent = finish(anna, draft)
    sheet = drafts.sheet_of(copying.copy(anna, sent))
    assert sheet.lines == [
        Row("Stalen kolommen", "", "14", "C62", "412.5", "", "S21"),
        Row("Montage", "ter plaatse", "1.5", "HUR", "62.5", "10%", "S9"),
    ]
    assert sheet.issued_on != "2026-11-20"
    assert sheet.preceding_number == ""


def test_what_was_received_is_not_copied(cast: Cast, anna: Actor) -> None:
    received = drafts.documents.begin(
        cast.bouw, Box.RECEIVED, DocumentKind.INVOICE, Source.UPLOADED, "Invoice", by=cast.anna
    )
    with pytest.raises(Conflict):
        copying.copy(anna, received)
    with pytest.raises(Conflict):
        copying.credit(anna, received)


def test_an_earlier_customer_is_found_again_by_members_only(cast: Cast, anna: Actor, draft: Document) -> None:
    drafts.save(
        anna,
        draft,
        complete(buyer_name="Bakkerij Öz", buyer_vat="", buyer_number="", buyer_email="oz@x.example"),
        1,
    )
    finish(anna, Document.objects.get(pk=draft.pk))
    assert Customer.objects.count() == 1
    found = customers.search(anna, cast.bouw, "oz").earlier
    assert [(one.name, one.fields["buyer_city"]) for one in found] == [("Bakkerij Öz", "Gent")]
    assert customers.search(cast.actor(cast.luc), cast.bouw, "oz").earlier == []


def test_the_preview_is_a_pdf_even_of_half_a_draft(cast: Cast, anna: Actor) -> None:
    made = drafts.begin(anna, cast.bouw)
    assert finishing.preview(made).startswith(b"%PDF-")
