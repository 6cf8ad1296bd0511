"""A questionnaire as it is given over HTTP, in any of its forms, to one that is checked; mistakes by their places."""

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from admin_api.field_errors import FieldError, field_error
from admin_api.problems import Problem, invalid
from admin_api.questionnaire_shapes import QuestionnaireGiven, RemarkShown
from admin_api.workbooks import WorkbookWrong
from admin_api.xlsforms import read_xlsform
from mentoring.questionnaires.as_yaml import ReadYaml, read_yaml
from mentoring.questionnaires.mistakes import Mistake, QuestionnaireWrong, in_words
from mentoring.questionnaires.questionnaire import Questionnaire
from mentoring.questionnaires.written import read_questionnaire


@dataclass(frozen=True, slots=True)
class Checked:
    """A questionnaire that can be used, and what of its file was left out."""

    questionnaire: Questionnaire
    left_out: Sequence[RemarkShown] = ()


def checked(given: QuestionnaireGiven, key: str | None, at: tuple[str, ...] = ()) -> Checked:
    """Return the questionnaire that is given. Raises the 422 problem with every mistake in it.

    `key` is what it must be called, None for whatever it is; a workbook is called so whatever its form_id is. `at` is
    where in the body it stands. Takes a moment: not on the event loop.
    """
    if given.xlsform is not None:
        return _of_workbook(given.xlsform, key, at)
    if given.yaml is not None:
        return Checked(_of_yaml(given.yaml, key, at))
    place = (*at, "questionnaire")
    try:
        return Checked(_named(read_questionnaire(given.questionnaire), key))
    except QuestionnaireWrong as error:
        raise _problem(
            field_error(_clean(one.sentence), *place, *map(_part, one.place)) for one in error.mistakes
        ) from None


def _of_yaml(text: str, key: str | None, at: tuple[str, ...]) -> Questionnaire:
    read = ReadYaml(None)
    try:
        read = read_yaml(text)
        return _named(read_questionnaire(read.plain), key)
    except QuestionnaireWrong as error:
        raise _problem(_in_file(_yaml_place(read, one), one.sentence, *at, "yaml") for one in error.mistakes) from None


def _of_workbook(encoded: str, key: str | None, at: tuple[str, ...]) -> Checked:
    place = (*at, "xlsform")
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise invalid(field_error("This must be the bytes of an .xlsx file in base64.", *place)) from None
    try:
        read = read_xlsform(data, key)
    except WorkbookWrong as error:
        raise _problem(_in_file(f"{one.spot}", one.sentence, *place) for one in error.mistakes) from None
    left_out = [RemarkShown(place=_clean(f"{one.spot}"), remark=_clean(one.sentence)) for one in read.left_out]
    return Checked(read.questionnaire, left_out)


def _named(questionnaire: Questionnaire, key: str | None) -> Questionnaire:
    if key is not None and questionnaire.key != key:
        raise QuestionnaireWrong([Mistake(("key",), f"This must be {key}, as in the address.")])
    return questionnaire


def _yaml_place(read: ReadYaml, mistake: Mistake) -> str:
    line = f"line {read.line_of(mistake.place)}, " if read.lines else ""
    return f"{line}{in_words(mistake.place)}"


def _in_file(where: str, sentence: str, *place: str) -> FieldError:
    whole = field_error(_clean(sentence), *place)
    return whole.model_copy(update={"field": _clean(f"{whole.field}, {where}")})


def _problem(errors: Iterable[FieldError]) -> Problem:
    return invalid(*errors)


def _part(part: str | int) -> str | int:
    return part if isinstance(part, int) else _clean(part)


def _clean(text: str) -> str:
    """Return a text fit for an answer: what it quotes comes from outside, half of a surrogate pair included."""
    return text.encode(errors="replace").decode()
