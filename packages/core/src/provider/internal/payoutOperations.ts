/** The payout operations of an adapter, from their definition to what `PayoutProvider.make` wants. */
import * as Exit from "effect/Exit"
import type * as Schema from "effect/Schema"
import type { Balance } from "../../domain/Balance.ts"
import * as Payout from "../../domain/Payout.ts"
import type { Query } from "../../domain/Reference.ts"
import type { Sending } from "../../wire/Endpoint.ts"
import type { Manifest } from "../Capabilities.ts"
import type * as Op from "../Op.ts"
import type * as PayoutProvider from "../PayoutProvider.ts"
import * as Creating from "./creating.ts"
import * as Operations from "./operations.ts"

/**
 * The payouts of one instance, by two mappings for each operation: from the request to what is sent, and from the answer to
 * the domain. An operation that is left out is one the provider lacks.
 */
export interface Payouts<
  S extends Schema.Constraint,
  Plan,
  State extends Op.Codec,
  Created,
  Dropped,
  Found,
  Quoted,
  Checked,
  Held
> {
  /** The schema of `providerOptions.<instance>` of a request; an unknown option is refused. */
  readonly options: S
  readonly manifest: Manifest
  /** One request, or `{ staged }`: several that prepare, then the commit. */
  readonly create: Creating.CreateBy<Payout.PayoutRequest, S["Type"], Plan, State, Created, Payout.Payout>
  /** Ends what a create has left at the provider and could still be paid: a draft, or what was declined. */
  readonly abandon?: Creating.AbandonBy<State["Type"], Dropped> | undefined
  readonly get?: Operations.GetBy<Payout.PayoutRequest, Found, Payout.Payout>
  /** Whatever is answered with success: accepted means asked. */
  readonly cancel?: ((query: Query) => Operations.Planned<Sending<unknown>>) | undefined
  readonly quote?: Operations.AskBy<Payout.QuoteRequest, S["Type"], Quoted, Payout.Quote>
  readonly checkAccount?: Operations.AskBy<Payout.AccountCheckRequest, S["Type"], Checked, Payout.AccountCheck>
  readonly balance?: Operations.AskBy<void, unknown, Held, ReadonlyArray<Balance>>
}

/** The operations of one kind, to be given the tools of an instance. */
export type Build<Spi> = (tools: Operations.Tools) => Spi

/** Prepares the payouts of one instance. */
export const payouts =
  <
    S extends Schema.ConstraintDecoder<unknown>,
    Plan,
    State extends Op.Codec,
    Created,
    Dropped,
    Found,
    Quoted,
    Checked,
    Held
  >(
    defined: Payouts<S, Plan, State, Created, Dropped, Found, Quoted, Checked, Held>
  ): Build<PayoutProvider.Spi> =>
  (tools) => {
    const { another, ask, get, send, ...planning } = Operations.make(tools, defined.options, "payouts", "payout")
    const { optionsOf } = planning
    const { balance, cancel, checkAccount, quote } = defined
    return {
      provider: tools.instance,
      manifest: defined.manifest,
      ...Creating.make(tools, "payouts", { ...planning, manifest: defined.manifest })(
        defined.create,
        defined.abandon,
        Payout.sensitive,
        another
      ),
      ...(defined.get && get(defined.get, Payout.sensitive)),
      ...(cancel && { cancel: send("cancel", cancel, () => ({ asked: true as const })) }),
      ...(quote && {
        quote: ask("quote", quote, {
          chosen: optionsOf,
          personal: Payout.sensitive,
          unread: "the quote's amounts cannot be read exactly"
        })
      }),
      ...(checkAccount && {
        checkAccount: ask("checkAccount", checkAccount, {
          chosen: optionsOf,
          personal: Payout.sensitive,
          unread: "the account check cannot be read"
        })
      }),
      ...(balance && {
        balance: () =>
          ask("balance", balance, { chosen: () => Exit.void, unread: "the balance cannot be read" })(undefined)
      })
    }
  }
