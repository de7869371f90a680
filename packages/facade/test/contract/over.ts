/**
 * The facade as the subject of the suite: one configured instance, asked for through `provider`, in front of whatever
 * simulator the instance's own package has for its tests.
 */
import type { Harness } from "@switchyard/contract-tests"
import * as Callback from "@switchyard/core/Callback"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"

/** A simulator and the options by which an adapter finds it. */
export interface Far {
  readonly context: Context.Context<Harness.Harness>
  readonly options: { readonly [name: string]: unknown }
}

type Opening = Effect.Effect<Far, never, Scope.Scope>

// A config file holds plain text. The instance's name is none of a package's own.
const open = (use: string, kind: "payments" | "payouts", options: Far["options"]) =>
  Switchyard.make({
    providers: {
      only: {
        use,
        options: Object.fromEntries(
          Object.entries(options).map(([name, value]) => [
            name,
            Redacted.isRedacted(value) ? Redacted.value(value) : value
          ])
        )
      }
    },
    routes: { [kind]: [{ try: ["only"] }] }
  })

// What a route does is the adapter's, and checked on every route there: the facade looks at none of it.
const onOneRoute = <S extends PayoutProvider.Service>(service: S): S => {
  const { capabilities } = service
  return { ...service, capabilities: { ...capabilities, routes: capabilities.routes.slice(0, 1) } }
}

// An instance that has no parser declares no callbacks: nobody asks then.
const withParser = (context: Far["context"], parse: Switchyard.Service["parseCallback"]) =>
  Context.add(context, Callback.Callbacks, {
    provider: "only",
    parseCallback: (raw) => Effect.catchTag(parse("only", raw), "Unsupported", (error) => Effect.die(error))
  })

const missing = Effect.die(new Error("the facade has no such instance"))

/** Payouts of one instance of a package. */
export const payouts = (
  use: string,
  opening: Opening
): Layer.Layer<PayoutProvider.PayoutProvider | Callback.Callbacks | Harness.Harness, unknown> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const { context, options } = yield* opening
      const { parseCallback, payouts } = yield* open(use, "payouts", options)
      return Context.add(
        withParser(context, parseCallback),
        PayoutProvider.PayoutProvider,
        onOneRoute(payouts.provider("only") ?? (yield* missing))
      )
    })
  )

/** Payments of one instance of a package. */
export const payments = (
  use: string,
  opening: Opening
): Layer.Layer<PaymentProvider.PaymentProvider | Callback.Callbacks | Harness.Harness, unknown> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const { context, options } = yield* opening
      const { parseCallback, payments } = yield* open(use, "payments", options)
      return Context.add(
        withParser(context, parseCallback),
        PaymentProvider.PaymentProvider,
        payments.provider("only") ?? (yield* missing)
      )
    })
  )
