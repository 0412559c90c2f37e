// Reads HTML from the clipboard into a document of its own. The desk's policy forbids inline style, and a browser
// that meets a `style` while parsing drops it and complains; so the attributes are renamed in the text beforehand.
// Both read a tag as browsers do: a quotation mark out of place is part of a name or a value.
const TAG_NAME = /<[a-z][^\t\n\f\r />]*/gi
const ATTRIBUTE = /([\t\n\f\r /]*)([^\t\n\f\r />][^\t\n\f\r />=]*)([\t\n\f\r ]*=[\t\n\f\r ]*(?:"[^"]*"|'[^']*'|[^\t\n\f\r >"'][^\t\n\f\r >]*)?)?/y
const STYLE_SHEET = /<style\b[^>]*>([\s\S]*?)(?:<\/style\s*>|$)/gi
const COMMENT = /<!--[\s\S]*?-->|<!\[[^>]*>/g
const RULE = /([^{}@;]+)\{([^{}]*)\}/g
const TELLING = /font-weight|font-style|font\s*:|vertical-align|text-decoration|background|mso-/i
const HIDDEN = /display\s*:\s*none|mso-hide\s*:\s*all/i
const MOST_RULES = 500

/** The body of pasted HTML. What was `style`, in attributes or in style sheets, is in `data-style`. */
export function readSource(html) {
  const sheets = []
  const text = html.replace(STYLE_SHEET, (_whole, sheet) => (sheets.push(sheet), "")).replace(COMMENT, "")
  const body = new DOMParser().parseFromString(withoutStyle(text), "text/html").body
  for (const element of [...body.querySelectorAll("[data-style]")]) {
    if (HIDDEN.test(element.dataset.style)) element.remove()
  }
  applySheets(body, sheets.join("\n"))
  for (const space of body.querySelectorAll(".Apple-converted-space, [data-style*='mso-tab-count']")) {
    space.replaceWith(" ")
  }
  for (const end of body.querySelectorAll("br.Apple-interchange-newline")) end.remove()
  return body
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
