/** Notes of a long text stand in its margin where it has one, each beside the line that refers to it. */

const prose = document.querySelector(".prose");
const notes = document.querySelector(".footnotes");
const references = prose.querySelectorAll("[role=doc-noteref]");
const hasMargin = matchMedia("screen and (width >= 80rem)");

/** As high as its line, or below the note above and whatever is as wide as the page. */
function place() {
  const start = notes.parentElement.getBoundingClientRect().top;
  const boxes = [...prose.querySelectorAll(":scope > :is(figure, .table-scroll)")].map((one) => one.getBoundingClientRect());
  let top = 0;
  for (const reference of references) {
    const note = document.querySelector(reference.hash);
    top = Math.max(top, reference.getBoundingClientRect().top - start);
    for (const box of boxes) if (top + note.offsetHeight > box.top - start && top < box.bottom - start) top = box.bottom - start;
    note.style.insetBlockStart = `${top}px`;
    top += note.offsetHeight + 16;
  }
}

function settle() {
  references.forEach((reference) => reference.note && reference.click());
  notes.classList.toggle("is-beside", hasMargin.matches);
  place();
}

hasMargin.addEventListener("change", settle);
new ResizeObserver(place).observe(prose);
settle();
