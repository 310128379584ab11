"""Addresses below /reviews/."""

from django.urls import path

from kantoor.web.reviews import judging, queue

urlpatterns = [
    path("", queue.show, name="reviews"),
    path("<uuid:activation_id>/", queue.one, name="review"),
    path("<uuid:activation_id>/acceptance/", judging.acceptance, name="review_acceptance"),
    path("<uuid:activation_id>/refusal/", judging.refusal, name="review_refusal"),
    path("<uuid:activation_id>/letter/", judging.letter, name="review_letter"),
    path("<uuid:activation_id>/sighting/", judging.sighting, name="review_sighting"),
]
