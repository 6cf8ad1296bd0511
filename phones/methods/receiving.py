"""Methods by which a bot receives: long polling, webhooks, files."""

from typing import Any

from phones.bot_api import Call, method
from phones.errors import bad_request, conflict
from phones.webhook import Webhook, WebhookRefused

Json = dict[str, Any]

LONGEST_POLL_SECONDS = 50
MOST_UPDATES = 100


@method("getUpdates")
async def get_updates(call: Call) -> list[Json]:
    """Confirm everything below `offset`, then give what waits; wait up to `timeout` real seconds for the first."""
    if call.bot.id in call.world.webhooks:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    params, updates = call.params, call.bot.updates
    updates.allow(_kinds(call))
    limit = params.integer("limit", MOST_UPDATES)
    seconds = params.number("timeout") or 0.0
    return await updates.get(
        params.integer("offset"),
        limit if 1 <= limit <= MOST_UPDATES else MOST_UPDATES,
        min(max(0.0, seconds), LONGEST_POLL_SECONDS),
    )


@method("setWebhook")
async def set_webhook(call: Call) -> bool:
    """Deliver updates to a URL from now on; an empty URL stops it."""
    url = call.params.text("url")
    if not url:
        return await _end_webhook(call)
    try:
        webhook = Webhook(
            call.world,
            call.bot,
            url,
            secret=call.params.text("secret_token"),
            max_connections=call.params.integer("max_connections", 40),
        )
    except WebhookRefused as refusal:
        raise bad_request(f"bad webhook: {refusal}") from refusal
    call.bot.updates.stop_poller("terminated by setWebhook request")
    await _stop(call)
    call.bot.updates.allow(_kinds(call))
    if call.params.flag("drop_pending_updates"):
        call.bot.updates.drop_all()
    call.world.webhooks[call.bot.id] = webhook
    webhook.start()
    call.world.events.tell("bot", subject=call.bot)
    return True


@method("deleteWebhook")
async def delete_webhook(call: Call) -> bool:
    """Stop delivering; updates wait for getUpdates again."""
    return await _end_webhook(call)


async def _end_webhook(call: Call) -> bool:
    await _stop(call)
    if call.params.flag("drop_pending_updates"):
        call.bot.updates.drop_all()
    call.world.events.tell("bot", subject=call.bot)
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    """Tell where updates go and what went wrong last."""
    webhook = call.world.webhooks.get(call.bot.id)
    info: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.bot.updates),
    }
    if webhook is not None:
        info["max_connections"] = webhook.max_connections
        if webhook.last_error is not None:
            info["last_error_date"], info["last_error_message"] = webhook.last_error
    if call.bot.updates.allowed is not None:
        info["allowed_updates"] = call.bot.updates.allowed
    return info


@method("getFile")
def get_file(call: Call) -> Json:
    """Tell from which path a file can be downloaded."""
    file_id = call.params.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    return call.world.files.described(file_id)


@method("logOut")
async def log_out(call: Call) -> bool:
    """Agree; there is no other server to log in to."""
    return True


@method("close")
async def close(call: Call) -> bool:
    """Agree; nothing needs closing."""
    return True


async def _stop(call: Call) -> None:
    if (webhook := call.world.webhooks.pop(call.bot.id, None)) is not None:
        await webhook.stop()


def _kinds(call: Call) -> list[str] | None:
    kinds = call.params.array("allowed_updates")
    return None if kinds is None else [str(kind) for kind in kinds]
