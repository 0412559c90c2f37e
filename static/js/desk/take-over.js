// Takes over people, organisations and subjects of the related publications that are chosen in the form, as rows that are
// not there yet. They are saved with the form.
const gettext = window.gettext || ((text) => text)
const interpolate = window.interpolate

const group = document.querySelector("#relations_out-group")
const first = group?.querySelector("select[data-take-over]")
const NO_TRIGGER = "change.select2" // shows what is chosen, and is no choice by a person

const chosen = () =>
  [...group.querySelectorAll("tr.form-row:not(.empty-form) select[data-take-over]")]
    .filter((select) => select.value && !select.closest("tr").querySelector("input[name$=-DELETE]:checked"))
    .map((select) => select.value)

async function ask() {
  const query = new URLSearchParams([["kind", document.querySelector("#id_kind")?.value || ""], ...chosen().map((key) => ["from", key])])
  const answer = await fetch(`${first.dataset.takeOver}&${query}`, { headers: { Accept: "application/json" } })
  if (!answer.ok) throw new Error(answer.status)
  return answer.json()
}

// What a row is about: the key that is chosen in it, or the name of a guest in any language.
function isThere(rows, field, { chosen, words }) {
  return rows.some((row) => {
    const key = row.querySelector(`select[name$="-${field}"]`).value
    if (key || chosen) return key === chosen?.id
    return Object.entries(words).some(([name, word]) => name.startsWith("name_") && word && row.querySelector(`[name$="-${name}"]`)?.value.trim() === word)
  })
}

function addRows(prefix, field, entries) {
  const list = document.querySelector(`#${prefix}-group`)
  const rows = () => [...list.querySelectorAll(".inline-related[id]:not(.empty-form)")]
  let added = 0
  for (const entry of entries) {
    if (isThere(rows(), field, entry)) continue
    list.querySelector(".add-row a").click()
    const row = rows().at(-1)
    for (const [name, word] of Object.entries(entry.words)) row.querySelector(`[name$="-${name}"]`).value = word
    const role = row.querySelector("select[name$=-role]")
    role.value = entry.role
    role.dataset.isChosen = "1"
    if (entry.chosen) choose(row.querySelector(`select[name$="-${field}"]`), entry.chosen)
    list.dispatchEvent(new CustomEvent("desk:filled"))
    added += 1
  }
  return added
}

function choose(select, { id, text }) {
  select.append(new Option(text, id, true, true))
  django.jQuery(select).trigger(NO_TRIGGER)
}

function addSubjects(name, entries) {
  const select = document.querySelector(`#id_${name}`)
  const missing = select ? entries.filter(({ id }) => ![...select.selectedOptions].some((option) => option.value === id)) : []
  for (const entry of missing) {
    for (const option of select.querySelectorAll(`option[value="${entry.id}"]`)) option.remove()
    choose(select, entry)
  }
  return missing.length
}

function told(found) {
  const people = addRows("contributions", "expert", found.people)
  const institutions = addRows("institutions", "organization", found.institutions)
  const subjects = ["topics", "regions", "projects"].reduce((sum, name) => sum + addSubjects(name, found[name]), 0)
  if (!(people + institutions + subjects)) return gettext("Everything of the related publications is here already.")
  const sentence = gettext("Taken over: people %(people)s, organisations %(institutions)s, topics and the like %(subjects)s. Look at the roles, then save.")
  return interpolate(sentence, { people, institutions, subjects }, true)
}

async function takeOver(line) {
  if (!chosen().length) return (line.textContent = gettext("First choose a related publication above."))
  try {
    line.textContent = told(await ask())
  } catch {
    line.textContent = gettext("The related publication could not be read. Try again.")
  }
}

function addButton() {
  const box = Object.assign(document.createElement("div"), { className: "take-over" })
  const press = Object.assign(document.createElement("button"), { type: "button", className: "quiet-button" })
  press.textContent = gettext("Take over people, organisations and topics")
  const line = document.createElement("span")
  line.setAttribute("role", "status")
  press.addEventListener("click", () => takeOver(line))
  box.append(press, line)
  group.querySelector("fieldset").append(box)
}

if (first && document.querySelector("#contributions-group")) addButton()
