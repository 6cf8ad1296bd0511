"""Buttons in rows: as many beside each other as a phone of 360 px shows with their whole labels."""

import pytest

from bot.pages import rows_of
from bot.speech import Button


@pytest.mark.parametrize(
    ("labels", "most", "rows"),
    [
        (["8:00", "13:00", "15:00", "16:00", "17:00"], 4, [4, 1]),
        (["Monday", "Tuesday", "Friday"], 3, [3]),
        (["Понеделник", "Вторник", "Сряда"], 3, [2, 1]),
        (["☐ 😄 Забавление", "☐ ⏰ Време заедно"], 2, [1, 1]),
        (["‹ Назад", "⏸ После"], 2, [2]),
    ],
)
def test_no_label_is_cut(labels: list[str], most: int, rows: list[int]):
    assert [len(row) for row in rows_of([Button(label, "x") for label in labels], most)] == rows
