// What the clipboard holds, as the editor may take it.
import { levelHeadings } from "desk/paste/headings"
import { completed, isKept } from "desk/paste/addresses"
import { calmHeadings, makeLists } from "desk/paste/lists"
import { closeUpNotes, moveNotes } from "desk/paste/notes"
import { takePictures } from "desk/paste/pictures"
import { readSource, removeEnding, removeLeading, styleOf, unwrap } from "desk/paste/source"
import { headTables } from "desk/paste/tables"
import { formatWords } from "desk/paste/words"

const OWN = /\sdata-pm-slice=/
const OURS =
  "p, h2, h3, ul, ol, li, blockquote, strong, em, sub, sup, a[href], table, tbody, tr, th, td, figure, figcaption, aside, img[src^='/library/'], hr, br, span[data-footnote], meta"
const UNSEEN = "\\s\\u00a0\\u00ad\\u200b-\\u200f\\u2060\\ufeff"
const UNSEEN_ONLY = new RegExp(`^[${UNSEEN}]*$`)
const BEFORE = new RegExp(`^[${UNSEEN}]*`)
const BEHIND = new RegExp(`[${UNSEEN}]*$`)
const WITH_DIRECTION = "p, h2, h3, ul, ol, li, blockquote, td, th"
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
const KEPT = new Set(["href", "title", "src", "alt", "colspan", "rowspan", "start", "data-footnote", "data-caption", "dir"])

/**
 * Pasted HTML as {html, left, files}: what is left out or has become a word, as a set of names ("note", "struck" …),
 * and the pictures whose files came along. Copied within an editor of ours, it stays as it is; an editor of the same
 * make on another site writes more than ours. `text` is what the editor holds.
 */
export function readPasted(html, text) {
  const left = new Set()
  const body = readSource(html, left)
  if (OWN.test(html) && isOurs(body)) return { html, left, files: [] }
  moveNotes(body, left)
  makeLists(body, left)
  levelHeadings(body)
  quoteParagraphs(body)
  calmHeadings(body, left)
  headTables(body, left)
  const files = takePictures(body, left, text)
  formatWords(body, left)
  closeUpNotes(body)
  dropBlanks(body)
  dropDeadLinks(body, left)
  dropFields(body, left)
  for (const quoted of [...body.querySelectorAll("q")]) sayQuotation(quoted)
  for (const block of body.querySelectorAll(WITH_DIRECTION)) if (!block.dir && isTurned(block)) block.dir = "rtl"
  for (const element of body.querySelectorAll("*")) keepAttributes(element)
  return { html: body.innerHTML, left, files }
}

function dropDeadLinks(body, left) {
  for (const link of [...body.querySelectorAll("a")]) {
    const address = completed(link.getAttribute("href") || "")
    const isScript = /^(javascript|vbscript):/i.test(address)
    if (isKept(address)) {
      link.setAttribute("href", address)
      continue
    }
    if (address && link.textContent.trim()) left.add(isScript ? "script" : "link")
    unwrap(link)
  }
}

const isOurs = (body) => !body.querySelector(`[data-style], :not(${OURS})`) && [...body.querySelectorAll("a")].every((link) => isKept(link.getAttribute("href")))

function dropFields(body, left) {
  for (const field of [...body.querySelectorAll("input, select, textarea")]) {
    if (field.type !== "hidden") left.add("form")
    field.remove()
  }
}

// Word and its kin name the paragraphs of a quotation by their class.
function quoteParagraphs(body) {
  for (const paragraph of body.querySelectorAll("p.MsoQuote, p[class*=MsoIntenseQuote]")) {
    const before = paragraph.previousElementSibling
    const quotation = before?.matches("blockquote[data-made]") ? before : body.ownerDocument.createElement("blockquote")
    quotation.dataset.made = ""
    if (quotation !== before) paragraph.before(quotation)
    quotation.append(paragraph)
  }
}

// Browsers put quotation marks around it; publishing writes them as the language does.
function sayQuotation(quoted) {
  quoted.prepend('"')
  quoted.append('"')
  unwrap(quoted)
}

function isTurned(block) {
  for (let around = block; around; around = around.parentElement) {
    const said = around.dir || styleOf(around, "direction")
    if (said) return said === "rtl"
  }
  return false
}

function dropBlanks(body) {
  for (const line of [...body.querySelectorAll("br")]) {
    if ([line.previousElementSibling, line.nextElementSibling].some((near) => near?.matches("p, h2, h3, ul, ol, table, blockquote"))) line.remove()
  }
  for (const block of [...body.querySelectorAll("p, h2, h3, h4, h5, h6")]) {
    const isAlone = block.matches("td > :only-child, th > :only-child, li > :first-child")
    if (UNSEEN_ONLY.test(block.textContent) && !block.querySelector("img, hr")) {
      if (!isAlone) block.remove()
    } else if (!block.querySelector("img")) {
      removeLeading(block, BEFORE.exec(block.textContent)[0].length)
      removeEnding(block, BEHIND.exec(block.textContent)[0].length)
    }
  }
}

function keepAttributes(element) {
  for (const { name } of [...element.attributes]) {
    if (!KEPT.has(name) || (name === "dir" && !saysMore(element))) element.removeAttribute(name)
  }
}

// The first letter says the direction already; many programs write one for every paragraph.
function saysMore(element) {
  const first = /\p{L}/u.exec(element.textContent)?.[0] || ""
  return element.dir === (RIGHT_TO_LEFT.test(first) ? "ltr" : "rtl")
}
