"""The questionnaires that are shipped, brought into the database at start where they are new or differ."""

import asyncio
import hashlib
import logging
from datetime import datetime
from functools import lru_cache

import locales
from mentoring.questionnaires.as_yaml import read_yaml
from mentoring.questionnaires.mistakes import Mistake, QuestionnaireWrong
from mentoring.questionnaires.questionnaire import Questionnaire
from mentoring.questionnaires.written import read_questionnaire
from storage import questionnaires
from storage.store import Store
from storage.tx import Tx

log = logging.getLogger(__name__)


async def bring_shipped_questionnaires(store: Store, now: datetime) -> None:
    """Keep each shipped questionnaire whose file changed as a new version; end those whose file is gone.

    A file with mistakes is logged and left: the version before it stays, and the bot starts.
    """
    texts = await asyncio.to_thread(locales.shipped_questionnaires)
    sources = {key: hashlib.sha256(text.encode()).hexdigest() for key, text in texts.items()}
    kept = await store.read(questionnaires.shipped_sources)
    if kept == sources:
        return  # as nearly always: nothing is parsed, and the library that could stays unread
    changed: list[tuple[Questionnaire, str]] = []
    for key, source in sources.items():
        if kept.get(key) != source:
            try:
                changed.append((await asyncio.to_thread(_read, key, texts[key]), source))
            except QuestionnaireWrong as error:
                log.error("The shipped questionnaire %s is broken: %s", key, error, extra={"action": "shipped.broken"})

    def act(tx: Tx) -> None:
        for questionnaire, source in changed:
            questionnaires.add_shipped(tx, questionnaire, source, now)
        for gone in kept.keys() - sources.keys():
            questionnaires.end_shipped(tx, gone, now)

    await store.write(act)


# Small: all of them once, for whoever starts many bots in one process, as tests do.
@lru_cache(maxsize=32)
def _read(key: str, text: str) -> Questionnaire:
    questionnaire = read_questionnaire(read_yaml(text).plain)
    if questionnaire.key != key:
        raise QuestionnaireWrong([Mistake(("key",), f"The file is called {key}.yaml.")])
    return questionnaire
