// An anchor, a positive and negatives in the plane, with the margin of the triplet loss on a slider.
const triplet = {
  distance(a, b) {  // squared, as in the loss
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;
  },

  judge({ anchor, positive, negatives }, margin) {
    const near = triplet.distance(anchor, positive);
    return negatives.map(place => {
      const far = triplet.distance(anchor, place);
      const kind = far <= near ? "hard" : far < near + margin ? "semi-hard" : "easy";
      return { kind, loss: Math.max(near - far + margin, 0) };
    });
  },

  draw(root, data) {
    const name = "An anchor; the inner circle goes through the positive, the outer one is the margin farther";
    const axes = { x: [-2, 2], y: [-1.7, 1.7], xTicks: [-2, -1, 0, 1, 2], yTicks: [-1, 0, 1] };
    const plot = kit.plot(root, { name, ...axes, width: 492, height: 410 });  // the axes have one scale
    const near = triplet.distance(data.anchor, data.positive);
    const middle = { cx: plot.X(data.anchor[0]), cy: plot.Y(data.anchor[1]) };
    const circle = attributes => kit.element(plot.inside, "circle", { ...middle, ...attributes });
    const radius = squared => plot.X(Math.sqrt(squared)) - plot.X(0);
    const dashed = { stroke: "var(--green)", "stroke-width": 2, "stroke-dasharray": "7 4" };
    const band = circle({ fill: "var(--green)", "fill-opacity": 0.15, ...dashed });
    circle({ r: radius(near), fill: "none", stroke: "currentColor" });
    const mark = ([x, y], sign) => kit.element(plot.inside, "text", {
      x: plot.X(x), y: plot.Y(y) + 6, "text-anchor": "middle", style: "font-size: 18px",
    }, sign);
    mark(data.anchor, "★");
    mark(data.positive, "✚");
    const signs = { hard: ["■", "var(--orange)"], "semi-hard": ["◆", "var(--green)"], easy: ["○", "var(--blue)"] };
    const marks = data.negatives.map(place => mark(place, ""));
    const legend = "★ anchor, ✚ positive; negatives: ■ hard, ◆ semi-hard, ○ easy (no loss, nothing to learn)";
    kit.element(root, "p", { class: "how" }, legend);
    const controls = kit.element(root, "div");
    const tell = kit.numbers(root, ["hard", "semi-hard", "easy", "loss, the mean over all triplets"]);
    const margins = { name: "margin", min: 0, max: 2.5, step: 0.05, value: 0.5, show: v => v.toFixed(2) };
    kit.slider(controls, margins, margin => {
      band.setAttribute("r", radius(near + margin));
      const found = triplet.judge(data, margin);
      found.forEach(({ kind }, index) => {
        marks[index].textContent = signs[kind][0];
        marks[index].style.fill = signs[kind][1];
      });
      const counts = Object.keys(signs).map(kind => found.filter(item => item.kind === kind).length);
      tell([...counts, (found.reduce((sum, { loss }) => sum + loss, 0) / found.length).toFixed(3)]);
    });
  },
};
