// Building the page from nodes. Nothing here or elsewhere reads markup from a string, so a message can never become part of the page.

/**
 * Make an element. `attributes` are set as they are, except: `class`; `text` (its text); `on` ({event: listener});
 * `data` (data-*); `style` ({property: value}, through the style object, which the content policy allows).
 * null, undefined and false leave an attribute out, true sets it empty. Children may be nodes, strings or null.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name === "on")
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "style") for (const [property, to] of Object.entries(value)) node.style.setProperty(property, to);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Make a button that does not submit a form. `label` is its accessible name when it shows no words. */
export function button({ label = null, press, ...attributes }, ...children) {
  return el(
    "button",
    { type: "button", "aria-label": label, title: label, on: { click: press }, ...attributes },
    ...children,
  );
}

/** Give `node` exactly these children, moving and removing only what differs, so focus and playing sound survive. */
export function arrange(node, children) {
  const wanted = new Set(children);
  for (const child of [...node.children]) if (!wanted.has(child)) child.remove();
  children.forEach((child, index) => {
    if (node.children[index] !== child) node.insertBefore(child, node.children[index] ?? null);
  });
}

let counter = 0;

/** A new id for the attributes that point from one element to another. */
export function freshId(stem) {
  counter += 1;
  return `${stem}-${counter}`;
}
