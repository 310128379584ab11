"""Faces and devices."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from kantoor.accounts import pictures
from kantoor.accounts.models import User

register = template.Library()

# The first that fits: browsers name their ancestors too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def face(user: User) -> str:
    """Where the person's picture is, to give to `{% avatar %}` and `{% person %}`; empty: initials."""
    fingerprint = pictures.fingerprint(user)
    return f"{reverse('picture', args=[user.pk])}?v={fingerprint}" if fingerprint else ""


@register.filter
def device(user_agent: str) -> str:
    """Firefox on Windows, from what the browser says of itself."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")
