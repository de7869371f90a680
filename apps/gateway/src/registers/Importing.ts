/**
 * Imports registers: asks the instance to read the file, compares it with the books, keeps the report. A reading holds a
 * lease while it goes on, so one that was cut off is begun anew when the file comes again, and one that goes on is not
 * done twice. Whatever the report says, no payment and no payout is changed.
 */
import { createHash, randomBytes } from "node:crypto"
import type { Registers as Reader } from "@switchyard/core"
import { Switchyard } from "@switchyard/facade"
import { Data, Effect, Layer, Semaphore } from "effect"
import { SqlClient } from "effect/sql"
import * as Instant from "../model/Instant.ts"
import { type Import, RegisterRefused, Registers, type Service } from "../model/Registers.ts"
import { type Account, compareRest, compareRows } from "./comparing.ts"
import { dayOf, periodOf } from "./period.ts"
import { records as makeRecords, type Records, type Run } from "./records.ts"
import { makeReport, type Report } from "./report.ts"
import { show, shown } from "./shown.ts"

const leaseMillis = 60_000

// Reading needs a processor more than anything; two at once leave something for everybody else.
const atOnce = 2

class TakenOver extends Data.TaggedError("TakenOver") {}

const refused = (path: RegisterRefused["path"], reason: string, isTooLarge = false) =>
  new RegisterRefused({ path, reason, isTooLarge })

const id = (prefix: string): string => `${prefix}_${randomBytes(16).toString("base64url")}`

// Raised with every change of what is compared, so that a file that comes again is not answered with a report that overlooked
// something.
const rules = 2

// The days belong to what was asked: the same empty file may stand for two of them.
const digestOf = ({ digest, from, provider, to }: Import): string =>
  createHash("sha256")
    .update(JSON.stringify([rules, provider, from ?? null, to ?? null, digest]))
    .digest("base64url")

/** The first and the last day of a register, both within. */
interface Days {
  readonly from: string
  readonly to: string
}

const givenDays = Effect.fnUntraced(function* ({ from, to }: Import, { utcOffsetMinutes }: Reader.Service) {
  if (from === undefined && to === undefined) return undefined
  if (from === undefined) return yield* refused("from", "must be given with to")
  if (to === undefined) return yield* refused("to", "must be given with from")
  return periodOf(from, to, utcOffsetMinutes) === undefined
    ? yield* refused("to", "must be a day such as 2024-04-19, and from one that is not after it")
    : { from, to }
})

const daysOf = (report: Report, { utcOffsetMinutes }: Reader.Service): Days | undefined => {
  const span = report.span()
  return span === undefined
    ? undefined
    : { from: dayOf(span.first, utcOffsetMinutes), to: dayOf(span.last, utcOffsetMinutes) }
}

const leased = (records: Records, run: Run) => {
  let renewAt = 0
  return Effect.gen(function* () {
    const now = yield* Instant.now
    if (now < renewAt) return
    if (!(yield* records.renew(run, Instant.after(now, leaseMillis)))) return yield* new TakenOver()
    renewAt = now + leaseMillis / 4
  })
}

const reading = Effect.fnUntraced(function* (
  records: Records,
  run: Run,
  account: Account,
  reader: Reader.Service,
  file: Import,
  given: Days | undefined
) {
  const report = makeReport()
  const go = leased(records, run)
  const rows = yield* reader.read(file.path)
  yield* compareRows(records, run, account, report, rows, go)
  const days = given ?? daysOf(report, reader)
  const period = days && periodOf(days.from, days.to, reader.utcOffsetMinutes)
  if (period !== undefined) yield* compareRest(records, run, account, report, period, go)
  const now = yield* Instant.now
  const done = { now, from: days?.from ?? null, to: days?.to ?? null, counts: report.counts(), kept: report.kept() }
  if (!(yield* records.finish(run, done))) return yield* new TakenOver()
})

const make = Effect.gen(function* () {
  const { instances } = yield* Switchyard.Switchyard
  const records = makeRecords(yield* SqlClient.SqlClient)
  const turn = yield* Semaphore.make(atOnce)

  const readAll = (run: Run, account: Account, reader: Reader.Service, file: Import, given: Days | undefined) =>
    Effect.andThen(records.clear(run), reading(records, run, account, reader, file, given)).pipe(
      Effect.catchTags({
        // Somebody else reads it now, and the report will be theirs.
        TakenOver: () => Effect.void,
        UnreadableRegister: ({ message, reason }) =>
          Effect.andThen(records.abandon(run), Effect.fail(refused("file", message, reason === "TooLarge")))
      }),
      turn.withPermits(1)
    )

  const service: Service = {
    import: Effect.fnUntraced(function* (file, page) {
      const instance = instances.find(({ name }) => name === file.provider)
      if (instance === undefined) return yield* refused("provider", "is not a configured provider instance")
      const { fingerprint, registers: reader } = instance
      if (reader === undefined) return yield* refused("provider", "issues no registers that can be read")
      const given = yield* givenDays(file, reader)
      const digest = digestOf(file)
      const run = { id: id("rg"), run: id("run") }
      const now = yield* Instant.now
      const begun = yield* records.begin({
        ...run,
        digest,
        instance: instance.name,
        now,
        leaseUntil: Instant.after(now, leaseMillis)
      })
      if (begun !== undefined) {
        const account = { instance: instance.name, fingerprint }
        yield* readAll({ id: begun.id, run: run.run }, account, reader, file, given)
      }
      const row = yield* records.findByDigest(digest)
      // Somebody else's reading of the very same file was refused in this moment, and so is this one.
      if (row === undefined) return yield* refused("file", "cannot be read")
      return { resource: yield* shown(records, row, page), replayed: begun === undefined }
    }),
    get: (register, page) => show(records, register, page)
  }
  return service
})

/** Imports registers of the configured instances over the SQL client in the environment, whose tables are there. */
export const layer: Layer.Layer<Registers, never, Switchyard.Switchyard | SqlClient.SqlClient> = Layer.effect(
  Registers,
  make
)
