// Find and replace in the texts of a form, in one language or in all. Nothing is saved: what is replaced is as if typed.
import { matchesIn } from "desk/find/matches"
import { placesIn } from "desk/find/places"

const gettext = window.gettext || ((text) => text)
const ngettext = window.ngettext || ((one, many, n) => (n === 1 ? one : many))
const filled = (text, ...values) => values.reduce((said, value) => said.replace("%s", () => value), text)

const AROUND = 32 // letters shown before and behind what is found
const PAUSE = 200 // milliseconds after typing
const LONGEST = 200

function element(name, properties = {}, ...children) {
  const { className, ...attributes } = properties
  const made = document.createElement(name)
  if (className) made.className = className
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

const button = (words, act, label) => {
  const made = element("button", { type: "button", ...(label ? { "aria-label": label, title: label } : {}) }, words)
  made.addEventListener("click", act)
  return made
}

const nameOf = (code) => {
  const name = new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(code)
  return name[0].toUpperCase() + name.slice(1)
}

class FindBar {
  constructor(form) {
    this.form = form
    this.found = []
    this.now = 0
    this.bar = this.make()
    form.before(this.bar)
    this.opener = button(gettext("Find and replace"), () => this.show())
    this.opener.setAttribute("aria-keyshortcuts", "Control+Shift+F")
    const opening = element("p", { className: "find-opener" }, this.opener, " ", element("kbd", {}, "Ctrl + Shift + F"))
    form.querySelector("fieldset.text, fieldset")?.before(opening)
    form.addEventListener("input", () => this.later())
  }

  make() {
    this.words = element("input", { type: "search", id: "find-words", autocomplete: "off", maxlength: LONGEST })
    this.other = element("input", { type: "text", id: "find-other", autocomplete: "off", maxlength: LONGEST })
    this.exact = element("input", { type: "checkbox", id: "find-exact" })
    this.whole = element("input", { type: "checkbox", id: "find-whole" })
    this.language = element("select", { id: "find-language" })
    this.told = element("p", { className: "find-bar__told", role: "status" })
    this.undoing = button(gettext("Undo the replacement"), () => this.undo())
    this.undoing.hidden = true
    const labelled = (field, words) => element("div", { className: "find-bar__field" }, element("label", { for: field.id }, words), field)
    const ticked = (field, words) => element("label", { className: "find-bar__tick" }, field, ` ${words}`)
    const bar = element(
      "div",
      { className: "find-bar", role: "search", "aria-label": gettext("Find and replace"), hidden: "" },
      element("div", { className: "find-bar__row" },
        labelled(this.words, gettext("Find")),
        button("↑", () => this.step(-1), gettext("Previous")),
        button("↓", () => this.step(1), gettext("Next")),
        labelled(this.other, gettext("Replace with")),
        button(gettext("Replace"), () => this.replaceOne()),
        button(gettext("Replace all"), () => this.replaceAll()),
        button("×", () => this.close(), gettext("Close")),
      ),
      element("div", { className: "find-bar__row" },
        labelled(this.language, gettext("Language")),
        ticked(this.exact, gettext("Match case, and ё as ё")),
        ticked(this.whole, gettext("Whole words")),
        this.undoing,
      ),
      this.told,
    )
    this.words.addEventListener("input", () => this.later())
    for (const field of [this.exact, this.whole, this.language]) field.addEventListener("change", () => this.look(0))
    bar.addEventListener("keydown", (event) => this.pressed(event))
    return bar
  }

  pressed(event) {
    if (event.isComposing) return
    if (event.key === "Escape") this.close()
    else if (event.key === "Enter" && event.target === this.words) this.step(event.shiftKey ? -1 : 1)
    else if (event.key === "Enter" && event.target === this.other) this.replaceOne()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  show() {
    const { activeElement: field } = document
    const marked = field?.matches("textarea, input[type=text]") ? field.value.slice(field.selectionStart, field.selectionEnd) : getSelection().toString()
    const languages = [...new Set(placesIn(this.form).map(({ language }) => language))]
    if (!this.language.options.length) {
      this.language.append(new Option(gettext("All"), ""), ...languages.map((code) => new Option(nameOf(code), code)))
    }
    this.bar.hidden = false
    if (marked.trim() && marked.length <= LONGEST && !marked.includes("\n") && !this.bar.contains(field)) this.words.value = marked.trim()
    this.words.focus()
    this.words.select()
    this.look(0)
  }

  close() {
    const match = this.found[this.now]
    this.bar.hidden = true
    this.mark(null)
    if (match) match.place.enter()
    else this.opener.focus()
  }

  later() {
    clearTimeout(this.timer)
    if (!this.bar.hidden) this.timer = setTimeout(() => this.look(), PAUSE)
  }

  search() {
    const options = { isExact: this.exact.checked, isWholeWord: this.whole.checked }
    const places = placesIn(this.form).filter(({ language }) => !this.language.value || language === this.language.value)
    this.found = places.flatMap((place) =>
      place.runs().flatMap(({ text, from }) =>
        matchesIn(text, this.words.value, options).map(([start, end]) => ({
          place,
          span: [from + start, from + end],
          around: [
            (start > AROUND ? "…" : "") + text.slice(Math.max(0, start - AROUND), start),
            text.slice(start, end),
            text.slice(end, end + AROUND) + (end + AROUND < text.length ? "…" : ""),
          ],
        })),
      ),
    )
  }

  /** Search anew, and stay with what was shown if it is still there. */
  look(now = this.now) {
    clearTimeout(this.timer)
    const wasTyping = this.form.contains(document.activeElement)
    this.search()
    this.now = Math.min(now, Math.max(0, this.found.length - 1))
    this.say(wasTyping)
  }

  step(by) {
    const before = this.found[this.now]
    this.search()
    const same = this.found.findIndex((match) => before && match.place.field === before.place.field && match.span[0] === before.span[0])
    const n = this.found.length
    if (n) this.now = same >= 0 ? (same + by + n) % n : Math.min(this.now, n - 1)
    this.say()
  }

  /** Where we are. Somebody who is typing in a field is not taken away from there. */
  say(isTyping = false) {
    const match = this.found[this.now]
    if (!match) {
      this.mark(null)
      this.told.textContent = this.words.value ? gettext("Nothing found.") : ""
      return
    }
    const [before, words, behind] = match.around
    const place = filled(gettext("%s of %s: %s"), this.now + 1, this.found.length, match.place.label())
    this.told.replaceChildren(place, " ", element("q", { lang: match.place.language }, before, element("mark", {}, words), behind))
    if (!isTyping) this.mark(match)
  }

  mark(match) {
    for (const field of this.form.querySelectorAll(".is-found")) field.classList.remove("is-found")
    CSS.highlights?.delete("found")
    if (!match) return
    const range = match.place.reveal(match.span)
    if (range && CSS.highlights) CSS.highlights.set("found", new Highlight(range))
    if (!range) match.place.field.classList.add("is-found")
  }

  replaceOne() {
    const before = this.found[this.now]
    this.search()
    const match = this.found.find(({ place, span }) => before && place.field === before.place.field && span[0] === before.span[0])
    if (!match) return this.say()
    const at = match.span[0]
    const done = this.change([match])
    if (!done.count) return this.refused(done)
    this.search()
    const order = new Map(placesIn(this.form).map(({ field }, index) => [field, index]))
    const isBehind = ({ place, span }) =>
      place.field === match.place.field ? span[0] >= at + this.other.value.length : order.get(place.field) > order.get(match.place.field)
    this.now = Math.max(0, this.found.findIndex(isBehind))
    this.say()
    if (!this.found.length) this.told.textContent = gettext("Replaced. No more is found.")
  }

  replaceAll() {
    this.search()
    if (!this.found.length) return this.say()
    const done = this.change(this.found)
    this.search()
    this.now = 0
    this.mark(null)
    this.refused(done)
  }

  // Counts what was replaced, and names the fields that do not hold so much.
  change(matches) {
    const { value: words } = this.other
    const done = { count: 0, fields: 0, full: [] }
    const undo = []
    for (const [, own] of Map.groupBy(matches, ({ place }) => place.field)) {
      const [{ place }] = own
      const before = place.read()
      if (!place.replace(own.map(({ span }) => span), words)) {
        done.full.push(place.label())
        continue
      }
      undo.push({ place, before, after: place.read() })
      done.count += own.length
      done.fields += 1
    }
    clearTimeout(this.timer)
    if (undo.length) this.toUndo = undo
    this.undoing.hidden = !this.toUndo
    return done
  }

  refused({ count, fields, full }) {
    const sentences = []
    if (count) {
      const times = filled(ngettext("%s place", "%s places", count), count)
      sentences.push(filled(ngettext("Replaced: %s in %s field. Not saved yet.", "Replaced: %s in %s fields. Not saved yet.", fields), times, fields))
    }
    if (full.length) sentences.push(filled(gettext("Nothing was replaced where the text would become too long: %s."), full.join(", ")))
    this.told.textContent = sentences.join(" ")
  }

  undo() {
    const kept = []
    for (const { place, before, after } of this.toUndo.toReversed()) {
      if (place.isAs(after)) place.write(before)
      else kept.push(place.label())
    }
    clearTimeout(this.timer)
    this.toUndo = null
    this.undoing.hidden = true
    this.words.focus()
    this.search()
    this.now = 0
    this.mark(null)
    this.told.textContent = kept.length
      ? filled(gettext("Undone, but for what you have changed since: %s."), kept.join(", "))
      : gettext("The replacement is undone.")
  }
}

const form = document.querySelector("#content-main > form[method=post]")
if (form) {
  const bar = new FindBar(form)
  // By its place, so that it works on every keyboard layout. Browsers have nothing on it.
  document.addEventListener("keydown", (event) => {
    if (event.code !== "KeyF" || !event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey || event.isComposing) return
    event.preventDefault()
    bar.show()
  })
}
