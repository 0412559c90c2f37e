// What the clipboard holds, as the editor may take it.
import { levelHeadings } from "desk/paste/headings"
import { calmHeadings, makeLists } from "desk/paste/lists"
import { closeUpNotes, moveNotes } from "desk/paste/notes"
import { takePictures } from "desk/paste/pictures"
import { readSource, unwrap } from "desk/paste/source"
import { headTables } from "desk/paste/tables"
import { formatWords } from "desk/paste/words"

const OWN = /\sdata-pm-slice=/
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
const KEPT = new Set(["href", "title", "src", "alt", "colspan", "rowspan", "start", "data-footnote", "dir"])

/**
 * Pasted HTML as {html, left, files}: what is left out or has become a word, as a set of names ("note", "struck" …),
 * and the pictures whose files came along. Copied within an editor of ours, it stays as it is; an editor of the same
 * make on another site may write styles, ours does not.
 */
export function readPasted(html) {
  const left = new Set()
  const body = readSource(html)
  if (OWN.test(html) && !body.querySelector("[data-style]")) return { html, left, files: [] }
  moveNotes(body, left)
  makeLists(body, left)
  levelHeadings(body)
  calmHeadings(body)
  headTables(body)
  const files = takePictures(body, left)
  formatWords(body, left)
  closeUpNotes(body)
  dropBlanks(body)
  dropDeadLinks(body, left)
  if (body.querySelector("input, select, textarea, button")) left.add("form")
  for (const element of body.querySelectorAll("*")) keepAttributes(element)
  return { html: body.innerHTML, left, files }
}

function dropDeadLinks(body, left) {
  for (const link of [...body.querySelectorAll("a")]) {
    const address = (link.getAttribute("href") || "").replace(/[\0-\x20]/g, "") // browsers skip these too
    const isScript = /^(javascript|vbscript):/i.test(address)
    const isDead = isScript || /^(#|file:|about:)/i.test(address)
    if (isDead && link.textContent.trim()) left.add(isScript ? "script" : "link")
    if (isDead || !address) unwrap(link)
  }
}

function dropBlanks(body) {
  for (const line of [...body.querySelectorAll("br")]) {
    if ([line.previousElementSibling, line.nextElementSibling].some((near) => near?.matches("p, h2, h3, ul, ol, table, blockquote"))) line.remove()
  }
  for (const block of [...body.querySelectorAll("p, h2, h3")]) {
    const isAlone = block.matches("td > :only-child, th > :only-child, li > :first-child")
    if (!isAlone && !/[^\s\u00a0]/.test(block.textContent) && !block.querySelector("img, hr")) block.remove()
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
