"""Every setting stands in the README's table, with its default, and nothing else does."""

import re
from pathlib import Path

from bot.settings import _ENV, Settings

README = (Path(__file__).parents[2] / "README.md").read_text()
ROW = re.compile(r"^\| `((?:INTERLUDE|TELEGRAM)_\w+)` \| (.*?) \|", re.MULTILINE)


def test_the_table_names_each_setting_and_no_other():
    assert sorted(name for name, _ in ROW.findall(README)) == sorted(_ENV.values())


def test_the_table_gives_the_default():
    told = dict(ROW.findall(README))
    for field, name in _ENV.items():
        default = Settings.model_fields[field].default
        if default is not None:
            assert f"`{default}`" in told[name], name
