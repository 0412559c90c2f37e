// Pictures: those of the library stay; for any other a visible word stands where it was, until it is in the library.
import { rename, styleOf, unwrap } from "desk/paste/source"

const gettext = window.gettext || ((text) => text)
const OURS = /^\/library\/[0-9a-f-]{36}\/$/i
const EMBEDDED = /^data:image\/(png|jpe?g|gif|webp|avif);base64,/i
const OTHER_PICTURES = "svg, canvas, object, embed, input[type=image], amp-img, amp-anim, v\\:imagedata"
const PICTURE_FILE = /^data:image\/|\.(png|jpe?g|gif|webp|avif|svg|bmp|tiff?)(?:[?#]|$)/i
const OTHER_MEDIA = "video, audio, iframe, object, embed"
const ICON = { px: 32, em: 2 }
const LONGEST_NAME = 60

/** A word that stands for a picture and is not in the text yet. Publishing knows it by its first two characters (body.py). */
export function wordFor(name, text) {
  const words = name.trim().replace(/[\s⟦⟧]+/g, " ").slice(0, LONGEST_NAME)
  const word = words ? `⟦🖼 ${gettext("picture")}: ${words}⟧` : `⟦🖼 ${gettext("picture")}⟧`
  let other = word
  for (let n = 2; text.includes(other); n += 1) other = word.replace(/⟧$/, ` ${n}⟧`)
  return other
}

function pathOf(address) {
  try {
    const { origin, pathname } = new URL(address, location.href)
    return origin === location.origin ? pathname : ""
  } catch {
    return ""
  }
}

function isIcon(drawing) {
  if (drawing.closest("[aria-hidden=true]")) return true
  const width = drawing.getAttribute("width") || styleOf(drawing, "width") || (drawing.getAttribute("viewBox") || "").trim().split(/[\s,]+/)[2]
  const [, size, unit] = /^([\d.]+)(px|r?em|ex|)$/.exec(width) || []
  return Number(size) <= (/^(r?em|ex)$/.test(unit) ? ICON.em : ICON.px)
}

const isPixel = (image) => ["width", "height"].some((side) => /^[01](px)?$/.test(image.getAttribute(side) || ""))

/** Put words in the place of pictures, none of them in the text around; returns those whose file came along: [{word, source, alt}]. */
export function takePictures(body, left, text) {
  const files = []
  let known = text + body.textContent
  for (const math of [...body.querySelectorAll("math")]) readFormula(math, left)
  for (const picture of [...body.querySelectorAll(OTHER_PICTURES)]) asImage(picture)
  for (const media of [...body.querySelectorAll(OTHER_MEDIA)]) {
    left.add("media")
    media.remove()
  }
  for (const box of [...body.querySelectorAll("[role=checkbox] img, img[aria-roledescription=checkbox]")]) {
    left.add("form") // a check list of a shared document
    box.remove()
  }
  for (const image of [...body.querySelectorAll("img")]) {
    const source = image.dataset.src || image.getAttribute("src") || "" // some pages load pictures when they are seen
    const alt = image.getAttribute("alt") || ""
    if (OURS.test(pathOf(source))) {
      image.setAttribute("src", pathOf(source))
    } else if (/^\p{Extended_Pictographic}/u.test(alt)) {
      image.replaceWith(alt)
    } else if (isPixel(image) && !EMBEDDED.test(source)) {
      image.remove()
    } else {
      const word = wordFor(alt || image.getAttribute("title") || nameIn(source), known)
      known += word
      if (EMBEDDED.test(source)) {
        files.push({ word, source, alt })
        loseLink(image, left)
      } else {
        left.add("picture")
      }
      standIn(image, word)
    }
  }
  for (const figure of [...body.querySelectorAll("figure")]) if (!figure.querySelector("img") || figure.querySelector("figure")) openFigure(figure)
  return files
}

// Pictures that are no `img`. Some hold one, which is shown where they are not.
function asImage(picture) {
  const kind = picture.localName
  const source = picture.getAttribute(kind === "object" ? "data" : "src") || ""
  if (/^(object|embed)$/.test(kind) && !/^image\//i.test(picture.type) && !PICTURE_FILE.test(source)) return
  if (kind === "svg" && isIcon(picture)) return picture.remove()
  const image = (kind !== "svg" && picture.querySelector("img")) || picture.ownerDocument.createElement("img")
  const name = ["alt", "aria-label", "title", "o:title"].map((key) => picture.getAttribute(key)).find(Boolean)
  const written = kind === "svg" ? picture.querySelector("title")?.textContent : picture.textContent
  if (!image.parentElement) {
    image.setAttribute("src", source)
    image.setAttribute("alt", (name || written || "").trim())
    for (const side of ["width", "height"]) if (picture.hasAttribute(side)) image.setAttribute(side, picture.getAttribute(side))
  }
  picture.replaceWith(image)
}

// The letters of a formula stay, once: beside them stands what draws it, and its source.
function readFormula(math, left) {
  left.add("media")
  for (const again of [...math.querySelectorAll("annotation, annotation-xml")]) again.remove()
  const whole = math.closest(".katex, mjx-container, .MathJax, .mwe-math-element") || math
  whole.replaceWith(` ${math.textContent.trim()} `)
}

function nameIn(source) {
  const name = /^(data|blob):/i.test(source) ? "" : source.split(/[?#]/)[0].split("/").at(-1)
  try {
    return /\.[a-z]{3,4}$/i.test(name) ? decodeURIComponent(name) : ""
  } catch {
    return ""
  }
}

// A picture of ours leads nowhere.
function loseLink(image, left) {
  const link = image.closest("a[href]")
  if (!link || link.textContent.trim()) return
  left.add("linked")
  unwrap(link)
}

// In our texts a figure holds a picture; elsewhere also tables, quotations, other figures.
function openFigure(figure) {
  for (const caption of [...figure.querySelectorAll(":scope > figcaption")]) rename(caption, "p")
  unwrap(figure)
}

// The figure around it would be nothing without a picture: its caption becomes a paragraph.
function standIn(image, word) {
  const figure = image.closest("figure")
  if (!figure) return image.replaceWith(word)
  const paragraph = figure.ownerDocument.createElement("p")
  paragraph.textContent = word
  image.remove()
  figure.before(paragraph)
  if (figure.querySelector("img")) return // the caption stays behind the last
  const parts = []
  for (const caption of figure.querySelectorAll("figcaption")) {
    const words = figure.ownerDocument.createElement("p")
    words.append(...caption.childNodes)
    caption.remove()
    if (words.textContent.trim()) parts.push(words)
  }
  figure.before(...parts)
  if (!figure.textContent.trim()) figure.remove()
}
