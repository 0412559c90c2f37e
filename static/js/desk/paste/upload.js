// Puts pictures into the library by the form of its window, and then into the text, where a word stood for each.
import { say } from "desk/paste/notice"

const gettext = window.gettext || ((text) => text)
const NAME_IN_WORD = /: (.*)⟧$/

/** What is said while it takes its time. */
export const waiting = gettext("Adding pictures to the library…")

/** Upload pictures one after another: [{word, file | source, alt}]. Each word gives way to its picture. */
export async function upload(editor, pictures) {
  const address = editor.extensionManager.extensions.find(({ name }) => name === "pasting").options.uploadUrl
  const refusals = [], remarks = [], put = new Set()
  for (const picture of pictures) {
    try {
      const taken = await send(address, picture)
      putInto(editor, picture, taken, put)
      if (taken.remark) remarks.push(taken.remark)
    } catch (refusal) {
      refusals.push(refusal instanceof Refusal ? refusal.message : "") // a browser's own words are in its language
    }
  }
  tell(editor, pictures.length - refusals.length, remarks, refusals)
}

function tell(editor, taken, remarks, refusals) {
  const things = []
  if (taken) things.push(gettext("The picture is in the library now. Give it a title, alternative text and a credit there."), ...remarks)
  if (refusals.length) {
    things.push(gettext("A picture was not pasted: a note marks its place. Insert it with the picture button, then “Browse…”."))
    things.push(...new Set(refusals.filter(Boolean)))
  }
  const said = [...editor.view.dom.parentElement.querySelectorAll(".paste-notice li")].map((item) => item.textContent)
  say(editor, [...new Set([...said.filter((sentence) => sentence !== waiting), ...things])])
}

class Refusal extends Error {}

async function send(address, { word, file, source, alt }) {
  if (!address) throw new Refusal("")
  const picture = file || fileFrom(source, NAME_IN_WORD.exec(word)?.[1])
  const form = new FormData()
  form.append("upload", picture)
  form.append("title", alt)
  form.append("csrfmiddlewaretoken", document.querySelector("input[name=csrfmiddlewaretoken]").value)
  const answer = await fetch(address, { method: "POST", body: form, credentials: "same-origin" })
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const choice = page.querySelector(".picker button[data-path]")
  if (answer.ok && answer.redirected && choice) return choice.dataset
  const reasons = [...page.querySelectorAll(".errorlist li")].map((reason) => reason.textContent.trim())
  throw new Refusal(reasons.join(" "))
}

// `fetch` may not read such an address here: the policy lets scripts ask this site only.
function fileFrom(source, name) {
  const [head, data] = source.split(",", 2)
  const type = /^data:([^;]+)/.exec(head)[1]
  const bytes = Uint8Array.from(atob(data.replace(/\s/g, "")), (letter) => letter.charCodeAt(0))
  return new File([bytes], `${name || gettext("picture")}.${type.split("/")[1]}`, { type })
}

function putInto(editor, { word, alt }, { path, alt: known }, put) {
  const found = placeOf(editor.state.doc, word)
  if (!found) return // somebody has removed the word meanwhile
  const figure = { type: "figure", content: [{ type: "image", attrs: { src: path, alt: known || alt } }] }
  const { from, to, $from } = found
  const isAlone = $from.parent.type.name === "paragraph" && $from.parent.textContent.trim() === word
  const after = $from.after(topDepth($from))
  let behind = after
  for (let next; (next = editor.state.doc.nodeAt(behind)) && put.has(next.firstChild?.attrs.src); ) behind += next.nodeSize // in reading order
  put.add(path)
  if (isAlone && behind === after) {
    editor.chain().insertContentAt({ from: $from.before(), to: $from.after() }, figure).run()
  } else {
    const words = { from: isBetweenSpaces(editor.state.doc, from, to) ? from - 1 : from, to }
    editor.chain().insertContentAt(behind, figure).deleteRange(isAlone ? { from: $from.before(), to: $from.after() } : words).run()
  }
}

const isBetweenSpaces = (doc, from, to) => doc.textBetween(from - 1, from) === " " && doc.textBetween(to, to + 1) === " "

function topDepth($from) {
  let depth = $from.depth
  while (depth > 1 && !$from.node(depth - 1).canReplaceWith($from.indexAfter(depth - 1), $from.indexAfter(depth - 1), $from.doc.type.schema.nodes.figure)) depth -= 1
  return depth
}

function placeOf(doc, word) {
  let found = null
  doc.descendants((node, position) => {
    const at = node.isText ? node.text.indexOf(word) : -1
    if (!found && at >= 0) {
      const from = position + at
      found = { from, to: from + word.length, $from: doc.resolve(from) }
    }
    return !found
  })
  return found
}
