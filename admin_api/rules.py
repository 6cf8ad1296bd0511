"""The shape of a programme's rules, and the way between it and the rules themselves.

A new rule is a field of `mentoring.programmes.Rules` and one of `RulesShape`; where the two differ in form, an entry of
`_FORMS` besides. What can be changed, kept and previewed follows from these.
"""

from asyncio import to_thread
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, NamedTuple

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    JsonValue,
    StrictBool,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from admin_api.agreement_bounds import BOUNDS_EXAMPLE, AgreementBounds, to_bounds, to_bounds_shape
from admin_api.field_errors import FieldError, field_error
from admin_api.problems import invalid
from admin_api.quiet_spans import QuietWeek, WallTime, to_blocks, to_spans
from admin_api.shapes import Shape
from locales.countries import countries
from mentoring.kinds import RELAYED_KINDS, Kind
from mentoring.programmes import Rules
from mentoring.public_holidays import UnknownCountry, UnknownSubdivision, check_region, public_holidays
from mentoring.safety import Contacts, Passing

_HOUR = timedelta(hours=1)
_KINDS = sorted(RELAYED_KINDS)


def _known_country(country: str) -> str:
    if country not in countries():
        raise ValueError(f"This must be one of: {', '.join(countries())}.")
    return country


def _relayed(kinds: list[Kind]) -> list[Kind]:
    if not set(kinds) <= RELAYED_KINDS:
        raise ValueError(f"Each must be one of: {', '.join(_KINDS)}.")
    return sorted(set(kinds))


RULES_EXAMPLE: dict[str, JsonValue] = {
    "quiet_hours": [
        {"days": ["monday", "tuesday", "wednesday", "thursday"], "starts": "21:00", "ends": "07:00"},
        {"days": ["friday", "saturday", "sunday"], "starts": "22:00", "ends": "07:00"},
    ],
    "carer_consent_required": True,
    "holiday_country": "BG",
    "holiday_subdivision": None,
    "quiet_on_days_off": False,
    "response_window_hours": 24,
    "lapses_before_task": 2,
    "silent_after_days": 7,
    "digest_at": "08:00",
    "allowed_kinds": ["document", "photo", "sticker", "text", "voice"],
    "agreement": BOUNDS_EXAMPLE,
    "rota_required": True,
    "drill_every_days": 30,
    "drills_at_any_hour": False,
    "tells_of_reading": True,
}
"""Rules as a school might set them, for the documentation."""


class RulesShape(Shape):
    """What the coordinator sets for everybody in a programme."""

    model_config = ConfigDict(json_schema_extra={"examples": [RULES_EXAMPLE]})

    quiet_hours: QuietWeek = Field(
        default=[],
        description="The quiet hours of a week, on the clock where the receiver lives. They may go over midnight; "
        "no two may cover the same minute.",
    )
    carer_consent_required: StrictBool = Field(
        default=True, description="Whether nothing passes to or from a mentee until a carer's consent is recorded."
    )
    holiday_country: str | None = Field(
        default=None,
        description="Whose public holidays are days off: an ISO 3166 code such as `BG`; null for nobody's.",
    )
    holiday_subdivision: str | None = Field(
        default=None, description="The part of that country, where parts have holidays of their own; null for none."
    )
    quiet_on_days_off: StrictBool = Field(
        default=False, description="Whether messages wait on days off, too. Clocks rest on them in any case."
    )
    response_window_hours: Annotated[int, Field(strict=True, ge=1, le=336)] | None = Field(
        default=24, description="How many open hours an answer may take; null for as long as it likes."
    )
    lapses_before_task: int = Field(
        default=2,
        strict=True,
        ge=1,
        le=20,
        description="After so many unanswered in a row the coordinator gets a task.",
    )
    silent_after_days: int = Field(
        default=7, strict=True, ge=1, le=90, description="After so many open days without a word, likewise."
    )
    digest_at: WallTime = Field(
        default=time(8),
        description="When the coordinators' digest comes, in the programme's time zone.",
    )
    allowed_kinds: Annotated[list[Kind], AfterValidator(_relayed)] = Field(
        default=_KINDS, min_length=1, description="What pairs may send each other. The rest is refused with a sentence."
    )
    agreement: AgreementBounds = Field(
        default=AgreementBounds(), description="What pairs may choose in their agreement."
    )
    rota_required: StrictBool = Field(
        default=True,
        description="Whether no pair is activated while the duty rota lacks something. True from the first rota on.",
    )
    drill_every_days: Annotated[int, Field(strict=True, ge=7, le=366)] | None = Field(
        default=None,
        description="In how many days one unannounced drill comes, at a moment that nobody is told; null for none.",
    )
    drills_at_any_hour: StrictBool = Field(
        default=False, description="Whether drills also come in hours in which nobody is on duty."
    )
    tells_of_reading: StrictBool = Field(
        default=True,
        description="Whether a pair is told when somebody in the safeguarding role has read its messages.",
    )
    own_safety: Passing = Field(
        default=Passing.WITHHOLD,
        description="Whether the partner gets a message whose writer may be in danger before a lead has let it go.",
    )
    against_other: Passing = Field(
        default=Passing.WITHHOLD,
        description="The same for a message that may hurt the other one. Signs of grooming are always withheld.",
    )
    contact_details: Contacts = Field(
        default=Contacts.HOLD,
        description="What becomes of phone numbers, accounts, links and addresses: `allow` passes them on, `warn` does "
        "and says a word to the writer, `mask` blots them out, `hold` gives the message back to its writer.",
    )
    helpline_country: Annotated[str, AfterValidator(_known_country)] | None = Field(
        default=None, description="Whose child line people are shown: such as `BG`; null for that of the holidays."
    )
    child_line: Annotated[str, Field(pattern="^[0-9]{3,15}$")] | None = Field(
        default=None,
        description="The child line to show instead of the country's, digits only; null for the country's.",
    )
    child_line_confirmed_by: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        default=None, description="Who at the school has tried the number that people are shown; null for nobody yet."
    )
    child_line_confirmed_on: date | None = Field(default=None, description="When they did; null for not yet.")


class RulesChange(RulesShape):
    """What is to be different in the rules. What is left out stays as it is.

    Null stays as it is, too, except where it means none: in `holiday_country`, `holiday_subdivision`,
    `response_window_hours`, `drill_every_days`, `helpline_country` and the child line's fields. `quiet_hours`,
    `allowed_kinds` and `agreement` are replaced as a whole.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"carer_consent_required": False}, {"response_window_hours": None}]}
    )

    @model_validator(mode="before")
    @classmethod
    def _leave_out_nulls(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value is not None or name not in _NEVER_NULL}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the JSON Schema: without defaults, because what is left out has none."""
        schema = handler(core)
        for described in handler.resolve_ref_schema(schema)["properties"].values():
            described.pop("default", None)
        return schema


_NEVER_NULL = frozenset(
    name
    for name, field in RulesShape.model_fields.items()
    if type(None) not in getattr(field.annotation, "__args__", ())
)


class _Form(NamedTuple):
    """A rule that has another name or form here than in the rules themselves."""

    name: str
    to_rule: Callable[[Any], Any]
    to_shape: Callable[[Any], Any]


_FORMS: Mapping[str, _Form] = {
    "quiet_hours": _Form("quiet_blocks", to_blocks, to_spans),
    "response_window_hours": _Form(
        "response_window",
        lambda hours: None if hours is None else hours * _HOUR,
        lambda window: None if window is None else round(window / _HOUR),
    ),
    "allowed_kinds": _Form("allowed_kinds", frozenset, sorted),
    "agreement": _Form("agreement", to_bounds, to_bounds_shape),
}


def to_rules(shape: RulesShape) -> Rules:
    """Return the rules that a shape describes. Raises the 422 problem as `changed` does."""
    return _checked(replace(Rules(), **_values(shape, RulesShape.model_fields)))


def changed(rules: Rules, change: RulesChange) -> Rules:
    """Return the rules with a change made.

    Raises the 422 problem for a country or a part of it whose holidays nobody knows.
    """
    return _checked(replace(rules, **_values(change, change.model_fields_set)))


def to_shape(rules: Rules) -> RulesShape:
    """Return the shape of rules."""
    values = {
        name: form.to_shape(getattr(rules, form.name)) if (form := _FORMS.get(name)) else getattr(rules, name)
        for name in RulesShape.model_fields
    }
    return RulesShape(**values)


def differences(before: Rules, after: Rules) -> dict[str, JsonValue]:
    """Return what a change of rules changed, for the audit: by each field its value before and after, as shown here."""
    old, new = to_shape(before).model_dump(mode="json"), to_shape(after).model_dump(mode="json")
    return {name: [old[name], new[name]] for name in old if old[name] != new[name]}


async def know_holidays(asked: RulesShape | None, now: datetime) -> None:
    """Load what is known of holidays, on another thread, where it is about to be asked for: it takes a second."""
    if asked is None or asked.holiday_country is None:
        return
    country, subdivision = asked.holiday_country, asked.holiday_subdivision
    if await to_thread(check_region, country, subdivision) is None:
        await to_thread(public_holidays, country, subdivision, now.year)


def _values(shape: RulesShape, names: Iterable[str]) -> dict[str, Any]:
    values = {}
    for name in names:
        form = _FORMS.get(name) or _Form(name, lambda value: value, lambda value: value)
        values[form.name] = form.to_rule(getattr(shape, name))
    return values


def _checked(rules: Rules) -> Rules:
    problem = _problem_with_region(rules)
    if problem is not None:
        raise invalid(problem)
    return rules


def _problem_with_region(rules: Rules) -> FieldError | None:
    match check_region(rules.holiday_country, rules.holiday_subdivision):
        case None:
            return None
        case UnknownCountry(known):
            return field_error(f"This must be one of: {', '.join(known)}.", "rules", "holiday_country")
        case UnknownSubdivision("", _):
            sentence = "This needs a holiday_country that it is a part of."
        case UnknownSubdivision(country, ()):
            sentence = f"The holidays of {country} are the same everywhere; this must be null."
        case UnknownSubdivision(country, known):
            sentence = f"For {country} this must be null or one of: {', '.join(known)}."
    return field_error(sentence, "rules", "holiday_subdivision")
