"""Fields that Japanese offices need: a date in three boxes with its 和暦, an organisation, a period, a list."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from oboro.kernel.dates import ERAS, japanese, parse_japanese
from oboro.kernel.text import fold_digits

LARGEST_NUMBER = 2**31 - 1  # what the database keeps as a whole number
LONGEST_MAIL = 254  # letters of an address that the database keeps
FIRST_DAY, LAST_DAY = ERAS[-1].begins_on, date(2199, 12, 31)  # what can be written by era, and still be counted from


class WarekiDateWidget(forms.MultiWidget):
    """Year, month, day; the year takes 2026 as well as 令和8 or R8. Focus never moves by itself."""

    template_name = "ui/widgets/date.html"
    use_fieldset = True

    def __init__(self, attrs: dict | None = None) -> None:
        box = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "8"}
        super().__init__({name: forms.TextInput(box) for name in ("year", "month", "day")}, attrs)

    def decompress(self, value: object) -> list[str]:
        if isinstance(value, str) and value:
            value = date.fromisoformat(value)
        if isinstance(value, date):
            return [str(value.year), str(value.month), str(value.day)]
        return ["", "", ""]

    def get_context(self, name: str, value: object, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        parts = value if isinstance(value, list) else self.decompress(value)
        try:
            context["widget"]["echo"] = japanese(parse_parts(parts))
        except ValueError:
            context["widget"]["echo"] = ""
        return context


class WarekiDateField(forms.MultiValueField):
    """A day; cleaned to `datetime.date`."""

    widget = WarekiDateWidget
    default_error_messages: ClassVar[dict[str, str]] = {
        "incomplete": "年・月・日をすべて入れてください。",
        "invalid": "実在する日付を入れてください。年は「2026」か「令和8」のように書きます。",
        "far": "明治6年から2199年までの日付を入れてください。",
        "required": "日付を入れてください。",
    }

    def __init__(self, **options: object) -> None:
        boxes = tuple(forms.CharField(required=False) for _ in range(3))
        super().__init__(fields=boxes, require_all_fields=False, **options)

    def compress(self, parts: list[str]) -> date | None:
        if not parts or not any(parts):
            return None
        if not all(parts):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            found = parse_parts(parts)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not FIRST_DAY <= found <= LAST_DAY:
            raise forms.ValidationError(self.error_messages["far"], code="far")
        return found


def parse_parts(parts: list[str | None]) -> date:
    """A day from its three boxes (ValueError)."""
    year, month, day = (fold_digits((part or "").strip()) for part in parts)
    if not year.isdigit():
        return parse_japanese(f"{year.removesuffix('年')}年{int(month)}月{int(day)}日")
    try:
        return date(int(year), int(month), int(day))
    except OverflowError as error:  # larger than any number of a calendar
        raise ValueError("実在する日付ではありません。") from error


class OrganisationWidget(forms.MultiWidget):
    """Name and address of an organisation."""

    template_name = "ui/widgets/organisation.html"
    use_fieldset = True

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({"name": forms.TextInput(), "address": forms.TextInput()}, attrs)

    def decompress(self, value: object) -> list[str]:
        return [value.get("name", ""), value.get("address", "")] if isinstance(value, dict) else ["", ""]


class OrganisationField(forms.MultiValueField):
    """Cleaned to {"name", "address"}, or None when both are empty."""

    widget = OrganisationWidget
    default_error_messages: ClassVar[dict[str, str]] = {"incomplete": "名称と所在地の両方を入れてください。"}

    def __init__(self, **options: object) -> None:
        boxes = (forms.CharField(required=False, max_length=100), forms.CharField(required=False, max_length=200))
        super().__init__(fields=boxes, require_all_fields=False, **options)

    def compress(self, parts: list[str]) -> dict[str, str] | None:
        if not parts or not any(parts):
            return None
        if not all(parts):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        return {"name": parts[0], "address": parts[1]}


class PeriodWidget(forms.MultiWidget):
    """From a day to a day."""

    template_name = "ui/widgets/period.html"
    use_fieldset = True

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({"from": WarekiDateWidget(), "to": WarekiDateWidget()}, attrs)

    def decompress(self, value: object) -> list[str]:
        return [value.get("from", ""), value.get("to", "")] if isinstance(value, dict) else ["", ""]


class PeriodField(forms.MultiValueField):
    """Cleaned to {"from", "to"} as ISO dates, or None when empty."""

    widget = PeriodWidget
    default_error_messages: ClassVar[dict[str, str]] = {
        "incomplete": "始まりと終わりの両方を入れてください。",
        "backwards": "終わりの日が始まりの日より前です。",
    }

    def __init__(self, **options: object) -> None:
        boxes = (WarekiDateField(required=False), WarekiDateField(required=False))
        super().__init__(fields=boxes, require_all_fields=False, **options)

    def compress(self, parts: list[date | None]) -> dict[str, str] | None:
        if not parts or not any(parts):
            return None
        if not all(parts):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        if parts[1] < parts[0]:
            raise forms.ValidationError(self.error_messages["backwards"], code="backwards")
        return {"from": parts[0].isoformat(), "to": parts[1].isoformat()}


class LinesField(forms.CharField):
    """A list, one entry a line; cleaned to a list of strings."""

    widget = forms.Textarea

    def to_python(self, value: object) -> list[str]:
        if isinstance(value, list):
            return value
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def validate(self, value: list[str]) -> None:
        if self.required and not value:
            raise forms.ValidationError("一つ以上、一行に一つずつ入れてください。", code="required")

    def run_validators(self, value: list[str]) -> None:
        """Each line by itself, as one box of text would be."""
        for line in value:
            super().run_validators(line)


class Buttons(forms.RadioSelect):
    """One of a few, each on a line of its own that is large enough to touch."""

    template_name = "ui/widgets/choices.html"


class Boxes(forms.CheckboxSelectMultiple):
    """Any of several, drawn like `Buttons` by one template; Django's own takes four more for every box."""

    template_name = "ui/widgets/choices.html"


class YesNoField(forms.TypedChoiceField):
    """Yes or no, answered by one of two buttons so that no answer differs from no; cleaned to bool or None."""

    widget = Buttons

    def __init__(self, *, yes: str = "はい（有）", no: str = "いいえ（無）", **options: object) -> None:
        choices = [("yes", yes), ("no", no)]
        super().__init__(choices=choices, coerce=lambda v: v == "yes", empty_value=None, **options)

    def prepare_value(self, value: object) -> object:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class GridWidget(forms.Widget):
    """記録項目 × 要否 × 粒度, one line an item, and the extraction in words below."""

    template_name = "ui/widgets/grid.html"
    use_fieldset = True

    def __init__(self, items: Sequence[str], attrs: dict | None = None) -> None:
        super().__init__(attrs)
        self.items = tuple(items)

    def value_from_datadict(self, data: Mapping, files: Mapping, name: str) -> dict:  # noqa: ARG002 Django passes it
        rows = [
            {
                "name": item,
                "wanted": data.get(f"{name}-{index}-wanted") == "yes",
                "granularity": str(data.get(f"{name}-{index}-granularity", "")).strip(),
            }
            for index, item in enumerate(self.items)
        ]
        return {"items": rows, "extraction": str(data.get(f"{name}-extraction", "")).strip()}

    def value_omitted_from_data(self, data: Mapping, files: Mapping, name: str) -> bool:  # noqa: ARG002
        return f"{name}-extraction" not in data

    def id_for_label(self, id_: str) -> str:  # noqa: ARG002 Django passes it
        """None: a grid has no single box, so an error leads to the group."""
        return ""

    def get_context(self, name: str, value: object, attrs: dict | None) -> dict:
        context = super().get_context(name, None, attrs)
        stored = value if isinstance(value, dict) else {}
        by_name = {row["name"]: row for row in stored.get("items", ())}
        identity = context["widget"]["attrs"].get("id", name)
        context["widget"] |= {
            "id": identity,
            "extraction": stored.get("extraction", ""),
            "rows": [
                {"wanted": False, "granularity": "", **by_name.get(item, {}), "name": item}
                | {"field": f"{name}-{index}", "id": f"{identity}-{index}"}
                for index, item in enumerate(self.items)
            ],
        }
        return context


class GridField(forms.Field):
    """Cleaned to {"items": [{"name", "wanted", "granularity"}], "extraction": text}."""

    default_error_messages: ClassVar[dict[str, str]] = {
        "required": "必要な記録項目を一つ以上選んでください。",
        "long": "細かさは一つ2,000字まで、取り出す範囲は20,000字までで書いてください。",
    }

    def __init__(self, *, items: Sequence[str], **options: object) -> None:
        super().__init__(widget=GridWidget(items), **options)

    def validate(self, value: dict) -> None:
        if self.required and not any(row["wanted"] for row in value["items"]):
            raise forms.ValidationError(self.error_messages["required"], code="required")
        texts = [value["extraction"], *(row["granularity"] for row in value["items"])]
        if len(texts[0]) > 20000 or any(len(text) > 2000 for text in texts[1:]):
            raise forms.ValidationError(self.error_messages["long"], code="long")
        for text in texts:
            ProhibitNullCharactersValidator()(text)
