// The control API, as the page uses it: one function per act, an error in a plain sentence when it fails.

/** What the server, or the lack of one, said. `message` is a sentence for the person at the page. */
class ControlError extends Error {}

async function ask(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ControlError("The local Telegram does not answer. Is it still running?");
  }
  const json = await answer.json().catch(() => null);
  if (!answer.ok) throw new ControlError(json?.error ?? `The local Telegram refused this (status ${answer.status}).`);
  return json;
}

function chatPath(view, rest = "", query = {}) {
  const parameters = new URLSearchParams(query);
  if (view.bot) parameters.set("bot", view.bot);
  const asked = parameters.toString();
  return `/control/chats/${view.chat}${rest}${asked ? `?${asked}` : ""}`;
}

export const readState = () => ask("GET", "/control/state");
export const readChat = (view) => ask("GET", chatPath(view, "", { account: view.account }));

export const write = (view, message) => ask("POST", chatPath(view, "/messages"), { from: view.account, ...message });
export const edit = (view, id, words) =>
  ask("PATCH", chatPath(view, `/messages/${id}`), { from: view.account, ...words });
export const remove = (view, id) => ask("DELETE", chatPath(view, `/messages/${id}`, { from: view.account }));
export const react = (view, id, emoji) =>
  ask("POST", chatPath(view, `/messages/${id}/reactions`), { from: view.account, emoji });

/** Press an inline button; `{answer}` is null when the bot says nothing within ten seconds. */
export const press = (view, id, row, column) =>
  ask("POST", chatPath(view, `/messages/${id}/press`), { from: view.account, row, column });

export const start = (view, code) =>
  ask("POST", chatPath(view, "/start"), { from: view.account, ...(code ? { code } : {}) });
export const block = (view) => ask("POST", chatPath(view, "/block"), { from: view.account });
export const unblock = (view) => ask("POST", chatPath(view, "/unblock"), { from: view.account });

export const moveClock = (change) => ask("POST", "/control/clock", change);

/** Play time: `{hours, step_minutes?}`; the events tell how far it is. */
export const playClock = (asked) => ask("POST", "/control/clock/play", asked);
export const stopPlaying = () => ask("DELETE", "/control/clock/play");

export const readFaults = () => ask("GET", "/control/faults");
export const addFault = (fault) => ask("POST", "/control/faults", fault);
export const clearFaults = () => ask("DELETE", "/control/faults");
