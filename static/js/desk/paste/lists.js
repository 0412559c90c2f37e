// Lists: Word writes them as paragraphs with a mark in front, others put an inner list beside its item.
import { levelOf } from "desk/paste/headings"
import { removeLeading, rename, styleOf, unwrap } from "desk/paste/source"

const WORD_LIST = /l(\d+)\s+level(\d+)(?:\s+lfo(\d+))?/
const BULLET = "·•▪■□◦‣⁃●○"
const GAP = "(?:[\\s\\u00a0]*\\u00a0[\\s\\u00a0]*|\\s{2,}|\\s*\\t\\s*)" // not the one space after a dash or a date
const NUMBER = "\\(?(?:\\d{1,3}(?:\\.\\d{1,3})*[.)]?|[a-zа-яё]{1,2}[.)]|[ivxlcdm]{1,7}[.)])"
const BULLET_AND_GAP = new RegExp(`^\\s*([${BULLET}])${GAP}`)
const MARK_AND_GAP = new RegExp(`^\\s*([${BULLET}§ØvüÞ–—o-]|${NUMBER})${GAP}`, "i")
const IS_NUMBER = /^[[(]?(?:\p{Nd}+(?:[.-]\p{Nd}+)*[.)\]:°º-]*|(?:\p{L}{1,2}|[ivxlcdm]{1,9})[.)\]:°º、．-]+)$/iu
const IS_WORDS = /\p{L}.*[\p{L}\p{Nd}]/u // "Article 1.", "Step 2:"
const ALPHABETS = ["abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщэюя"]
const ROMAN = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 }
const ARABIC = /^(decimal|none|inherit|initial|unset|disc|circle|square)/
const LEVEL_IN_POINTS = 36
const POINTS = { pt: 1, in: 72, cm: 28.35, mm: 2.835, px: 0.75 }

/** Make real lists, one inside the item of another, of whatever the source made them; adds losses to `left`. */
export function makeLists(body, left) {
  for (const item of [...body.querySelectorAll(".ListContainerWrapper li")]) asWordWrites(item, left)
  for (const wrapper of [...body.querySelectorAll(".ListContainerWrapper")]) wrapper.replaceWith(...wrapper.querySelectorAll("p"))
  for (const parent of new Set([...body.querySelectorAll("p")].map((paragraph) => paragraph.parentElement))) {
    if (parent && parent.tagName !== "LI") gatherItems(parent, left)
  }
  for (const heading of body.querySelectorAll("h1, h2, h3, h4, h5, h6, p")) tidyNumber(heading)
  for (const list of [...body.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")]) moveIntoItem(list)
  for (const item of [...body.querySelectorAll("ol > li[value]")]) countFrom(item)
  for (const list of body.querySelectorAll("ol")) if ([list, ...list.children].some(hasLetters)) left.add("letters")
}

function hasLetters(element) {
  const said = styleOf(element, "list-style-type")
  return /^[ai]$/i.test(element.getAttribute("type") || "") || Boolean(said && !ARABIC.test(said))
}

// Where an item says its number, another list begins, unless it is the number it would have anyway.
function countFrom(item) {
  const list = item.parentElement
  const before = [...list.children].indexOf(item)
  if (!/^\d+$/.test(item.getAttribute("value")) || item.value === (Number(list.getAttribute("start")) || 1) + before) return
  const rest = before ? list.cloneNode(false) : list
  rest.setAttribute("start", item.value)
  if (!before) return
  rest.append(...[...list.children].slice(before))
  list.after(rest)
}

function asWordWrites(item, left) {
  const list = item.parentElement
  if (list.tagName === "OL" && [list, item].some(hasLetters)) left.add("letters")
  const number = item.dataset.ariaPosinset || item.getAttribute("aria-posinset") || (Number(list.getAttribute("start")) || 1) + [...list.children].indexOf(item)
  const paragraph = item.ownerDocument.createElement("p")
  const level = item.dataset.ariaLevel || item.getAttribute("aria-level") || 1
  paragraph.dataset.style = `mso-list:l${item.dataset.listid || 0} level${level} lfo1`
  const mark = item.ownerDocument.createElement("span")
  mark.dataset.style = "mso-list:Ignore"
  mark.textContent = list.tagName === "OL" ? `${number}.` : "•"
  paragraph.append(mark, ...item.childNodes)
  item.replaceWith(paragraph)
  const heading = paragraph.querySelector("[role=heading], h1, h2, h3, h4, h5, h6")
  if (heading) {
    paragraph.setAttribute("role", "heading")
    paragraph.setAttribute("aria-level", levelOf(heading))
    unwrap(heading)
  }
  for (const inner of [...paragraph.querySelectorAll("p")]) inner.replaceWith(...inner.childNodes)
}

const markOf = (element) => element.querySelector("[data-style*='mso-list:Ignore' i], [data-style*='mso-list: Ignore' i]")

// The number of a numbered heading, or of "Article 1.", is part of it: with one space behind it.
function tidyNumber(heading) {
  const mark = markOf(heading)
  if (mark) mark.replaceWith(`${mark.textContent.replace(/[\s\u00a0]+/g, " ").trim()} `)
}

function itemOf(paragraph) {
  if (paragraph.tagName !== "P" || levelOf(paragraph)) return null
  const word = WORD_LIST.exec(styleOf(paragraph, "mso-list"))
  const mark = markOf(paragraph)
  if (mark) {
    const text = mark.textContent.replace(/[\s\u00a0]+/g, "")
    if (IS_WORDS.test(text) && !IS_NUMBER.test(text)) return null
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
    } else if (open.length && child.tagName === "P" && /MsoList(Continue|Paragraph)/.test(child.className) && !markOf(child)) {
      open.at(-1).element.lastElementChild.append(child)
    } else if (child.textContent.trim() || child.tagName !== "P") {
      open = []
    }
  }
}

function place(paragraph, { mark, level, list }, open, left) {
  const kind = IS_NUMBER.test(mark) ? "ol" : "ul"
  const number = numberOf(mark)
  const isArabic = /\p{Nd}/u.test(mark)
  if (kind === "ol" && !isArabic) left.add("letters")
  if (/\p{Nd}[.-]\p{Nd}/u.test(mark)) left.add("levels")
  open = open.filter((each) => each.level <= level)
  let last = open.at(-1)
  const isOutOfCount = kind === "ol" && number !== last?.next && (isArabic || (last?.list !== list && number === 1))
  const isAnother = last?.level === level && (last.kind !== kind || isOutOfCount)
  if (isAnother) {
    open = open.slice(0, -1)
  }
  if (!last || last.level < level || isAnother) {
    const element = paragraph.ownerDocument.createElement(kind)
    if (kind === "ol" && number > 1) element.setAttribute("start", number)
    const outer = open.at(-1)
    if (outer) outer.element.lastElementChild.append(element)
    else paragraph.before(element)
    last = { element, level, list, kind, next: number }
    open = [...open, last]
  }
  last.next += 1
  const item = paragraph.ownerDocument.createElement("li")
  last.element.append(item)
  item.append(paragraph)
  return open
}

/** The number that a mark such as "2.", "(iv)", "1.3." or "б)" stands for; 1 when it cannot be told. */
function numberOf(mark) {
  const figures = /(\p{Nd}+)\P{Nd}*$/u.exec(mark)?.[1]
  if (figures) return Number(figures) || 1
  const letters = mark.toLowerCase().replace(/[^\p{L}]/gu, "")
  if (/^([ivx]|[ivxlcdm]{2,})$/.test(letters)) {
    return [...letters].reduce((sum, letter, n) => sum + (ROMAN[letter] < (ROMAN[letters[n + 1]] || 0) ? -1 : 1) * ROMAN[letter], 0)
  }
  return letters.length === 1 ? Math.max(...ALPHABETS.map((alphabet) => alphabet.indexOf(letters))) + 1 || 1 : 1
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

/** Headings in lists are paragraphs; a list of nothing but headings was made for their numbers. */
export function calmHeadings(body, left) {
  for (const list of [...body.querySelectorAll("ol, ul")]) if ([...list.children].every(isHeadingAlone)) freeHeadings(list)
  for (const heading of [...body.querySelectorAll("li :is(h1, h2, h3, h4, h5, h6)")]) {
    left.add("headings")
    rename(heading, "p")
  }
}

const isHeadingAlone = (item) => item.children.length === 1 && /^H[1-6]$/.test(item.firstElementChild.tagName) && item.textContent.trim() === item.firstElementChild.textContent.trim()

function freeHeadings(list) {
  const first = Number(list.getAttribute("start")) || 1
  for (const [n, heading] of [...list.querySelectorAll("h1, h2, h3, h4, h5, h6")].entries()) {
    if (list.tagName === "OL" && !hasLetters(list)) heading.prepend(`${first + n}. `)
    list.before(heading)
  }
  list.remove()
}
