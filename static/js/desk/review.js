// Sends the forms of the review without leaving the form of the text, in which somebody may be typing.
// The answer is the panel as it is then. A passage that is marked in the text goes into the form for a comment.

const AS_PART = "X-Review-Panel";
const panel = () => document.getElementById("review");

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.closest("#review") || event.defaultPrevented) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  const buttons = [...form.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: fields, headers: { [AS_PART]: "1" } });
    const html = await answer.text();
    const found = new DOMParser().parseFromString(html, "text/html").getElementById("review");
    if (!found) throw new Error(answer.status);
    show(found);
  } catch {
    for (const button of buttons) button.disabled = false;
    say(form, gettext("This could not be sent. Check the connection and try again."));
  }
});

function show(found) {
  found.querySelector("details").open = true;
  panel().replaceWith(found);
  const told = found.querySelector(".errorlist, .review__told");
  if (!told) return;
  told.tabIndex = -1;
  told.focus();
}

function say(form, sentence) {
  const line = form.querySelector(".review__failed") ?? form.appendChild(document.createElement("p"));
  line.className = "review__failed";
  line.setAttribute("role", "alert");
  line.textContent = sentence;
}

// What is marked in a field, remembered until the form for a comment is opened
let marked = null;

document.addEventListener("selectionchange", () => {
  const found = inField() ?? inEditor();
  if (found) marked = found;
});

document.addEventListener("toggle", (event) => {
  const details = event.target;
  if (!details.matches?.("[data-comment]") || !details.open || !marked) return;
  const place = details.querySelector("[name=place]");
  const option = [...place.options].find(({ value }) => value === marked.place);
  const quote = details.querySelector("[name=quote]");
  if (!option || quote.value) return;
  place.value = option.value;
  quote.value = marked.quote;
  marked = null;
}, true);

function inField() {
  const field = document.activeElement;
  if (!field?.matches?.("textarea[lang][name], input[type=text][lang][name]") || field.closest("#review")) return null;
  return placed(field, field.value.slice(field.selectionStart, field.selectionEnd));
}

function inEditor() {
  const selection = document.getSelection();
  const start = selection.anchorNode?.parentElement?.closest(".ProseMirror");
  const field = start?.closest(".form-row, .fieldBox, .field-box, div:has(> textarea)")?.querySelector("textarea[name]");
  return field ? placed(field, selection.toString()) : null;
}

function placed(field, text) {
  const quote = text.trim();
  const [, name] = /^(.*)$/.exec(field.name);
  const language = field.lang;
  if (!quote || quote.length > 500 || !language) return null;
  const column = language.replaceAll("-", "_");
  return name.endsWith(`_${column}`) ? { place: `${name.slice(0, -column.length - 1)}:${language}`, quote } : null;
}
