// Saving without leaving the page before the server has answered: when it cannot be reached, the words are still here.
// Without this script the form is sent as any other.
const gettext = window.gettext || ((text) => text)

const form = document.querySelector("#content-main > form[method=post]")
const isPopup = form?.querySelector("input[name=_popup]")

const SENTENCES = {
  0: () => gettext("The site cannot be reached. Nothing is saved and nothing is lost: leave this page open, and press the button again when the connection is back."),
  413: () => gettext("The form is too large. Nothing is saved and nothing is lost: shorten the longest text or remove some rows, then save again."),
  500: () => gettext("The site could not save this. Nothing is lost: leave this page open, wait a little and press the button again."),
}

function say(status) {
  const sentence = SENTENCES[status] || SENTENCES[500]
  let note = form.querySelector(".not-sent")
  if (!note) {
    note = document.createElement("p")
    note.className = "errornote not-sent"
    note.setAttribute("role", "alert")
    note.tabIndex = -1
  }
  form.prepend(note)
  note.textContent = sentence()
  note.focus()
  form.dispatchEvent(new CustomEvent("desk:not-saved"))
}

function sendAsUsual(submitter) {
  form.removeEventListener("submit", save)
  form.requestSubmit(submitter)
}

// What is on its way to be kept arrives before the form, or it would be offered again after saving.
async function keptBefore() {
  const onTheWay = []
  form.dispatchEvent(new CustomEvent("desk:saving", { detail: onTheWay }))
  await Promise.race([Promise.allSettled(onTheWay), new Promise((done) => setTimeout(done, 2000))])
}

async function save(event) {
  if (event.defaultPrevented) return
  const { submitter } = event
  event.preventDefault()
  if (form.ariaBusy === "true") return
  form.setAttribute("aria-busy", "true")
  await keptBefore()
  try {
    const body = new FormData(form, submitter)
    const sent = form.enctype === "multipart/form-data" ? body : new URLSearchParams(body)
    const headers = { "X-Desk-Save": "1" }
    const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body: sent, headers, redirect: "manual" })
    if (answer.status === 204) location.assign(answer.headers.get("X-Location"))
    else if (answer.status === 413 || answer.status >= 500) say(answer.status)
    else sendAsUsual(submitter) // nothing was saved; the page that says why is shown as usual
  } catch {
    say(0)
  } finally {
    form.removeAttribute("aria-busy")
  }
}

// The switch of the desk's language sends a form of its own, and this one would be gone.
function askBeforeSwitching(languages) {
  let isChanged = form.querySelector(".errornote, .meanwhile") !== null // it came back with words that are not saved
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => (isChanged = true))
  languages?.addEventListener("submit", (event) => {
    const question = gettext("What you typed is not saved yet. Switch the language and lose it?")
    if (isChanged && !window.confirm(question)) event.preventDefault()
  })
}

if (form) askBeforeSwitching(document.querySelector(".language-switch"))
if (form && !isPopup) form.addEventListener("submit", save)
