// On phones a list shows no headings (desk.css): each cell says what it holds, and cells with nothing are left out.

const names = Array.from(document.querySelectorAll("#result_list thead th"), (heading) =>
  heading.querySelector(".text")?.textContent.trim(),
);
for (const row of document.querySelectorAll("#result_list tbody tr")) {
  for (const [place, cell] of Array.from(row.cells).entries()) {
    if (cell.matches("td:not(.action-checkbox)") && names[place]) {
      cell.dataset.heading = names[place];
      cell.classList.toggle("is-empty", cell.textContent.trim() === "-");
    }
  }
}
