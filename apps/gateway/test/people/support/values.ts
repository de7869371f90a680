/** Personal values of invented people, the ways in which a provider writes them, and a search that knows none of those ways. */

/** Personal values; nobody has them. */
export const values = {
  card: "4276550018273642",
  phone: "79161830274",
  holder: "Kanareev Pevchiy",
  email: "kanareev.p@birds.example",
  passport: "4509887766",
  customer: "kenar-customer-5512",
  recipient: "Vorobyova Seraya",
  birthDate: "1987-06-05",
  street: "Skvorechnaya ulitsa 17",
  city: "Ptitsegrad",
  recipientPhone: "447700900461",
  payer: "Shchegol Krasnoshapochnyi",
  payerEmail: "shchegol.k@birds.example"
}

/** A word of the provider's that belongs to nobody: where it is not found, the search looked in the wrong place. */
export const control = "kontrolnoeslovo"

const groups = (value: string, size: number, between: string): string =>
  (value.match(new RegExp(`.{1,${size}}`, "g")) ?? []).join(between)

const turned = (value: string): string => value.split(/[\s-]/).toReversed().join("  ")

const wide = (char: string): string =>
  /[0-9a-z]/.test(char) ? String.fromCodePoint((char.codePointAt(0) ?? 0) + 0xfee0) : char

/** How a provider may write a value; core's own tests know many more ways. */
export const writings: Readonly<Record<string, (value: string) => string>> = {
  "as it is": (value) => value,
  "with what no database takes inside": (value) => `${value.slice(0, 5)}\u0000${value.slice(5)}\ud800`,
  "in groups between dots": (value) => groups(value, 4, "."),
  "in groups of a URL, in capitals": (value) => groups(value.toUpperCase(), 3, "%20").replaceAll("@", "%40"),
  "turned round, in full width": (value) => [...turned(value.toLowerCase())].map(wide).join("")
}

const lettersOf = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "")

// The letters of each byte of Latin-1, at most two: no two of them become one. A database's files are millions of them.
const ofByte = Array.from({ length: 256 }, (_, byte) => Buffer.from(lettersOf(String.fromCharCode(byte)), "latin1"))
const first = Uint8Array.from(ofByte, ([letter = 0]) => letter)
const second = Uint8Array.from(ofByte, ([, letter = 0]) => letter)

const lettersOfBytes = (bytes: Buffer): string => {
  const found = Buffer.allocUnsafe(2 * bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!
    if (first[byte] !== 0) found[length++] = first[byte]!
    if (second[byte] !== 0) found[length++] = second[byte]!
  }
  return found.toString("latin1", 0, length)
}

const letters = (text: string): string =>
  /[\u0100-\uffff]/.test(text) ? lettersOf(text) : lettersOfBytes(Buffer.from(text, "latin1"))

// Whatever is a value or a longer word of one, by its letters alone.
const searched = Object.values(values).flatMap((value) =>
  [value, ...value.split(/\s/)].map(letters).filter((text) => text.length >= 7)
)

/** The value whose letters stand in a text, with or without escapes, if there is one. */
export const leaked = (text: string): string | undefined => {
  const readings = new Set([
    text,
    text.replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
    text.replaceAll(/\\+u(0000|d[89a-f][0-9a-f]{2})/gi, "")
  ])
  const all = [...readings].map(letters)
  return searched.find((value) => all.some((reading) => reading.includes(value)))
}
