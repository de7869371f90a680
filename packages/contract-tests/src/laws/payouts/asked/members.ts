import * as Members from "@switchyard/core/Members"
import type { Recipient } from "@switchyard/core/Recipient"
import * as Effect from "effect/Effect"
import { Harness, type Request } from "../../../Harness.ts"
import { listed, only, plain, recipients, routeOf } from "../../../internal/asked.ts"
import { type Broken, broken, describe, expect } from "../../../internal/expect.ts"
import { heldOf } from "../../../internal/held.ts"
import { leaked, personal } from "../../../internal/observe.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

// What an adapter refuses by its own rules is left out, until it takes the rest.
const sent = Effect.fnUntraced(function* (recipient: Recipient, members: ReadonlyArray<string>) {
  const { ask } = yield* Subject
  const harness = yield* Harness
  const requests = Effect.map(harness.requests, (all) =>
    all.filter(({ operation }) => operation === "create" || operation === "prepare")
  )
  let left = members
  for (;;) {
    const before = (yield* harness.received).length
    const earlier = (yield* requests).length
    const given = only(recipient, left)
    const asked = yield* ask({ changes: { recipient: given } })
    const exit = yield* ends(asked.send())
    const error = errorOf(exit)
    const named = (error?._tag === "NotExecuted" ? (error.issues ?? []) : []).map(({ path }) => path)
    const refused = left.filter((member) => named.includes(member))
    if (refused.length > 0 && (yield* harness.received).length === before) {
      if (refused.includes("recipient.type")) return undefined
      left = left.filter((member) => !refused.includes(member))
      continue
    }
    const [held] = yield* heldOf(asked)
    return held === undefined
      ? yield* broken("a payout is sent with its recipient, or a member is refused by its name", describe(exit))
      : { given, held, request: asked.request, arrived: (yield* requests).slice(earlier) }
  }
})

// Words of two letters or of a list stand anywhere.
const isCanary = (member: string): boolean => member !== "recipient.type" && member !== "recipient.country"

/** Breaks the law where a value that is ignored stands in what arrived, under whatever name. */
const isNowhere = (member: string, value: string, arrived: ReadonlyArray<Request>): Effect.Effect<void, Broken> => {
  const text = arrived.flatMap(({ body, headers, path, query }) => [path, query, ...Object.values(headers), body])
  return expect(
    leaked(text.join("\n"), [value]) === undefined,
    `${member} is ignored, as the manifest says`,
    "its value is sent"
  )
}

const became = (is: string | undefined): string =>
  is === undefined ? "the provider was sent none" : "the provider was sent another"

/** Breaks the law unless a member that was given arrived, or was ignored as the route says. */
const isKept = (
  member: string,
  value: string,
  is: string | undefined,
  isIgnored: boolean
): Effect.Effect<void, Broken> =>
  isIgnored
    ? expect(is === undefined, `${member} is ignored, as the manifest says`, "it is sent")
    : expect(is === value, `${member} arrives, or is listed as ignored`, became(is))

export const members = Law.define({
  id: "asked/members",
  title:
    "the recipient, as far as its route takes it, and the description arrive as given, and nothing that it says it ignores",
  why: "a name or an address that is dropped in silence is a payout that a bank sends back, or a check that nobody made",
  replay: true,
  routes: "every",
  check: Effect.gen(function* () {
    const { ask, capabilities } = yield* Subject
    const ordinary = yield* ask()
    const { request } = ordinary
    const route = "destination" in request ? routeOf(capabilities, request) : undefined
    if (route === undefined) return yield* broken("an ordinary payout has a route", "it has none")
    const { description } = request
    if (description !== undefined) {
      const exit = yield* ends(ordinary.send())
      const [held] = yield* heldOf(ordinary)
      if (held === undefined) return yield* broken("an ordinary payout is sent", describe(exit))
      yield* isKept("description", description, held.description, Members.has(route.ignores, "description"))
    }
    for (const recipient of recipients) {
      const known = listed(route, recipient)
      if (!known.includes("recipient.type")) return
      const found = yield* sent(recipient, known)
      if (found === undefined) continue
      const { arrived, given, held, request } = found
      const isIgnored = (member: string) => !Members.has(route.takes, member)
      // What is taken may hold the same words, such as a name its parts.
      const taken = personal({
        ...request,
        recipient: only(
          recipient,
          known.filter((member) => !isIgnored(member))
        )
      })
      for (const [member, value] of Object.entries(plain(given))) {
        yield* isKept(member, value, held.recipient?.[member], isIgnored(member))
        const isOwn = isIgnored(member) && isCanary(member) && leaked(taken.join("\n"), [value]) === undefined
        if (isOwn) yield* isNowhere(member, value, arrived)
      }
    }
  })
})
