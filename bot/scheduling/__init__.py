"""What happens because time passed: one function per kind of due row, and the timer that calls them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.absences import ABSENCE, ABSENCE_NOTICE
from bot.agreement.effect import AGREEMENT_STARTS
from bot.agreement.news import AGREEMENT_NEWS, AGREEMENT_WAITS
from bot.alerts import ALERT_AGAIN
from bot.changed_hours import HOURS_CHANGED
from bot.holding import RELEASE
from bot.noticing import PARTNER_CARD
from bot.pair_news import CONSENT_WITHDRAWN, PAIR_CHANGED, TALK_OPENED
from bot.scheduling.absences import follow_absence, tell_of_absence
from bot.scheduling.agreements import start_agreement, tell_agreement_news, watch_agreement
from bot.scheduling.hours import hours_changed
from bot.scheduling.invites import INVITE_EXPIRED, expire_invite
from bot.scheduling.pairs import consent_gone, open_talk, tell_pair
from bot.scheduling.release import release_messages
from bot.scheduling.response_windows import go_on_with_window, show_window
from bot.scheduling.safety import go_up_ladder, look_after_alert, release_withheld, show_share, tell_mentor
from bot.scheduling.sessions import say_about_session
from bot.scheduling.silence import look_at_silence
from bot.scheduling.tasks import send_digest, tell_urgent_task
from bot.sharing import SHARE_SHOWN
from bot.silence import PAIR_SILENT
from bot.windows import RESPONSE_WINDOW, WINDOW_SHOWN
from bot.withholding import RELEASE_WITHHELD
from storage.digests import DIGEST
from storage.due import Due
from storage.ladders import CASE_CLIMBS
from storage.sessions import SESSION_PROMPT
from storage.tasks import URGENT_TASK
from storage.tx import Tx

Fire = Callable[[Tx, Due, datetime], None]

KINDS: Mapping[str, Fire] = {
    ABSENCE: follow_absence,
    ABSENCE_NOTICE: tell_of_absence,
    AGREEMENT_NEWS: tell_agreement_news,
    AGREEMENT_STARTS: start_agreement,
    AGREEMENT_WAITS: watch_agreement,
    ALERT_AGAIN: look_after_alert,
    CASE_CLIMBS: go_up_ladder,
    CONSENT_WITHDRAWN: consent_gone,
    DIGEST: send_digest,
    HOURS_CHANGED: hours_changed,
    INVITE_EXPIRED: expire_invite,
    PAIR_CHANGED: tell_pair,
    PAIR_SILENT: look_at_silence,
    PARTNER_CARD: tell_mentor,
    RELEASE: release_messages,
    RELEASE_WITHHELD: release_withheld,
    RESPONSE_WINDOW: go_on_with_window,
    SHARE_SHOWN: show_share,
    SESSION_PROMPT: say_about_session,
    TALK_OPENED: open_talk,
    URGENT_TASK: tell_urgent_task,
    WINDOW_SHOWN: show_window,
}
"""What each kind of due row does."""
