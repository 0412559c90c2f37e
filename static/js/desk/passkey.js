// Lets a passkey answer on the pages of the second step. allauth's script talks to the browser and sends the form.
const data = "passkey-options"
const credential = "id_credential"
const failed = document.getElementById("passkey-failed")

// allauth expects the options below names of its own
const options = JSON.parse(document.getElementById(data).textContent)

document.addEventListener("allauth.error", (event) => {
  event.preventDefault() // the sentence is for people, and the console for nobody
  failed.hidden = false
  failed.scrollIntoView({ block: "nearest" })
})

const { addForm, authenticateForm } = window.allauth.webauthn.forms
if (document.getElementById("add-passkey")) {
  addForm({ ids: { add: "add-passkey", credential }, data: { creation_options: options } })
} else {
  authenticateForm({ ids: { authenticate: "use-passkey", credential }, data: { request_options: options } })
}
