// Notes at the foot or the end: a reference that leads to a note which leads back. Word, LibreOffice, Google, Markdown,
// encyclopaedias and our own pages write them in this way, whatever the names.
import { removeEnding, removeLeading, textsIn, unwrap } from "desk/paste/source"

const COMMENTS = "[data-style*='mso-element:comment-list'], .MsoCommentReference, .msocomanchor, .msocomoff"
const KNOWN = /^(_?(ftn|edn)|sd(foot|end)note\d+|ftnt|cite_note|(foot|end)?-?notes?[-_:.]?\d|[fe]n[-_:.]?\d|(сноск|примеч)\p{L}*[-_:.]?\d)/iu
const COMMENT = /^cmnt(_ref)?\d/i // as Google Docs exports them
const IN_FRONT = "^[\\s\\u00a0^↑]*(?:[[(]\\s*[\\])])?[\\s\\u00a0]*"
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
  const links = new Map()
  for (const link of body.querySelectorAll("a[href*='#']")) {
    const name = fragmentOf(link)
    if (!links.has(name)) links.set(name, [])
    links.get(name).push(link)
  }
  const holders = new Set()
  for (const reference of [...body.querySelectorAll("a[href*='#']")]) {
    const target = places.get(fragmentOf(reference))
    const holder = target && holderOf(target, links, places)
    if (!holder || holder.contains(reference) || holder.querySelector("h1, h2, h3, h4, h5, h6") || isBackLink(reference, links)) {
      if (!target && KNOWN.test(fragmentOf(reference)) && isShort(reference)) loseReference(reference, left)
      continue
    }
    const names = new Set(ownNames(reference))
    const backs = [...holder.querySelectorAll("a[href*='#']")].filter((link) => names.has(fragmentOf(link)))
    const isFollowed = reference.compareDocumentPosition(holder) & Node.DOCUMENT_POSITION_FOLLOWING
    if (!backs.length && !(isFollowed && KNOWN.test(fragmentOf(reference)) && isShort(reference))) continue
    if (!putNote(reference, holder, places)) loseReference(reference, left)
    holders.add(holder)
  }
  for (const holder of holders) removeHolder(holder)
}

const isShort = (reference) => /^[\s\u00a0]*[[(]?[\s\u00a0]*[\divxlcdm*†‡§]{1,5}[\s\u00a0]*[\])]?[\s\u00a0]*$/.test(reference.textContent)

// Of the two links the one that stands later, in the note itself, leads back.
function isBackLink(link, links) {
  const names = namesOf(link)
  const isMark = link.matches("[data-style*='mso-footnote-id'] , .sdfootnotesym, .sdendnotesym, [role=doc-backlink]")
  if (link.matches("[role=doc-backlink], .sdfootnotesym, .sdendnotesym")) return true
  if (isMark && link.closest(NOTE_WRAPPER)) return true
  const forward = names.flatMap((name) => links.get(name) || []).find((other) => other !== link)
  return Boolean(forward && forward.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING)
}

function holderOf(target, links, places) {
  const wrapper = target.closest(NOTE_WRAPPER)
  if (wrapper && wrapper.querySelectorAll("p").length) return wrapper
  if (target.matches("li, p, dd, div, aside, td")) return target
  const block = target.closest("li, p, dd, td, div")
  if (!block) return null
  const outer = block.parentElement
  return outer.matches("div, li, dd, aside") && isFirstIn(outer, block) && isAlone(outer, target, links, places) ? outer : block
}

const isFirstIn = (outer, block) => outer.textContent.trim().startsWith(block.textContent.trim())

// A note of several paragraphs: nothing else in there is led to from elsewhere.
function isAlone(outer, target, links, places) {
  const inside = [...outer.querySelectorAll("[id], [name]")].flatMap(namesOf).filter((name) => places.get(name) !== target)
  const leadIn = (name) => (links.get(name) || []).some((link) => !outer.contains(link))
  return !inside.some(leadIn) && !namesOf(target).flatMap((name) => links.get(name) || []).some((link) => outer.contains(link))
}

function loseReference(reference, left) {
  left.add("note")
  const words = reference.textContent.trim()
  const holder = reference.closest("sup") || reference
  holder.replaceWith(words.startsWith("[") ? words : `[${words}]`)
}

function dropComments(body, left) {
  for (const link of [...body.querySelectorAll("a[href*='#cmnt']")].filter((each) => COMMENT.test(fragmentOf(each)))) {
    left.add("comment")
    const isItself = fragmentOf(link).startsWith("cmnt_ref")
    const block = link.closest("p, li, div")
    const whole = block?.parentElement.matches("div") && isFirstIn(block.parentElement, block) ? block.parentElement : block
    const holder = (isItself ? whole : link.closest("sup")) || link
    holder.remove()
  }
  for (const comment of body.querySelectorAll(COMMENTS)) {
    left.add("comment")
    comment.remove()
  }
}

function putNote(reference, holder, places) {
  const note = reference.ownerDocument.createElement("span")
  let mark = bare(reference.textContent)
  note.dataset.footnote = ""
  note.append(...holder.cloneNode(true).childNodes)
  for (const link of [...note.querySelectorAll("a")]) {
    const target = places.get(fragmentOf(link))
    const leadsOut = target && !holder.contains(target)
    if (leadsOut || link.matches(".sdfootnotesym, .sdendnotesym, [role=doc-backlink]")) {
      if (bare(link.textContent) === mark) mark = ""
      const whole = link.closest("sup") || link
      whole.remove()
    } else if (!link.getAttribute("href")) unwrap(link)
  }
  for (const block of [...note.querySelectorAll(BLOCKS)].reverse()) {
    block.before(" ")
    unwrap(block)
  }
  note.normalize()
  trim(note, mark, holder.matches("ol > li"))
  let place = reference
  while (/^(SUP|SPAN|B|I|EM|STRONG|FONT)$/.test(place.parentElement.tagName) && place.parentElement.textContent.trim() === place.textContent.trim()) {
    place = place.parentElement
  }
  if (!note.textContent.trim() && !note.querySelector("img")) return false
  place.replaceWith(note)
  return true
}

// A mark without what stands around it: "1" for "[1]" and "1.".
const bare = (text) => text.replace(/[\s\u00a0[\]().:]+/g, "")

// Take away the mark in front, where it stands as words, and what closes it; a number of the text itself stays. An item
// of a list has its mark from the list, so that a number alone is its text.
function trim(note, mark, isItem) {
  const first = textsIn(note).find((text) => text.data.trim())
  if (mark && !isItem && first && first.data.trim() !== note.textContent.trim() && bare(first.data) === mark) {
    first.data = ""
    mark = ""
  }
  const behind = isItem ? "[\\]).:]+" : "(?:[\\]).:]+|(?=[\\s\\u00a0]))"
  const front = mark ? `(?:[[(]?${mark.replace(/[^\p{L}\p{N}]/gu, "\\$&")}${behind})?` : "(?:[\\]).:](?=[\\s\\u00a0]))?"
  const cut = new RegExp(`${IN_FRONT}${front}[\\s\\u00a0]*`).exec(note.textContent)[0].length
  removeLeading(note, cut)
  removeEnding(note, MARKS_BEHIND.exec(note.textContent)[0].length)
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
  body.normalize()
  for (const note of body.querySelectorAll("span[data-footnote]")) {
    const before = note.previousSibling
    if (before?.nodeType !== Node.TEXT_NODE || !/[\s\u00a0]$/.test(before.data)) continue
    before.data = before.data.replace(/[\s\u00a0]+$/, "")
    if (/^[\p{L}\p{N}]/u.test(note.nextSibling?.textContent || "")) note.after(" ")
  }
}
