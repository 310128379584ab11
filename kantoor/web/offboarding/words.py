"""What the page calls things, and what it says of them."""

from django.utils.translation import gettext_lazy as _

from kantoor.accounts.offboarding import END, STAY, Thing

HEADINGS = {
    Thing.ORGANIZATION: _("They alone administer"),
    Thing.GROUP: _("They alone manage"),
    Thing.PARTNERSHIP: _("They alone are put forward in the partnership with"),
    Thing.REQUEST: _("Partnerships they asked for"),
    Thing.SHARE: _("Documents they shared"),
    Thing.DRAFT: _("Drafts they began"),
}
HINTS = {
    Thing.ORGANIZATION: _("An organization is never without an administrator: choose who follows."),
    Thing.GROUP: _("Choose who manages it, or close it: what it gives ends for everybody in it."),
    Thing.PARTNERSHIP: _("Choose whom the partner can turn to, or put nobody forward."),
    Thing.REQUEST: _("Choose who is the first participant when it is accepted, or take it back."),
    Thing.SHARE: _("They were given in the name of the organization and stay, unless you end them."),
    Thing.DRAFT: _("They belong to the organization; its members can go on with them."),
}
OTHERWISE_WORDS = {
    (Thing.GROUP, END): _("Close the group"),
    (Thing.PARTNERSHIP, END): _("Put nobody forward"),
    (Thing.REQUEST, END): _("Take it back"),
    (Thing.SHARE, STAY): _("They stay"),
    (Thing.SHARE, END): _("End them"),
    (Thing.DRAFT, STAY): _("They stay with the organization"),
}
