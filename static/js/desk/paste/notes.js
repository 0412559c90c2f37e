// Notes at the foot or the end: a reference that leads to a note which leads back. Word, LibreOffice, Google, Markdown,
// encyclopaedias and our own pages write them in this way, whatever the names.
import { textsIn, unwrap } from "desk/paste/source"

const COMMENTS = "[data-style*='mso-element:comment-list'], .MsoCommentReference, .msocomanchor, .msocomoff"
const KNOWN = /^(_?(ftn|edn)|_ftnref|_ednref|sd(foot|end)note\d+|ftnt|fn[:\d-]|cite_note|note-\d)/i
const MARK_IN_FRONT = /^[\s\u00a0]*(?:\[?\(?(?:\d{1,4}|[ivxlcdm]{1,7}|[*†‡§^]+)\)?\]?[.:]?)[\s\u00a0]+|^[\s\u00a0]+/i
const MARKS_BEHIND = /[\s\u00a0]*[↩↑⏎^\ufe0e\s\u00a0]*$/
const BLOCKS = "p, div, li, h1, h2, h3, h4, h5, h6, blockquote, ul, ol, table, tr, td, th, dd, section"
const NOTE_WRAPPER = "[data-style*='mso-element:footnote'], [data-style*='mso-element:endnote'], [data-style*='mso-element: footnote'], [data-style*='mso-element: endnote'], [id^=sdfootnote], [id^=sdendnote]"

function fragmentOf(link) {
  const found = /#([^#]+)$/.exec(link.getAttribute("href") || "")
  try {
    return found ? decodeURIComponent(found[1]) : ""
  } catch {
    return found[1]
  }
}

function namesOf(element) {
  return [element.id, element.getAttribute("name")].filter(Boolean)
}

function ownNames(reference) {
  const names = [...reference.querySelectorAll("[id], [name]")].flatMap(namesOf)
  for (let element = reference; element && !element.matches(BLOCKS); element = element.parentElement) {
    names.push(...namesOf(element))
    const before = element.previousElementSibling
    if (before?.matches("a:not([href])") && !before.textContent) names.push(...namesOf(before))
  }
  return names
}

/** Turn references into notes in place; the list of notes goes. Adds what could not be found to `left`. */
export function moveNotes(body, left) {
  dropComments(body, left)
  const places = new Map()
  for (const element of body.querySelectorAll("[id], a[name]")) {
    for (const name of namesOf(element)) if (!places.has(name)) places.set(name, element)
  }
  const holders = new Set()
  for (const reference of [...body.querySelectorAll("a[href*='#']")]) {
    const target = places.get(fragmentOf(reference))
    const holder = target && holderOf(target)
    if (!holder || holder.contains(reference) || isBackLink(reference, body)) {
      if (!target && KNOWN.test(fragmentOf(reference)) && isShort(reference)) loseReference(reference, left)
      continue
    }
    const names = new Set(ownNames(reference))
    const backs = [...holder.querySelectorAll("a[href*='#']")].filter((link) => names.has(fragmentOf(link)))
    if (!backs.length && !(KNOWN.test(fragmentOf(reference)) && isShort(reference))) continue
    putNote(reference, holder, places)
    holders.add(holder)
  }
  for (const holder of holders) removeHolder(holder)
}

const isShort = (reference) => /^[\s\u00a0]*[[(]?[\s\u00a0]*[\divxlcdm*†‡§]{1,5}[\s\u00a0]*[\])]?[\s\u00a0]*$/.test(reference.textContent)

// Of the two links the one that stands later, in the note itself, leads back.
function isBackLink(link, body) {
  const names = namesOf(link)
  const isMark = link.matches("[data-style*='mso-footnote-id'] , .sdfootnotesym, .sdendnotesym, [role=doc-backlink]")
  if (link.matches("[role=doc-backlink], .sdfootnotesym, .sdendnotesym")) return true
  if (isMark && link.closest(NOTE_WRAPPER)) return true
  const forward = [...body.querySelectorAll("a[href*='#']")].find((other) => other !== link && names.includes(fragmentOf(other)))
  return Boolean(forward && forward.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING)
}

function holderOf(target) {
  const wrapper = target.closest(NOTE_WRAPPER)
  if (wrapper && wrapper.querySelectorAll("p").length) return wrapper
  if (target.matches("li, p, dd, div, aside, td")) return target
  const block = target.closest("li, p, dd, td, div")
  return block && block.tagName !== "BODY" ? block : null
}

function loseReference(reference, left) {
  left.add("note")
  const words = reference.textContent.trim()
  const holder = reference.closest("sup") || reference
  holder.replaceWith(words.startsWith("[") ? words : `[${words}]`)
}

function dropComments(body, left) {
  for (const comment of body.querySelectorAll(COMMENTS)) {
    left.add("comment")
    comment.remove()
  }
}

function putNote(reference, holder, places) {
  const note = reference.ownerDocument.createElement("span")
  note.dataset.footnote = ""
  note.append(...holder.cloneNode(true).childNodes)
  for (const link of [...note.querySelectorAll("a")]) {
    const target = places.get(fragmentOf(link))
    const leadsOut = target && !holder.contains(target)
    if (leadsOut || link.matches(".sdfootnotesym, .sdendnotesym, [role=doc-backlink]")) (link.closest("sup") || link).remove()
    else if (!link.getAttribute("href")) unwrap(link)
  }
  for (const block of [...note.querySelectorAll(BLOCKS)].reverse()) {
    block.before(" ")
    unwrap(block)
  }
  note.normalize()
  trim(note)
  let place = reference
  while (/^(SUP|SPAN|B|I|EM|STRONG|FONT)$/.test(place.parentElement.tagName) && place.parentElement.textContent.trim() === place.textContent.trim()) {
    place = place.parentElement
  }
  if (note.textContent.trim()) place.replaceWith(note)
}

function trim(note) {
  const whole = note.textContent
  let cut = MARK_IN_FRONT.exec(whole)?.[0].length || 0
  for (const text of textsIn(note)) {
    const taken = Math.min(cut, text.data.length)
    text.data = text.data.slice(taken)
    cut -= taken
  }
  let behind = MARKS_BEHIND.exec(note.textContent)[0].length
  for (const text of textsIn(note).reverse()) {
    const taken = Math.min(behind, text.data.length)
    text.data = text.data.slice(0, text.data.length - taken)
    behind -= taken
  }
}

// With the note goes what only held notes together: Word's rule and the list.
function removeHolder(holder) {
  const outer = holder.parentElement
  holder.remove()
  if (outer && outer.tagName !== "BODY" && isEmptied(outer)) removeHolder(outer)
  else if (outer) for (const rule of [...outer.querySelectorAll("hr")]) if (!followed(rule)) removeRule(rule)
}

// Also where only the heading of the notes is left.
function isEmptied(outer) {
  const rest = outer.textContent.trim()
  const heading = outer.matches(".footnotes, [role=doc-endnotes]") ? outer.querySelector("h1, h2, h3")?.textContent.trim() : ""
  return !outer.querySelector("img") && (!rest || rest === heading)
}

function followed(rule) {
  for (let next = rule.nextSibling; next; next = next.nextSibling) if (next.textContent.trim()) return true
  return false
}

function removeRule(rule) {
  for (let before = rule.previousSibling; before && !before.textContent.trim(); before = rule.previousSibling) before.remove()
  rule.remove()
}

/** No space stands between a note and the word it belongs to. */
export function closeUpNotes(body) {
  for (const note of body.querySelectorAll("span[data-footnote]")) {
    const before = note.previousSibling
    if (before?.nodeType === Node.TEXT_NODE) before.data = before.data.replace(/[\s\u00a0]+$/, "")
  }
}
