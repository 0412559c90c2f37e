// Bold, italic and raised letters, whether a tag or a style says so: the nearest statement counts.
import { styleOf, textsIn, unwrap } from "desk/paste/source"

const FORMATTING =
  "b, strong, i, em, cite, dfn, var, span:not([data-footnote]), font, u, ins, sub, sup, small, big, tt, code, kbd, samp, abbr, acronym, mark, s, strike, del, label, time, bdi, bdo"
const BLOCK = /^(P|DIV|H[1-6]|LI|UL|OL|TD|TH|TR|TABLE|TBODY|BLOCKQUOTE|FIGURE|FIGCAPTION|BODY)$/
const BOLD_BY_PLACE = "h1, h2, h3, h4, h5, h6, th"

const TAGS = {
  strong: /^(B|STRONG)$/,
  em: /^(I|EM|CITE|DFN|VAR)$/,
  sub: /^SUB$/,
  sup: /^SUP$/,
}

// What the shorthand `font` says of a property: it resets what it does not name. Nothing, where there is no size in it.
function inShorthand(element, value) {
  const [, before] = /^(.*?)(?:[\d.]+(?:[a-z]{2,4}|%)|\b(?:xx?-)?(?:small|large)(?:er)?\b|\bmedium\b)/.exec(styleOf(element, "font")) || []
  return before === undefined ? "" : value.exec(before)?.[0] || "normal"
}

function weight(element) {
  if (/^docs-internal-guid/.test(element.id)) return false // holds a shared document together, whether or not its style came along
  const said = styleOf(element, "font-weight") || inShorthand(element, /\b(bold|bolder|lighter|[1-9]\d\d)\b/)
  if (/^(bold|bolder)$/.test(said)) return true
  if (/^(normal|lighter|initial)$/.test(said)) return false
  if (/^(inherit|unset)$/.test(said)) return INHERITED
  return /^\d+$/.test(said) ? Number(said) >= 600 : null
}

function slant(element) {
  const said = styleOf(element, "font-style") || inShorthand(element, /\b(italic|oblique)\b/)
  if (/^(italic|oblique)/.test(said)) return true
  if (/^(inherit|unset)$/.test(said)) return INHERITED
  return /^(normal|initial)$/.test(said) ? false : null
}

// A length raises or lowers; any other word is about one element alone, and takes nothing from those around it.
function raised(value) {
  return (element) => {
    if (BLOCK.test(element.tagName)) return null // there it is the place in a cell
    const said = styleOf(element, "vertical-align")
    const length = /^-?[\d.]+/.test(said) ? Number.parseFloat(said) : 0
    return said === value || (length && length > 0 === (value === "super")) ? true : null
  }
}

const INHERITED = Symbol("inherited")
const STYLES = { strong: weight, em: slant, sub: raised("sub"), sup: raised("super") }

function isMarked(text, mark) {
  if (mark === "strong" && text.parentElement.closest(BOLD_BY_PLACE)) return false
  for (let element = text.parentElement; element; element = element.parentElement) {
    if ("footnote" in element.dataset) return false // a note is not written as the words around it
    const said = STYLES[mark](element)
    if (said === INHERITED) continue
    if (said !== null) return said
    if (TAGS[mark].test(element.tagName)) return true
  }
  return false
}

/** Whether a text is bold. Words in headings and header cells are not, since their place says it already. */
export const isBold = (text) => isMarked(text, "strong")

/** Write all formatting of words with the four elements that the editor knows; adds what is lost to `left`. */
export function formatWords(body, left) {
  for (const text of textsIn(body)) {
    if (!text.data.trim() && [...text.parentElement.children].some((child) => BLOCK.test(child.tagName))) continue
    const marks = Object.keys(TAGS).filter((mark) => isMarked(text, mark))
    noteLosses(text, left)
    for (const mark of marks.reverse()) {
      const element = text.ownerDocument.createElement(mark)
      element.dataset.kept = ""
      const inner = text.parentElement?.closest("[data-kept]") ? outermost(text) : text
      inner.replaceWith(element)
      element.append(inner)
    }
  }
  for (const element of [...body.querySelectorAll(FORMATTING)]) {
    if (!("kept" in element.dataset)) unwrap(element)
  }
  for (const element of body.querySelectorAll("[data-kept]")) element.removeAttribute("data-kept")
}

function outermost(text) {
  let node = text
  while (node.parentElement && "kept" in node.parentElement.dataset) node = node.parentElement
  return node
}

function noteLosses(text, left) {
  if (!text.data.trim()) return
  const isLinked = text.parentElement.closest("a")
  for (let element = text.parentElement; element; element = element.parentElement) {
    const line = styleOf(element, "text-decoration") || styleOf(element, "text-decoration-line")
    if (/line-through/.test(line) || /^(S|STRIKE)$/.test(element.tagName)) left.add("struck")
    if (!isLinked && (element.tagName === "U" || /underline/.test(line))) left.add("underlined")
    if (BLOCK.test(element.tagName)) return
    if (element.tagName === "MARK" || isCoat(styleOf(element, "background-color") || styleOf(element, "background"))) {
      left.add("highlighted")
    }
  }
}

function isCoat(colour) {
  const isPlain = /^(url\(|transparent|none|initial|inherit|white|#fff(fff)?\b|rgba?\(255,\s*255,\s*255|rgba\(.*,\s*0\))/
  return Boolean(colour) && !isPlain.test(colour)
}
