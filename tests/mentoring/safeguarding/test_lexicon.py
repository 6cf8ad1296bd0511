"""Reading the rows, and naming every mistake in them."""

import pytest

from mentoring.safeguarding import LexiconError, LexiconSource, compile_lexicon, look_for_concerns
from mentoring.safeguarding.lexicon import missing_contexts
from mentoring.safeguarding.sources import read_rows, write_rows
from tests.mentoring.safeguarding.small_lexicon import ENGLISH_CONTEXTS, lexicon_of, row, table


def complaints(text: str, contexts: str = ENGLISH_CONTEXTS) -> list[str]:
    with pytest.raises(LexiconError) as refused:
        compile_lexicon({"en": LexiconSource(text, contexts)})
    return [str(complaint) for complaint in refused.value.complaints]


def test_all_mistakes_are_named_at_once_with_file_line_and_column():
    told = complaints(
        table(
            row("kill"),
            row("kill", category="sadness", severity="huge", direction="up", flags="bold core"),
            row("kill", positive="only one", negative=""),
            row("{kill"),
        )
    )
    assert [each.partition(": ")[0] for each in told] == [
        "locales/en/lexicon.csv, line 3, category",
        "locales/en/lexicon.csv, line 3, direction",
        "locales/en/lexicon.csv, line 3, flags",
        "locales/en/lexicon.csv, line 3, severity",
        "locales/en/lexicon.csv, line 4, negative",
        "locales/en/lexicon.csv, line 4, positive",
        "locales/en/lexicon.csv, line 5, row en-test-004",
    ]


def test_an_id_is_used_once():
    doubled = table(row("kill"), row("hurt")).replace("en-test-002", "en-test-001")
    assert complaints(doubled) == [
        "locales/en/lexicon.csv, line 3, id: `en-test-001` is already used in locales/en/lexicon.csv, line 2"
    ]


def test_a_row_with_too_many_cells_is_named():
    assert "not in quotes" in complaints(table(row("kill")) + "en-9,self_harm,high,a, b,,,,,a || b,c || d,,\n")[0]


def test_a_missing_column_is_named():
    assert complaints("id,category\nx,y\n")[0].startswith("locales/en/lexicon.csv, line 1, header: missing: severity")


def test_mistakes_in_context_sets_are_named():
    told = complaints(table(row("kill")), "set,phrases\nnow,tonight || @self\nphone,call\nplan,\n")
    assert [each.partition(": ")[0] for each in told] == [
        "locales/en/contexts.csv, line 2, phrases",
        "locales/en/contexts.csv, line 3, set",
        "locales/en/contexts.csv, line 4, phrases",
    ]


def test_missing_context_sets_are_told_but_not_refused():
    lexicon = lexicon_of(row("kill"), contexts="set,phrases\nnow,tonight\n")
    told = missing_contexts(lexicon)
    assert len(told) == 9
    assert not any("`now`" in sentence for sentence in told)


def test_a_context_set_may_name_others_but_not_itself():
    sets = "set,phrases\nfilms,film || @books\nbooks,novel\n"
    lexicon = lexicon_of(row("die", unless="@films ~3"), contexts=sets)
    assert not look_for_concerns(lexicon, "they die in this novel").concerns
    assert look_for_concerns(lexicon, "they die").concerns
    with pytest.raises(LexiconError, match="holds itself: films → books → films"):
        lexicon_of(row("die"), contexts="set,phrases\nfilms,film || @books\nbooks,novel || @films\n")


def test_rows_survive_being_written_and_read():
    text = table(
        row(
            "a,b ..3 {c,d}",
            **{"except": "x || y"},
            unless="z ~3 || never ..1 _",
            needs="@self ~6",
            direction="mentor",
            flags="no-leet core",
            note='"n"',
        )
    )
    rows = read_rows("en", text, [])
    assert read_rows("en", write_rows(rows), []) == rows


def test_the_version_changes_with_the_data_and_only_with_it():
    one, same, other = (lexicon_of(row(pattern)).version for pattern in ("kill", "kill", "hurt"))
    assert one == same != other


def test_an_empty_lexicon_sees_nothing():
    assert not look_for_concerns(compile_lexicon({}), "kill").concerns


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    text = "\ufeff" + table(row("kill")).replace("\n", "\r\n")
    assert compile_lexicon({"en": LexiconSource(text)}).rows
