"""What happens because time passed: one function per kind of due row, and the timer that calls them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.absences import ABSENCE, ABSENCE_NOTICE
from bot.agreement.effect import AGREEMENT_STARTS
from bot.agreement.news import AGREEMENT_NEWS, AGREEMENT_WAITS
from bot.alerts import ALERT_AGAIN
from bot.changed_hours import HOURS_CHANGED
from bot.check_ins.what_mentors_see import CHECK_IN_SHOWN
from bot.holding import NOT_PASSED_ON, RELEASE
from bot.journal.deleting import ENTRY_ERASED
from bot.journal.prompting import JOURNAL_PROMPT, JOURNAL_PROMPT_LATE
from bot.pair_news import CONSENT_WITHDRAWN, PAIR_CHANGED, PAIR_NEWS, TALK_OPENED
from bot.scheduling.absences import follow_absence, tell_of_absence
from bot.scheduling.agreements import start_agreement, tell_agreement_news, watch_agreement
from bot.scheduling.canary import look_after_canary
from bot.scheduling.check_in_shown import show_check_in
from bot.scheduling.check_ins import (
    ask_check_in,
    end_check_in,
    plan_check_ins,
    plan_programme,
    remind_of_check_in,
    take_plans_turn,
)
from bot.scheduling.drills import begin_planned_drill, end_drill, let_drill_call
from bot.scheduling.goals import say_about_goal
from bot.scheduling.hours import hours_changed
from bot.scheduling.invites import INVITE_EXPIRED, expire_invite
from bot.scheduling.journal import ask_put_off_question, ask_weekly_question, erase_entry
from bot.scheduling.pairs import consent_gone, open_talk, show_start_point, tell_pair, tell_pair_news
from bot.scheduling.readings import ask_whether_to_tell, tell_of_reading
from bot.scheduling.release import not_passed_on, release_messages
from bot.scheduling.response_windows import go_on_with_window, show_window
from bot.scheduling.safety import go_up_ladder, look_after_alert, release_withheld, show_share, tell_mentor
from bot.scheduling.sessions import say_about_session
from bot.scheduling.silence import look_at_silence
from bot.scheduling.tasks import send_digest, tell_urgent_task
from bot.scheduling.wins import tell_of_win
from bot.sharing import SHARE_SHOWN
from bot.silence import PAIR_SILENT
from bot.start_point.showing import START_POINT_AGAIN
from bot.windows import RESPONSE_WINDOW, WINDOW_SHOWN
from bot.withholding import PARTNER_CARD, RELEASE_WITHHELD
from storage.canaries import CANARY_DUE
from storage.digests import DIGEST
from storage.drills import DRILL_BEGINS, DRILL_ENDS, DRILL_PLANNED
from storage.due import Due
from storage.goal_prompts import GOAL_PROMPT
from storage.ladders import CASE_CLIMBS
from storage.readings import PAIR_TOLD, STILL_KEPT
from storage.schedules import (
    CHECK_IN_ASK,
    CHECK_IN_EXPIRES,
    CHECK_IN_REMINDER,
    CHECK_IN_TURN,
    PLAN_PAIR,
    PLAN_PROGRAMME,
)
from storage.sessions import SESSION_PROMPT
from storage.tasks import URGENT_TASK
from storage.tx import Tx
from storage.wins import WIN_NEWS

Fire = Callable[[Tx, Due, datetime], None]

KINDS: Mapping[str, Fire] = {
    ABSENCE: follow_absence,
    ABSENCE_NOTICE: tell_of_absence,
    AGREEMENT_NEWS: tell_agreement_news,
    AGREEMENT_STARTS: start_agreement,
    AGREEMENT_WAITS: watch_agreement,
    ALERT_AGAIN: look_after_alert,
    CANARY_DUE: look_after_canary,
    CASE_CLIMBS: go_up_ladder,
    CHECK_IN_SHOWN: show_check_in,
    CHECK_IN_ASK: ask_check_in,
    CHECK_IN_EXPIRES: end_check_in,
    CHECK_IN_REMINDER: remind_of_check_in,
    CHECK_IN_TURN: take_plans_turn,
    CONSENT_WITHDRAWN: consent_gone,
    DIGEST: send_digest,
    DRILL_BEGINS: let_drill_call,
    DRILL_ENDS: end_drill,
    DRILL_PLANNED: begin_planned_drill,
    GOAL_PROMPT: say_about_goal,
    ENTRY_ERASED: erase_entry,
    HOURS_CHANGED: hours_changed,
    INVITE_EXPIRED: expire_invite,
    JOURNAL_PROMPT: ask_weekly_question,
    JOURNAL_PROMPT_LATE: ask_put_off_question,
    NOT_PASSED_ON: not_passed_on,
    PAIR_CHANGED: tell_pair,
    PAIR_NEWS: tell_pair_news,
    PAIR_SILENT: look_at_silence,
    PAIR_TOLD: tell_of_reading,
    PARTNER_CARD: tell_mentor,
    PLAN_PAIR: plan_check_ins,
    PLAN_PROGRAMME: plan_programme,
    RELEASE: release_messages,
    RELEASE_WITHHELD: release_withheld,
    RESPONSE_WINDOW: go_on_with_window,
    SHARE_SHOWN: show_share,
    SESSION_PROMPT: say_about_session,
    STILL_KEPT: ask_whether_to_tell,
    START_POINT_AGAIN: show_start_point,
    TALK_OPENED: open_talk,
    URGENT_TASK: tell_urgent_task,
    WIN_NEWS: tell_of_win,
    WINDOW_SHOWN: show_window,
}
"""What each kind of due row does."""
