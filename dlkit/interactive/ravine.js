// Gradient descent on the height (c0 x^2 + c1 y^2) / 2, with the learning rate on a slider.
const ravine = {
  path({ curvatures, start, steps }, rate) {
    const places = [start];
    for (let step = 0; step < steps; step++) {
      places.push(places[step].map((w, axis) => w - rate * curvatures[axis] * w));
    }
    return places;
  },

  height({ curvatures }, place) {
    return place.reduce((sum, w, axis) => sum + curvatures[axis] * w * w / 2, 0);
  },

  draw(root, data) {
    const name = "The path of gradient descent in a ravine";
    const ticks = { xTicks: [-10, -8, -6, -4, -2, 0, 2], yTicks: [-2, -1, 0, 1, 2] };
    const plot = kit.plot(root, { name, x: data.x, y: data.y, ...ticks });
    for (let level = 0.05; level < 6; level *= 1.9) {
      const [rx, ry] = data.curvatures.map(c => Math.sqrt(2 * level / c));
      kit.element(plot.inside, "ellipse", {
        cx: plot.X(0), cy: plot.Y(0), rx: plot.X(rx) - plot.X(0), ry: plot.Y(0) - plot.Y(ry),
        fill: "none", stroke: "var(--faint)",
      });
    }
    const line = kit.line(plot, [], { stroke: "var(--blue)", "stroke-width": 1.5 });
    const dots = Array.from({ length: data.steps + 1 }, () =>
      kit.element(plot.inside, "circle", { r: 2.5, fill: "var(--blue)" }));
    const last = kit.element(plot.inside, "circle", { r: 6, fill: "var(--orange)", stroke: "currentColor" });
    kit.element(plot.inside, "text", { x: plot.X(0), y: plot.Y(0) + 5, "text-anchor": "middle" }, "★");
    const controls = kit.element(root, "div");
    const factors = ["each step multiplies y by", "and x by"];
    const tell = kit.numbers(root, ["height at the start", `after ${data.steps} steps`, ...factors]);
    const rates = { name: "learning rate", min: 0.01, max: 1.1, step: 0.01, value: 0.92, show: v => v.toFixed(2) };
    kit.slider(controls, rates, rate => {
      const places = ravine.path(data, rate);
      const drawn = places.map(place => place.map(w => Math.max(-1e4, Math.min(1e4, w))));
      line.setAttribute("points", kit.points(plot, drawn));
      drawn.forEach(([x, y], step) => {
        dots[step].setAttribute("cx", plot.X(x));
        dots[step].setAttribute("cy", plot.Y(y));
      });
      last.setAttribute("cx", dots[data.steps].getAttribute("cx"));
      last.setAttribute("cy", dots[data.steps].getAttribute("cy"));
      const heights = [data.start, places[data.steps]].map(place => kit.short(ravine.height(data, place)));
      tell([...heights, ...[1, 0].map(axis => (1 - rate * data.curvatures[axis]).toFixed(3))]);
    });
  },
};
