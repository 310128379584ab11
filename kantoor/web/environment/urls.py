"""Addresses below /environment/."""

from django.urls import path

from kantoor.web.environment import domains, settings

urlpatterns = [
    path("", settings.show, name="environment"),
    path("domains/", domains.claims, name="domain_claims"),
    path("domains/<uuid:claim_id>/check", domains.check, name="domain_check"),
    path("domains/<uuid:claim_id>/end/", domains.end, name="domain_end"),
    path("further-domains/", domains.allowances, name="domain_allowances"),
    path("further-domains/<uuid:allowance_id>/end", domains.disallowance, name="domain_disallowance"),
]
