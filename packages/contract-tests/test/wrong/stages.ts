/** Wrong adapters of creates in stages: they commit too early, too late or too often, or call dead what somebody can still pay. */
import { accepted } from "@switchyard/core/Outcome"
import type { Payout } from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { NotExecuted, NotFound, Rejected } from "@switchyard/core/ProviderError"
import type * as Stages from "@switchyard/core/Stages"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Parts } from "../support/memory.ts"
import { on, resigned, type Wrong, withKey } from "./wrong.ts"

type Spi = PayoutProvider.Spi
type Service = PayoutProvider.Service
type Implemented = NonNullable<Spi["stages"]>
type Prepare = NonNullable<Implemented["prepare"]>
type Abandon = NonNullable<Implemented["abandon"]>

const inDrafts = (parts: Parts): Parts => ({ stages: "draft", ...parts })

// How payouts are prepared or abandoned, changed.
const preparing =
  (change: (prepare: Prepare) => Prepare) =>
  (spi: Spi): Spi => {
    const { stages } = spi
    if (stages?.prepare === undefined) throw new TypeError("there are no stages")
    return { ...spi, stages: { ...stages, prepare: change(stages.prepare) } }
  }

const abandoning =
  (change: (abandon: Abandon) => Abandon) =>
  (spi: Spi): Spi => {
    const { stages } = spi
    if (stages?.abandon === undefined) throw new TypeError("nothing is abandoned")
    return { ...spi, stages: { ...stages, abandon: change(stages.abandon) } }
  }

const stating =
  (change: (create: Stages.OfSend) => Stages.OfSend) =>
  (spi: Spi): Spi => {
    const create = change(spi.manifest.stages?.create ?? {})
    return { ...spi, manifest: { ...spi.manifest, stages: { create } } }
  }

const onRead =
  (change: (payout: Payout) => Payout) =>
  (spi: Spi): Spi => ({
    ...spi,
    getByProviderReference: (id, reference) => Effect.map(spi.getByProviderReference!(id, reference), change)
  })

const creating =
  (change: (create: Service["create"], service: Service) => Service["create"]) =>
  (service: Service): Service => ({ ...service, create: change(service.create, service) })

const onDraft = on(["/draft"])
const onCommit = on(["/commit"])

export const stages: ReadonlyArray<Wrong> = [
  {
    name: "moves-money-while-preparing",
    mistake: "takes the flag `commit` of a draft for one that checks it",
    kind: "payouts",
    breaks: [],
    parts: () =>
      inDrafts({
        exchange: onDraft((send, request, exchange, deadline) =>
          Effect.tap(send, (result) => {
            const id = result._tag === "Answer" ? /"id":"([^"]*)"/.exec(result.text)?.[1] : undefined
            if (id === undefined) return Effect.void
            const commit = resigned(request, (body) => body.replace(/\}$/, `,"id":"${id}"}`))
            return Effect.ignore(exchange({ ...commit, path: "/payouts/commit" }, deadline))
          })
        )
      })
  },
  {
    name: "calls-a-draft-inert",
    mistake: "takes what it has not committed for what nobody can commit",
    kind: "payouts",
    breaks: [],
    parts: () => inDrafts({ payouts: stating((create) => ({ ...create, prepared: "inert" })) })
  },
  {
    name: "commits-twice",
    mistake: "commits once more when it has been accepted, to be sure",
    kind: "payouts",
    breaks: [],
    parts: () =>
      inDrafts({
        exchange: onCommit((send, request, exchange, deadline) =>
          Effect.tap(send, () => Effect.ignore(exchange(withKey(request, "again"), deadline)))
        )
      })
  },
  {
    name: "commits-before-the-hook",
    mistake: "stores what was prepared when it has been committed",
    kind: "payouts",
    breaks: [],
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
    name: "takes-no-answer-for-a-yes",
    mistake: "commits when what stores has not answered in time",
    kind: "payouts",
    breaks: [],
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
    breaks: [],
    parts: () =>
      inDrafts({
        payouts: preparing(
          (prepare) => (request, options) =>
            Effect.map(prepare(request, options), ({ commitUntil: _, ...rest }) => rest)
        )
      })
  },
  {
    name: "tries-a-lost-draft-again",
    mistake: "prepares once more when the first time was lost, and believes what it is told then",
    kind: "payouts",
    breaks: [],
    parts: () =>
      inDrafts({
        payouts: preparing(
          (prepare) => (request, options) => Effect.catch(prepare(request, options), () => prepare(request, options))
        )
      })
  },
  {
    name: "fails-over-while-a-draft-lives",
    mistake: "gives a refusal for what was refused, whatever is left of it",
    kind: "payouts",
    breaks: [],
    parts: () =>
      inDrafts({
        payoutService: creating(
          (create) => (request, options) =>
            Effect.flatMap(create(request, options), (outcome) => {
              if (outcome._tag === "Accepted" || outcome.refused === undefined) return Effect.succeed(outcome)
              const { message, operation, provider } = outcome
              const { reason } = outcome.refused
              return Effect.fail(new Rejected({ message, operation, provider, reason }))
            })
        )
      })
  },
  {
    name: "cleans-up-by-itself",
    mistake: "cancels what it has left, inside the create that nobody has written an abandonment down for",
    kind: "payouts",
    breaks: [],
    parts: () =>
      inDrafts({
        payoutService: creating(
          (create, service) => (request, options) =>
            Effect.tap(create(request, options), (outcome) =>
              outcome._tag === "OutcomeUnknown" && outcome.providerReference !== undefined
                ? Effect.ignore(
                    service.stages.abandon(request, { providerReference: outcome.providerReference, generation: 0 })
                  )
                : Effect.void
            )
        )
      })
  },
  {
    name: "keeps-the-id-of-a-leftover",
    mistake: "does not tell under which id something is left",
    kind: "payouts",
    breaks: [],
    parts: () =>
      inDrafts({
        payoutService: creating(
          (create) => (request, options) =>
            Effect.map(create(request, options), (outcome) => {
              if (outcome._tag === "Accepted" || outcome.reason !== "Leftover") return outcome
              const { providerReference: _, ...rest } = outcome
              return Object.assign(Object.create(Object.getPrototypeOf(outcome)), rest)
            })
        )
      })
  },
  {
    name: "commits-what-was-there",
    mistake: "takes what it finds under its id for the draft that it asked for, whatever became of it",
    kind: "payouts",
    breaks: [],
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
    breaks: [],
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
  {
    name: "same-id-for-every-generation",
    mistake: "derives its id from the reference alone",
    kind: "payouts",
    breaks: [],
    parts: () =>
      inDrafts({
        payouts: preparing((prepare) => (request, options) => prepare(request, { ...options, generation: 0 }))
      })
  },
  {
    name: "another-draft-each-time",
    mistake: "makes up an id for each draft, and says that preparing again gives the same one",
    kind: "payouts",
    breaks: [],
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
    name: "abandons-by-reference",
    mistake: "cancels by our reference, under which there may be several",
    kind: "payouts",
    breaks: [],
    parts: () =>
      inDrafts({
        payouts: abandoning(
          (abandon) => (request, options) => abandon(request, { ...options, providerReference: request.reference })
        )
      })
  },
  {
    name: "needs-its-state-to-abandon",
    mistake: "takes the id of what it abandons out of what it has prepared",
    kind: "payouts",
    breaks: [],
    parts: () =>
      inDrafts({
        payouts: abandoning((abandon) => (request, options) => {
          const text = options.prepared && Redacted.value(options.prepared.state)
          const id = text === undefined ? undefined : /"id":"([^"]*)"/.exec(text)?.[1]
          return id === undefined
            ? Effect.fail(
                new NotExecuted({
                  provider: "memory",
                  operation: "payouts.abandon",
                  reason: "InvalidRequest",
                  message: "there is nothing to abandon"
                })
              )
            : abandon(request, { ...options, providerReference: id })
        })
      })
  },
  {
    name: "believes-its-own-abandonment",
    mistake: "calls canceled what it has asked to be canceled",
    kind: "payouts",
    breaks: [],
    parts: () => {
      const asked = new Set<string>()
      return inDrafts({
        payouts: (spi) => {
          const remembering = abandoning((abandon) => (request, options) => {
            asked.add(options.providerReference)
            return abandon(request, options)
          })
          const reading = onRead((payout) =>
            asked.has(payout.providerReference ?? "") ? { ...payout, status: "canceled" } : payout
          )
          return reading(remembering(spi))
        }
      })
    }
  },
  {
    name: "abandons-in-its-own-books",
    mistake: "marks as canceled what it shall abandon, and tells nobody",
    kind: "payouts",
    breaks: [],
    parts: () => {
      const gone = new Set<string>()
      return inDrafts({
        payouts: (spi) => {
          const keeping = abandoning(() => (_, { providerReference }) => {
            gone.add(providerReference)
            return Effect.succeed(accepted({ providerReference }))
          })
          const reading = onRead((payout) =>
            gone.has(payout.providerReference ?? "") ? { ...payout, status: "canceled" } : payout
          )
          return reading(keeping(spi))
        }
      })
    }
  },
  {
    name: "calls-an-unfunded-draft-not-found",
    mistake: "takes a payout that was never funded for none",
    kind: "payouts",
    breaks: [],
    parts: () =>
      inDrafts({
        payouts: (spi) => ({
          ...spi,
          getByProviderReference: (id, reference) =>
            Effect.flatMap(spi.getByProviderReference!(id, reference), (payout) =>
              payout.status === "uncommitted"
                ? Effect.fail(
                    new NotFound({
                      provider: "memory",
                      operation: "payouts.get",
                      reference: payout.reference,
                      message: "it was never funded"
                    })
                  )
                : Effect.succeed(payout)
            )
        })
      })
  },
  {
    name: "reads-waiting-as-canceled",
    mistake: "takes a payout that nobody has funded for one that will never be paid",
    kind: "payouts",
    breaks: [],
    parts: () =>
      inDrafts({
        payouts: onRead((payout) => (payout.status === "uncommitted" ? { ...payout, status: "canceled" } : payout))
      })
  },
  {
    name: "acts-on-uncommitted-at-once",
    mistake: "declares that one `uncommitted` is enough, though look-ups lag",
    kind: "payouts",
    breaks: [],
    parts: () =>
      inDrafts({
        payouts: stating((create) => ({
          ...create,
          abandonAfter: { afterMillis: 0, answers: 1, spacingMillis: 0 }
        }))
      })
  },
  {
    name: "knows-better-than-the-look-up",
    mistake: "calls processing what it remembers to have committed, whatever a look-up says",
    kind: "payouts",
    breaks: [],
    parts: () => {
      const committed = new Set<string>()
      return inDrafts({
        payouts: (spi) =>
          onRead((payout) =>
            committed.has(payout.reference) && payout.status === "uncommitted"
              ? { ...payout, status: "processing" }
              : payout
          )({
            ...spi,
            create: (request, options) => {
              committed.add(request.reference)
              return spi.create(request, options)
            }
          })
      })
    }
  },
  {
    name: "prepares-for-a-replay",
    mistake: "prepares once more before it replays, in case that something has changed",
    kind: "payouts",
    breaks: [],
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
    breaks: [],
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
    breaks: [],
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
  },
  {
    name: "stores-its-key",
    mistake: "keeps the key of its account in what is stored before a commit",
    kind: "payouts",
    breaks: [],
    parts: () =>
      inDrafts({
        payouts: preparing(
          (prepare) => (request, options) =>
            Effect.map(prepare(request, options), (fresh) => ({
              ...fresh,
              state: Redacted.make(Redacted.value(fresh.state).replace(/\}$/, `,"key":"memory_secret_key"}`))
            }))
        )
      })
  },
  {
    name: "logs-what-it-prepares",
    mistake: "logs each draft, with its payee",
    kind: "payouts",
    breaks: [],
    parts: () =>
      inDrafts({
        exchange: onDraft((send, request) => Effect.andThen(Effect.logInfo(request.body), send))
      })
  },
  {
    name: "logs-what-it-abandons",
    mistake: "logs each abandonment, with how it was signed",
    kind: "payouts",
    breaks: [],
    parts: () =>
      inDrafts({
        payouts: abandoning(
          (abandon) => (request, options) =>
            Effect.andThen(Effect.logInfo(`${Redacted.value(request.recipientEmail!)}`), abandon(request, options))
        )
      })
  },
  {
    name: "abandons-what-no-document-allows",
    mistake: "offers no abandonment, and cancels when it is asked for one",
    kind: "payouts",
    breaks: [],
    parts: () => ({
      payoutService: (service) => ({
        ...service,
        stages: {
          ...service.stages,
          abandon: (request, options) =>
            Effect.andThen(
              Effect.ignore(service.cancel({ reference: request.reference })),
              service.stages.abandon(request, options)
            )
        }
      })
    })
  },
  {
    name: "asks-a-hook-for-nothing",
    mistake: "runs a hook though nothing was prepared, so that a draft is stored that is none",
    kind: "payouts",
    breaks: [],
    parts: () => ({
      payoutService: creating((create) => (request, options = {}) => {
        const { beforeCommit } = options
        if (beforeCommit === undefined) return create(request, options)
        return Effect.andThen(Effect.ignore(beforeCommit({ state: Redacted.make("{}") })), create(request, options))
      })
    })
  },
  {
    name: "calls-a-declined-payment-failed",
    mistake: "takes a declined payment for the end, though its payer may try again",
    kind: "payments",
    breaks: [],
    parts: () => ({
      declined: "payable",
      payments: (spi) => ({
        ...spi,
        getByReference: (reference) =>
          Effect.map(spi.getByReference!(reference), (payment) =>
            payment.status === "declined" ? { ...payment, status: "failed" } : payment
          ),
        getByProviderReference: (id, reference) =>
          Effect.map(spi.getByProviderReference!(id, reference), (payment) =>
            payment.status === "declined" ? { ...payment, status: "failed" } : payment
          )
      })
    })
  },
  {
    name: "refuses-what-was-only-declined",
    mistake: "gives a declined payment as refused, though it can still be paid",
    kind: "payments",
    breaks: [],
    parts: () => ({
      declined: "payable",
      paymentService: (service) => ({
        ...service,
        create: (request, options) =>
          Effect.flatMap(service.create(request, options), (outcome) => {
            if (outcome._tag === "Accepted" || outcome.refused === undefined) return Effect.succeed(outcome)
            const { message, operation, provider } = outcome
            return Effect.fail(new Rejected({ message, operation, provider, reason: outcome.refused.reason }))
          })
      })
    })
  }
]
