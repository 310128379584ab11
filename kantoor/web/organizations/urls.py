"""Addresses below /organizations/."""

from django.urls import path

from kantoor.web.organizations import activation, activity, adding, closure, details, lists, takeover

urlpatterns = [
    path("", lists.show, name="organizations"),
    path("new/", adding.search, name="organization_new"),
    path("new/details/", adding.new, name="organization_new_details"),
    path("<uuid:organization_id>/", lists.one, name="organization"),
    path("<uuid:organization_id>/activation/", activation.show, name="organization_activation"),
    path("<uuid:organization_id>/activation/letter/", activation.letter, name="activation_letter"),
    path("<uuid:organization_id>/activation/evidence/", activation.evidence, name="activation_evidence"),
    path("<uuid:organization_id>/activation/domain/", activation.domain, name="activation_domain"),
    path("<uuid:organization_id>/details/", details.show, name="organization_details"),
    path("<uuid:organization_id>/activity/", activity.show, name="organization_activity"),
    path(
        "<uuid:organization_id>/activity/export/<slug:form>/",
        activity.export,
        name="organization_activity_export",
    ),
    path("<uuid:organization_id>/closure/", closure.show, name="organization_closure"),
    path("<uuid:organization_id>/takeover/", takeover.show, name="organization_takeover"),
]
