"""`interlude questionnaire`: files checked and turned into one another, without a database."""

from pathlib import Path

from tests.admin_api.spreadsheets import real_form, small
from tests.commands.conftest import Type
from tests.mentoring.questionnaires.forms import example_yaml


async def test_a_file_is_checked(type_in: Type, tmp_path: Path):
    (tmp_path / "own.yaml").write_text(example_yaml())

    typed = await type_in("questionnaire", "check", "own.yaml")

    assert (typed.code, typed.err) == (0, "")
    assert typed.out == "“mentee_weekly” can be used: 6 questions in en, bg, tr, es, about 73 seconds.\n"
    assert not (tmp_path / "data").exists()


async def test_each_mistake_is_a_line(type_in: Type, tmp_path: Path):
    (tmp_path / "own.yaml").write_text(example_yaml().replace("kind: scale", "kind: scala").replace("went} =", "we} ="))

    typed = await type_in("questionnaire", "check", "own.yaml")

    assert typed.code == 1
    lines = typed.err.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("line 32, questions 1, kind: This must be one of: scale")
    assert lines[2] == "2 to put right."


async def test_a_spreadsheet_becomes_yaml_and_a_spreadsheet_again(type_in: Type, tmp_path: Path):
    (tmp_path / "form.xlsx").write_bytes(real_form())

    imported = await type_in("questionnaire", "import", "form.xlsx")
    assert imported.code == 0, imported.err
    assert imported.out.endswith("Wrote form.yaml.\n")
    assert "note: sheet survey, row 2, column type (A): “start” is left out" in imported.out

    exported = await type_in("questionnaire", "export", "form.yaml", "--to", "again.xlsx")
    assert (exported.code, exported.out) == (0, "Wrote again.xlsx.\n")
    again = await type_in("questionnaire", "import", "again.xlsx")
    assert again.code == 0
    assert (tmp_path / "again.yaml").read_text() == (tmp_path / "form.yaml").read_text()


async def test_a_broken_spreadsheet_is_refused_by_cell_and_nothing_is_written(type_in: Type, tmp_path: Path):
    (tmp_path / "form.xlsx").write_bytes(small(("geopoint", "where", "Where?")))

    typed = await type_in("questionnaire", "import", "form.xlsx")

    assert typed.code == 1
    assert typed.err.startswith("sheet survey, row 2, column type (A): “geopoint” is not asked here")
    assert typed.err.endswith("One thing to put right.\n")
    assert not (tmp_path / "form.yaml").exists()


async def test_nothing_is_overwritten_unasked(type_in: Type, tmp_path: Path):
    (tmp_path / "own.yaml").write_text(example_yaml())
    (tmp_path / "own.xlsx").write_text("mine")

    typed = await type_in("questionnaire", "export", "own.yaml")

    assert (typed.code, typed.err) == (1, "own.xlsx is there already; --replace writes over it. Nothing was written.\n")
    assert (await type_in("questionnaire", "export", "own.yaml", "--replace")).code == 0
    for name in ("missing.yaml", "own.xlsx.yaml"):
        (tmp_path / "own.xlsx.yaml").write_bytes(b"\xff\xfe")
        typed = await type_in("questionnaire", "check", name)
        assert typed.code == 1
        assert "Traceback" not in typed.err
