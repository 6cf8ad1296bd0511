// What happens while one looks: the server's events, and coming back after the line was lost.

const KINDS = ["message", "edit", "delete", "reaction", "action", "chat", "block", "bot", "account", "clock"];
const RETRY_MS = 1200;

/**
 * Listen to /control/events until the page is left.
 *
 * `heard(kind, data)` is called for each event. `line(state)` is called with "connecting", "live" or "lost"; what was
 * missed while lost is not told again, so at each "live" the caller reads everything anew.
 */
export function listen({ heard, line }) {
  let source = null;

  function open() {
    source = new EventSource("/control/events");
    source.addEventListener("open", () => line("live"));
    source.addEventListener("error", () => {
      // A new source each time: the browser's own attempt would ask to go on behind the last event it saw, which means
      // nothing to a server that was started again, and gives up for good after an error status.
      source.close();
      line("lost");
      setTimeout(open, RETRY_MS);
    });
    for (const kind of KINDS) source.addEventListener(kind, (event) => heard(kind, JSON.parse(event.data)));
  }

  line("connecting");
  open();
  addEventListener("pagehide", () => source.close());
  // Shown again from the browser's memory of pages, where the line was cut.
  addEventListener("pageshow", (event) => event.persisted && open());
}
