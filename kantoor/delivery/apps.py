"""How Django finds this part."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class DeliveryConfig(AppConfig):
    name = "kantoor.delivery"
    label = "delivery"

    def ready(self) -> None:
        from kantoor.delivery import deliveries, fixing
        from kantoor.notifications import sending

        sending.AFTER_ATTEMPT.append(deliveries.attempted)
        pre_migrate.connect(fixing.loosen, sender=self)
        post_migrate.connect(fixing.fix, sender=self)
