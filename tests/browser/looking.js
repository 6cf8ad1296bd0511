// What a careful reader of the page would notice, as functions for the tests to call in it.

window.looking = {
  /** Controls that a screen reader could not name. */
  nameless() {
    const controls = document.querySelectorAll("button, input, textarea, select, a[href], [role=button], [role=log]");
    return [...controls]
      .filter((node) => node.checkVisibility() && !this.nameOf(node))
      .map((node) => node.outerHTML.slice(0, 120));
  },

  nameOf(node) {
    const labelled = (node.getAttribute("aria-labelledby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent);
    const labels = [...(node.labels ?? [])].map((label) => label.textContent);
    return [node.getAttribute("aria-label"), ...labelled, ...labels, node.innerText].find((name) => name?.trim());
  },

  /** Texts whose colour is too close to what is behind them (WCAG AA: 4.5, and 3 for large type), with the ratio. */
  illegible() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const node = text.parentElement;
      if (!text.data.trim() || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (node.closest("script, style, noscript, .visually-hidden, :disabled")) continue;
      const style = getComputedStyle(node);
      const size = parseFloat(style.fontSize);
      const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
      const behind = this.behind(node);
      const ratio = this.ratio(this.over(this.colour(style.color), behind), behind);
      if (ratio < needed)
        found.push(`${ratio.toFixed(2)} ${node.className || node.tagName}: ${text.data.trim().slice(0, 40)}`);
    }
    return [...new Set(found)];
  },

  /** Parts of the page that reach over its sides. */
  stickingOut() {
    const parts = document.querySelectorAll(
      "header, nav, section, .log, .composer, .bubble, .clock-face, .tools button",
    );
    return [...parts]
      .filter((node) => node.checkVisibility())
      .filter(
        (node) => node.getBoundingClientRect().left < -0.5 || node.getBoundingClientRect().right > innerWidth + 0.5,
      )
      .map((node) => node.className || node.tagName);
  },

  /** Pairs of the elements named by `selectors` that lie on one another. */
  overlapping(...selectors) {
    const boxes = selectors.map((each) => document.querySelector(each).getBoundingClientRect());
    const apart = (a, b) =>
      a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
    return boxes.flatMap((a, i) =>
      boxes.slice(i + 1).flatMap((b, j) => (apart(a, b) ? [] : [selectors[i] + " " + selectors[i + 1 + j]])),
    );
  },

  behind(node) {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const layer = this.colour(getComputedStyle(at).backgroundColor);
      layers.push(layer);
      if (layer[3] === 1) break;
    }
    const page = this.colour(getComputedStyle(document.documentElement).getPropertyValue("--page").trim());
    return layers.reverse().reduce((below, layer) => this.over(layer, below), page);
  },

  over: ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1],

  /** Red, green, blue (0–255) and alpha (0–1) of any CSS colour, by letting the browser paint it. */
  colour(css) {
    this.paper ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    this.probe ??= document.documentElement.appendChild(document.createElement("i"));
    this.probe.style.color = css;
    this.paper.clearRect(0, 0, 1, 1);
    this.paper.fillStyle = getComputedStyle(this.probe).color;
    this.paper.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = this.paper.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  },

  ratio(a, b) {
    const light = ([r, g, bl]) =>
      [r, g, bl]
        .map((value) => value / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
        .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  },
};
