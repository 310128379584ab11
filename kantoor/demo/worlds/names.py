"""Names of people, companies and streets, and numbers that nobody has."""

from random import Random


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.replace("\n", " ").split(",")]


FIRST = _listed("""
Anna, Bram, Cas, Daan, Eva, Fleur, Guus, Hanna, Iris, Jan, Kees, Lotte, Mila, Noor, Otto, Piet, Quinten,
Roos, Sem, Tess, Ahmed, Amina, Anouk, Bart, Berend, Carlijn, Chantal, Diederik, Dirk, Els, Emine, Esther,
Fatima, Femke, Floor, Geert, Gijs, Hilde, Hugo, Ilse, Ingrid, Jasper, Jeroen, Joris, Karin, Koen, Laura,
Lieve, Luuk, Maaike, Maarten, Marieke, Mehmet, Merel, Mohamed, Nadia, Nico, Nina, Olivier, Pauline, Pim,
Priya, René, Ruben, Saskia, Sofie, Stijn, Sven, Thijs, Tim, Ursula, Vera, Willem, Wouter, Yara, Yusuf, Zoë""")
LAST = _listed("""
Jansen, de Vries, van den Berg, Bakker, Visser, Smit, Meijer, de Boer, Mulder, de Groot, Bos, Vos, Peters,
Hendriks, van Leeuwen, Dekker, Brouwer, de Wit, Dijkstra, Smits, de Graaf, van der Meer, Kok, Jacobs, de
Haan, Vermeulen, van den Heuvel, van der Veen, van den Broek, de Bruijn, Schouten, van Beek, Willems, van
Vliet, Hoekstra, Maas, Verhoeven, Koster, van Dam, Prins, Blom, Huisman, Postma, Kuipers, Bosman, Kramer, El
Amrani, Yılmaz, Benali, Öztürk, Sharma, Nguyen, Claes, Maes, Wouters, Goossens, De Smet, Lambrechts, Aerts,
Coppens, Van Damme, De Clercq, Mertens, Desmedt, Lefèvre, Kowalski, Okafor, Chen, Ferreira, Haddad""")
TRADES = _listed("""
Advies, Administratiekantoor, Architecten, Bakkerijen, Bouwwerken, Bloemen, Consulting, Dakwerken, Drukwerk,
Elektrotechniek, Fietsen, Groothandel, Horeca, Houthandel, Installatietechniek, Juristen, Koeltechniek,
Kwekerijen, Logistiek, Machines, Makelaardij, Metaalbewerking, Meubelen, Onderhoud, Schilderwerken,
Software, Steigerbouw, Techniek, Transport, Tuinaanleg, Vastgoed, Verhuur, Verpakkingen, Vleeswaren, Zeevis,
Zonnepanelen""")
PLACES = (
    ("Utrecht", "3511"),
    ("Rotterdam", "3011"),
    ("Amsterdam", "1012"),
    ("Den Haag", "2511"),
    ("Eindhoven", "5611"),
    ("Groningen", "9711"),
    ("Tilburg", "5011"),
    ("Almere", "1315"),
    ("Breda", "4811"),
    ("Nijmegen", "6511"),
    ("Arnhem", "6811"),
    ("Haarlem", "2011"),
    ("Enschede", "7511"),
    ("Zwolle", "8011"),
    ("Maastricht", "6211"),
    ("Leiden", "2311"),
    ("Dordrecht", "3311"),
    ("Deventer", "7411"),
    ("Gouda", "2801"),
    ("Assen", "9401"),
)
BELGIAN = (
    ("Gent", "9000"),
    ("Antwerpen", "2000"),
    ("Leuven", "3000"),
    ("Brugge", "8000"),
    ("Hasselt", "3500"),
)
STREETS = _listed("""
Stationsplein, Kerkstraat, Havenkade, Molenweg, Industrieweg, Parallelweg, Lindelaan, Nijverheidsstraat,
Energieweg, Oranjelaan, Marktstraat, Schoolstraat, Dorpsstraat, Kanaalweg, Beukenlaan""")
FORMS = {"NL": ("BV", "BV", "BV", "NV", "VOF", "Holding BV", "Beheer BV"), "BE": ("BV", "BV", "NV", "CV")}
LEGAL = {
    "BV": "Besloten vennootschap",
    "NV": "Naamloze vennootschap",
    "VOF": "Vennootschap onder firma",
    "CV": "Coöperatieve vennootschap",
}
GROUPS = ("Finance", "Inkoop", "Verkoop", "Projecten", "Directie", "Salarisadministratie", "Controle")


def person(chance: Random) -> str:
    """A likely name."""
    return f"{chance.choice(FIRST)} {chance.choice(LAST)}"


def company(chance: Random, country: str = "NL") -> str:
    """A likely name of a company."""
    owner = chance.choice(LAST)
    return f"{owner[0].upper()}{owner[1:]} {chance.choice(TRADES)} {chance.choice(FORMS[country])}"


def legal_form(name: str) -> str:
    return LEGAL[name.rsplit(" ", 1)[-1]]


def street(chance: Random) -> str:
    return f"{chance.choice(STREETS)} {chance.randrange(1, 190)}"


def place(chance: Random, country: str) -> tuple[str, str]:
    """City and postal code."""
    if country == "BE":
        return chance.choice(BELGIAN)
    city, digits = chance.choice(PLACES)
    letters = "ABCDEGHJKLMNPRSTVWXZ"
    return city, f"{digits} {chance.choice(letters)}{chance.choice(letters)}"


def enterprise(number: int) -> str:
    """A Belgian enterprise number with its check digits, from those that are not given out (as in the demo register)."""
    begun = 19_990_000 + number
    return f"{begun}{97 - begun % 97:02}"
