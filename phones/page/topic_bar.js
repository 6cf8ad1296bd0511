// The topics of a forum group, as a row of choices above its messages.

import { el } from "./dom.js";
import { icon } from "./icons.js";

/** `choose(id)` is called with a topic's id, null for all. Returns `{node, show(topics, chosen)}`; no topics hides the bar. */
export function topicBar(choose) {
  const node = el("div", { class: "topics", role: "group", "aria-label": "Topics", hidden: true });

  function show(topics, chosen) {
    node.hidden = topics.length === 0;
    const choices = [{ id: null, name: "All" }, ...topics].map((topic) =>
      el(
        "button",
        {
          type: "button",
          class: "topic",
          "aria-pressed": String(topic.id === chosen),
          on: {
            click: () => {
              choose(topic.id);
              show(topics, topic.id);
            },
          },
        },
        topic.name,
        topic.closed ? icon("lock") : null,
      ),
    );
    node.replaceChildren(...choices);
  }

  return { node, show };
}
