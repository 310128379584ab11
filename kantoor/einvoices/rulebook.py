"""The official rules, run by Saxon in a process of its own that stays: loads without Django, speaks in frames.

In: the length, the names of the rule sets on one line, the XML. Out: the length, JSON: [[rule, flag, path, text]...] or a
text that says what broke. Each rule set is compiled once. It ends by itself when nothing came for a while.
"""

import json
import resource
import select
import struct
import sys
from typing import IO, Any

from lxml import etree

IDLE = 300.0  # seconds
MEMORY = 2 * 1024**3  # bytes of data; Saxon reserves more addresses than that, so those are not bound
MOST = 200  # violations told
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
FOUND = (f"{SVRL}failed-assert", f"{SVRL}successful-report")
LENGTH = struct.Struct(">Q")


class Rulebook:
    """Saxon, and the rule sets compiled so far."""

    def __init__(self, folders: dict[str, str]) -> None:
        from saxonche import PySaxonProcessor  # noqa: PLC0415 - heavy, an extra, and needed by the child alone

        self.folders = folders
        self.saxon = PySaxonProcessor(license=False)
        self.xslt = self.saxon.new_xslt30_processor()
        self.compiled: dict[str, Any] = {}

    def violations(self, names: list[str], xml: bytes) -> list[list[str]]:
        node = self.saxon.parse_xml(xml_text=xml.decode())
        found: list[list[str]] = []
        for name in names:
            if name not in self.compiled:
                self.compiled[name] = self.xslt.compile_stylesheet(stylesheet_file=self.folders[name])
            told = self.compiled[name].transform_to_string(xdm_node=node)
            found += self._understood(told)
        return found[:MOST]

    def _understood(self, svrl: str) -> list[list[str]]:
        root = etree.fromstring(svrl.encode(), etree.XMLParser(resolve_entities=False, huge_tree=True))
        every = (each for tag in FOUND for each in root.iter(tag))
        return [
            [
                each.get("id") or "",
                each.get("flag") or "fatal",
                each.get("location") or "",
                " ".join("".join(each.itertext()).split())[:2000],
            ]
            for each in every
        ]


def serve(folders: dict[str, str], given: IO[bytes], said: IO[bytes]) -> None:
    """Answer until nobody asks any more."""
    rulebook = Rulebook(folders)
    while select.select([given], [], [], IDLE)[0]:
        size = given.read(LENGTH.size)
        if len(size) < LENGTH.size:
            return
        names, _, xml = given.read(LENGTH.unpack(size)[0]).partition(b"\n")
        try:
            reply: Any = rulebook.violations(names.decode().split(), xml)
        except Exception as problem:
            reply = f"{type(problem).__name__}: {problem}"[:500]
        answer = json.dumps(reply).encode()
        said.write(LENGTH.pack(len(answer)) + answer)
        said.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    serve(json.loads(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)
