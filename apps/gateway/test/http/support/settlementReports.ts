/** Registers that note what they were handed and answer with an empty report; the real ones answer in durable.test.ts. */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { Reconciliation } from "@switchyard/settlement"
import { Effect } from "effect"
import { StoreUnavailable } from "../../../src/model/Operations.ts"
import * as Model from "../../../src/model/SettlementReports.ts"
import type { Script } from "./operations.ts"

const at = "2026-01-02T03:04:05.000Z"

const counts = {
  lines: 1,
  headerLines: 1,
  entries: 1,
  badRows: 0,
  blanks: 0,
  matched: 1,
  notComparable: 0,
  services: 0,
  findings: Object.fromEntries(Reconciliation.FindingKind.literals.map((kind) => [kind, 0])) as Model.Counts["findings"]
}

const resource = (id: string, { from, provider, to }: Model.Import): Model.SettlementReport => ({
  id,
  object: "register",
  provider,
  status: "done",
  from: from ?? null,
  to: to ?? null,
  pull: null,
  days: [],
  counts,
  findings: [],
  isTruncated: false,
  nextCursor: null,
  createdAt: at,
  finishedAt: at,
  comparedAt: at
})

/** What was handed over, with the content that the file had then. */
export interface Imported extends Model.Import {
  readonly content: string
}

/** The registers over a script; a file that begins with `bad` or `long` is refused. */
export const settlementReports = (script: Script, imported: Array<Imported> = []): Model.Service => {
  const all: Array<Model.SettlementReport> = []
  const present = Effect.suspend(() => {
    if (script.isBroken) throw new Error("4111111111111111 broke in /secret/place")
    return script.isAway
      ? Effect.fail(new StoreUnavailable({ retryAfterSeconds: 7, isAboutContent: false }))
      : Effect.void
  })
  return {
    import: Effect.fnUntraced(function* (file) {
      yield* present
      const bytes = readFileSync(file.path)
      imported.push({ ...file, content: bytes.toString("latin1") })
      if (createHash("sha256").update(bytes).digest("base64url") !== file.digest) throw new Error("another content")
      if (file.provider !== "feennex") {
        const reason = "is not a configured provider instance"
        return yield* new Model.ReportRefused({ path: "provider", reason, isTooLarge: false })
      }
      const word = /^(bad|long)/.exec(bytes.subarray(0, 4).toString("latin1"))?.[0]
      if (word !== undefined) {
        return yield* new Model.ReportRefused({ path: "file", reason: "is no register", isTooLarge: word === "long" })
      }
      const made = resource(`rg_${all.length + 1}`, file)
      all.push(made)
      return { resource: made, replayed: false }
    }),
    pull: Effect.fnUntraced(function* ({ from, provider, to }) {
      yield* present
      if (provider !== "memory") {
        const reason = "has no reporting interface that can be pulled"
        return yield* new Model.ReportRefused({ path: "provider", reason, isTooLarge: false })
      }
      const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
      const pull = { period, completeUntil: null, rows: 0, pages: 0, isRead: false, problem: null, nextAttemptAt: null }
      const made = {
        ...resource(`rg_${all.length + 1}`, { provider, path: "", digest: "" }),
        pull,
        status: "reading" as const
      }
      all.push(made)
      return { resource: made, replayed: false }
    }),
    compare: Effect.fnUntraced(function* (id) {
      yield* present
      for (const reason of Model.NotComparable.fields.reason.literals) {
        if (id === `rg_${reason}`) return yield* new Model.NotComparable({ reason })
      }
      const found = all.find((each) => each.id === id)
      if (found === undefined) return yield* new Model.NoSuchReport({ id })
      return { ...found, comparedAt: "2026-01-03T03:04:05.000Z" }
    }),
    get: Effect.fnUntraced(function* (id) {
      yield* present
      const found = all.find((each) => each.id === id)
      return found ?? (yield* new Model.NoSuchReport({ id }))
    })
  }
}
