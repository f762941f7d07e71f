"""Check digits, as the rules of each number ask for them.

Texts are digits in half width; the check digit is the last unless said.
"""

from collections.abc import Callable


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    """Sum of digits times weights, from the right; the weights repeat."""
    return sum(int(digit) * weights[place % len(weights)] for place, digit in enumerate(reversed(digits)))


def individual_number(text: str) -> bool:
    """個人番号: 12 digits; weights 2 to 7 and 2 to 6, modulus 11, rests 0 and 1 give 0 (平成26年総務省令第85号)."""
    rest = _weighted(text[:-1], (2, 3, 4, 5, 6, 7)) % 11
    return int(text[-1]) == (0 if rest <= 1 else 11 - rest)


def resident_record_code(text: str) -> bool:
    """住民票コード: 11 digits, modulus 11 as circulated; not read in its source: never reject on it."""
    return individual_number(text)


def resident_link(text: str) -> bool:
    """宛名番号 and 世帯番号 numbered anew: weights 2 to 7, modulus 11, rest 0 gives 0 (住民記録システム標準仕様書)."""
    rest = _weighted(text[:-1], (2, 3, 4, 5, 6, 7)) % 11
    return int(text[-1]) == (11 - rest) % 11 % 10


def insurer(text: str) -> bool:
    """保険者番号, 公費負担者番号, 後期高齢者医療被保険者番号: times 2 and 1, digit sums, tens complement."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(text[:-1])))
    return int(text[-1]) == -sum(product // 10 + product % 10 for product in doubled) % 10


def driving_licence(text: str) -> bool:
    """運転免許証の番号: 12 digits, the 11th as circulated (not published): never reject on it."""
    return int(text[10]) == (11 - _weighted(text[:10], (2, 3, 4, 5, 6, 7)) % 11) % 10


def municipality(text: str) -> bool:
    """全国地方公共団体コード: 6 digits; weights 6 to 2 from the left, modulus 11, last digit of the complement."""
    return int(text[5]) == (11 - _weighted(text[:5], (2, 3, 4, 5, 6)) % 11) % 10


def corporate(text: str) -> bool:
    """法人番号: 13 digits, the check digit first; 9 less the rest by 9 of the digits times 1 and 2 from the right."""
    return int(text[0]) == 9 - _weighted(text[1:], (1, 2)) % 9


def card(text: str) -> bool:
    """Payment cards: Luhn (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(text)):
        product = int(digit) * (1 + place % 2)
        total += product // 10 + product % 10
    return total % 10 == 0


def japan_post_account(text: str) -> bool:
    """ゆうちょ銀行の記号・番号: five digits of the symbol and eight of the number, joined.

    The fourth digit of the symbol is the last digit of the weighted sum of the others.
    """

    def twice(digit: int) -> int:
        return 2 * digit // 10 + 2 * digit % 10

    s, n = [int(d) for d in text[:5]], [int(d) for d in text[5:]]
    total = s[0] + 3 * s[1] + twice(s[2]) + 3 * s[4] + twice(n[0]) + n[1] + 3 * n[2]
    total += twice(n[3]) + n[4] + 3 * n[5] + twice(n[6]) + n[7]
    return total % 10 == s[3]


CHECKS: dict[str, Callable[[str], bool]] = {
    "individual_number": individual_number,
    "resident_record_code": resident_record_code,
    "resident_link": resident_link,
    "insurer": insurer,
    "driving_licence": driving_licence,
    "municipality": municipality,
    "corporate": corporate,
    "card": card,
    "japan_post_account": japan_post_account,
}
