"""Concerns that people tell of: written into a case as what the lexicon finds is, although no row was needed."""

from collections.abc import Mapping
from datetime import datetime

from mentoring.case_record import Fact
from mentoring.cases import CaseId, ConcernSource, EventKind
from mentoring.pairs import PairId
from mentoring.people import Person
from mentoring.safeguarding import Finding, Severity
from mentoring.safety import Stance, Verdict
from storage import cases, concerns
from storage.tx import Tx

NOTHING_FOUND = Finding((), "")
"""Where nobody looked: the person said it themselves."""


def write_into(
    tx: Tx,
    case: CaseId,
    teller: Person,
    source: ConcernSource,
    severity: Severity,
    facts: Mapping[str, Fact],
    words: Mapping[str, object],
    now: datetime,
    *,
    pair: PairId | None = None,
    text: str = "",
    finding: Finding = NOTHING_FOUND,
    helped: bool = False,
) -> None:
    """Keep a concern that somebody told of, and append it to the record of its case.

    `facts` and `words` are what the record says besides where it came from and how grave it is. `text` is what a lead
    sees of it, `finding` what the lexicon found there. `helped`: the teller is shown the whole answer now.
    """
    concern = concerns.add(
        tx,
        programme=teller.programme_id,
        person=teller.id,
        pair=pair,
        case=case,
        place=None,
        source=source,
        verdict=Verdict(Stance.NOTED, severity),
        finding=finding,
        text=text,
        key_name=cases.key_name(case),
        helped=helped,
        now=now,
    )
    told: dict[str, Fact] = {"concern": int(concern), "source": source.value, "severity": severity.word, **facts}
    actor = f"person:{teller.id}"
    cases.append(tx, case, EventKind.CONCERN, actor=actor, at=now, facts=told, words=words)
