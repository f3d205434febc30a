// A classifier's probabilities for the examples of both classes, with the threshold on a slider.
const threshold = {
  counts({ probabilities, positive }, limit) {
    const counts = { tp: 0, fp: 0, fn: 0, tn: 0 };
    probabilities.forEach((chance, index) => {
      counts[chance >= limit ? (positive[index] ? "tp" : "fp") : (positive[index] ? "fn" : "tn")] += 1;
    });
    return counts;
  },

  scores({ tp, fp, fn }) {
    const share = (part, whole) => (whole ? part / whole : 0);
    const [precision, recall] = [share(tp, tp + fp), share(tp, tp + fn)];
    return { precision, recall, f1: share(2 * precision * recall, precision + recall) };
  },

  draw(root, data) {
    const name = "Precision and recall against the threshold; below, the examples at their probabilities";
    const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
    const axes = { x: [0, 1], y: [-0.5, 1.05], xTicks: ticks, yTicks: ticks, xLabel: "probability, threshold" };
    const plot = kit.plot(root, { name, ...axes, height: 330 });
    const grid = Array.from({ length: 101 }, (_, index) => index / 100);
    const curves = grid.map(limit => threshold.scores(threshold.counts(data, limit)));
    const points = score => grid.map((limit, index) => [limit, curves[index][score]]);
    kit.line(plot, points("precision"), { stroke: "var(--blue)" });
    kit.line(plot, points("recall"), { stroke: "var(--orange)", "stroke-dasharray": "7 4" });
    data.probabilities.forEach((chance, index) => {
      const yes = data.positive[index];
      const height = (yes ? -0.12 : -0.32) - 0.1 * ((index * 0.618) % 1);
      kit.element(plot.inside, "circle", {
        cx: plot.X(chance), cy: plot.Y(height), r: 3.2, stroke: yes ? "var(--orange)" : "var(--blue)",
        fill: yes ? "var(--orange)" : "none",
      });
    });
    const legend = ["solid line: precision, dashed line: recall", "every example: ● class 1, ○ class 0"];
    kit.element(root, "p", { class: "how" }, legend.join("; below, "));
    const ends = { y1: plot.Y(-0.5), y2: plot.Y(1.05) };
    const wall = kit.element(plot.inside, "line", { ...ends, stroke: "currentColor", "stroke-width": 2 });
    const controls = kit.element(root, "div");
    const tell = kit.numbers(root, ["found (tp)", "false alarms (fp)", "missed (fn)", "precision", "recall", "F1"]);
    const limits = { name: "threshold", min: 0, max: 1, step: 0.01, value: 0.5, show: v => v.toFixed(2) };
    kit.slider(controls, limits, limit => {
      wall.setAttribute("x1", plot.X(limit));
      wall.setAttribute("x2", plot.X(limit));
      const counts = threshold.counts(data, limit);
      const { precision, recall, f1 } = threshold.scores(counts);
      tell([counts.tp, counts.fp, counts.fn, ...[precision, recall, f1].map(value => value.toFixed(3))]);
    });
  },
};
