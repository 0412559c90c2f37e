// Rows of a form are put in order by buttons, by Alt and an arrow key, or by dragging. The positions are fields of the form,
// which this hides and numbers; without this script they are typed. The server's side is thinktank/desk/rows.py.
const gettext = window.gettext || ((text) => text)
const interpolate = window.interpolate || ((text, values) => text.replace(/%\((\w+)\)s/g, (_all, name) => values[name]))

// Fields in which Alt and an arrow mean something else.
const OWN_ARROWS = "select, [role=combobox], [role=searchbox], .prose-editor, input[type=date], input[type=datetime-local]"
const LONGEST_NAME = 60 // letters

class OrderedRows {
  constructor(group) {
    this.group = group
    this.prefix = group.dataset.inlineFormset && JSON.parse(group.dataset.inlineFormset).options.prefix
    this.isTable = group.dataset.inlineType === "tabular"
    this.said = group.appendChild(Object.assign(document.createElement("p"), { className: "visually-hidden rows-said", role: "status" }))
    group.classList.add("is-ordered")
    for (const row of this.allRows()) this.addButtons(row)
    this.sortByPosition()
    group.addEventListener("click", (event) => this.clicked(event))
    group.addEventListener("keydown", (event) => this.pressed(event))
    group.addEventListener("pointerdown", (event) => this.grabbed(event))
    group.addEventListener("formset:added", () => this.name())
    document.addEventListener("formset:removed", ({ detail }) => detail.formsetName === this.prefix && setTimeout(() => this.renumber()))
    for (const kind of ["change", "desk:filled"]) django.jQuery(group).on(kind, () => this.name())
    this.name()
  }

  allRows() {
    return [...this.group.querySelectorAll(this.isTable ? "tbody > tr.form-row" : ".inline-related[id]")].filter((row) => field(row))
  }

  rows() {
    return this.allRows().filter((row) => !row.classList.contains("empty-form"))
  }

  addButtons(row) {
    const buttons = document.createElement("span")
    buttons.className = "row-order"
    buttons.append(button("grip", "⠿"), button("up", "↑"), button("down", "↓"))
    if (this.isTable) field(row).closest("td").append(buttons)
    else row.querySelector("h3").prepend(buttons)
  }

  // A form that came back has its rows in the order in which they were made.
  sortByPosition() {
    const rows = this.rows()
    const position = (row) => (field(row).value === "" ? Infinity : Number(field(row).value))
    const sorted = rows.toSorted((one, other) => position(one) - position(other) || rows.indexOf(one) - rows.indexOf(other))
    if (sorted.some((row, place) => row !== rows[place])) for (const row of sorted) this.putLast(row)
  }

  putLast(row) {
    const end = this.group.querySelector(this.isTable ? "tbody > tr.empty-form, tbody > tr.add-row" : ".empty-form, .add-row")
    const parent = row.parentElement
    if (end) parent.insertBefore(row, end)
    else parent.append(row)
  }

  name() {
    this.rows().forEach((row, place, rows) => {
      const name = nameOf(row)
      if (isNew(row) && !this.isTable) row.querySelector(".inline_label").textContent = name
      const said = { up: gettext("Move up: %(name)s"), down: gettext("Move down: %(name)s"), grip: gettext("Drag: %(name)s") }
      for (const each of row.querySelectorAll(".row-order [data-move]")) {
        each.title = each.ariaLabel = interpolate(said[each.dataset.move], { name }, true)
        const isEnd = each.dataset.move === "up" ? place === 0 : each.dataset.move === "down" && place === rows.length - 1
        each.ariaDisabled = isEnd ? "true" : null
      }
    })
  }

  clicked(event) {
    const pressed = event.target.closest("[data-move=up], [data-move=down]")
    if (pressed) this.move(pressed.closest(this.isTable ? "tr" : ".inline-related"), pressed.dataset.move === "up" ? -1 : 1)
  }

  pressed(event) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (!by || !event.altKey || event.ctrlKey || event.metaKey || event.target.closest(OWN_ARROWS)) return
    const row = this.rows().find((each) => each.contains(event.target))
    if (!row) return
    event.preventDefault()
    this.move(row, by)
  }

  // The neighbour moves and not the row, whose field or button keeps the focus.
  move(row, by) {
    const rows = this.rows()
    const place = rows.indexOf(row)
    const neighbour = rows[place + by]
    if (!neighbour) return this.say(by < 0 ? gettext("%(name)s is first already.") : gettext("%(name)s is last already."), row)
    if (by < 0) row.after(neighbour)
    else row.before(neighbour)
    this.moved(row)
    row.scrollIntoView({ block: "nearest" })
  }

  moved(row) {
    const rows = this.rows()
    rows.forEach((each, place) => (field(each).value = place + 1))
    this.name()
    field(row).dispatchEvent(new Event("change", { bubbles: true }))
    this.say(gettext("%(name)s: place %(place)s of %(all)s."), row, { place: rows.indexOf(row) + 1, all: rows.length })
  }

  say(sentence, row, more = {}) {
    this.said.textContent = interpolate(sentence, { name: nameOf(row), ...more }, true)
  }

  // Dragging: stored rows fold to their headings, and neighbours make way for the row below the pointer.
  grabbed(event) {
    const grip = event.target.closest("[data-move=grip]")
    if (!grip || event.button !== 0) return
    event.preventDefault()
    const row = grip.closest(this.isTable ? "tr" : ".inline-related")
    const before = this.rows()
    const top = grip.getBoundingClientRect().top
    this.group.classList.add("is-sorting")
    row.classList.add("is-dragged")
    window.scrollBy(0, grip.getBoundingClientRect().top - top)
    const end = new AbortController()
    const drop = () => {
      end.abort()
      this.group.classList.remove("is-sorting")
      row.classList.remove("is-dragged")
      row.scrollIntoView({ block: "nearest" })
      if (this.rows().some((each, place) => each !== before[place])) this.moved(row)
    }
    document.addEventListener("pointermove", (moved) => this.makeWay(row, moved.clientY), end)
    for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, drop, end)
  }

  makeWay(row, y) {
    for (;;) {
      const rows = this.rows()
      const place = rows.indexOf(row)
      const [above, below] = [rows[place - 1], rows[place + 1]]
      if (above && y < middle(above)) row.after(above)
      else if (below && y > middle(below)) row.before(below)
      else break
    }
    row.scrollIntoView({ block: "nearest" })
  }

  // Django numbers the rows in the order of the page; the server needs those that are stored first.
  renumber() {
    const rows = this.rows()
    const sorted = [...rows.filter((row) => !isNew(row)), ...rows.filter(isNew)]
    const old = new RegExp(`${this.prefix}-\\d+(?=-|$)`)
    sorted.forEach((row, number) => {
      for (const each of [row, ...row.querySelectorAll("*")]) {
        for (const name of ["id", "name", "for", "aria-controls", "aria-describedby"]) {
          const value = each.getAttribute(name)
          if (value && old.test(value)) each.setAttribute(name, value.replace(old, `${this.prefix}-${number}`))
        }
      }
    })
    this.name()
  }
}

const field = (row) => row.querySelector("input[name$='-position']")

const isNew = (row) => !row.classList.contains("has_original")

function middle(row) {
  const box = row.getBoundingClientRect()
  return box.top + box.height / 2
}

function button(move, sign) {
  const made = document.createElement(move === "grip" ? "span" : "button")
  if (move === "grip") made.ariaHidden = "true"
  else made.type = "button"
  made.dataset.move = move
  made.textContent = sign
  return made
}

// What the row is about: what is chosen in it (without what tells it apart from its namesakes), else what is written in it, else its number.
export function nameOf(row) {
  const chosen = [...row.querySelectorAll("select")].find((each) => each.value && each.matches(".admin-autocomplete"))
  const written = [...row.querySelectorAll("input[type=text], textarea")].find((each) => each.value.trim())
  const stored = isNew(row) ? null : row.querySelector(".inline_label, td.original p")
  const name = chosen?.selectedOptions[0]?.textContent || written?.value || stored?.textContent || ""
  return name.split(" — ")[0].trim().replace(/\s+/g, " ").slice(0, LONGEST_NAME) || gettext("new row")
}

for (const group of document.querySelectorAll(".js-inline-admin-formset")) {
  const position = group.querySelector("input[name$='-position']")
  if (position && !position.disabled) new OrderedRows(group)
}
