// What is scheduled is dragged to another day of the calendar. The server moves it and says what happened: this sends a form.
// By keyboard and on phones the link "Move…" of each entry leads to the same.

const form = document.getElementById("calendar-move");
const days = Array.from(document.querySelectorAll(".calendar td[data-day]"));
let dragged = null;

for (const entry of document.querySelectorAll(".calendar li[data-move]")) {
  entry.draggable = true;
  entry.addEventListener("dragstart", (event) => {
    dragged = entry; // also when it is held by its link
    event.dataTransfer.clearData();
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", entry.textContent.trim());
    entry.classList.add("is-dragged");
  });
  entry.addEventListener("dragend", () => {
    dragged = null;
    entry.classList.remove("is-dragged");
    mark(null);
  });
}

for (const day of days) {
  day.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    mark(day);
  });
  day.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    if (dragged.closest("td") === day) return;
    form.action = dragged.dataset.move;
    form.elements.day.value = day.dataset.day;
    form.submit();
  });
}

function mark(target) {
  for (const day of days) day.classList.toggle("is-target", day === target);
}
