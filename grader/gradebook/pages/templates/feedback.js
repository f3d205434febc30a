// A click copies the request beside it; where the clipboard cannot be reached, the text is selected.
document.querySelectorAll(".regrade button").forEach(button => button.addEventListener("click", async () => {
  const area = button.parentElement.querySelector("textarea"), told = button.parentElement.querySelector("[role=status]");
  area.select();
  try {
    await navigator.clipboard.writeText(area.value);
    told.textContent = "copied";
  } catch {
    told.textContent = document.execCommand("copy") ? "copied" : "selected: press Ctrl+C";
  }
}));
// On paper there is nothing to unfold.
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(part => part.open = true));
