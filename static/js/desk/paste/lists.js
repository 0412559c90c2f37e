// Lists: Word writes them as paragraphs with a mark in front, others put an inner list beside its item.
import { removeLeading, rename, styleOf, unwrap } from "desk/paste/source"

const WORD_LIST = /l(\d+)\s+level(\d+)(?:\s+lfo(\d+))?/
const BULLET = "·•▪■□◦‣⁃●○"
const GAP = "(?:[\\s\\u00a0]*\\u00a0[\\s\\u00a0]*|\\s{2,}|\\s*\\t\\s*)" // not the one space after a dash or a date
const NUMBER = "\\(?(?:\\d{1,3}(?:\\.\\d{1,3})*[.)]?|[a-zа-яё]{1,2}[.)]|[ivxlcdm]{1,7}[.)])"
const BULLET_AND_GAP = new RegExp(`^\\s*([${BULLET}])${GAP}`)
const MARK_AND_GAP = new RegExp(`^\\s*([${BULLET}§ØvüÞ–—o-]|${NUMBER})${GAP}`, "i")
const IS_NUMBER = new RegExp(`^${NUMBER}$`, "i")
const LEVEL_IN_POINTS = 36
const POINTS = { pt: 1, in: 72, cm: 28.35, mm: 2.835, px: 0.75 }

/** Make real lists, one inside the item of another, of whatever the source made them; adds losses to `left`. */
export function makeLists(body, left) {
  for (const item of [...body.querySelectorAll(".ListContainerWrapper li")]) asWordWrites(item)
  for (const wrapper of [...body.querySelectorAll(".ListContainerWrapper")]) wrapper.replaceWith(...wrapper.querySelectorAll("p"))
  for (const parent of new Set([...body.querySelectorAll("p")].map((paragraph) => paragraph.parentElement))) {
    if (parent && parent.tagName !== "LI") gatherItems(parent, left)
  }
  for (const heading of body.querySelectorAll("h1, h2, h3, h4, h5, h6")) tidyNumber(heading)
  for (const list of [...body.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")]) moveIntoItem(list)
  for (const list of body.querySelectorAll("ol[type], ol")) {
    if (/^[ai]$/i.test(list.getAttribute("type") || "") || /alpha|roman/.test(styleOf(list, "list-style-type"))) left.add("letters")
  }
}

function asWordWrites(item) {
  const list = item.parentElement
  const paragraph = item.ownerDocument.createElement("p")
  const level = item.dataset.ariaLevel || item.getAttribute("aria-level") || 1
  paragraph.dataset.style = `mso-list:l${item.dataset.listid || 0} level${level} lfo1`
  const mark = item.ownerDocument.createElement("span")
  mark.dataset.style = "mso-list:Ignore"
  mark.textContent = list.tagName === "OL" ? `${item.dataset.ariaPosinset || 1}.` : "•"
  paragraph.append(mark, ...item.childNodes)
  item.replaceWith(paragraph)
  for (const inner of [...paragraph.querySelectorAll("p")]) inner.replaceWith(...inner.childNodes)
}

const markOf = (element) => element.querySelector("[data-style*='mso-list:Ignore' i], [data-style*='mso-list: Ignore' i]")

// The number of a numbered heading is part of it: with one space behind it.
function tidyNumber(heading) {
  const mark = markOf(heading)
  if (mark) mark.replaceWith(`${mark.textContent.replace(/[\s\u00a0]+/g, " ").trim()} `)
}

function itemOf(paragraph) {
  if (paragraph.tagName !== "P") return null
  const word = WORD_LIST.exec(styleOf(paragraph, "mso-list"))
  const mark = markOf(paragraph)
  if (mark) {
    const text = mark.textContent.replace(/[\s\u00a0]+/g, "")
    mark.remove()
    removeLeading(paragraph, /^[\s\u00a0]*/.exec(paragraph.textContent)[0].length)
    return { mark: text, level: word ? Number(word[2]) : 1, list: word ? `${word[1]} ${word[3]}` : "" }
  }
  const isListClass = /MsoList(Paragraph|Bullet|Number)/.test(paragraph.className) || word
  const found = (isListClass ? MARK_AND_GAP : BULLET_AND_GAP).exec(paragraph.textContent)
  if (!found) return null
  removeLeading(paragraph, found[0].length)
  return { mark: found[1], level: word ? Number(word[2]) : levelByIndent(paragraph), list: word ? `${word[1]} ${word[3]}` : "" }
}

function levelByIndent(paragraph) {
  const [, size, unit] = /^([\d.]+)(pt|in|cm|mm|px)/.exec(styleOf(paragraph, "margin-left")) || []
  return size ? Math.max(1, Math.round((Number(size) * POINTS[unit]) / LEVEL_IN_POINTS)) : 1
}

function gatherItems(parent, left) {
  let open = [] // from the outermost list inwards: {element, level, list, kind}
  for (const child of [...parent.children]) {
    const item = itemOf(child)
    if (item) {
      open = place(child, item, open, left)
    } else if (open.length && child.tagName === "P" && /MsoList(Continue|Paragraph)/.test(child.className)) {
      open.at(-1).element.lastElementChild.append(child)
    } else if (child.textContent.trim() || child.tagName !== "P") {
      open = []
    }
  }
}

function place(paragraph, { mark, level, list }, open, left) {
  const kind = IS_NUMBER.test(mark) ? "ol" : "ul"
  const number = Number(/(\d+)\D*$/.exec(mark)?.[1] || 1)
  if (kind === "ol" && !/\d/.test(mark)) left.add("letters")
  open = open.filter((each) => each.level <= level)
  let last = open.at(-1)
  const isAnother = last?.level === level && (last.kind !== kind || (kind === "ol" && last.list !== list && number === 1))
  if (isAnother) {
    open = open.slice(0, -1)
  }
  if (!last || last.level < level || isAnother) {
    const element = paragraph.ownerDocument.createElement(kind)
    if (kind === "ol" && /\d/.test(mark) && number > 1) element.setAttribute("start", number)
    const outer = open.at(-1)
    if (outer) outer.element.lastElementChild.append(element)
    else paragraph.before(element)
    last = { element, level, list, kind }
    open = [...open, last]
  }
  const item = paragraph.ownerDocument.createElement("li")
  last.element.append(item)
  item.append(paragraph)
  return open
}

function moveIntoItem(list) {
  const before = list.previousElementSibling
  if (before?.tagName === "LI") {
    before.append(list)
  } else if (before?.tagName === list.tagName) {
    before.append(...list.childNodes)
    list.remove()
  } else {
    unwrap(list)
  }
}

/** What is said of headings in lists: they are paragraphs there. */
export function calmHeadings(body) {
  for (const heading of [...body.querySelectorAll("li :is(h1, h2, h3, h4, h5, h6)")]) rename(heading, "p")
}
