"""The law an order is carried out under: the one its case was taken in under, whatever the law is today."""

from oboro.exchange.order import Order
from oboro.kernel.errors import NoLawOnDate
from oboro.law.regime import BodyKind, Regime, Scheme, regime


def of(order: Order) -> Regime:
    """The regime of the order's case.

    Raises:
        NoLawOnDate: the order names a scheme or a kind of body this program does not know, or the day is outside it.
    """
    try:
        scheme, body = Scheme(order.scheme), BodyKind(order.body)
    except ValueError:
        raise NoLawOnDate(
            "指示にある制度か機関の種類を、このプログラムは知りません。", hint="新しい版の oboro を入れてください。"
        ) from None
    return regime(scheme, body=body, on=order.law_on)
