// A photograph beside the answers of a filter of nine numbers, which can be chosen and changed.
const kernel = {
  // The shades of grey, 0 to 1, row by row.
  shades({ pixels }) {
    return Float64Array.from(atob(pixels), character => character.charCodeAt(0) / 255);
  },

  // What the filter, nine numbers row by row, answers at each place where it fits.
  answers({ height, width }, shades, weights) {
    const found = new Float64Array((height - 2) * (width - 2));
    for (let row = 0; row < height - 2; row++) {
      for (let column = 0; column < width - 2; column++) {
        let sum = 0;
        for (let place = 0; place < 9; place++) {
          sum += weights[place] * shades[(row + Math.floor(place / 3)) * width + column + place % 3];
        }
        found[row * (width - 2) + column] = sum;
      }
    }
    return found;
  },

  // Grey where no answer is negative; else red above zero, blue below, white at zero.
  colour(value, largest, signed) {
    const share = largest ? Math.min(1, Math.abs(value) / largest) : 0;
    if (!signed) return [1, 1, 1].map(() => 255 * share);
    return (value > 0 ? [178, 24, 43] : [33, 102, 172]).map(end => 255 + (end - 255) * share);
  },

  paint(canvas, values, colour) {
    const context = canvas.getContext("2d");
    const image = context.createImageData(canvas.width, canvas.height);
    values.forEach((value, index) => image.data.set([...colour(value), 255], 4 * index));
    context.putImageData(image, 0, 0);
  },

  draw(root, data) {
    const shades = kernel.shades(data);
    const pictures = kit.element(root, "div", { class: "pictures" });
    const canvas = (name, less) => kit.element(pictures, "canvas", {
      width: data.width - less, height: data.height - less, role: "img", "aria-label": name,
    });
    kernel.paint(canvas("the photograph", 0), shades, value => kernel.colour(value, 1, false));
    const answered = canvas("what the filter answers", 2);
    const choice = kit.element(kit.element(root, "label", {}, "a filter to begin with"), "select");
    for (const name of Object.keys(data.kernels)) kit.element(choice, "option", {}, name);
    const name = "the nine numbers of the filter";
    const grid = kit.element(root, "div", { class: "kernel", role: "group", "aria-label": name });
    const cells = Array.from({ length: 9 }, (_, place) => kit.element(grid, "input", {
      type: "number", step: 1, "aria-label": `row ${Math.floor(place / 3) + 1}, column ${place % 3 + 1}`,
    }));
    const tell = kit.numbers(root, ["sum of the filter", "smallest answer", "largest answer"]);
    const show = () => {
      const weights = cells.map(cell => Number(cell.value) || 0);
      const found = kernel.answers(data, shades, weights);
      const [low, high] = [Math.min, Math.max].map(end => found.reduce((sofar, value) => end(sofar, value)));
      const signed = low < 0;
      kernel.paint(answered, found, value => kernel.colour(value, Math.max(high, -low), signed));
      answered.setAttribute("aria-label", `what the filter answers, from ${kit.short(low)} to ${kit.short(high)}`);
      tell([kit.short(weights.reduce((sum, weight) => sum + weight, 0)), kit.short(low), kit.short(high)]);
    };
    choice.addEventListener("change", () => {
      data.kernels[choice.value].flat().forEach((weight, place) => { cells[place].value = weight; });
      show();
    });
    cells.forEach(cell => cell.addEventListener("input", show));
    choice.dispatchEvent(new Event("change"));
  },
};
