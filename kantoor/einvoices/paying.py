"""The square code that a bank's app reads to fill in a payment (EPC069-12, "SCAN2PAY")."""

import io
from decimal import Decimal

import qrcode  # type: ignore[import-untyped]
from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]

from kantoor.einvoices.invoice import Invoice

MOST = Decimal("999999999.99")
NAME, REMITTANCE, BYTES = 70, 140, 331
TRANSFERS = ("30", "58", "1")


def code(invoice: Invoice) -> str | None:
    """The code as SVG, or None where a bank could not use one: other money, nothing to pay, no account."""
    payment = next((one for one in invoice.payments if one.account and one.means in TRANSFERS), None)
    amount = invoice.totals.payable
    if payment is None or invoice.is_credit_note or invoice.currency != "EUR" or not 0 < amount <= MOST:
        return None
    name = (payment.account_name or invoice.seller.name)[:NAME]
    about = (payment.reference or invoice.number)[:REMITTANCE]
    parts = ("BCD", "002", "1", "SCT", payment.bank, name, payment.account, f"EUR{amount:.2f}", "", "", about)
    text = "\n".join(" ".join(part.split()) for part in parts)
    return _drawn(text) if len(text.encode()) <= BYTES else None


def _drawn(text: str) -> str:
    made = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0, image_factory=SvgPathImage)
    made.add_data(text.encode())
    out = io.BytesIO()
    made.make_image().save(out)
    return out.getvalue().decode()
