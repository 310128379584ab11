"""The model of an invoice survives being kept as JSON."""

import datetime as dt
import json
from decimal import Decimal

from kantoor.einvoices.invoice import Charge, Identifier, Invoice, Line, Party, Vat


def test_json_gives_back_what_was_put_in() -> None:
    made = Invoice(
        number="2026-1",
        issued_on=dt.date(2026, 3, 1),
        seller=Party(name="Jansen", endpoint=Identifier("68120930", "0106")),
        lines=[
            Line(
                "1",
                "Bricks",
                Decimal("2.50"),
                "C62",
                Decimal("10.000"),
                Decimal("25.00"),
                charges=[Charge(False, Decimal("1.10"))],
                properties=[("Colour", "red")],
            )
        ],
        vat=[Vat("S", Decimal(21), Decimal("25.00"), Decimal("5.25"))],
    )
    kept = json.loads(json.dumps(made.as_json()))
    assert Invoice.from_json(kept) == made
    assert str(Invoice.from_json(kept).lines[0].price) == "10.000"


def test_json_of_an_earlier_version_has_defaults_for_what_came_later() -> None:
    assert Invoice.from_json({"number": "1"}) == Invoice(number="1")
