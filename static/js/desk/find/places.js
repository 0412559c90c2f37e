// The fields of a form that have words in a language, as places in which words are found and replaced:
// `runs()` are its texts with their positions, `replace` changes several of them at once, `read` and `write` undo that.
const FIELDS = "textarea[lang], input[type=text][lang]"
const NOTE = "footnote"

/** The fields of a form without addresses and identifiers, in the order of the page. */
export function placesIn(form) {
  return [...form.querySelectorAll(FIELDS)].filter(isProse).map((field) => {
    const editor = field.closest(".prose-editor")?.querySelector(".ProseMirror[contenteditable]")?.editor
    return editor ? new RichText(field, editor) : new PlainText(field)
  })
}

const isProse = (field) => !field.readOnly && !field.disabled && !/__prefix__/.test(field.name) && field.getAttribute("spellcheck") !== "false"

class Place {
  constructor(field) {
    this.field = field
    this.language = field.lang
  }

  label() {
    const words = this.field.labels?.[0]?.textContent || this.field.ariaLabel || this.field.closest("td")?.dataset.label || ""
    return words.trim().replace(/:$/, "")
  }

  /** Open what is folded up around the field. */
  open() {
    for (let around = this.field.closest("details"); around; around = around.parentElement.closest("details")) around.open = true
  }

  told() {
    this.field.dispatchEvent(new Event("input", { bubbles: true }))
  }
}

class PlainText extends Place {
  runs() {
    return [{ text: this.field.value, from: 0 }]
  }

  read() {
    return this.field.value
  }

  isAs(value) {
    return this.field.value === value
  }

  // As if it were typed, so that the browser can undo it.
  write(value) {
    const before = document.activeElement
    this.field.focus({ preventScroll: true })
    this.field.select()
    if (document.activeElement !== this.field || !document.execCommand("insertText", false, value)) {
      this.field.value = value
      this.told()
    }
    before?.focus({ preventScroll: true })
  }

  /** False, when the field does not hold so much. */
  replace(spans, words) {
    let value = this.field.value
    for (const [start, end] of spans.toReversed()) value = value.slice(0, start) + words + value.slice(end)
    if (this.field.maxLength > 0 && value.length > this.field.maxLength) return false
    this.write(value)
    return true
  }

  reveal([start, end]) {
    this.open()
    this.field.setSelectionRange(start, end)
    this.field.scrollIntoView({ block: "center" })
    return null
  }

  enter() {
    this.field.focus()
  }
}

class RichText extends Place {
  constructor(field, editor) {
    super(field)
    this.editor = editor
  }

  label() {
    const name = this.editor.view.dom.getAttribute("aria-labelledby")
    return (document.getElementById(name)?.textContent || super.label()).trim().replace(/:$/, "")
  }

  // The words of a note stand apart from those around it.
  runs() {
    const runs = []
    this.editor.state.doc.descendants((block, at) => {
      if (!block.isTextblock) return true
      let run = null
      block.forEach((node, offset) => {
        if (!node.isText) return (run = null)
        const note = node.marks.find(({ type }) => type.name === NOTE)?.attrs.number
        if (!run || run.note !== note) runs.push((run = { text: "", from: at + 1 + offset, note }))
        run.text += node.text
      })
      return false
    })
    return runs
  }

  read() {
    return this.editor.state.doc
  }

  isAs(doc) {
    return this.editor.state.doc.eq(doc)
  }

  write(doc) {
    const { tr } = this.editor.state
    this.dispatch(tr.replaceWith(0, tr.doc.content.size, doc.content))
  }

  // A step of its own to undo, whatever was done right before
  dispatch(tr) {
    this.editor.view.dispatch(tr.setMeta("closeHistory$", true))
    this.told()
  }

  replace(spans, words) {
    const { tr, schema } = this.editor.state
    for (const [from, to] of spans.toReversed()) put(tr, schema, from, to, words)
    this.dispatch(tr)
    return true
  }

  reveal([from, to]) {
    this.open()
    const { view } = this.editor
    this.editor.commands.setTextSelection({ from, to })
    const range = document.createRange()
    const [start, end] = [view.domAtPos(from, 1), view.domAtPos(to, -1)]
    range.setStart(start.node, start.offset)
    range.setEnd(end.node, end.offset)
    const element = start.node.nodeType === Node.TEXT_NODE ? start.node.parentElement : start.node
    element.scrollIntoView({ block: "center" })
    return range
  }

  enter() {
    this.editor.view.focus()
  }
}

// Only the letters that differ are exchanged, and those that come are formatted as the first that go.
// A link or a note that would be gone altogether goes on with them.
function put(tr, schema, from, to, words) {
  const old = tr.doc.textBetween(from, to)
  let before = 0
  while (before < Math.min(old.length, words.length) && old[before] === words[before]) before++
  let behind = 0
  while (behind < Math.min(old.length, words.length) - before && old.at(-1 - behind) === words.at(-1 - behind)) behind++
  const [start, end, text] = [from + before, to - behind, words.slice(before, words.length - behind)]
  if (start === end && !text) return
  const marks = marksOf(tr.doc, start, end, from, to)
  if (text) tr.replaceWith(start, end, schema.text(text, marks))
  else tr.delete(start, end)
}

function marksOf(doc, start, end, from, to) {
  if (start === end) return (start > from ? doc.resolve(start).nodeBefore : doc.resolve(Math.min(start, to - 1)).nodeAfter)?.marks || []
  let marks = doc.resolve(start).nodeAfter.marks
  doc.nodesBetween(start, end, (node) => {
    for (const mark of node.isText ? node.marks : []) {
      if (mark.type.name === "link" && !marks.some(({ type }) => type === mark.type)) marks = mark.addToSet(marks)
    }
  })
  return marks
}
