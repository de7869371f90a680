/**
 * The live mode's tests: the laws that need nothing of a provider but that it is there, and after them the drift report.
 * There is no skip list here either: the laws left out are those that ask for faults, callbacks or the provider's ledger.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import type { Callbacks } from "@switchyard/core/Callback"
import type { PaymentProvider } from "@switchyard/core/PaymentProvider"
import type { PayoutProvider } from "@switchyard/core/PayoutProvider"
import type * as Layer from "effect/Layer"
import { afterAll } from "vitest"
import type { Harness } from "../Harness.ts"
import { register } from "../internal/suite.ts"
import * as PaymentContract from "../PaymentContract.ts"
import * as PayoutContract from "../PayoutContract.ts"
import * as Drift from "./Drift.ts"

/** Registers the live laws of payouts. */
export const payouts = (name: string, layer: Layer.Layer<PayoutProvider | Callbacks | Harness, unknown>): void =>
  register(
    `${name} payouts, live`,
    PayoutContract.laws.filter(({ live }) => live),
    layer
  )

/** Registers the live laws of payments. */
export const payments = (name: string, layer: Layer.Layer<PaymentProvider | Callbacks | Harness, unknown>): void =>
  register(
    `${name} payments, live`,
    PaymentContract.laws.filter(({ live }) => live),
    layer
  )

/**
 * After all laws, prints how the recorded answers differ from the documents' samples, and keeps them in a file: with
 * every value replaced they may become samples themselves.
 */
export const reportDrift = (
  samples: ReadonlyArray<Drift.Sample>,
  recorded: () => ReadonlyArray<Drift.Sample>,
  file: string
): void => {
  afterAll(() => {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify(recorded(), undefined, 2)}\n`)
    console.log(Drift.table(Drift.compare(samples, recorded())))
  })
}
