"""Addresses of explanations."""

from django.urls import URLPattern, path

from kantoor.web.explain import pages

urlpatterns: list[URLPattern] = [
    path("documents/<uuid:document_id>/why/", pages.who_document, name="document_explanations"),
    path("documents/<uuid:document_id>/why/<uuid:user_id>/", pages.document, name="document_explanation"),
    path(
        "organizations/<uuid:organization_id>/why/", pages.who_organization, name="organization_explanations"
    ),
    path(
        "organizations/<uuid:organization_id>/why/<uuid:user_id>/",
        pages.organization,
        name="organization_explanation",
    ),
    path(
        "organizations/<uuid:organization_id>/members/<uuid:membership_id>/why/",
        pages.member,
        name="member_explanation",
    ),
]
