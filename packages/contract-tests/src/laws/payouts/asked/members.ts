import * as Members from "@switchyard/core/Members"
import type { Recipient } from "@switchyard/core/Recipient"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { listed, only, plain, recipients, routeOf } from "../../../internal/asked.ts"
import { type Broken, broken, describe, expect } from "../../../internal/expect.ts"
import { heldOf } from "../../../internal/held.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

// What an adapter refuses by its own rules is left out, until it takes the rest.
const sent = Effect.fnUntraced(function* (recipient: Recipient, members: ReadonlyArray<string>) {
  const { ask } = yield* Subject
  const harness = yield* Harness
  let left = members
  for (;;) {
    const before = (yield* harness.received).length
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
      : { given, held }
  }
})

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
      const { given, held } = found
      for (const [member, value] of Object.entries(plain(given))) {
        yield* isKept(member, value, held.recipient?.[member], !Members.has(route.takes, member))
      }
      const description = "description" in request ? request.description : undefined
      const isIgnored = Members.has(route.ignores, "description")
      yield* isIgnored || description === undefined ? Effect.void : isSent("description", held.description, description)
    }
  })
})

const isSent = (member: string, is: string | undefined, value: string): Effect.Effect<void, Broken> =>
  expect(
    is === value,
    `${member} is sent, refused by its name, or listed as ignored`,
    is === undefined ? "the provider was sent none" : "the provider was sent another"
  )
