/** Wrong adapters of creates in stages that commit too early, too late, too often, or what nobody asked for. */
import * as Http from "@switchyard/core/Http"
import type * as Stages from "@switchyard/core/Stages"
import type { Exchange } from "@switchyard/memory/Simulator"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { creating, inDrafts, onCommit, onDraft, preparing } from "./staged.ts"
import { resigned, type Wrong, withKey } from "./wrong.ts"

// What sees that money moves before its commit.
const whenCommittedTooSoon: ReadonlyArray<string> = [
  "answers/other-status",
  "faults/slow",
  "stages/abandon",
  "stages/commit-once",
  "stages/commit-until",
  "stages/generations",
  "stages/hook-first",
  "stages/lag",
  "stages/own-draft",
  "stages/prepare-moves-nothing",
  "stages/there",
  "stages/uncommitted"
]

// What a draft states beside how much and where to, as it stands on the wire.
const terms = {
  source: /,"source":"[^"]*"/,
  offer: /,"offer":"[^"]*"/,
  recipient: /,"recipient":\{[^{}]*(?:\{[^{}]*\}[^{}]*)?\}/
}

export const commits: ReadonlyArray<Wrong> = [
  {
    name: "moves-money-while-preparing",
    mistake: "takes a draft for what checks a payout, and lets the provider commit it at once",
    kind: "payouts",
    breaks: whenCommittedTooSoon,
    parts: () => {
      const committed = new Map<string, ReturnType<Exchange>>()
      const idIn = (text: string) => /"id":"([^"]*)"/.exec(text)?.[1] ?? ""
      const early = onDraft((send, request, exchange, deadline) =>
        Effect.tap(send, (result) => {
          const id = result._tag === "Answer" ? idIn(result.text) : ""
          if (id === "" || committed.has(id)) return Effect.void
          const commit = {
            ...resigned(request, (body) => body.replace(/\}$/, `,"id":"${id}"}`)),
            path: "/payouts/commit"
          }
          return Effect.map(Effect.exit(exchange(commit, deadline)), (exit) => void committed.set(id, exit))
        })
      )
      const late = onCommit((send, request) => committed.get(idIn(request.body)) ?? send)
      return inDrafts({ exchange: (exchange) => late(early(exchange)) })
    }
  },
  {
    name: "commits-twice",
    mistake: "commits once more when it has been accepted, to be sure",
    kind: "payouts",
    breaks: [
      "faults/slow",
      "identity/found-by-reference",
      "identity/one-request",
      "interruption/after-first-byte",
      "interruption/before-first-byte",
      "stages/commit-once"
    ],
    parts: () =>
      inDrafts({
        exchange: onCommit((send, request, exchange, deadline) =>
          Effect.tap(send, (result) =>
            result._tag === "Answer" && /"status":"new"/.test(result.text)
              ? Effect.ignore(exchange(withKey(request, "again"), deadline))
              : Effect.void
          )
        )
      })
  },
  {
    name: "commits-before-the-hook",
    mistake: "stores what was prepared when it has been committed",
    kind: "payouts",
    breaks: whenCommittedTooSoon,
    parts: () =>
      inDrafts({
        payoutService: creating((create) => (request, options = {}) => {
          const { beforeCommit } = options
          if (beforeCommit === undefined) return create(request, options)
          let found: Stages.Committing | undefined
          const hook: Stages.BeforeCommit = (prepared) => {
            found = prepared
            return Effect.succeed(true)
          }
          return Effect.tap(create(request, { ...options, beforeCommit: hook }), () =>
            found === undefined ? Effect.void : Effect.exit(Effect.suspend(() => beforeCommit(found!)))
          )
        })
      })
  },
  {
    name: "stops-between-draft-and-commit",
    mistake: "lets an interrupt stop the commit of what it has prepared",
    kind: "payouts",
    breaks: ["interruption/before-first-byte"],
    parts: () => inDrafts({ exchange: onCommit((send) => Effect.interruptible(send)) })
  },
  {
    name: "takes-no-answer-for-a-yes",
    mistake: "commits when what stores has not answered in time",
    kind: "payouts",
    breaks: ["stages/commit-until", "stages/hook-first"],
    parts: () =>
      inDrafts({
        payoutService: creating((create) => (request, options = {}) => {
          const { beforeCommit } = options
          if (beforeCommit === undefined) return create(request, options)
          const hook: Stages.BeforeCommit = (prepared) =>
            Effect.raceFirst(beforeCommit(prepared), Effect.as(Effect.sleep("5 seconds"), true))
          return create(request, { ...options, beforeCommit: hook })
        })
      })
  },
  {
    name: "commits-after-commitUntil",
    mistake: "does not read until when a draft can be committed",
    kind: "payouts",
    breaks: ["stages/commit-until"],
    parts: () =>
      inDrafts({
        payouts: preparing(
          (prepare) => (request, options) =>
            Effect.map(prepare(request, options), ({ commitUntil: _, ...rest }) => rest)
        )
      })
  },
  {
    name: "commits-what-was-there",
    mistake: "takes what it finds under its id for the draft that it asked for, whatever became of it",
    kind: "payouts",
    breaks: ["stages/own-draft", "stages/there"],
    parts: () =>
      inDrafts({
        payouts: preparing(
          (prepare) => (request, options) =>
            Effect.catchTag(prepare(request, options), "There", ({ providerReference = "" }) =>
              Effect.succeed({
                providerReference,
                state: Redacted.make(JSON.stringify({ id: providerReference, order: request.reference })),
                states: {}
              })
            )
        )
      })
  },
  {
    name: "commits-an-older-draft",
    mistake: "states what it asked for in place of what the draft says",
    kind: "payouts",
    breaks: ["stages/own-draft"],
    parts: () =>
      inDrafts({
        payouts: preparing(
          (prepare) => (request, options) =>
            Effect.map(prepare(request, options), (fresh) => ({
              ...fresh,
              states: { reference: request.reference, ...(request.amount && { amount: request.amount }) }
            }))
        )
      })
  },
  ...Object.entries(terms).map(
    ([what, member]): Wrong => ({
      name: `commits-a-draft-of-another-${what}`,
      mistake: `does not compare the ${what} of a draft that was there before`,
      kind: "payouts",
      breaks: ["stages/own-draft"],
      parts: () =>
        inDrafts({
          // As if each draft had what is asked for now.
          exchange: onDraft((send, { body }) =>
            Effect.map(send, (result) => {
              if (result._tag !== "Answer" || !result.text.includes(`"status":"draft"`)) return result
              const [asked = ""] = member.exec(body) ?? []
              const text = result.text.replace(member, "").replace(`,"status":"draft"`, (status) => status + asked)
              return new Http.Answer(result.status, result.headers, text)
            })
          )
        })
    })
  ),
  {
    name: "same-id-for-every-generation",
    mistake: "derives its id from the reference alone",
    kind: "payouts",
    breaks: ["stages/generations"],
    parts: () =>
      inDrafts({
        payouts: preparing((prepare) => (request, options) => prepare(request, { ...options, generation: 0 }))
      })
  },
  {
    name: "another-draft-each-time",
    mistake: "makes up an id for each draft, and says that preparing again gives the same one",
    kind: "payouts",
    breaks: ["identity/refuses-duplicates", "identity/same-request", "stages/commit-once", "stages/there"],
    parts: () => {
      let made = 1000
      return inDrafts({
        payouts: preparing((prepare) => (request, options) => {
          made += 1
          return prepare(request, { ...options, generation: made })
        })
      })
    }
  },
  {
    name: "counts-its-questions",
    mistake: "asks for each draft a second time, in words that it makes up anew",
    kind: "payouts",
    breaks: ["identity/same-request"],
    parts: () => {
      let made = 0
      return inDrafts({
        exchange: onDraft((send, request, exchange, deadline) =>
          Effect.tap(send, (result) => {
            if (result._tag !== "Answer" || !result.text.includes(`"ok":true`)) return Effect.void
            made += 1
            const words = (body: string) => body.replace(/"description":"[^"]*"/, `"description":"question ${made}"`)
            return Effect.ignore(exchange(resigned(request, words), deadline))
          })
        )
      })
    }
  },
  {
    name: "prepares-for-a-replay",
    mistake: "prepares once more before it replays, in case that something has changed",
    kind: "payouts",
    breaks: ["stages/replays"],
    parts: () =>
      inDrafts({
        duplicates: "replayed",
        payoutService: (service) => ({
          ...service,
          replay: {
            ...service.replay,
            create: (request, record, options) =>
              Effect.andThen(
                Effect.ignore(service.stages.prepare(request, { generation: record.generation ?? 0 })),
                service.replay.create(request, record, options)
              )
          }
        })
      })
  },
  {
    name: "replays-after-commitUntil",
    mistake: "forgets in a replay until when what was prepared can be committed",
    kind: "payouts",
    breaks: ["stages/replays"],
    parts: () =>
      inDrafts({
        duplicates: "replayed",
        payoutService: (service) => ({
          ...service,
          replay: {
            ...service.replay,
            create: (request, { prepared, ...record }, options) => {
              if (prepared === undefined) return service.replay.create(request, record, options)
              const { commitUntil: _, ...rest } = prepared
              return service.replay.create(request, { ...record, prepared: rest }, options)
            }
          }
        })
      })
  },
  {
    name: "commits-from-another-state",
    mistake: "takes for a replay what it has prepared last, whatever the record says",
    kind: "payouts",
    breaks: ["replay/hash", "stages/replays"],
    parts: () => {
      const first = new Map<string, Stages.Prepared>()
      return inDrafts({
        duplicates: "replayed",
        payouts: (spi) => {
          const { repeating } = spi
          if (repeating === undefined) throw new TypeError("there are no replays")
          const keeping = preparing(
            (prepare) => (request, options) =>
              Effect.tap(prepare(request, options), ({ states: _, ...prepared }) =>
                Effect.sync(() => first.set(request.reference, prepared))
              )
          )
          return keeping({
            ...spi,
            repeating: {
              ...repeating,
              fix: (request, creation) =>
                repeating.fix(request, { ...creation, prepared: first.get(request.reference) ?? creation?.prepared })
            }
          })
        }
      })
    }
  }
]
