// A click on a column's heading sorts its table; a second one turns the order round.
document.querySelectorAll("th button").forEach(button => button.addEventListener("click", () => {
  const heading = button.closest("th"), body = heading.closest("table").tBodies[0];
  const down = heading.getAttribute("aria-sort") === "ascending" || (!heading.ariaSort && heading.classList.contains("number"));
  const key = row => row.cells[heading.cellIndex].dataset.key ?? row.cells[heading.cellIndex].textContent.trim();
  const isNumber = heading.classList.contains("number");
  const order = (a, b) => {
    const [left, right] = [key(a), key(b)];
    if (left === "" || right === "") return (left === "") - (right === "");  // what is not known comes last
    return (down ? -1 : 1) * (isNumber ? left - right : left.localeCompare(right, undefined, {numeric: true}));
  };
  [...body.rows].sort(order).forEach(row => body.append(row));
  heading.parentElement.querySelectorAll("th").forEach(other => other.removeAttribute("aria-sort"));
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
}));
// On paper there is nothing to unfold.
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(part => part.open = true));
