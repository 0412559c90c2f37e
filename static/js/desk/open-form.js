// Keeps what is typed into a form every few seconds, says who else has the form open, and lets its owner sign in again
// beside it. The server's side is thinktank/desk/open_forms.py.
const gettext = window.gettext || ((text) => text)

const KEEP_EVERY = 3000, TELL_EVERY = 12000, LARGEST_LAST_WORD = 60000 // milliseconds; bytes that a closing page may send

const form = document.querySelector("#content-main > form[method=post]")
const key = form?.querySelector("input[name=open_form]")

class OpenForm {
  constructor() {
    this.kept = null // the fields as the server has them; null until somebody types
    this.isTouched = form.querySelector(".errornote, .meanwhile") !== null // it came back with words that are not saved
    this.isSaving = false
    this.hasTyped = false
    this.typedIn = ""
    this.sending = null
    this.toldAt = 0
    this.line = this.makeLine("kept-line", form.querySelector(".submit-row") || form)
    this.others = this.makeLine("others-line", form)
  }

  makeLine(name, parent) {
    const line = document.createElement("p")
    line.className = name
    line.setAttribute("role", "status")
    if (parent === form) form.prepend(line)
    else parent.append(line)
    return line
  }

  // All fields but files and secrets, in the order of the form: rows and their order are in it.
  fields() {
    const sent = new URLSearchParams()
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !/csrfmiddlewaretoken|password/.test(name)) sent.append(name, value)
    }
    return sent.toString()
  }

  begin() {
    this.saved = this.isTouched ? null : this.fields()
    document.addEventListener("prose-editor:ready", () => { // it may have rewritten its text while it started
      if (!this.isTouched) this.saved = this.fields()
    })
    for (const kind of ["input", "change", "keydown", "pointerdown", "drop", "paste"]) {
      form.addEventListener(kind, (event) => this.touched(event), { capture: true })
    }
    form.addEventListener("desk:saving", ({ detail }) => {
      this.isSaving = true
      if (this.sending) detail.push(this.sending)
    })
    form.addEventListener("desk:not-saved", () => (this.isSaving = false))
    window.addEventListener("beforeunload", (event) => {
      if (!this.isSaving && this.isChanged() && this.fields() !== this.kept) event.preventDefault()
    })
    window.addEventListener("pagehide", () => this.lastWord())
    document.addEventListener("visibilitychange", () => (document.hidden ? this.lastWord() : this.tell()))
    const renew = () => this.isSignedOut && this.renewToken()
    window.addEventListener("focus", renew)
    new BroadcastChannel("desk").addEventListener("message", renew)
    setInterval(() => this.keep(), KEEP_EVERY)
    this.tell()
  }

  touched(event) {
    this.isTouched = true
    if (event.type === "input" || event.type === "keydown") {
      this.hasTyped = true
      this.typedIn = event.target.closest("[lang]:not(html)")?.lang || ""
    }
  }

  isChanged() {
    return this.isTouched && (this.fields() !== this.saved || this.kept !== null)
  }

  async keep() {
    if (this.isSaving || this.sending || this.isSignedOut || document.hidden) return
    const fields = this.fields()
    if (this.isTouched && fields !== (this.kept ?? this.saved)) await this.send(fields)
    else if (Date.now() - this.toldAt >= TELL_EVERY) await this.send()
  }

  tell() {
    if (!this.sending && !this.isSaving) this.send()
  }

  message(fields) {
    const body = new URLSearchParams({ key: key.value, place: location.pathname, typed_by: this.value("typed_by"), based_on: this.value("based_on") })
    body.set("csrfmiddlewaretoken", this.value("csrfmiddlewaretoken"))
    if (this.hasTyped) {
      body.set("typed", "1")
      body.set("typed_in", this.typedIn)
    }
    if (fields !== undefined) body.set("form", fields === this.saved ? "" : fields)
    return body
  }

  value(name) {
    return form.querySelector(`input[name=${name}]`)?.value || ""
  }

  async send(fields) {
    this.toldAt = Date.now()
    this.sending = fetch(key.dataset.heardAt, { method: "POST", body: this.message(fields), headers: { Accept: "application/json" }, redirect: "manual" })
    this.hasTyped = false
    try {
      await this.answered(await this.sending, fields)
    } catch {
      this.say(gettext("The site cannot be reached. What you type stays here; leave this page open."), true)
    } finally {
      this.sending = null
    }
  }

  async answered(answer, fields) {
    if (answer.status === 403 || answer.type === "opaqueredirect") return this.signedOut()
    const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {}
    if (!answer.ok) return this.say(said.error || gettext("The site could not keep what you type. Save soon, or copy it."), true)
    if (fields !== undefined) this.kept = fields === this.saved ? null : fields
    this.say(said.kept_at ? interpolate(gettext("Not saved yet; kept at %s."), [said.kept_at]) : "")
    this.others.textContent = said.others.join(" ")
  }

  say(sentence, isBad = false) {
    if (this.line.textContent === sentence) return
    this.line.textContent = sentence
    this.line.classList.toggle("is-bad", isBad)
  }

  // A page that closes may send a little, and nobody waits for the answer.
  lastWord() {
    if (this.isSaving || this.isSignedOut) return
    const fields = this.fields()
    if (!this.isTouched || fields === (this.kept ?? this.saved) || fields.length > LARGEST_LAST_WORD) return
    fetch(key.dataset.heardAt, { method: "POST", body: this.message(fields), keepalive: true, redirect: "manual" }).then(
      (answer) => answer.ok && (this.kept = fields === this.saved ? null : fields),
      () => {},
    )
  }

  signedOut() {
    if (this.isSignedOut) return
    this.isSignedOut = true
    this.say(gettext("Your session has ended. Nothing is lost: sign in again in a small window, then go on here."), true)
    const button = document.createElement("button")
    button.type = "button"
    button.className = "quiet"
    button.textContent = gettext("Sign in again")
    button.addEventListener("click", () => window.open(`${key.dataset.heardAt}signed-in/`, "sign-in", "width=480,height=640"))
    this.line.append(" ", button)
  }

  // Signing in has made another token; the form needs it before it is sent.
  async renewToken() {
    const answer = await fetch(`${key.dataset.heardAt}token/`, { redirect: "manual", headers: { Accept: "application/json" } }).catch(() => null)
    if (!answer?.ok) return
    const { token, account } = await answer.json()
    if (account !== this.value("typed_by")) return this.say(gettext("Somebody else is signed in in this browser now. Copy what you need from here."), true)
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token
    this.isSignedOut = false
    this.say("")
    this.tell()
  }
}

const interpolate = window.interpolate || ((text, values) => text.replace("%s", values[0]))

if (key) new OpenForm().begin()
