// What all interactive figures share: the place where they stand, axes, sliders, and numbers that are read aloud.
const kit = {
  // Finds the figure on the page and puts the moving one in place of the still one.
  open(identity, draw) {
    const root = document.getElementById(identity);
    if (!root) return;
    const still = root.lastElementChild;
    const moving = document.createElement("div");
    const style = document.createElement("style");
    style.textContent = STYLE;
    root.append(style, moving);
    try {
      draw(moving);
      still.remove();
    } catch (error) {
      moving.remove();
      throw error;
    }
  },

  element(parent, tag, attributes = {}, text = "") {
    const svg = tag === "svg" || parent instanceof SVGElement;
    const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.textContent = text;
    parent.append(made);
    return made;
  },

  // A slider with its name and its value; `show` writes the value as text.
  slider(parent, { name, min, max, step, value, show = String }, moved) {
    const label = kit.element(parent, "label", {}, name);
    const input = kit.element(label, "input", { type: "range", min, max, step });
    const output = kit.element(label, "output");
    input.value = value;
    const follow = () => {
      output.textContent = show(Number(input.value));
      input.setAttribute("aria-valuetext", output.textContent);
      moved(Number(input.value));
    };
    input.addEventListener("input", follow);
    follow();
    return input;
  },

  // Named numbers below a figure; a screen reader reads them when they have changed.
  numbers(parent, names) {
    const list = kit.element(parent, "div", { class: "numbers", role: "status", "aria-live": "polite" });
    const places = names.map(name => {
      const pair = kit.element(list, "div");
      kit.element(pair, "span", {}, name);
      return kit.element(pair, "b");
    });
    return values => values.forEach((value, index) => { places[index].textContent = value; });
  },

  // A plot with axes: x and y are [from, to] in the data's units, xTicks and yTicks the values that are named.
  // Draw into `plot.inside`, which is clipped.
  plot(parent, { name, x, y, xTicks, yTicks, xLabel = "", width = 560, height = 300 }) {
    const [left, right, top, bottom] = [40, 12, 10, xLabel ? 44 : 26];
    const X = value => left + (value - x[0]) / (x[1] - x[0]) * (width - left - right);
    const Y = value => height - bottom - (value - y[0]) / (y[1] - y[0]) * (height - top - bottom);
    const svg = kit.element(parent, "svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": name });
    const clip = `${parent.closest("[id]").id}-${Math.random().toString(36).slice(2)}`;
    const frame = { x: left, y: top, width: width - left - right, height: height - top - bottom };
    kit.element(kit.element(svg, "clipPath", { id: clip }), "rect", frame);
    const inside = kit.element(svg, "g", { "clip-path": `url(#${clip})` });
    kit.element(svg, "rect", { ...frame, fill: "none", stroke: "var(--faint)" });
    const below = height - bottom + 15;
    for (const at of xTicks) kit.element(svg, "text", { x: X(at), y: below, "text-anchor": "middle" }, at);
    for (const at of yTicks) kit.element(svg, "text", { x: left - 5, y: Y(at) + 4, "text-anchor": "end" }, at);
    kit.element(svg, "text", { x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }, xLabel);
    return { svg, inside, X, Y };
  },

  line(plot, points, attributes = {}) {
    const line = kit.element(plot.inside, "polyline", { fill: "none", "stroke-width": 2, ...attributes });
    line.setAttribute("points", kit.points(plot, points));
    return line;
  },

  points(plot, points) {
    return points.map(([x, y]) => `${plot.X(x).toFixed(2)},${plot.Y(y).toFixed(2)}`).join(" ");
  },

  short(value) {
    return String(Number(value.toPrecision(3)));
  },
};
