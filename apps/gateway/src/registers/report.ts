/**
 * What a reading of a register has come to so far: counts of everything, and findings to be kept up to a limit. A
 * register of the wrong shop differs in every line; nobody reads a hundred thousand findings, and the counts tell.
 */
import { Reconciliation, type Settlement } from "@switchyard/core"
import type { Counts, Finding } from "../model/Registers.ts"

/** The most findings that are kept of one register. */
export const maxFindings = 10_000

const none: Finding = {
  kind: "bad_row",
  line: null,
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

/** A row that cannot be read, as it is shown. */
export const badRowOf = ({ column, line, reason }: Settlement.BadRow): Finding => ({
  ...none,
  line,
  column: column ?? null,
  reason
})

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** No finding of any kind. */
export const noFindings = (): Mutable<Counts["findings"]> =>
  Object.fromEntries(Reconciliation.FindingKind.literals.map((kind) => [kind, 0])) as Mutable<Counts["findings"]>

/** Counts what was found; `take` gives those findings that are still to be kept. */
export const makeReport = () => {
  const found = noFindings()
  const counts = { entries: 0, badRows: 0, matched: 0, notComparable: 0, services: 0 }
  let days: { first: number; last: number } | undefined
  let kept = 0
  let waiting: Array<Finding> = []

  const add = (finding: Finding) => {
    if (finding.kind === "bad_row") counts.badRows += 1
    else found[finding.kind] += 1
    if (kept + waiting.length < maxFindings) waiting.push(finding)
  }

  return {
    add,
    line: ({ at, kind }: Settlement.Entry, findings: ReadonlyArray<Finding>, isComparable: boolean) => {
      counts.entries += 1
      if (kind === "service") counts.services += 1
      else if (findings.length === 0) counts[isComparable ? "matched" : "notComparable"] += 1
      days =
        days === undefined
          ? { first: at, last: at }
          : { first: Math.min(days.first, at), last: Math.max(days.last, at) }
      findings.forEach(add)
    },
    /** The findings since the last time, and how many were kept before. */
    take: () => {
      const taken = { from: kept, findings: waiting }
      kept += waiting.length
      waiting = []
      return taken
    },
    kept: () => kept,
    counts: (): Counts => ({ ...counts, findings: { ...found } }),
    /** The instants of the first and the last line. */
    span: () => days
  }
}

/** What a reading has come to so far. */
export type Report = ReturnType<typeof makeReport>
