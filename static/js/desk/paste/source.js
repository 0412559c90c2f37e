// Reads HTML from the clipboard into a document of its own. The desk's policy forbids inline style, and a browser
// that meets a `style` while parsing drops it and complains; so the attributes are renamed in the text beforehand.
// A `base`, which it forbids as well, becomes an element without meaning.
// Both read a tag as browsers do: a quotation mark out of place is part of a name or a value.
const TAG_NAME = /<[a-z][^\t\n\f\r />]*/gi
const ATTRIBUTE = /([\t\n\f\r /]*)([^\t\n\f\r />][^\t\n\f\r />=]*)([\t\n\f\r ]*=[\t\n\f\r ]*(?:"[^"]*"|'[^']*'|[^\t\n\f\r >"'][^\t\n\f\r >]*)?)?/y
const STYLE_SHEET = /<style\b[^>]*>([\s\S]*?)(?:<\/style\s*>|$)/gi
const BASE = /<base\b/gi
const COMMENT = /<!--[\s\S]*?-->|<!\[[^>]*>/g
const RULE = /([^{}@;]+)\{([^{}]*)\}/g
const TELLING = /font-weight|font-style|font\s*:|vertical-align|text-decoration|background|mso-/i
const HIDDEN = /display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all/i
const AS_BLOCKS = "dt, main, nav, details, summary, center, legend, dialog" // the editor's parser takes them for words
const MOST_RULES = 500

/** The body of pasted HTML. What was `style`, in attributes or in style sheets, is in `data-style`; adds losses to `left`. */
export function readSource(html, left) {
  const sheets = []
  const text = html.replace(STYLE_SHEET, (_whole, sheet) => (sheets.push(sheet), "")).replace(COMMENT, "").replace(BASE, "<wbr")
  const body = new DOMParser().parseFromString(withoutStyle(text), "text/html").body
  for (const element of [...body.querySelectorAll("[data-style], [hidden]")]) {
    if (element.hidden || HIDDEN.test(element.dataset.style)) drop(element, "hidden", left)
  }
  for (const element of [...body.querySelectorAll("del, .msoDel, .TrackChangeTextDeletion")]) drop(element, "deleted", left)
  applySheets(body, sheets.join("\n"))
  for (const space of body.querySelectorAll(".Apple-converted-space, [data-style*='mso-tab-count']")) {
    space.replaceWith(" ")
  }
  for (const end of body.querySelectorAll("br.Apple-interchange-newline, .EOP")) end.remove()
  keepLines(body)
  for (const block of [...body.querySelectorAll(`${AS_BLOCKS}, span`)]) {
    if (block.localName !== "span" || styleOf(block, "display") === "block") rename(block, "div")
  }
  for (const list of [...body.querySelectorAll("menu, dir")]) rename(list, "ul")
  return body
}

function drop(element, loss, left) {
  if (element.textContent.trim()) left.add(loss)
  element.remove()
}

// Line breaks that are seen are elements: in `pre` all, in words that keep their breaks those between words.
function keepLines(body) {
  for (const text of textsIn(body)) {
    const isCode = text.parentElement.closest("pre")
    const isSeen = isCode ? /\n/.test(text.data) : /\S\s*\n\s*\S/.test(text.data) && /^pre/.test(saidOf(text.parentElement, "white-space"))
    if (!isSeen) continue
    const lines = (isCode ? text.data : text.data.trim()).split(/\r?\n/)
    text.replaceWith(...lines.flatMap((line, n) => (n ? [text.ownerDocument.createElement("br"), line] : [line])))
  }
}

/** What the nearest element around says of a property that is inherited. */
export function saidOf(element, property) {
  for (let around = element; around; around = around.parentElement) {
    const said = styleOf(around, property)
    if (said && said !== "inherit") return said
  }
  return ""
}

function withoutStyle(html) {
  let written = ""
  let at = 0
  for (TAG_NAME.lastIndex = 0; TAG_NAME.test(html); TAG_NAME.lastIndex = at) {
    ATTRIBUTE.lastIndex = TAG_NAME.lastIndex
    written += html.slice(at, TAG_NAME.lastIndex)
    at = TAG_NAME.lastIndex
    for (let found; (found = ATTRIBUTE.exec(html)); at = ATTRIBUTE.lastIndex) written += renamed(found)
  }
  return written + html.slice(at)
}

function renamed([whole, space, name, value = ""]) {
  return /^(style|on[a-z]+)$/i.test(name) ? `${space}data-${name}${value}` : whole
}

// What a style sheet says about an element counts less than what the element says itself.
function applySheets(body, sheets) {
  const rules = [...sheets.replace(/\/\*[\s\S]*?\*\/|<!--|-->/g, "").matchAll(RULE)]
  const telling = rules.filter(([, , declarations]) => TELLING.test(declarations)).slice(-MOST_RULES)
  for (const [, selector, declarations] of telling.reverse()) {
    for (const element of matching(body, selector)) {
      element.dataset.style = `${declarations};${element.dataset.style || ""}`
    }
  }
}

function matching(body, selector) {
  try {
    return body.querySelectorAll(selector)
  } catch {
    return [] // a selector of another program
  }
}

/** The value of a property that an element's style names, in lower case; the last one counts. */
export function styleOf(element, property) {
  const declarations = (element.dataset?.style || "").split(";")
  for (const declaration of declarations.reverse()) {
    const colon = declaration.indexOf(":")
    if (colon > 0 && declaration.slice(0, colon).trim().toLowerCase() === property) {
      return declaration.slice(colon + 1).replace(/!important/i, "").trim().toLowerCase()
    }
  }
  return ""
}

/** Put an element's children in its place. */
export function unwrap(element) {
  element.replaceWith(...element.childNodes)
}

/** The element under another name, with its children and attributes. */
export function rename(element, name) {
  const other = element.ownerDocument.createElement(name)
  for (const { name: key, value } of element.attributes) other.setAttribute(key, value)
  other.append(...element.childNodes)
  element.replaceWith(other)
  return other
}

/** All texts in an element, in reading order. */
export function textsIn(element) {
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const found = []
  while (walker.nextNode()) found.push(walker.currentNode)
  return found
}

/** Take that many letters away from the beginning of an element. */
export function removeLeading(element, count) {
  for (const text of textsIn(element)) {
    if (count <= 0) return
    const cut = Math.min(count, text.data.length)
    text.data = text.data.slice(cut)
    count -= cut
  }
}

/** Take that many letters away from the end of an element. */
export function removeEnding(element, count) {
  for (const text of textsIn(element).reverse()) {
    if (count <= 0) return
    const cut = Math.min(count, text.data.length)
    text.data = text.data.slice(0, text.data.length - cut)
    count -= cut
  }
}
