"""People: added to a programme, looked at, renamed."""

import pytest

from tests.admin_api.desk import Desk, problems_by_field


async def test_a_person_is_added_in_the_programmes_language_before_they_join(desk: Desk) -> None:
    await desk.programme(language="tr")

    amina = await desk.person("mentee", " Amina ")

    assert amina == {
        "id": 1,
        "programme_id": 1,
        "role": "mentee",
        "display_name": "Amina",
        "language": "tr",
        "time_zone": "Europe/Sofia",
        "has_own_time_zone": False,
        "joined_at": None,
        "has_carer_consent": False,
    }
    assert await desk.get("/people/1") == amina
    assert await desk.get("/programmes/1/people/1") == amina
    assert await desk.audited("person:1") == ["person.added"]


async def test_a_persons_own_language_wins(desk: Desk) -> None:
    await desk.programme(language="bg")

    amina = await desk.post("/programmes/1/people", {"role": "mentee", "display_name": "Amina", "language": "es"})

    assert amina["language"] == "es"


async def test_once_joined_it_shows_when_and_nothing_of_the_telegram_account(desk: Desk) -> None:
    await desk.programme()
    await desk.person("mentee", "Amina")
    await desk.joins(1)

    answer = await desk.client.get("/api/v1/people/1")

    assert answer.json()["joined_at"] == "2026-03-02T14:00:00Z"
    assert "5001" not in answer.text  # the chat's id


async def test_names_of_all_the_world_are_names(desk: Desk) -> None:
    await desk.programme()

    for name in ("Амина", "Ayşe-Nur", "José María", "O'Neil", "🌻", "x" * 64, "شیرین‌گل"):
        assert (await desk.person("mentee", name))["display_name"] == name


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "This must not be empty."),
        ("   ", "This must not be empty."),
        ("x" * 65, "This must have 64 characters at most."),
        ("Ami\nna", "This must be one line without control characters."),
        ("Ami\u2028na", "This must be one line without control characters."),
        ("Ami\x00na", "This must be one line without control characters."),
        ("\u202eanimA", "This must be one line without control characters."),
        ("\u200b\u200d", "This must hold something to read."),
        (7, "This must be text."),
        (None, "This must be text."),
    ],
)
async def test_what_cannot_be_shown_as_a_name_is_refused(desk: Desk, name: object, sentence: str) -> None:
    await desk.programme()

    problem = await desk.refused(422, "POST", "/programmes/1/people", {"role": "mentee", "display_name": name})

    assert problems_by_field(problem) == {"display name": sentence}


async def test_a_role_that_nobody_has_is_refused_with_those_that_there_are(desk: Desk) -> None:
    await desk.programme()

    problem = await desk.refused(422, "POST", "/programmes/1/people", {"role": "admin", "display_name": "Otto"})

    assert problems_by_field(problem) == {
        "role": "This must be one of: 'mentee', 'mentor', 'coordinator' or 'safeguarding_lead'."
    }


@pytest.mark.parametrize("path", ["/people/1", "/programmes/1/people/1"])
async def test_a_person_is_renamed_and_their_language_changed(desk: Desk, path: str) -> None:
    await desk.programme()
    before = await desk.person("mentee", "Amina")

    changed = await desk.patch(path, {"display_name": "Amina K.", "language": "es"})

    assert changed == before | {"display_name": "Amina K.", "language": "es"}
    assert await desk.get("/people/1") == changed
    assert await desk.audited("person:1") == ["person.added", "person.changed"]


async def test_a_role_stays_as_it_is(desk: Desk) -> None:
    await desk.programme()
    await desk.person("mentee", "Amina")

    await desk.refused(422, "PATCH", "/people/1", {"role": "safeguarding_lead"})

    assert (await desk.get("/people/1"))["role"] == "mentee"


async def test_the_audit_names_no_names(desk: Desk) -> None:
    await desk.programme()
    await desk.person("mentee", "Amina")
    await desk.patch("/people/1", {"display_name": "Zora"})
    await desk.patch("/people/1", {"display_name": "Zora"})

    assert await desk.all_kept_in("audit", "actor", "did", "about", "facts") == [
        ("api", "programme.added", "programme:1", "{}"),
        ("api", "person.added", "person:1", '{"role": "mentee"}'),
        ("api", "person.changed", "person:1", '{"fields": ["display_name"]}'),
    ]


async def test_a_programme_lists_its_own_people_page_by_page(desk: Desk) -> None:
    await desk.programme()
    await desk.programme(name="Elsewhere")
    await desk.person("mentee", "Amina")
    await desk.person("mentee", "Otto", programme=2)
    await desk.person("mentor", "Ben")
    await desk.person("coordinator", "Carla")

    first = await desk.get("/programmes/1/people", limit=2)
    second = await desk.get("/programmes/1/people", limit=2, after=first["next"])

    assert [p["display_name"] for p in first["items"] + second["items"]] == ["Amina", "Ben", "Carla"]
    assert second["next"] is None


async def test_in_another_programme_a_person_is_not_to_be_found(desk: Desk) -> None:
    await desk.programme()
    await desk.programme(name="Elsewhere")
    await desk.person("mentee", "Amina")

    await desk.refused(404, "GET", "/programmes/2/people/1")
    await desk.refused(404, "PATCH", "/programmes/2/people/1", {"display_name": "Otto"})

    assert (await desk.get("/people/1"))["display_name"] == "Amina"
