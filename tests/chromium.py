"""Where Debian's chromium is and how it is started; needs nothing of the product."""

import shutil

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# No background traffic: nothing but the page under test is fetched.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
