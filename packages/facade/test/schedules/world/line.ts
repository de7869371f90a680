/**
 * The line between a process of ours and the provider that repeats, and the adapter over it: `@switchyard/memory` as it is,
 * but for where its requests go. As on the network, a process that died sends nothing more, and what has left has left.
 */
import * as Http from "@switchyard/core/Http"
import * as Provider from "@switchyard/core/Provider"
import * as MemoryCallbacks from "@switchyard/memory/MemoryCallbacks"
import * as MemoryClient from "@switchyard/memory/MemoryClient"
import { Options, secretsOf } from "@switchyard/memory/MemoryOptions"
import * as MemoryPayouts from "@switchyard/memory/MemoryPayouts"
import type { Exchange } from "@switchyard/memory/Simulator"
import * as Effect from "effect/Effect"
import type { Caller } from "./caller.ts"
import { callOf, type Repeating, refused } from "./repeating.ts"

/** An exchange of one account. */
export type ExchangeOf = (account: string) => Exchange

const late = new Http.NeverSent({ fault: "DeadlinePassed", message: "the deadline passed before anything was sent" })

/** The line of one process. */
export const make =
  (
    provider: Repeating,
    caller: Caller,
    { now, record }: { readonly now: () => number; readonly record: (who: string, text: string) => void }
  ): ExchangeOf =>
  (account) =>
  (request, deadline) => {
    const isCreate = callOf(request.path) !== "status"
    const label = `memory ${request.path.slice(1)}`
    const connecting = isCreate ? Effect.promise(() => caller.reach("connecting")) : Effect.void
    const leaving = Effect.suspend(() => {
      if (caller.isDown()) return Effect.never
      if (provider.isOffline()) {
        record(caller.name, `calls ${label}: connection refused`)
        return Effect.fail(refused)
      }
      if (deadline !== undefined && deadline.epochMilliseconds <= now()) {
        record(caller.name, `is too late to call ${label}`)
        return Effect.fail(late)
      }
      record(caller.name, `calls ${label}`)
      const answer = provider.carry(account, request, deadline)
      // The process may die now; what has left has left.
      if (isCreate) void caller.reach("sending")
      return Effect.tap(answer, (ended) =>
        Effect.sync(() =>
          record(
            "memory",
            ended._tag === "Answer" ? `answers ${label}: ${ended.status}` : `gives no whole answer to ${label}`
          )
        )
      )
    })
    return Effect.uninterruptibleMask((restore) => Effect.andThen(restore(connecting), leaving))
  }

/** The adapter over such a line, as a package that a config names. */
export const pluginOver = (exchangeOf: ExchangeOf) =>
  Provider.define({
    name: "@switchyard/memory",
    options: Options,
    account: ({ account }) => account,
    confirmAccount: "inRequest",
    secrets: secretsOf,
    client: (options) => MemoryClient.make(options, exchangeOf(options.account)),
    kinds: { payouts: MemoryPayouts.make },
    callbacks: ({ options }) => MemoryCallbacks.reading(options)
  }).plugin
