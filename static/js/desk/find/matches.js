// Where words are in a text. Signs that look alike are one sign: hyphens that may break or not, spaces, apostrophes;
// hyphens for the end of a line and letters put together from two signs are seen as they are read.
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gu
const UNSEEN = /^[\u00ad\u200b-\u200d\u2060\ufeff]$/
const WORD_BEFORE = /[\p{L}\p{N}\p{M}_]$/u
const WORD_AFTER = /^[\p{L}\p{N}\p{M}_]/u

const ALIKE = [
  [/[\u2010\u2011]/g, "-"],
  [/\s/g, " "],
  [/[\u2019\u02bc]/g, "'"],
]

function read(cluster, isExact) {
  if (UNSEEN.test(cluster)) return ""
  let letters = cluster.normalize("NFC")
  for (const [signs, sign] of ALIKE) letters = letters.replace(signs, sign)
  return isExact ? letters : letters.toLowerCase().replace("ё", "е")
}

// The letters of a text as they are compared; `starts` and `ends` say where each of them is in the text.
function compared(text, isExact) {
  let letters = ""
  const starts = []
  const ends = []
  for (const { 0: cluster, index } of text.matchAll(CLUSTER)) {
    const found = read(cluster, isExact)
    letters += found
    for (let n = 0; n < found.length; n++) {
      starts.push(index)
      ends.push(index + cluster.length)
    }
  }
  return { letters, starts, ends }
}

const isWhole = (text, start, end) =>
  !WORD_BEFORE.test(text.slice(Math.max(0, start - 2), start)) && !WORD_AFTER.test(text.slice(end, end + 2))

/** [start, end] of each place of `words` in `text`, none overlapping. `isExact` tells capitals from small letters, and ё from е. */
export function matchesIn(text, words, { isExact = false, isWholeWord = false } = {}) {
  const wanted = compared(words, isExact).letters
  if (!wanted) return []
  const { letters, starts, ends } = compared(text, isExact)
  const found = []
  for (let at = letters.indexOf(wanted); at >= 0; at = letters.indexOf(wanted, at)) {
    const behind = at + wanted.length
    const isTorn = starts[at] === starts[at - 1] || starts[behind] === starts[behind - 1]
    const [start, end] = [starts[at], ends[behind - 1]]
    const isMeant = !isTorn && (!isWholeWord || isWhole(text, start, end))
    if (isMeant) found.push([start, end])
    at = isMeant ? behind : at + 1
  }
  return found
}
