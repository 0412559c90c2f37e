// Pictures: those of the library stay; for any other a visible word stands where it was, until it is in the library.
import { rename, unwrap } from "desk/paste/source"

const gettext = window.gettext || ((text) => text)
const OURS = /^\/library\/[0-9a-f-]{36}\/$/i
const EMBEDDED = /^data:image\/(png|jpe?g|gif|webp|avif);base64,/i
const OTHER_MEDIA = "video, audio, iframe, object, embed, svg, canvas, math"
const LONGEST_NAME = 60

/** The word that stands for a picture. Publishing knows it by its first two characters (body.py). */
export function wordFor(name) {
  const words = name.trim().replace(/[\s⟦⟧]+/g, " ").slice(0, LONGEST_NAME)
  return words ? `⟦🖼 ${gettext("picture")}: ${words}⟧` : `⟦🖼 ${gettext("picture")}⟧`
}

function pathOf(address) {
  try {
    const { origin, pathname } = new URL(address, location.href)
    return origin === location.origin ? pathname : ""
  } catch {
    return ""
  }
}

const isIcon = (media) => media.localName === "svg" && Boolean(media.closest("[aria-hidden=true]") || Number.parseInt(media.getAttribute("width"), 10) <= 32)
const isPixel = (image) => ["width", "height"].some((side) => /^[01](px)?$/.test(image.getAttribute(side) || ""))

/** Put words in the place of pictures; returns those whose file came along: [{word, source, alt}]. */
export function takePictures(body, left) {
  const files = []
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
      const word = unlike(files, wordFor(alt || image.getAttribute("title") || nameIn(source)))
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
  for (const drawn of [...body.querySelectorAll("v\\:imagedata")]) {
    left.add("picture")
    drawn.replaceWith(wordFor(drawn.getAttribute("o:title") || nameIn(drawn.getAttribute("src") || "")))
  }
  for (const media of [...body.querySelectorAll(OTHER_MEDIA)]) {
    if (!isIcon(media)) left.add("media")
    if (media.localName === "math") readFormula(media)
    else media.remove()
  }
  return files
}

// The letters of a formula stay, once: beside them stands what draws it, and its source.
function readFormula(math) {
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

function unlike(files, word) {
  let n = 1
  let other = word
  while (files.some((file) => file.word === other)) other = word.replace(/⟧$/, ` ${++n}⟧`)
  return other
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
  const parts = [paragraph]
  for (const caption of figure.querySelectorAll("figcaption")) {
    const words = figure.ownerDocument.createElement("p")
    words.append(...caption.childNodes)
    caption.remove()
    if (words.textContent.trim()) parts.push(words)
  }
  figure.before(...parts)
  if (figure.querySelector("img") || figure.textContent.trim()) return
  figure.remove()
}
