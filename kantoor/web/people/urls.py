"""Addresses below /people/."""

from django.urls import path

from kantoor.web.activity import pages as activity
from kantoor.web.addresses import returning
from kantoor.web.offboarding import page as offboarding
from kantoor.web.offboarding import successors
from kantoor.web.people import blocking, inviting, listing, person, removing

urlpatterns = [
    path("", listing.show, name="people"),
    path("new/", inviting.new, name="person_new"),
    path("new/options/", inviting.options, name="person_new_options"),
    path("invitations/", inviting.listed, name="invitations"),
    path("invitations/<uuid:invitation_id>/sending", inviting.sending, name="invitation_sending"),
    path("invitations/<uuid:invitation_id>/link", inviting.link, name="invitation_link"),
    path("invitations/<uuid:invitation_id>/withdrawal", inviting.withdrawal, name="invitation_withdrawal"),
    path("<uuid:user_id>/", person.show, name="person"),
    path("<uuid:user_id>/activity/", activity.person, name="person_activity"),
    path("<uuid:user_id>/role/", person.role, name="person_role"),
    path("<uuid:user_id>/block/", returning(blocking.block), name="person_block"),
    path("<uuid:user_id>/unblocking", returning(blocking.unblocking), name="person_unblocking"),
    path("<uuid:user_id>/offboarding/", offboarding.show, name="person_offboarding"),
    path("<uuid:user_id>/offboarding/options/", successors.options, name="person_offboarding_options"),
    path("<uuid:user_id>/removal/", removing.removal, name="person_removal"),
]
