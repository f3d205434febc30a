// Fits of one polynomial with ever stronger penalties, all computed beforehand; the slider goes from one to the next.
const strength = {
  draw(root, data) {
    const name = "A curve through points; the stronger the penalty, the smoother it is";
    const ticks = { xTicks: [-1, -0.5, 0, 0.5, 1], yTicks: [-2, -1, 0, 1, 2] };
    const plot = kit.plot(root, { name, x: [-1, 1], y: [-2.2, 2.2], ...ticks });
    const curve = kit.line(plot, [], { stroke: "var(--blue)", "stroke-width": 2.5 });
    data.x.forEach((x, index) => {
      const place = { cx: plot.X(x), cy: plot.Y(data.y[index]), r: 4.5 };
      kit.element(plot.inside, "circle", { ...place, fill: "var(--orange)", stroke: "currentColor" });
    });
    const controls = kit.element(root, "div");
    const tell = kit.numbers(root, ["error on these points", "error on 200 new points", "sum of squared weights"]);
    const show = index => `λ = ${kit.short(data.strengths[index])}`;
    const last = data.strengths.length - 1;
    kit.slider(controls, { name: "strength of the penalty", min: 0, max: last, step: 1, value: 0, show }, index => {
      curve.setAttribute("points", kit.points(plot, data.grid.map((x, place) => [x, data.curves[index][place]])));
      tell([data.training[index].toFixed(3), data.test[index].toFixed(3), kit.short(data.weights[index])]);
    });
  },
};
