// Addresses as they are meant, and which of them a link may hold: the same as the server keeps (richtext/sanitise.py).
const KEPT = /^(https?:[/\\]*[^/\\]|mailto:.*[@?]|publication:|subject:|\/(?![/\\]))/i
const FILE = /\.(x?html?|php|aspx?|jsp|pdf|docx?|rtf|od[tsp]|txt|xlsx?|csv|pptx?|epub|jpe?g|png|gif|svg|webp|mp[34]|zip|rar|gz|js|css|json|xml)$/i

/** An address as it is meant: `www.example.org`, `//example.org` and `example.org/x` are on the web, `a@example.org` is a mailbox. */
export function completed(address) {
  const text = address.replace(/[\t\n\r]/g, "").replace(/^[\0-\x20\s\u200b-\u200f]+|[\0-\x20\s\u200b-\u200f]+$/g, "")
  if (!text || /^([a-z][a-z0-9+.-]*:(?!\d)|#|[/\\](?![/\\]))/i.test(text)) return text
  if (/^[^\s@/?]+@[^\s@/?]+\.[^\s@/?]+(\?|$)/.test(text)) return `mailto:${text}`
  const meant = text.replace(/^[/\\]{2,}/, "")
  const isOnTheWeb = /^([\p{L}\p{N}_-]+\.)+\p{L}{2,24}\.?(:\d+)?([/\\?#]|$)/u.test(meant)
  return isOnTheWeb && (/^www\./i.test(meant) || !FILE.test(meant.split(/[:/\\?#]/)[0])) ? `https://${meant}` : text
}

/** Whether a link may hold this address. */
export function isKept(address) {
  if (!/^https?:/i.test(address)) return KEPT.test(address)
  try {
    return KEPT.test(address) && Boolean(new URL(address))
  } catch {
    return false
  }
}
