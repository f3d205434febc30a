// What is folded is printed too.
addEventListener("beforeprint", () => document.querySelectorAll("details.fold").forEach(fold => { fold.open = true; }));
