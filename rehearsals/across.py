"""What must not depend on the node that answers: sessions, limits, links that work once, uploads in pieces."""

import hashlib
import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

from rehearsals.judge import Verdict
from rehearsals.visitors import HTMX, Notes, Visitor

WRONG_SIGN_INS = 5  # of one address within five minutes (allauth's default, which we keep)
ORIGIN = "192.0.2.7"  # of those who ask past HAProxy: limits count by it, and the others have another
PIECE = 10_000


class Across:
    """Asks the nodes one by one, past HAProxy."""

    def __init__(self, ports: list[int], password: str) -> None:
        self.ports, self.password = ports, password
        self.verdict, self.notes = Verdict(), Notes()

    def everything(self, organization: str, link: str) -> Verdict:
        self.sessions()
        self.limits()
        self.once(link)
        self.pieces(organization)
        self.verdict.expect("unexpected answers of single nodes", self.notes.mishaps)
        return self.verdict

    def visitors(self) -> list[Visitor]:
        return [Visitor(port, self.notes, ORIGIN) for port in self.ports]

    def sessions(self) -> None:
        """Signed in on one node is signed in on all; signed out on another is signed out on all, at once."""
        here, *others = everybody = self.visitors()
        here.sign_in("tom@vandijk.example", self.password)
        for other in others:
            other.cookies = dict(here.cookies)
        everywhere = [one.get("/organizations/").status for one in everybody]
        others[0].post("/sign-out/", {})
        others[0].cookies = dict(here.cookies)
        after = [one.get("/organizations/", expected=(401,)).status for one in everybody]
        self._expect("signed in on all nodes", everywhere, [200] * len(everybody))
        self._expect("signed out on all nodes", after, [401] * len(everybody))

    def limits(self) -> None:
        """Wrong passwords are counted over all nodes together."""
        nodes, said = cycle(self.visitors()), []
        for _turn in range(WRONG_SIGN_INS + 4):
            said.append(next(nodes).sign_in("lin@vandijk.example", "wrong password", (400,)).text)
        tried = ["Too many" not in text for text in said]
        self._expect("wrong sign-ins looked at", tried, [True] * WRONG_SIGN_INS + [False] * 4)

    def once(self, link: str) -> None:
        """One link, at the same moment on every node: one account."""
        form = {"name": "Nora", "company": "De Wit", "password": "four words in a row", "terms": "on"}

        def use(visitor: Visitor) -> int:
            visitor.get(link, expected=(200, 410))
            return visitor.post(link, form, expected=(302, 410)).status

        with ThreadPoolExecutor(len(self.ports)) as pool:
            statuses = sorted(pool.map(use, self.visitors()))
        self._expect("uses of one link", statuses, [302] + [410] * (len(self.ports) - 1))

    def pieces(self, organization: str) -> None:
        """A file of which each piece is taken by another node."""
        nodes = self.visitors()
        nodes[0].sign_in("anna@jansen.example", self.password)
        for node in nodes:
            node.cookies = dict(nodes[0].cookies)
        content = b"".join(b"%d of a file in pieces\n" % n for n in range(2_000))
        tus = {"Tus-Resumable": "1.0.0", "X-CSRFToken": nodes[0].cookies["csrftoken"]}
        told = {
            "Upload-Length": str(len(content)),
            "Upload-Metadata": f"filename {b64encode(b'a.txt').decode()}",
        }
        path = f"/organizations/{organization}/transfers/"
        where = nodes[0].ask("POST", path, b"", (201,), tus | told).headers["location"]
        for at, node in zip(range(0, len(content), PIECE), cycle(nodes), strict=False):
            kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(at)}
            node.ask("PATCH", where, content[at : at + PIECE], (204,), tus | kind)
        line = nodes[-1].get(f"{where}result/", **HTMX).text
        document = re.findall(r'href="(/documents/[^"]+)"', line)[0]
        file = re.findall(rf'href="({document}files/[^"?]+)', nodes[0].get(document).text)[0]
        sums = {hashlib.sha256(node.get(file).body).hexdigest() for node in nodes}
        self._expect("sums of a file brought in pieces", sums, {hashlib.sha256(content).hexdigest()})

    def _expect(self, what: str, found: object, wanted: object) -> None:
        self.verdict.figures[what] = "as it should be" if found == wanted else found
        if found != wanted:
            self.verdict.wrong.append(f"{what}: {found}, not {wanted}")
