"""An agreement made on two phones: what taps the buttons for tests, in whatever language each phone speaks."""

from bot.agreement.clause_words import label
from bot.words import Words, words
from mentoring.agreement.clauses import CHOICES, PARTS, Clause, Part
from mentoring.pairs import PairId
from mentoring.tasks import TaskKind
from phones.messages import Message
from storage import agreements
from storage.agreements import Agreement
from tests.story import Member, Story

# One choice for each part: what Ben and Amina want unless a test says otherwise.
WANTED: dict[Part, str] = {
    Part.OFTEN: "every_week",
    Part.WHERE: "at_school",
    Part.DAYS: "monday_to_friday",
    Part.FROM: "09:00",
    Part.UNTIL: "20:00",
    Part.ANSWER: "12h",
    Part.NOTICE: "day_before",
    Part.INSTEAD: "same_week",
    Part.FRIENDS: "ask_first",
    Part.TELLING: "ask_before_telling",
    Part.PROBLEMS: "either",
    Part.WEEKS: "16",
    Part.ENDING: "last_meeting",
    Part.START: "next_monday",
}


class Hand:
    """Somebody's hand on their phone, at their agreement: one bubble that changes in place."""

    def __init__(self, story: Story, member: Member, language: str = "en") -> None:
        self.story = story
        self.member = member
        self.phone = member.phone
        self.words: Words = words(language)

    @property
    def bubble(self) -> Message:
        """The newest message with buttons."""
        return next(message for message in reversed(self.phone.received) if message.button_texts)

    @property
    def page(self) -> str:
        """What it says."""
        return self.bubble.text

    async def taps(self, sentence: str, **facts: object) -> str:
        """Press the button of a sentence of the catalogues, and return what the bubble then says."""
        return await self.taps_label(self.words(sentence, **facts))

    async def taps_label(self, text: str) -> str:
        """Press a button by what stands on it; a ticked one too."""
        bubble = self.bubble
        texts = bubble.button_texts
        self.phone.presses(text if text in texts else f"✓ {text}", bubble)
        await self.story.settles()
        return bubble.text

    async def says(self, text: str) -> None:
        """Write a message and let happen what does."""
        self.phone.says(text)
        await self.story.settles()

    async def opens(self) -> str:
        """Ask for the agreement."""
        await self.says("/agreement")
        return self.phone.last.text

    async def chooses(self, part: Part, choice: str) -> str:
        """Tap a choice on the clause's page."""
        assert choice in CHOICES[part]
        return await self.taps_label(label(part, choice, self.words))

    async def answers(self, clause: Clause, wanted: dict[Part, str] | None = None) -> None:
        """Answer the parts of the clause whose page is open."""
        for part in PARTS[clause]:
            await self.chooses(part, (wanted or WANTED)[part])

    async def drafts(self, wanted: dict[Part, str] | None = None) -> None:
        """Begin an agreement and answer all eight clauses."""
        await self.opens()
        await self.taps("Let's begin")
        for clause in list(Clause)[:8]:
            await self.answers(clause, wanted)
            await self.taps("Next ▸")

    async def sends_to(self, other: Member | str) -> None:
        """Hand over."""
        await self.taps("Send to {name} ▸", name=other)

    async def accepts_everything(self) -> None:
        """Say yes to every clause that needs an answer."""
        await self.taps("Go on ▸")
        while self.words("👍 Fine with me") in self.bubble.button_texts:
            await self.taps("👍 Fine with me")


async def agreed(story: Story, first: Hand, second: Hand, wanted: dict[Part, str] | None = None) -> None:
    """Have two people come to an agreement and sign it: `first` (Ben) suggests, `second` (Amina) says yes."""
    await first.drafts(wanted)
    await first.sends_to("Amina")
    await second.accepts_everything()
    await second.taps("Go to signing ▸")
    await second.taps("✍️ I sign this")
    await first.taps("✍️ I sign this")
    await story.settles()


async def agreements_of(story: Story, pair: PairId) -> list[Agreement]:
    """Every agreement of a pair, oldest first."""
    return await story.store.read(lambda tx: agreements.of_pair(tx, pair))


async def task_kinds(story: Story) -> set[TaskKind]:
    """What the coordinator is asked to look at."""
    return await story.store.read(
        lambda tx: {TaskKind(row["kind"]) for row in tx.all("SELECT kind FROM tasks WHERE done_at IS NULL")}
    )
