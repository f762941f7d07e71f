"""Slowing down who asks or guesses too often, without keeping an address of anybody."""

import time

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from oboro.kernel.errors import NotNow
from oboro.portal.consultations.models import Attempts

# A day's worth of counters is kept; an hour holds so many of each. Behind a proxy all share one, unless it is trusted.
ASKED_FROM_ONE_PLACE = 10
ASKED_OF_ONE_BODY = 60
SECRETS_TRIED = 20


def spend(kind: str, whose: str, *, most: int) -> None:
    """Count one attempt of this hour.

    Raises:
        NotNow: there were `most` already.
    """
    hour = int(time.time() // 3600)
    key = salted_hmac("oboro.consultations.attempts", f"{kind}:{whose}", algorithm="sha256").hexdigest()
    with transaction.atomic():
        Attempts.objects.filter(hour__lt=hour - 24).delete()
        row, _ = Attempts.objects.select_for_update().get_or_create(key=key, hour=hour)
        if row.count >= most:
            raise NotNow(
                "短い間に何度も試されたので、しばらく受け付けられません。", hint="一時間ほどしてから試してください。"
            )
        Attempts.objects.filter(pk=row.pk).update(count=F("count") + 1)
