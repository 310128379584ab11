"""Where Debian's chromium is and how it is started; needs nothing of the product."""

import shutil

# The shell draws the same pages without the frame of a browser around them: a new one in 0.16 s instead of 0.5.
NAMES = ("chromium-headless-shell", "chromium")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), "/usr/bin/chromium")
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
