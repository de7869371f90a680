/**
 * The provider of a schedule that repeats: `@switchyard/memory` with two accounts, which answers a second create from its
 * memory, or names what exists, for as long as it knows the key. It has the schedule's time, its own scripts of faults and a
 * journal of what left for it; every process of ours reaches the same one.
 */
import * as Http from "@switchyard/core/Http"
import { compact } from "@switchyard/core/Optional"
import type { Options } from "@switchyard/memory/MemoryOptions"
import * as Simulator from "@switchyard/memory/Simulator"
import type { Violation } from "@switchyard/sandbox"
import * as Clock from "effect/Clock"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Course, Happening, RepeatingCall, RepeatingFault, Repeats } from "../schedule.ts"
import * as Drafts from "./drafts.ts"
import * as Emptied from "./emptied.ts"
import type { Arrival, Held, Simulated } from "./simulated.ts"
import type { Time } from "./time.ts"

/** The provider, as the other ones are, and how a request of an adapter gets there. */
export interface Repeating extends Simulated {
  /** What lives there of a reference, and nobody has committed. */
  readonly drafts: (reference: string) => number
  /** What arrived for each id of a draft, in its order. */
  readonly staged: () => ReadonlyArray<Staged>
  /** A colleague commits every draft. */
  readonly office: () => void
  readonly scripted: (event: Extract<Happening, { do: "repeatingFault" }>) => void
  /** Carries a request that leaves now. */
  readonly carry: Carry
}

/** A commit or an abandonment that has left. */
export interface Staged {
  readonly call: "create" | "abandon"
  readonly id: string
  readonly reference: string
}

type Carry = (
  account: string,
  request: Simulator.Request,
  deadline: DateTime.Utc | undefined
) => Effect.Effect<Http.Answer | Http.MaybeSent, Http.NeverSent>

const calls: Readonly<Record<string, RepeatingCall>> = {
  "/payouts/draft": "draft",
  "/payouts/create": "create",
  "/payouts/commit": "create",
  "/payouts/abandon": "abandon"
}

/** What a path is for. */
export const callOf = (path: string): RepeatingCall => calls[path] ?? "status"

// The documented refusals and "not processed", written out here and not asked of the adapter.
const refusals =
  /"code":"(?:bad_request|bad_signature|insufficient_funds|amount_out_of_range|method_closed|bad_destination|rate_limited|maintenance)"/

const isRefusal = ({ status, text }: Http.Answer): boolean => status >= 400 && status < 500 && refusals.test(text)

// What has died at this provider gives nothing but perhaps its reference back.
const money: Readonly<Record<string, string>> = { done: "debited", refused: "released", canceled: "released" }

const words: Readonly<Record<Course, ReadonlyArray<string>>> = {
  paid: ["done"],
  failed: ["refused"],
  canceled: ["canceled"],
  open: ["sent"],
  undocumented: ["being_looked_at"],
  detour: ["sent", "being_looked_at", "done"]
}

const fieldOf = (body: string, name: string): string => new RegExp(`"${name}":"([^"]*)"`).exec(body)?.[1] ?? ""

/** Nobody listens. */
export const refused = new Http.NeverSent({ fault: "Refused", message: "connection refused" })

/** Status reads of one payout are so far apart at least. */
const spacingMillis = 10_000

/** The provider with these accounts. */
export const make = (
  time: Time,
  {
    accounts,
    record,
    repeats,
    secret
  }: {
    readonly accounts: ReadonlyArray<string>
    readonly secret: string
    readonly repeats: Repeats
    readonly record: (who: string, text: string) => void
  }
): Repeating => {
  const places = new Map(
    accounts.map((account) => {
      const options: Options = { account, secretKey: Redacted.make(secret), ...compact(repeats) }
      const simulator = Simulator.make(options)
      const drafts = Drafts.make(() => simulator.operations("payout"), time.now)
      return [account, { options, simulator, drafts, followed: new Set<string>() }] as const
    })
  )
  const arrivals: Array<
    Arrival & { isRefused: boolean; readonly key: string; readonly id: string; readonly order?: string }
  > = []
  const staged: Array<Staged> = []
  const violations: Array<Violation> = []
  const readAt = new Map<string, number>()
  let scripts: ReadonlyArray<{
    readonly event: Extract<Happening, { do: "repeatingFault" }>
    skip: number
    left: number
  }> = []
  let courses: ReadonlyArray<{ readonly course: Course; readonly after: number }> = []
  let offlineUntil = 0

  const take = (call: RepeatingCall): RepeatingFault | undefined => {
    const script = scripts.find(({ event }) => event.call === call)
    if (script === undefined) return undefined
    if (script.skip > 0) {
      script.skip -= 1
      return undefined
    }
    script.left -= 1
    if (script.left === 0) scripts = scripts.filter((other) => other !== script)
    return script.event.fault
  }

  // Each payout that has begun there goes on as was said of the next one; a draft has not begun, dead or not.
  const follow = (account: string, order?: string): void => {
    const place = places.get(account)
    place?.drafts.see(order)
    for (const { id, reference, status } of place?.simulator.operations("payout") ?? []) {
      if (place === undefined || place.followed.has(id) || Emptied.isEmptying(reference)) continue
      if (repeats.stages === "draft" && (status === "draft" || status === "canceled")) continue
      place.followed.add(id)
      const [next = { course: "paid", after: 5_000 }, ...rest] = courses
      courses = rest
      words[next.course].forEach((status, index) => {
        void time.clock
          .sleep(next.after * (index + 1))
          .then(() => {
            place.simulator.settle("payout", id, status)
            place.drafts.see()
          })
          .then(time.touch)
      })
    }
  }

  const note = (account: string, { body }: Simulator.Request): void => {
    const reference = fieldOf(body, "reference")
    const key = `${account} ${fieldOf(body, "id") || reference}`
    const last = readAt.get(key)
    readAt.set(key, time.now())
    if (last === undefined || time.now() - last >= spacingMillis) return
    const detail = `read again after ${time.now() - last} ms`
    violations.push({ at: time.now(), kind: "tooEarly", endpoint: "/payouts/get", reference, detail })
  }

  const learn = (arrival: (typeof arrivals)[number] | undefined, answer: Http.Answer | Http.MaybeSent): void => {
    if (arrival === undefined || answer._tag !== "Answer" || !isRefusal(answer)) return
    arrival.isRefused = true
    if (answer.headers["x-memory-replayed"] === undefined) return
    // It is the refusal of the first of them, and there is nothing of any.
    for (const other of arrivals) if (other.key === arrival.key) other.isRefused = true
  }

  const carry: Carry = (account, request, deadline) =>
    Effect.suspend(() => {
      const place = places.get(account)
      if (place === undefined) return Effect.die(`nobody has the account ${account}`)
      const { simulator } = place
      const call = callOf(request.path)
      const isDraft = call === "draft"
      const fault = take(call)
      // Not one byte leaves.
      if (fault?.kind === "refused") return Effect.fail(refused)
      const reference = fieldOf(request.body, "reference")
      const id = fieldOf(request.body, "id")
      const key = request.headers["x-memory-key"] ?? ""
      const order = isDraft ? fieldOf(request.body, "order") : undefined
      const arrival =
        call === "create" || isDraft
          ? {
              ...{ isRefused: false, provider: "memory" as const, seq: arrivals.length, at: time.now(), reference },
              ...{
                body: `${key} ${request.body}`,
                key: `${account} ${reference} ${id}`,
                id: `${account} ${id}`,
                isDraft,
                ...compact({ order })
              }
            }
          : undefined
      if (arrival !== undefined) arrivals.push(arrival)
      if (call === "status") note(account, request)
      if (id !== "" && (call === "create" || call === "abandon")) {
        const of = simulator.operations("payout").find((operation) => operation.id === id)
        staged.push({ call, id: `${account} ${id}`, reference: of?.reference ?? "" })
      }
      const arrived = Effect.tap(simulator.exchange(request, deadline), (answer) =>
        Effect.sync(() => {
          learn(arrival, answer)
          follow(account, order)
        })
      )
      if (fault === undefined) return arrived
      switch (fault.kind) {
        case "inFront":
          return Effect.succeed(new Http.Answer(fault.status, {}, fault.body))
        case "asked":
        case "late": {
          const arriving = Effect.provideService(Effect.result(simulator.exchange(request)), Clock.Clock, time.effect)
          void time.clock
            .sleep(fault.ms)
            .then(() => {
              record("memory", `carries out what was on its way: ${request.path.slice(1)}`)
              return Effect.runPromise(arriving)
            })
            .then(() => follow(account, order))
            .then(time.touch)
          return Effect.succeed(
            fault.kind === "late"
              ? new Http.MaybeSent("ConnectionLost", "connection lost, and the request is on its way")
              : new Http.Answer(200, {}, JSON.stringify({ ok: true, data: { asked: true, id } }))
          )
        }
        default:
          simulator.fault(fault, { path: request.path })
          return arrived
      }
    })

  return {
    provider: "memory",
    isOffline: () => time.now() < offlineUntil,
    offline: (ms) => {
      offlineUntil = time.now() + ms
    },
    scripted: (event) => {
      scripts = [...scripts, { event, skip: event.skip, left: event.times ?? Number.POSITIVE_INFINITY }]
    },
    carry,
    clearFaults: () => {
      scripts = []
      offlineUntil = 0
    },
    course: (course, after) => {
      courses = [...courses, { course, after }]
    },
    balance: (account, empty) => {
      const place = places.get(account)
      if (place !== undefined && empty) Emptied.empty(place.options, place.simulator)
    },
    office: () => {
      for (const [account, { simulator }] of places) {
        for (const { id, status } of simulator.operations("payout")) {
          if (status !== "draft") continue
          record("office", `commits ${id} at ${account}`)
          simulator.commit("payout", id)
        }
        follow(account)
      }
    },
    drafts: (reference) =>
      [...places.values()].flatMap(({ simulator }) =>
        simulator
          .operations("payout")
          .filter((operation) => operation.reference === reference && operation.status === "draft")
      ).length,
    staged: () => staged,
    payouts: () =>
      [...places].flatMap(([account, { followed, simulator }]) =>
        simulator.operations("payout").flatMap(({ amount, id, reference, status }): ReadonlyArray<Held> => {
          if (!followed.has(id)) return []
          const state = money[status] ?? "frozen"
          return [
            {
              ...{ provider: "memory", id: `${account} ${reference}`, reference, account, status, money: state },
              amount: String(amount.value),
              isFreed: repeats.duplicates === "revealed" && repeats.freesDeadIds && state === "released"
            }
          ]
        })
      ),
    ledger: () =>
      [...places].flatMap(([account, { simulator }]) =>
        simulator.ledger("payout").map(({ reference }) => ({ id: `${account} ${reference}`, kind: "payout" as const }))
      ),
    creates: () =>
      arrivals.map((arrival) => {
        const [account = "", id = ""] = arrival.id.split(" ")
        const place = places.get(account)
        if (arrival.order !== undefined)
          return { ...arrival, ...compact({ deadAt: place?.drafts.deadAt(arrival.order) }) }
        // A commit that made nothing begin is as good as refused.
        return id !== "" && place?.followed.has(id) === false ? { ...arrival, isRefused: true } : arrival
      }),
    violations: () => violations
  }
}
