"""A body's answers to the review of its ordinance, and its own Word files in place of ours. Both keep every version."""

from django.db import models

from oboro.law.regime import Scheme
from oboro.portal.tenancy.models import Organisation


class ReviewAnswers(models.Model):
    """What a body answered to the questions of a scheme; a later version takes the place of an earlier one."""

    organisation = models.ForeignKey(Organisation, related_name="review_answers", on_delete=models.PROTECT)
    scheme = models.CharField("制度", max_length=20, choices=[(scheme.value, scheme.value) for scheme in Scheme])
    number = models.PositiveIntegerField("版")
    answers = models.JSONField("回答", default=dict)
    answered_on = models.DateField("回答日")
    answered_by = models.CharField("回答した人", max_length=60)

    class Meta:
        db_table = "portal_review_answers"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "scheme", "number"], name="one_review_per_number")
        ]

    class Privacy:
        plain = ("organisation", "scheme", "number", "answers", "answered_on")
        personal = ("answered_by",)


class FormTemplate(models.Model):
    """A body's own Word file for a form of a scheme. An empty file means: ours again.

    A paper is printed on the file that stood on the day it bears, so that an old notice looks as it did.
    """

    organisation = models.ForeignKey(Organisation, related_name="form_templates", on_delete=models.PROTECT)
    scheme = models.CharField("制度", max_length=20, choices=[(scheme.value, scheme.value) for scheme in Scheme])
    form = models.CharField("様式", max_length=40)
    number = models.PositiveIntegerField("版")
    content = models.BinaryField("ひな形", blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    since = models.DateField("使い始めた日")
    put_by = models.CharField("差し替えた人", max_length=60)

    class Meta:
        db_table = "portal_form_template"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "scheme", "form", "number"], name="one_template_per_number")
        ]

    class Privacy:
        plain = ("organisation", "scheme", "form", "number", "content", "sha256", "since")
        personal = ("put_by",)
