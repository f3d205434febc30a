// Two boxes to drag by mouse, finger or arrow keys, with the area that they share.
const overlap = {
  areas([a, b]) {
    const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
    const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
    const area = box => (box[2] - box[0]) * (box[3] - box[1]);
    const intersection = width * height;
    return { intersection, union: area(a) + area(b) - intersection };
  },

  // The box moved by so much, and no farther than the edge of the picture.
  moved([x1, y1, x2, y2], across, down) {
    const dx = Math.max(-x1, Math.min(1 - x2, across));
    const dy = Math.max(-y1, Math.min(1 - y2, down));
    return overlap.rounded([x1 + dx, y1 + dy, x2 + dx, y2 + dy]);
  },

  // The box with its lower right corner moved by so much; it keeps a width and a height.
  resized([x1, y1, x2, y2], across, down) {
    const within = (value, least) => Math.max(least + 0.02, Math.min(1, value));
    return overlap.rounded([x1, y1, within(x2 + across, x1), within(y2 + down, y1)]);
  },

  rounded(box) {
    return box.map(value => Math.round(value * 1e6) / 1e6);
  },

  draw(root, data) {
    const state = data.boxes.map(box => [...box]);
    const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
    const name = "Two boxes, and the part that both share";
    const plot = kit.plot(root, { name, x: [0, 1], y: [1, 0], xTicks: ticks, yTicks: ticks, width: 420, height: 420 });
    plot.svg.setAttribute("role", "group");
    plot.svg.style.maxWidth = "28em";
    const shared = kit.element(plot.inside, "rect", { fill: "currentColor", opacity: 0.35 });
    const colours = ["var(--orange)", "var(--blue)"];
    const shapes = state.map((_, index) => {
      const name = "AB"[index];
      const rect = kit.element(plot.inside, "rect", {
        fill: colours[index], "fill-opacity": 0.18, stroke: colours[index], "stroke-width": 3,
        "stroke-dasharray": index ? "9 4" : "none", tabindex: 0, role: "application", style: "cursor: move",
      });
      const square = { width: 14, height: 14, fill: colours[index], style: "cursor: nwse-resize" };
      const corner = kit.element(plot.inside, "rect", square);
      const text = kit.element(plot.inside, "text", { "font-weight": "bold", "pointer-events": "none" }, name);
      return { name, rect, corner, text };
    });
    const mouse = "Drag a box, or its lower right corner.";
    const keys = "With the keyboard: Tab to a box, arrow keys move it, Shift and arrow keys change its size.";
    kit.element(root, "p", { class: "how" }, `${mouse} ${keys}`);
    const tell = kit.numbers(root, ["intersection", "union", "IoU"]);
    const place = (rect, [x1, y1, x2, y2]) => {
      const [left, top] = [plot.X(x1), plot.Y(y1)];
      const sides = { x: left, y: top, width: Math.max(0, plot.X(x2) - left), height: Math.max(0, plot.Y(y2) - top) };
      for (const [side, value] of Object.entries(sides)) rect.setAttribute(side, value);
    };
    const show = () => {
      shapes.forEach(({ name, rect, corner, text }, index) => {
        const [x1, y1, x2, y2] = state[index];
        place(rect, state[index]);
        corner.setAttribute("x", plot.X(x2) - 14);
        corner.setAttribute("y", plot.Y(y2) - 14);
        text.setAttribute("x", plot.X(x1) + 6);
        text.setAttribute("y", plot.Y(y1) + 17);
        const [left, top, right, bottom] = state[index].map(value => value.toFixed(2));
        rect.setAttribute("aria-label", `box ${name}, from ${left}, ${top} to ${right}, ${bottom}`);
      });
      const [a, b] = state;
      place(shared, [0, 1, 2, 3].map(side => (side < 2 ? Math.max : Math.min)(a[side], b[side])));
      const { intersection, union } = overlap.areas(state);
      tell([intersection.toFixed(3), union.toFixed(3), (union ? intersection / union : 0).toFixed(3)]);
    };
    shapes.forEach(({ rect, corner }, index) => {
      for (const [handle, change] of [[rect, overlap.moved], [corner, overlap.resized]]) {
        let from = null;
        handle.addEventListener("pointerdown", event => {
          from = { x: event.clientX, y: event.clientY, box: state[index] };
          handle.setPointerCapture(event.pointerId);
          rect.focus({ preventScroll: true });
          event.preventDefault();
        });
        handle.addEventListener("pointermove", event => {
          if (!from) return;
          const scale = plot.svg.getBoundingClientRect().width / 420;
          const [wide, tall] = [plot.X(1) - plot.X(0), plot.Y(1) - plot.Y(0)].map(pixels => scale * pixels);
          state[index] = change(from.box, (event.clientX - from.x) / wide, (event.clientY - from.y) / tall);
          show();
        });
        for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => { from = null; });
      }
      rect.addEventListener("keydown", event => {
        const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
        const step = steps[event.key]?.map(way => way / 100);
        if (!step) return;
        state[index] = (event.shiftKey ? overlap.resized : overlap.moved)(state[index], ...step);
        show();
        event.preventDefault();
        event.stopPropagation();  // JupyterLab would go on to the next cell
      });
    });
    show();
  },
};
