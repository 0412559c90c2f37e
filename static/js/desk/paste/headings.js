// Headings of every source become the two levels that texts of ours have.
import { rename, styleOf } from "desk/paste/source"

const CLASS = /(?:^|\s)(?:Mso)?(?:Heading|Überschrift|Titre|Заголовок)[\s_-]?([1-9])\b/i
const TITLE = /(?:^|\s)(?:MsoTitle|Title)(?:\s|$|Cx)/
const SUBTITLE = /(?:^|\s)(?:MsoSubtitle|Subtitle)(?:\s|$|Cx)/

const SIGN = /^\s*[#¶§🔗]\ufe0f?\s*$/u

/** The level that an element says it heads with, by whatever means; 0 when it is no heading. */
export function levelOf(element) {
  const tag = /^H([1-6])$/.exec(element.tagName)
  if (tag) return Number(tag[1])
  const role = element.getAttribute("role") === "heading" ? Number(element.getAttribute("aria-level")) || 2 : null
  if (role) return role
  const named = CLASS.exec(element.className)
  if (named) return Number(named[1])
  if (TITLE.test(element.className)) return 1
  if (SUBTITLE.test(element.className)) return 3
  return Number(styleOf(element, "mso-outline-level")) || 0
}

/** Level 1 becomes 2, and all that are lower than 3 become 3; the sign that leads to a heading is none of its words. */
export function levelHeadings(body) {
  for (const link of [...body.querySelectorAll(":is(h1, h2, h3, h4, h5, h6, [role=heading]) a[href*='#']")]) {
    if (link.ariaHidden === "true" || SIGN.test(link.textContent)) link.remove()
  }
  for (const element of [...body.querySelectorAll("h1, h2, h3, h4, h5, h6, p, [role=heading]")]) {
    const level = levelOf(element)
    if (!level || !element.textContent.trim() || element.closest("li, td, th")) continue
    const name = level <= 2 ? "h2" : "h3"
    if (element.localName !== name) rename(element, name)
  }
}
