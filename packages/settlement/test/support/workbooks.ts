/** Workbooks as programs write them: an XLSX by its parts, so that each can be changed, and an encrypted one. */
import * as Spreadsheet from "@e965/xlsx"
import type { Row } from "./files.ts"
import { type Part, zip } from "./zip.ts"

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
const types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
const declaration = '<?xml version="1.0" encoding="UTF-8"?>'

const columnName = (at: number) => String.fromCharCode(65 + at)

/** The parts of an XLSX, with its texts apart from the cells. */
export const partsOf = (rows: ReadonlyArray<Row>): Readonly<Record<string, string>> => {
  const texts: Array<string> = []
  const indexOf = (text: string): number => {
    if (!texts.includes(text)) texts.push(text)
    return texts.indexOf(text)
  }
  const cellOf = (cell: string | number, place: string): string => {
    if (cell === "") return ""
    return typeof cell === "number"
      ? `<c r="${place}"><v>${cell}</v></c>`
      : `<c r="${place}" t="s"><v>${indexOf(cell)}</v></c>`
  }
  const sheet = rows
    .map(
      (row, at) =>
        `<row r="${at + 1}">${row.map((cell, n) => cellOf(cell, `${columnName(n)}${at + 1}`)).join("")}</row>`
    )
    .join("")
  return {
    "[Content_Types].xml": `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${types}.sharedStrings+xml"/></Types>`,
    "_rels/.rels": `${declaration}<Relationships xmlns="r"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${declaration}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Register" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${declaration}<Relationships xmlns="r"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": `${declaration}<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`,
    "xl/sharedStrings.xml": `${declaration}<sst xmlns="${main}">${texts.map((text) => `<si><t xml:space="preserve">${text}</t></si>`).join("")}</sst>`
  }
}

/** Parts with their names and texts changed. */
export type Change = (name: string, text: string) => readonly [name: string, text: string | Uint8Array]

/** An XLSX of changed parts, and of more of them. */
export const archiveOf = (
  parts: Readonly<Record<string, string>>,
  change: Change = (name, text) => [name, text],
  more: ReadonlyArray<Part> = []
): Uint8Array =>
  zip([
    ...Object.entries(parts).map(([name, text]) => {
      const [changed, content] = change(name, text)
      return { name: changed, content }
    }),
    ...more
  ])

/** The container that Office makes of a workbook that is saved with a password: the package is one stream of a compound file. */
export const encrypted = (): Uint8Array => {
  const { utils, write } = Spreadsheet.CFB
  const file = utils.cfb_new()
  // Version 4.4: agile.
  utils.cfb_add(file, "/EncryptionInfo", Buffer.from([4, 0, 4, 0, 0x40, 0, 0, 0, ...Buffer.from("<encryption/>")]))
  utils.cfb_add(file, "/EncryptedPackage", Buffer.alloc(5000, 7))
  return new Uint8Array(write(file, { type: "buffer" }))
}
