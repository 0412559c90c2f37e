// Several files are uploaded one after the other, chosen together or dropped on the form: each with its progress and, in
// words, what became of it. One that is refused keeps the others. A single file is sent with the form, as without this script.
const gettext = window.gettext || ((text) => text)
const interpolate = window.interpolate

const form = document.querySelector("#content-main > form[method=post]")
const field = form?.querySelector("input[type=file][name=upload]")

class Uploads {
  constructor() {
    field.multiple = true
    this.queue = []
    this.list = Object.assign(document.createElement("ul"), { className: "uploads" })
    this.said = Object.assign(document.createElement("p"), { className: "uploads-said" })
    this.said.setAttribute("role", "status")
    const zone = Object.assign(document.createElement("p"), { className: "drop-zone" })
    zone.textContent = gettext("Or drop files here: several at once are stored one after the other, with the words below.")
    field.closest(".form-row").append(zone, this.said, this.list)
    field.addEventListener("change", () => this.chosen([...field.files]))
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) form.addEventListener(kind, (event) => this.dragged(event, zone))
  }

  dragged(event, zone) {
    if (!event.dataTransfer?.types.includes("Files")) return
    event.preventDefault()
    zone.classList.toggle("is-over", event.type === "dragenter" || event.type === "dragover")
    if (event.type !== "drop") return
    const files = [...event.dataTransfer.files]
    if (files.length === 1) field.files = event.dataTransfer.files
    else this.chosen(files)
  }

  chosen(files) {
    if (files.length < 2) return
    field.value = ""
    const isIdle = this.queue.length === 0
    this.queue.push(...files.map((file) => ({ file, row: this.addRow(file) })))
    if (isIdle) this.uploadAll()
  }

  addRow(file) {
    const row = document.createElement("li")
    const name = Object.assign(document.createElement("strong"), { textContent: file.name })
    const progress = Object.assign(document.createElement("progress"), { max: 1, value: 0, ariaLabel: file.name })
    const words = document.createElement("span")
    words.textContent = gettext("Waiting")
    row.append(name, progress, words)
    this.list.append(row)
    return { row, progress, words }
  }

  async uploadAll() {
    const keep = (event) => event.preventDefault()
    window.addEventListener("beforeunload", keep)
    let [stored, refused] = [0, 0]
    while (this.queue.length) {
      const isStored = await this.upload(this.queue[0])
      this.queue.shift()
      if (isStored) stored += 1
      else refused += 1
      this.said.textContent = interpolate(gettext("In the library: %(stored)s. Refused: %(refused)s. Waiting: %(waiting)s."), { stored, refused, waiting: this.queue.length }, true)
    }
    window.removeEventListener("beforeunload", keep)
  }

  async upload({ file, row }) {
    const body = new FormData(form)
    body.set("upload", file)
    body.set("title", "") // each gets the name of its file
    row.words.textContent = gettext("Uploading")
    const { status, said } = await send(body, (part) => {
      row.progress.value = part
      if (part === 1) row.words.textContent = gettext("Being checked")
    })
    row.progress.remove()
    row.row.className = said.address ? "is-stored" : "is-refused"
    row.words.textContent = said.errors?.join(" ") || (said.address ? "" : why(status))
    if (said.address) showStored(row, said)
    return Boolean(said.address)
  }
}

function why(status) {
  if (status === 0) return gettext("The site cannot be reached. Choose this file again later.")
  return gettext("The site could not store this file. Sign in again in another window if your session has ended, then choose it again.")
}

const thumbnailAt = (src) => Object.assign(document.createElement("img"), { src, width: 80, height: 45, alt: "" })
const linkTo = (href, textContent) => Object.assign(document.createElement("a"), { href, textContent, target: "_blank" })

function showStored(row, { title, address, thumbnail, remarks, alike }) {
  if (thumbnail) row.row.prepend(thumbnailAt(thumbnail))
  row.words.append(linkTo(address, interpolate(gettext("Open “%s”"), [title])))
  for (const remark of remarks) row.row.append(Object.assign(document.createElement("span"), { className: "remark", textContent: remark }))
  for (const other of alike) row.row.append(thumbnailAt(other.thumbnail), linkTo(other.address, other.title))
}

// With XMLHttpRequest, because fetch tells nothing of what it has sent.
function send(body, progress) {
  return new Promise((done) => {
    const request = new XMLHttpRequest()
    request.open("POST", form.getAttribute("action") || location.href)
    request.setRequestHeader("Accept", "application/json")
    request.responseType = "json"
    request.upload.addEventListener("progress", (event) => progress(event.loaded / event.total))
    for (const kind of ["load", "error", "abort"]) request.addEventListener(kind, () => done({ status: request.status, said: request.response || {} }))
    request.send(body)
  })
}

if (field && !form.querySelector("input[name=_popup]")) new Uploads()
