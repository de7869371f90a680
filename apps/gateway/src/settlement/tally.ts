/**
 * The result of a comparison of a settlement report so far: counts of everything, and findings to be kept up to a limit. A
 * report of the wrong shop differs in every line; nobody reads a hundred thousand findings, and the counts show it.
 */
import type { Settlement } from "@switchyard/core"
import { Reconciliation } from "@switchyard/settlement"
import type { Counts, Finding } from "../model/SettlementReports.ts"
import { makeDays } from "./days.ts"

/** The most findings that are kept of one report. */
export const maxFindings = 10_000

const none: Finding = {
  kind: "bad_row",
  line: null,
  entry: null,
  operation: null,
  id: null,
  reference: null,
  providerReference: null,
  ours: null,
  theirs: null,
  column: null,
  reason: null,
  nearEdge: false
}

/** A finding as it is shown; `id` is the operation here. */
export const findingOf = (found: Reconciliation.Finding, id: string | null, nearEdge = false): Finding => ({
  ...none,
  ...found,
  id,
  nearEdge
})

/** The finding for a row that cannot be read. */
export const badRowOf = ({ column, id, line, reason }: Settlement.BadRow): Finding => ({
  ...none,
  line,
  entry: id ?? null,
  column: column ?? null,
  reason
})

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** No finding of any kind. */
export const noFindings = (): Mutable<Counts["findings"]> =>
  Object.fromEntries(Reconciliation.FindingKind.literals.map((kind) => [kind, 0])) as Mutable<Counts["findings"]>

const noLines = { lines: 0, headerLines: 0, blanks: 0 }

/** Counts what was found; `take` gives those findings that are still to be kept. */
export const makeTally = (utcOffsetMinutes: number) => {
  const found = noFindings()
  const counts = { ...noLines, entries: 0, badRows: 0, matched: 0, notComparable: 0, services: 0 }
  const days = makeDays(utcOffsetMinutes)
  let kept = 0
  let waiting: Array<Finding> = []
  let differences: Array<Finding> = []

  const add = (finding: Finding) => {
    if (finding.kind !== "bad_row") found[finding.kind] += 1
    if (finding.id !== null) differences.push(finding)
    if (kept + waiting.length < maxFindings) waiting.push(finding)
  }

  return {
    add,
    entry: ({ at, kind }: Settlement.Entry, findings: ReadonlyArray<Finding>, isComparable: boolean) => {
      counts.lines += 1
      counts.entries += 1
      if (!Reconciliation.isAboutOperation({ kind })) counts.services += 1
      else if (findings.length === 0) counts[isComparable ? "matched" : "notComparable"] += 1
      days.add(at)
      findings.forEach(add)
    },
    badRow: (row: Settlement.BadRow) => {
      counts.lines += 1
      counts.badRows += 1
      add(badRowOf(row))
    },
    blank: ({ lines, reason }: Settlement.Blank) => {
      if (reason === "header") counts.headerLines += lines
      else {
        counts.lines += lines
        counts.blanks += lines
      }
    },
    /** The findings since the last time, and how many were kept before; and all those that are about an operation. */
    take: () => {
      const taken = { from: kept, findings: waiting, differences }
      kept += waiting.length
      waiting = []
      differences = []
      return taken
    },
    kept: () => kept,
    counts: (): Counts => ({ ...counts, findings: { ...found } }),
    days
  }
}

/** The result of a comparison so far. */
export type Tally = ReturnType<typeof makeTally>
