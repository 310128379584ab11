"""The pages."""

from django.urls import URLPattern, URLResolver, include, path

from kantoor.web import appearance, design, health, permissions, search
from kantoor.web.inbound import mailboxes
from kantoor.web.inbox import mailbox

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.show, name="healthz"),
    path("livez", health.live, name="livez"),
    path("readyz", health.ready, name="readyz"),
    path("favicon.ico", health.icon, name="favicon"),
    path("", include("kantoor.web.accounts.urls")),
    path("appearance/", appearance.choose, name="appearance"),
    path("demo/mailbox/", mailbox.index, name="demo_mailbox"),
    path("demo/mailbox/<uuid:mail_id>/", mailbox.show, name="demo_mail"),
    path("demo/mailbox/<uuid:mail_id>/html", mailbox.html, name="demo_mail_html"),
    path("inbox/", include("kantoor.web.inbox.urls")),
    path("organizations/", include("kantoor.web.organizations.urls")),
    path("activations/", include("kantoor.web.activations.urls")),
    path("reviews/", include("kantoor.web.reviews.urls")),
    path("search/", search.show, name="search"),
    path("organizations/<uuid:organization_id>/members/", include("kantoor.web.members.urls")),
    path("partners/", include("kantoor.web.partners.urls")),
    path("", include("kantoor.web.overview.urls")),
    path("people/", include("kantoor.web.people.urls")),
    path("activity/", include("kantoor.web.activity.urls")),
    path("receipts/", include("kantoor.web.receipts.urls")),
    path("permissions/", permissions.show, name="permissions"),
    path("environment/", include("kantoor.web.environment.urls")),
    path("invitations/", include("kantoor.web.people.invitation_urls")),
    path("", include("kantoor.web.documents.urls")),
    path("", include("kantoor.web.files.urls")),
    path("", include("kantoor.web.invoices.urls")),
    path("", include("kantoor.web.delivery.urls")),
    path("", include("kantoor.web.sharing.urls")),
    path("", include("kantoor.web.explain.urls")),
    path("", include("kantoor.web.groups.urls")),
    path("", include("kantoor.web.history.urls")),
    path("", include("kantoor.web.dashboard.urls")),
    path("", include("kantoor.web.retention.urls")),
    path("organizations/<uuid:organization_id>/mailbox/", mailboxes.show, name="organization_mailbox"),
    path("design/", design.show, name="design"),
    path("design/options/", design.options, name="design_options"),
    path("design/preview/", design.preview, name="design_preview"),
    path("design/<slug:page>/", design.sample, name="design_sample"),
]
