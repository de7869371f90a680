/** The table of wrong adapters and laws, as it stands in the README. Its content is proven by `self.test.ts`. */
import { readFileSync, writeFileSync } from "node:fs"
import { PaymentContract, PayoutContract, RefundContract, SettlementContract } from "../../src/index.ts"
import type { Law } from "../../src/Law.ts"
import { all as adapters } from "../wrong/all.ts"
import { pulledSums } from "../wrong/pulledSums.ts"
import { pulls } from "../wrong/pulls.ts"

const readme = new URL("../../README.md", import.meta.url)
const begin = "<!-- laws: written by `npm run table` -->"
const end = "<!-- end of laws -->"

interface Row {
  readonly id: string
  readonly title: string
  readonly replay: boolean
  readonly routes: Law<unknown>["routes"]
  readonly kinds: ReadonlyArray<string>
}

/** Every wrong adapter, whatever it is one of. */
export const all = [...adapters, ...pulls, ...pulledSums]

/** Every law once, with the kinds it is for. */
export const laws: ReadonlyArray<Row> = (() => {
  const rows = new Map<string, Row>()
  const contracts = [
    ["payouts", PayoutContract.laws],
    ["payments", PaymentContract.laws],
    ["refunds", RefundContract.laws],
    ["settlement", SettlementContract.laws]
  ] as const
  for (const [kind, list] of contracts) {
    for (const { id, replay, routes, title } of list) {
      rows.set(id, { id, title, replay, routes, kinds: [...(rows.get(id)?.kinds ?? []), kind] })
    }
  }
  return [...rows.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
})()

// Padded as the formatter pads tables, so that a formatted README is not a stale one.
const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>) => {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)))
  const line = (cells: ReadonlyArray<string>) => `| ${cells.join(" | ")} |`
  const padded = (row: ReadonlyArray<string>) => line(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)))
  return [padded(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(padded)].join("\n")
}

const code = (text: string) => `\`${text}\``

const byLaw = () =>
  table(
    ["law", "for", "routes", "what it requires", "wrong adapters that it catches"],
    laws.map(({ id, kinds, replay, routes = "", title }) => [
      `${code(id)}${replay ? " ↻" : ""}`,
      kinds.length === 3 ? "all" : kinds.join(", "),
      routes,
      title,
      all
        .filter(({ breaks }) => breaks.includes(id))
        .map(({ name }) => name)
        .join(", ")
    ])
  )

const byAdapter = () =>
  table(
    ["wrong adapter", "its mistake", "laws that catch it"],
    all.map(({ breaks, kind, mistake, name }) => [
      `${name} (${kind})`,
      mistake,
      [...breaks].toSorted().map(code).join(", ")
    ])
  )

/** The generated part of the README. */
export const generated = (): string =>
  [
    begin,
    `${laws.length} laws (↻: replay is enough) and ${all.length} wrong adapters.`,
    "### By law",
    byLaw(),
    "### By wrong adapter",
    byAdapter(),
    end
  ].join("\n\n")

/** The generated part as it stands in the README now. */
export const written = (): string => {
  const text = readFileSync(readme, "utf8")
  return text.slice(text.indexOf(begin), text.indexOf(end) + end.length)
}

/** Writes the generated part into the README. */
export const write = (): void => {
  const text = readFileSync(readme, "utf8")
  writeFileSync(
    readme,
    text.replace(written(), () => generated())
  )
}
