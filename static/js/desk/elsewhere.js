// Videos and posts on other sites: a title with an address. Readers get a card, and nothing is asked of the other site
// before they open it. Which addresses have a player is said by the server (richtext/elsewhere.py).
import { Node, Plugin, updateAttrsDialog } from "django-prose-editor/editor"

const gettext = window.gettext || ((text) => text)
const NAME = "elsewhere"

/** {address, site} of an address with a player; null for others. */
function playerAt(text, providers) {
  for (const { name, patterns, address } of providers) {
    for (const pattern of patterns) {
      const found = new RegExp(`^(?:${pattern})$`, "i").exec(text.trim())
      if (found) return { address: address.replace(/\{(\d)\}/g, (_whole, n) => found[Number(n) + 1]), site: name }
    }
  }
  return null
}

const refusal = (providers) =>
  window.interpolate(gettext("No player is known for this address. Paste the address of one video or post on %s; for anything else use a link."), [
    providers.map(({ name }) => name).join(", "),
  ])

async function ask(editor, providers) {
  const properties = {
    address: { title: gettext("Address"), required: true },
    title: { title: gettext("Title, as readers see it"), required: true },
  }
  const asked = updateAttrsDialog(properties, { title: gettext("Video or post on another site"), submitText: gettext("Insert") })(editor, {})
  const field = [...editor.view.dom.parentElement.querySelectorAll("dialog.prose-editor-dialog input[name=address]")].at(-1)
  field.addEventListener("input", () => field.setCustomValidity(!field.value.trim() || playerAt(field.value, providers) ? "" : refusal(providers)))
  const given = await asked
  const player = given && playerAt(given.address, providers)
  if (!player) return
  const title = given.title.trim() || player.address
  editor.chain().focus().insertContent([{ type: NAME, attrs: player, content: [{ type: "text", text: title }] }, { type: "paragraph" }]).run()
}

export const Elsewhere = Node.create({
  name: NAME,
  group: "block",
  content: "text*",
  marks: "",
  defining: true,

  addOptions() {
    return { providers: [] }
  },

  addAttributes() {
    return {
      address: { default: "", renderHTML: () => ({}), parseHTML: (element) => element.querySelector("a")?.getAttribute("href") || "" },
      site: {
        default: "",
        renderHTML: () => ({}),
        parseHTML: (element) => playerAt(element.querySelector("a")?.getAttribute("href") || "", this.options.providers)?.site || "",
      },
    }
  },

  parseHTML() {
    const isKnown = (element) => playerAt(element.querySelector(":scope > a[href]")?.getAttribute("href") || "", this.options.providers)
    return [{ tag: "p[data-elsewhere]", priority: 60, contentElement: "a", getAttrs: (element) => (isKnown(element) ? null : false) }]
  },

  renderHTML({ node }) {
    return ["p", { "data-elsewhere": "" }, ["a", { href: node.attrs.address }, 0]]
  },

  // While it is written the title stands in the paragraph itself: browsers drop a link all of whose words are overwritten.
  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement("p")
      dom.dataset.elsewhere = node.attrs.site
      dom.title = node.attrs.address
      return { dom, contentDOM: dom }
    }
  },

  addKeyboardShortcuts() {
    return {
      Enter: () => {
        const { $from } = this.editor.state.selection
        if ($from.parent.type.name !== NAME) return false
        return this.editor.chain().insertContentAt($from.after(), { type: "paragraph" }).setTextSelection($from.after() + 1).run()
      },
    }
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: NAME,
      groups: "nodes",
      button: buttons.text("▶", gettext("video or post on another site")),
      command: (editor) => ask(editor, this.options.providers),
      active: (editor) => editor.isActive(NAME),
    })
  },

  addProseMirrorPlugins() {
    const { editor, options } = this
    return [
      new Plugin({
        props: {
          // An address on a line of its own; its title is selected, for the editor to write a better one.
          handlePaste(view, event) {
            const text = event.clipboardData?.getData("text/plain") || ""
            const { $from, empty } = view.state.selection
            const isAlone = empty && $from.depth === 1 && $from.parent.type.name === "paragraph" && !$from.parent.content.size
            const player = isAlone && playerAt(text, options.providers)
            if (!player) return false
            const place = $from.before()
            const card = { type: NAME, attrs: player, content: [{ type: "text", text: player.address }] }
            return editor
              .chain()
              .insertContentAt({ from: place, to: place + 2 }, card)
              .setTextSelection({ from: place + 1, to: place + 1 + player.address.length })
              .run()
          },
        },
      }),
    ]
  },
})
