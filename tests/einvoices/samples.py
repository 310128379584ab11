"""Invoices of our own making, as UBL, CII and Factur-X, of which a test can change any part."""

import base64

import pypdfium2

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
PEPPOL = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
ENCLOSED = b"%PDF-1.4\n%hours\n"


def party(name: str, *, street: str, city: str, postal_code: str, country: str, numbers: str) -> str:
    return f"""<cac:Party>
      {numbers}
      <cac:PostalAddress><cbc:StreetName>{street}</cbc:StreetName><cbc:CityName>{city}</cbc:CityName>
        <cbc:PostalZone>{postal_code}</cbc:PostalZone>
        <cac:Country><cbc:IdentificationCode>{country}</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
      <cac:PartyTaxScheme><cbc:CompanyID>{country}VAT</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
      <cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName>LEGAL</cac:PartyLegalEntity>
    </cac:Party>"""


SELLER = (
    party(
        "Van Damme Staalbouw NV",
        street="Wiedauwkaai 88",
        city="Gent",
        postal_code="9000",
        country="BE",
        numbers='<cbc:EndpointID schemeID="0208">0123456749</cbc:EndpointID>',
    )
    .replace("BEVAT", "BE0123456749")
    .replace("LEGAL", '<cbc:CompanyID schemeID="0208">0123456749</cbc:CompanyID>')
)
BUYER = (
    party(
        "Jansen Bouw BV",
        street="Vleutensevaart 35",
        city="Utrecht",
        postal_code="3532 AD",
        country="NL",
        numbers='<cbc:EndpointID schemeID="0106">12345678</cbc:EndpointID>',
    )
    .replace("NLVAT", "NL000099998B57")
    .replace("LEGAL", '<cbc:CompanyID schemeID="0106">12345678</cbc:CompanyID>')
)


def line(number: str, name: str, quantity: str, price: str, net: str, element: str = "Invoiced") -> str:
    kind = "Invoice" if element == "Invoiced" else "CreditNote"
    return f"""<cac:{kind}Line><cbc:ID>{number}</cbc:ID>
      <cbc:{element}Quantity unitCode="C62">{quantity}</cbc:{element}Quantity>
      <cbc:LineExtensionAmount currencyID="EUR">{net}</cbc:LineExtensionAmount>
      <cac:Item><cbc:Name>{name}</cbc:Name>
        <cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent>
          <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item>
      <cac:Price><cbc:PriceAmount currencyID="EUR">{price}</cbc:PriceAmount></cac:Price></cac:{kind}Line>"""


def ubl(*changes: tuple[str, str]) -> bytes:
    """A Peppol invoice that keeps every rule; `changes` are texts to replace, each of which must be there."""
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="{UBL}Invoice-2" xmlns:cac="{UBL}CommonAggregateComponents-2" xmlns:cbc="{
        UBL
    }CommonBasicComponents-2">
  <cbc:CustomizationID>{PEPPOL}</cbc:CustomizationID>
  <cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>
  <cbc:ID>VDS-2026-0871</cbc:ID>
  <cbc:IssueDate>2026-11-20</cbc:IssueDate>
  <cbc:DueDate>2026-12-20</cbc:DueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:Note>Thank you.</cbc:Note>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cbc:BuyerReference>Project Merwede</cbc:BuyerReference>
  <cac:OrderReference><cbc:ID>PO-12</cbc:ID></cac:OrderReference>
  <cac:AdditionalDocumentReference><cbc:ID>hours</cbc:ID><cbc:DocumentDescription>Hours</cbc:DocumentDescription>
    <cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf" filename="../../hours.pdf">{
        base64.b64encode(ENCLOSED).decode()
    }</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>
  <cac:AccountingSupplierParty>{SELLER}</cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty>{BUYER}</cac:AccountingCustomerParty>
  <cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cbc:PaymentID>VDS-2026-0871</cbc:PaymentID>
    <cac:PayeeFinancialAccount><cbc:ID>BE68539007547034</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
  <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">24.15</cbc:TaxAmount>
    <cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">115.00</cbc:TaxableAmount>
      <cbc:TaxAmount currencyID="EUR">24.15</cbc:TaxAmount>
      <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent>
        <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
  <cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">115.00</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount currencyID="EUR">115.00</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="EUR">139.15</cbc:TaxInclusiveAmount>
    <cbc:PayableAmount currencyID="EUR">139.15</cbc:PayableAmount></cac:LegalMonetaryTotal>
  {line("1", "Columns", "2", "45.00", "90.00")}
  {line("2", "Transport", "1", "25.00", "25.00")}
</Invoice>"""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


def credit_note() -> bytes:
    """The same as a credit note for that invoice."""
    preceding = """<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>VDS-2026-0800</cbc:ID>
      <cbc:IssueDate>2026-10-01</cbc:IssueDate></cac:InvoiceDocumentReference></cac:BillingReference>"""
    return ubl(
        ("Invoice-2", "CreditNote-2"),
        ("<Invoice ", "<CreditNote "),
        ("</Invoice>", "</CreditNote>"),
        ("<cbc:DueDate>2026-12-20</cbc:DueDate>", ""),
        ("InvoiceTypeCode>", "CreditNoteTypeCode>"),
        (">380<", ">381<"),
        ("InvoiceLine", "CreditNoteLine"),
        ("InvoicedQuantity", "CreditedQuantity"),
        ("</cac:OrderReference>", "</cac:OrderReference>" + preceding),
        (
            "</cbc:PaymentMeansCode>",
            "</cbc:PaymentMeansCode><cbc:PaymentDueDate>2026-12-24</cbc:PaymentDueDate>",
        ),
    )


def order() -> bytes:
    """An order by the same customer."""
    return f"""<Order xmlns="{UBL}Order-2" xmlns:cac="{UBL}CommonAggregateComponents-2"
      xmlns:cbc="{UBL}CommonBasicComponents-2">
      <cbc:ID>PO-12</cbc:ID><cbc:IssueDate>2026-10-02</cbc:IssueDate>
      <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
      <cac:BuyerCustomerParty>{BUYER}</cac:BuyerCustomerParty>
      <cac:SellerSupplierParty>{SELLER}</cac:SellerSupplierParty>
      <cac:AnticipatedMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">90.00</cbc:LineExtensionAmount>
        <cbc:PayableAmount currencyID="EUR">90.00</cbc:PayableAmount></cac:AnticipatedMonetaryTotal>
      <cac:OrderLine><cac:LineItem><cbc:ID>1</cbc:ID><cbc:Quantity unitCode="C62">2</cbc:Quantity>
        <cbc:LineExtensionAmount currencyID="EUR">90.00</cbc:LineExtensionAmount>
        <cac:Price><cbc:PriceAmount currencyID="EUR">45.00</cbc:PriceAmount></cac:Price>
        <cac:Item><cbc:Name>Columns</cbc:Name></cac:Item></cac:LineItem></cac:OrderLine></Order>""".encode()


def cii(*changes: tuple[str, str]) -> bytes:
    """A CII invoice of the profile EN 16931."""
    begin = "urn:un:unece:uncefact:data:standard:"
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="{begin}CrossIndustryInvoice:100" xmlns:qdt="{begin}QualifiedDataType:100"
  xmlns:ram="{begin}ReusableAggregateBusinessInformationEntity:100" xmlns:udt="{begin}UnqualifiedDataType:100">
 <rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
   <ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
 <rsm:ExchangedDocument><ram:ID>RE-77</ram:ID><ram:TypeCode>380</ram:TypeCode>
   <ram:IssueDateTime><udt:DateTimeString format="102">20261120</udt:DateTimeString></ram:IssueDateTime>
   <ram:IncludedNote><ram:Content>Danke.</ram:Content></ram:IncludedNote></rsm:ExchangedDocument>
 <rsm:SupplyChainTradeTransaction>
  <ram:IncludedSupplyChainTradeLineItem>
   <ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
   <ram:SpecifiedTradeProduct><ram:SellerAssignedID>K7</ram:SellerAssignedID><ram:Name>Kabel</ram:Name></ram:SpecifiedTradeProduct>
   <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>10.00</ram:ChargeAmount>
     </ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
   <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="MTR">5</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
   <ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>
     <ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>19</ram:RateApplicablePercent></ram:ApplicableTradeTax>
    <ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>50.00</ram:LineTotalAmount>
    </ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>
  </ram:IncludedSupplyChainTradeLineItem>
  <ram:ApplicableHeaderTradeAgreement><ram:BuyerReference>Merwede</ram:BuyerReference>
   <ram:SellerTradeParty><ram:Name>Kabel GmbH</ram:Name>
    <ram:PostalTradeAddress><ram:PostcodeCode>50667</ram:PostcodeCode><ram:LineOne>Domplatz 1</ram:LineOne>
     <ram:CityName>Köln</ram:CityName><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>
    <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE123456788</ram:ID></ram:SpecifiedTaxRegistration>
   </ram:SellerTradeParty>
   <ram:BuyerTradeParty><ram:Name>Jansen Bouw BV</ram:Name>
    <ram:PostalTradeAddress><ram:PostcodeCode>3532 AD</ram:PostcodeCode><ram:LineOne>Vleutensevaart 35</ram:LineOne>
     <ram:CityName>Utrecht</ram:CityName><ram:CountryID>NL</ram:CountryID></ram:PostalTradeAddress></ram:BuyerTradeParty>
   <ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>PO-13</ram:IssuerAssignedID></ram:BuyerOrderReferencedDocument>
  </ram:ApplicableHeaderTradeAgreement>
  <ram:ApplicableHeaderTradeDelivery><ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>
    <udt:DateTimeString format="102">20261119</udt:DateTimeString></ram:OccurrenceDateTime>
   </ram:ActualDeliverySupplyChainEvent></ram:ApplicableHeaderTradeDelivery>
  <ram:ApplicableHeaderTradeSettlement><ram:PaymentReference>RE-77</ram:PaymentReference>
   <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
   <ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode><ram:PayeePartyCreditorFinancialAccount>
    <ram:IBANID>DE89370400440532013000</ram:IBANID></ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>
   <ram:ApplicableTradeTax><ram:CalculatedAmount>9.50</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode>
    <ram:BasisAmount>50.00</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>
    <ram:RateApplicablePercent>19</ram:RateApplicablePercent></ram:ApplicableTradeTax>
   <ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">20261220</udt:DateTimeString>
    </ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
   <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>50.00</ram:LineTotalAmount>
    <ram:TaxBasisTotalAmount>50.00</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">9.50</ram:TaxTotalAmount>
    <ram:GrandTotalAmount>59.50</ram:GrandTotalAmount><ram:DuePayableAmount>59.50</ram:DuePayableAmount>
   </ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>
 </rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


def pdf(*sizes: tuple[float, float], enclosed: dict[str, bytes] | None = None) -> bytes:
    """A PDF with empty pages of these sizes, and files inside."""
    import io

    document = pypdfium2.PdfDocument.new()
    for wide, high in sizes or ((595, 842),):
        document.new_page(wide, high)
    for name, content in (enclosed or {}).items():
        document.new_attachment(name).set_data(content)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def written_pdf(*texts: str) -> bytes:
    """A PDF with one page for each text, in letters that can be read back."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    pages = []
    for text in texts:
        stream = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET".encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % content
        )
        pages.append(len(objects))
    kids = " ".join(f"{page} 0 R" for page in pages)
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode()
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R /Size %d >>\n%%%%EOF" % (len(objects) + 1)
