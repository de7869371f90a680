/**
 * Makes the XML of an XLSX fit for the reader of workbooks, which looks for patterns: it would pass over a cell whose tag is
 * broken into lines, shift every text behind an empty one, read `282,94` as 282, and take a sheet that is cut off for an
 * empty one. Texts here are UTF-8 with one character for each byte.
 */
import { Refused } from "./messages.ts"

const binary = (bytes: Buffer): string => {
  const [first, second] = bytes
  const wide =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : undefined
  return wide === undefined
    ? bytes.toString("latin1").replace(/^\u00ef\u00bb\u00bf/, "")
    : Buffer.from(new TextDecoder(wide).decode(bytes)).toString("latin1")
}

/** The XML of a part, which must have its end. */
export const textOf = (bytes: Buffer): string => {
  const given = binary(bytes)
  if (given.includes("<!DOCTYPE")) throw new Refused("declares a document type")
  const text = given.includes("<!--") ? given.replace(/<!--[\s\S]*?-->/g, "") : given
  const root = /<([A-Za-z_][\w.:-]*)/.exec(text)?.[1] ?? ""
  const end = text.slice(text.lastIndexOf("<")).trim()
  const isEmpty = end.startsWith(`<${root}`) && end.endsWith("/>")
  if (root === "" || !(isEmpty || end.replace(/\s/g, "") === `</${root}>`))
    throw new Refused("has a part that is cut off")
  return text
}

// A tag of a cell or a row whose name is followed by anything but a blank.
const brokenTag = /<((?:\w+:)?(?:c|row))[\t\r\n]/g

const emptyText = /<((?:\w+:)?si)(?:\s[^>]*)?\/>/g
const attributedText = /<((?:\w+:)?si)\s[^>/]*>/g

const tagOfNumber = String.raw`<(?:\w+:)?c(?=[\s>])(?![^>]*\st=["'](?!n["']))[^>]*>`
const formula = String.raw`(?:<(?:\w+:)?f(?:\s[^>]*)?/>|<(?:\w+:)?f(?=[\s>])[^>]*>[^<]*</(?:\w+:)?f>)`
const noValue = String.raw`(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v(?:\s[^>]*)?>\s*</(?:\w+:)?v>)?`
const noNumber = String.raw`(?!\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*<)[^<]`
const falseNumber = new RegExp(
  String.raw`(${tagOfNumber})(?=\s*${formula}?\s*<(?:\w+:)?v(?:\s[^>]*)?>${noNumber})`,
  "g"
)

const noResult = new RegExp(
  String.raw`(<(?:\w+:)?c(?=[\s>])(?![^>]*\st=["']str["'])[^>]*>)\s*${formula}\s*${noValue}\s*(?=</(?:\w+:)?c>)`,
  "g"
)

const asText = (tag: string): string => tag.replace(/\st=["']\w*["']/, "").replace(/^<((?:\w+:)?c)/, '<$1 t="str"')

/** The XML of a sheet without any row. */
export const noRows = "<worksheet></worksheet>"

const beginOfRows = /<((?:\w+:)?sheetData)(?:\s[^>]*)?>/

// Links, formats and the like come after the rows, and put cells where there are none.
const rowsOf = (sheet: string): string => {
  const [begin, name = ""] = beginOfRows.exec(sheet) ?? []
  if (begin === undefined || begin.endsWith("/>")) return noRows
  const end = sheet.lastIndexOf(`</${name}`)
  if (end < 0) throw new Refused("has a part that is cut off")
  return `<worksheet>${sheet.slice(sheet.indexOf(begin), end)}</${name}></worksheet>`
}

/**
 * The XML of the rows of a sheet. A number that is written like none becomes the text that it is, and a formula that nobody
 * has calculated one that stands for no value.
 */
export const sheetText = (bytes: Buffer): string =>
  rowsOf(textOf(bytes))
    .replace(brokenTag, "<$1 ")
    .replace(falseNumber, asText)
    .replace(noResult, (_, tag: string) => `${asText(tag)}<v>#NO RESULT</v>`)

/** The XML of the texts that cells name by number. */
export const sharedTexts = (bytes: Buffer): string =>
  textOf(bytes).replace(emptyText, "<$1></$1>").replace(attributedText, "<$1>")

/** How many texts there are to be named. */
export const textsIn = (shared: string): number => shared.match(/<\/(?:\w+:)?si>/g)?.length ?? 0

const namedText = /<(?:\w+:)?c\s[^>]*?\bt=["']s["'][^>]*>\s*<(?:\w+:)?v(?:\s[^>]*)?>\s*(\d+)/g

/** Whether a cell of the XML of a sheet names a text that is not there. */
export const namesMissingText = (sheet: string, texts: number): boolean => {
  namedText.lastIndex = 0
  for (let found = namedText.exec(sheet); found !== null; found = namedText.exec(sheet)) {
    if (Number(found[1]) >= texts) return true
  }
  return false
}

/** How many cells the XML of a sheet has, so that it can be checked whether all of them were read. */
export const cellsIn = (sheet: string): number => sheet.match(/<(?:\w+:)?c(?=[\s/>])/g)?.length ?? 0
