/** What can happen next: every way in which messages, people, the provider and the machine may go on. */
import type { Event } from "../../../src/lifecycle/Event.ts"
import type { Policy } from "../../../src/lifecycle/Operation.ts"
import * as Schedule from "../../../src/lifecycle/Schedule.ts"
import { stateOf } from "../../../src/lifecycle/State.ts"
import { isDecidable, isEnded } from "../../../src/lifecycle/Status.ts"
import * as Laws from "./laws.ts"
import {
  amounts,
  apply,
  type Call,
  create,
  type Machine,
  type Recorded,
  readPayment,
  refundRead,
  type World
} from "./World.ts"

export interface Move {
  readonly name: string
  readonly run: () => void
}

const account = { instance: "a", fingerprint: "account a" }

const clone = (records: World["records"]): World["records"] => ({ ...records, refunds: new Map(records.refunds) })

export const moves = (world: World, machine: Machine, policy: Policy): ReadonlyArray<Move> => {
  const list: Array<Move> = []
  const add = (name: string, run: () => void) => void list.push({ name, run })
  const canAsk = policy.lookUp.create !== undefined
  const happens = (reference: string, event: Event) => apply(world, machine, policy, reference, event)

  const ofRefund = (reference: string, { dueAt, operation }: Recorded) => {
    const state = stateOf(operation)
    const { facts, recovery, status } = operation
    const isDue = dueAt !== null && world.now >= dueAt
    const isDoubtful = recovery !== null && facts.cleared?.recovery !== recovery
    if (
      isDue &&
      isDoubtful &&
      facts.doubt?.recovery !== recovery &&
      state._tag !== "Closed" &&
      state._tag !== "Sending"
    ) {
      const { id = 0, startedAt = 0 } = world.recovery ?? {}
      add(
        `${reference} is asked for after the recovery`,
        () =>
          void happens(reference, {
            _tag: "Recovered",
            recovery: id,
            startedAt,
            ask: canAsk ? [account] : [],
            undecided: canAsk ? [] : [account],
            called: [],
            target: policy.duplicates.create?.kind === "refused" && operation.attempts > 0 ? account : null
          })
      )
    } else if (isDue && state._tag === "Submit") {
      add(`${reference} is to be sent`, () => {
        const sendUntil = world.now + 30_000
        const before = { ...world, records: clone(world.records) }
        const after = happens(reference, { _tag: "SendPlanned", ...account, sendUntil })
        if (after === undefined || after.facts.latest?._tag !== "Sending" || after.facts.latest.until !== sendUntil)
          return
        world.broken ??= Laws.sends(before, reference, operation, policy)
        world.calls.push({
          reference,
          attempt: after.attempts,
          until: sendUntil,
          isTravelling: true,
          isAwaited: true,
          answer: null,
          id: null
        })
      })
    }
    if (state._tag === "Sending" && world.now >= state.until + Schedule.sendGrace) {
      add(`${reference} was interrupted`, () => void happens(reference, { _tag: "Interrupted" }))
    }
    const isReadable = isEnded(status) || state._tag === "LookUp" || state._tag === "Follow"
    if (canAsk && (operation.attempts > 0 || facts.doubt !== null)) {
      if (isReadable) {
        add(
          `${reference} is asked for`,
          () => void world.asked.push({ at: world.now, of: reference, held: world.held.map((each) => ({ ...each })) })
        )
      }
    }
    if (isDecidable(status)) {
      for (const outcome of ["failed", "retry"] as const) {
        for (const acceptDuplicateRisk of [false, true]) {
          add(`${outcome} ${acceptDuplicateRisk ? "at a risk " : ""}is decided of ${reference}`, () => {
            const event: Event = { _tag: "Resolved", outcome, note: "n", operator: "anna", acceptDuplicateRisk }
            if (happens(reference, event) !== undefined && acceptDuplicateRisk) world.risks.add(reference)
          })
        }
      }
    }
  }

  const ofCall = (call: Call) => {
    const { attempt, reference, until } = call
    const request = { ...account, attempt, sendUntil: until }
    if (call.isTravelling) {
      add(`the request of ${reference} is lost`, () => {
        call.isTravelling = false
      })
      if (world.now <= until) {
        add(`the request of ${reference} arrives`, () => {
          call.isTravelling = false
          const isThere = world.held.some((each) => each.reference === reference)
          if (isThere && policy.duplicates.create?.kind === "refused") {
            call.answer = "duplicate"
            return
          }
          call.answer = "accepted"
          call.id = `r-${world.held.length + 1}`
          world.held.push({
            id: call.id,
            reference,
            amount: amounts[reference] ?? 0,
            status: "processing",
            isRevived: false
          })
        })
        add(`the request of ${reference} is refused`, () => {
          call.isTravelling = false
          call.answer = "rejected"
        })
      }
    }
    if (!call.isAwaited) return
    const base = { reason: "ConnectionLost" as const, message: "m", providerCode: null }
    if (call.answer === null || call.answer === "duplicate") {
      if (!call.isTravelling || call.answer === "duplicate") {
        add(`the answer about ${reference} says nothing`, () => {
          call.isAwaited = false
          const reason = call.answer === "duplicate" ? ("DuplicateReference" as const) : base.reason
          happens(reference, { _tag: "OutcomeUnknown", ...request, ...base, reason, providerReference: null })
        })
      }
      return
    }
    add(`the answer about ${reference} is lost`, () => {
      call.isAwaited = false
    })
    add(`the answer about ${reference} comes`, () => {
      call.isAwaited = false
      if (call.answer === "rejected") {
        happens(reference, {
          _tag: "Rejected",
          ...request,
          ...base,
          transient: false,
          failover: false,
          retryAfter: null
        })
        return
      }
      const found = refundRead({ at: world.now, of: reference, held: world.held.filter(({ id }) => id === call.id) })
      if (found !== undefined) happens(reference, { _tag: "Accepted", ...request, observation: found })
    })
  }

  for (const reference of Object.keys(amounts)) {
    const recorded = world.records.refunds.get(reference)
    if (recorded === undefined) {
      add(`${reference} is wanted`, () => void create(world, machine, reference, amounts[reference] ?? 0))
    } else ofRefund(reference, recorded)
  }
  for (const call of world.calls) ofCall(call)

  add(
    "the payment is asked for",
    () => void world.asked.push({ at: world.now, of: null, held: world.held.map((each) => ({ ...each })) })
  )
  for (const asked of world.asked) {
    add("an answer to a read comes", () => {
      world.asked = world.asked.filter((each) => each !== asked)
      if (asked.of === null) return readPayment(world, machine, policy, asked)
      const found = refundRead(asked)
      happens(
        asked.of,
        found === undefined
          ? { _tag: "NotFound", instance: "a", message: "none", readAt: asked.at }
          : { _tag: "Found", instance: "a", observation: found, readAt: asked.at }
      )
    })
  }
  for (const held of world.held) {
    if (held.status === "processing") {
      add("it succeeds there", () => {
        held.status = "succeeded"
      })
      add("it fails there", () => {
        held.status = "failed"
      })
    }
    if (held.status === "succeeded" && held.reference !== null)
      add("it is sent back", () => {
        held.status = "failed"
      })
    if (held.status === "failed" && !held.isRevived) {
      add("it succeeds after all", () => {
        held.status = "succeeded"
        held.isRevived = true
      })
    }
  }
  if (!world.held.some(({ reference }) => reference === null)) {
    add(
      "the office pays back",
      () =>
        void world.held.push({
          id: `r-${world.held.length + 1}`,
          reference: null,
          amount: 60,
          status: "succeeded",
          isRevived: false
        })
    )
  }
  for (const millis of [1_000, 40_000, 700_000])
    add("time passes", () => {
      world.now += millis
    })
  if (world.backup === null && world.recovery === null)
    add("a backup is made", () => {
      world.backup = clone(world.records)
    })
  if (world.backup !== null && world.recovery === null) {
    add("the records go back", () => {
      world.records = clone(world.backup ?? world.records)
      world.recovery = { id: 1, startedAt: world.now }
      world.asked = []
      for (const call of world.calls) call.isAwaited = false
      for (const [reference, { dueAt, operation }] of world.records.refunds) {
        world.records.refunds.set(reference, { dueAt, operation: { ...operation, recovery: 1 } })
      }
    })
  }
  return list
}
