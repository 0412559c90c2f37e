/** A note opens under the paragraph that refers to it; without this script the reference leads to the end. */

const prose = document.querySelector(".prose");
const references = prose.querySelectorAll("[role=doc-noteref]");

function open(reference) {
  const note = document.createElement("div");
  note.className = "open-note";
  note.role = "note";
  note.ariaLabel = reference.ariaLabel;
  note.dataset.number = reference.textContent;
  note.tabIndex = -1;
  note.append(...document.querySelector(reference.hash).cloneNode(true).childNodes);
  const place = reference.closest(".table-scroll, figure") ?? reference.closest("p, h2, h3, li");
  place[place.matches("li") ? "append" : "after"](note);
  note.scrollIntoView({ block: "nearest" });
  reference.note = note;
  reference.ariaExpanded = true;
}

function close(reference) {
  reference.note.remove();
  reference.note = null;
  reference.ariaExpanded = false;
  reference.focus();
}

const openedAt = (place) => [...references].find(({ note }) => note?.contains(place));

for (const reference of references) {
  reference.ariaExpanded = false;
  reference.addEventListener("click", (event) => {
    if (document.querySelector(".is-beside")) return; // js/margin-notes.js
    event.preventDefault();
    (reference.note ? close : open)(reference);
  });
}

prose.addEventListener("click", (event) => {
  if (!event.target.matches("[role=doc-backlink]")) return;
  event.preventDefault();
  close(openedAt(event.target));
});

prose.addEventListener("keydown", ({ key, target }) => {
  const reference = target.note ? target : openedAt(target);
  if (key === "Escape" && reference) close(reference);
});
