/**
 * A workbook of Office Open XML (`.xlsx`) with one sheet.
 */
import type { Cell, Rows } from "./sheet.ts"
import { cellValue } from "./sheet.ts"
import { zip } from "./zip.ts"

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const packages = "http://schemas.openxmlformats.org/package/2006"
const documents = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
const office = "application/vnd.openxmlformats-officedocument.spreadsheetml"

// What XML cannot hold is written as Office writes it.
const encoded = (text: string): string =>
  text
    .toWellFormed()
    .replace(/_(?=x[\dA-Fa-f]{4}_)/g, "_x005F_")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be found
    .replace(/[\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\ufffe\uffff]/g, (sign) => {
      return `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`
    })
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")

const column = (index: number): string => (index < 26 ? "" : column(Math.floor(index / 26) - 1)) + letters[index % 26]
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

const cellXml = (cell: Cell, reference: string): string => {
  const value = cellValue(cell)
  if (value === undefined) return ""
  if (typeof value === "number") return `<c r="${reference}"><v>${cell.text}</v></c>`
  return `<c r="${reference}" t="inlineStr"><is><t xml:space="preserve">${encoded(value)}</t></is></c>`
}

const sheet = (rows: Rows): string => {
  const lines = rows.map((row, index) => {
    const cells = row.map((cell, place) => cellXml(cell, `${column(place)}${index + 1}`))
    return `<row r="${index + 1}">${cells.join("")}</row>`
  })
  return `${head}<worksheet xmlns="${main}"><sheetData>${lines.join("")}</sheetData></worksheet>`
}

const relation = (type: string, target: string): string =>
  `${head}<Relationships xmlns="${packages}/relationships">` +
  `<Relationship Id="rId1" Type="${documents}/${type}" Target="${target}"/></Relationships>`

const override = (part: string, type: string): string =>
  `<Override PartName="/xl/${part}.xml" ContentType="${office}.${type}+xml"/>`

/** The workbook's bytes. */
export const xlsx = (title: string, rows: Rows): Uint8Array<ArrayBuffer> =>
  zip([
    {
      name: "[Content_Types].xml",
      text:
        `${head}<Types xmlns="${packages}/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        `${override("workbook", "sheet.main")}${override("worksheets/sheet1", "worksheet")}</Types>`
    },
    { name: "_rels/.rels", text: relation("officeDocument", "xl/workbook.xml") },
    {
      name: "xl/workbook.xml",
      text:
        `${head}<workbook xmlns="${main}" xmlns:r="${documents}">` +
        `<sheets><sheet name="${encoded(title)}" sheetId="1" r:id="rId1"/></sheets></workbook>`
    },
    { name: "xl/_rels/workbook.xml.rels", text: relation("worksheet", "worksheets/sheet1.xml") },
    { name: "xl/worksheets/sheet1.xml", text: sheet(rows) }
  ])
