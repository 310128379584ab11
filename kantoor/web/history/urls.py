"""Addresses of the past, below the things that it is the past of."""

from django.urls import URLPattern, path

from kantoor.web.history import documents, organizations, partners, people

MEMBERS = "organizations/<uuid:organization_id>/members/"
ACCESS = "people/<uuid:user_id>/access/"
READERS = "documents/<uuid:document_id>/readers/then/"
PARTNER = "partners/<uuid:partnership_id>/changes/"
EXPORT = "export/<slug:form>/"

urlpatterns: list[URLPattern] = [
    path(f"{MEMBERS}then/", organizations.members, name="organization_then"),
    path(f"{MEMBERS}then/{EXPORT}", organizations.export_members, name="organization_then_export"),
    path(f"{MEMBERS}changes/", organizations.changes, name="organization_changes"),
    path(f"{MEMBERS}changes/{EXPORT}", organizations.export_changes, name="organization_changes_export"),
    path(f"{MEMBERS}people/<uuid:user_id>/", organizations.person, name="organization_person"),
    path(
        f"{MEMBERS}people/<uuid:user_id>/{EXPORT}",
        organizations.export_person,
        name="organization_person_export",
    ),
    path(ACCESS, people.show, name="person_timeline"),
    path(f"{ACCESS}then/", people.then, name="person_then"),
    path(f"{ACCESS}changes/", people.changes, name="person_changes"),
    path(f"{ACCESS}{EXPORT}", people.export, name="person_access_export"),
    path(READERS, documents.show, name="document_then"),
    path(f"{READERS}{EXPORT}", documents.export, name="document_then_export"),
    path(PARTNER, partners.show, name="partnership_changes"),
    path(f"{PARTNER}{EXPORT}", partners.export, name="partnership_changes_export"),
]
