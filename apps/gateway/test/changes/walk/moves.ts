/** What can happen next: every way in which messages, people, the provider and the machine may go on. */
import type { Event } from "../../../src/lifecycle/Event.ts"
import * as Schedule from "../../../src/lifecycle/Schedule.ts"
import { isDecidable } from "../../../src/lifecycle/Status.ts"
import * as Laws from "./laws.ts"
import {
  apply,
  type Call,
  changesOf,
  held,
  type Machine,
  markOf,
  observationOf,
  policyOf,
  sumOf,
  type There,
  type Ways,
  type World
} from "./World.ts"

export interface Move {
  readonly name: string
  readonly run: () => void
}

const often = /to be sent|arrives|it is read|answer to a read|payer approves/

const seldom = /seldom|bank|queued|canceled|lapses|office|backup|decided|go back|is lost/

const account = { instance: "a", fingerprint: "account a" }

const arrived = (there: There, call: Call, ways: Ways, isSlow = false): readonly [There, Call["answer"]] => {
  const mark = markOf(call.name, call.number)
  if (there.refused.includes(mark)) return [there, "refused before"]
  const [after, answer] = executed(there, call, ways, isSlow)
  const isStored = answer === "rejected" && ways.repeats === "replayed"
  return isStored ? [{ ...after, refused: [...after.refused, mark] }, answer] : [after, answer]
}

const executed = (there: There, call: Call, { repeats }: Ways, isSlow: boolean): readonly [There, Call["answer"]] => {
  const { amount, isFinal, name, number } = call
  const mark = markOf(name, number)
  if (repeats !== "undocumented" && there.seen.includes(mark))
    return [there, repeats === "refused" ? "duplicate" : "accepted"]
  const next = { ...there, seen: [...there.seen, mark] }
  switch (name) {
    case "capture": {
      if (there.status !== "authorized" || sumOf(there) + amount > held) return [there, "rejected"]
      const id = `c-${there.seen.length + there.parts.length + 1}`
      if (isSlow) return [{ ...next, pending: { id, mark, amount, isFinal }, status: "processing" }, "accepted"]
      const parts = [...there.parts, { id, mark, amount }]
      const isOver = isFinal || sumOf({ ...there, parts }) === held
      return [{ ...next, parts, status: isOver ? "paid" : "authorized" }, "accepted"]
    }
    case "cancel": {
      const isOver = there.status === "paid" || there.status === "canceled" || there.status === "processing"
      const isHeld = !isOver && there.parts.length === 0
      return isHeld ? [{ ...next, status: "canceled" }, "accepted"] : [there, "rejected"]
    }
    case "complete":
      return there.status === "approved"
        ? [{ ...next, status: "authorized", completions: [...there.completions, number] }, "accepted"]
        : [there, "rejected"]
  }
}

export const moves = (world: World, machine: Machine, ways: Ways): ReadonlyArray<Move> => {
  const policy = policyOf(ways)
  const list: Array<Move> = []
  // What is rare in the world is rare here, so that most changes come to their end.
  const add = (name: string, run: () => void) => {
    const weight = often.test(name) ? 12 : seldom.test(name) ? 1 : 4
    for (let count = 0; count < weight; count += 1) list.push({ name, run })
  }
  const happens = (event: Event) => apply(world, machine, policy, event)
  const { open } = changesOf(world)
  const { operation } = world

  for (const [value, isFinal] of [
    [40, false],
    [60, true],
    [100, true]
  ] as const) {
    if (world.wanted.size < 4)
      add(`a capture of ${value} is wanted`, () => {
        const after = happens({
          _tag: "ChangeAsked",
          name: "capture",
          amount: { value: String(value), currency: "RUB" },
          isFinal
        })
        const number = after?.facts.changes?.open?.number
        if (number === undefined) return
        world.wanted.set(number, value)
        world.askedAt = world.now
      })
  }
  add("it is to be canceled", () => {
    if (happens({ _tag: "ChangeAsked", name: "cancel" }) === undefined) return
    world.isUnwanted = true
    world.askedAt = world.now
  })
  if (open !== null && operation.step === "change" && world.dueAt !== null && world.now >= world.dueAt) {
    if (open.stage === "sending") add("a change was interrupted", () => void happens({ _tag: "ChangeInterrupted" }))
    else
      add(`${open.name} ${open.number} is to be sent`, () => {
        const sendUntil = world.now + 30_000
        const before = { ...world }
        const after = happens({
          _tag: "ChangePlanned",
          ...account,
          sendUntil,
          isReplayable: ways.repeats === "replayed",
          clocksApartMillis: 0
        })
        const sent = after?.facts.changes?.open
        if (after === undefined || sent?.stage !== "sending" || sent.until !== sendUntil) return
        world.broken ??= Laws.sends(before, open, ways)
        const { amount, isFinal, name, number } = sent
        world.calls.push({
          ...{ name, number, isFinal, amount: Number(amount?.value ?? 0), attempt: after.attempts, until: sendUntil },
          ...{
            isReplay: open.stage === "unknown",
            isTravelling: true,
            isQueued: false,
            isAwaited: true,
            answer: null,
            part: null
          }
        })
      })
  }
  if (open?.stage === "sending" && open.until !== null && world.now >= open.until + Schedule.sendGrace) {
    add("a change is found without an outcome", () => void happens({ _tag: "ChangeInterrupted" }))
  }
  for (const call of world.calls) {
    const { attempt, name, number, until } = call
    const request = { ...account, attempt, sendUntil: until, number }
    const carriedOut = (isSlow = false) => {
      const [there, answer] = arrived(world.there, call, ways, isSlow)
      world.there = there
      call.answer = answer
      const parts = there.pending === null ? there.parts : [...there.parts, there.pending]
      call.part = parts.find(({ mark }) => mark === markOf(name, number))?.id ?? null
    }
    if (call.isQueued)
      add(`${name} ${number} is carried out late`, () => {
        call.isQueued = false
        carriedOut()
      })
    if (call.isTravelling) {
      add(`the request for ${name} ${number} is lost`, () => {
        call.isTravelling = false
      })
      if (world.now <= until)
        add(`the request for ${name} ${number} arrives`, () => {
          call.isTravelling = false
          carriedOut()
        })
      // A sum that is stated is documented to show everything at once.
      if (world.now <= until && name === "capture" && ways.states === "parts")
        add(`the request for ${name} ${number} arrives, and is being processed, seldom`, () => {
          call.isTravelling = false
          carriedOut(true)
        })
      if (world.now <= until)
        add(`the request for ${name} ${number} is refused there, seldom`, () => {
          call.isTravelling = false
          call.answer = "rejected"
        })
      // Where sums are all that is stated, it is documented when they show everything.
      if (world.now <= until && ways.states === "parts")
        add(`the request for ${name} ${number} is queued there`, () => {
          call.isTravelling = false
          call.isQueued = true
        })
    }
    if (!call.isAwaited || (call.answer === null && call.isTravelling)) continue
    const ends = (
      outcome: "Accepted" | "OutcomeUnknown" | "Rejected",
      reason: "ConnectionLost" | "DuplicateReference" | null,
      rest: { readonly isRepeated?: true } = {}
    ) => {
      call.isAwaited = false
      const part = outcome === "Accepted" && ways.states === "parts" ? call.part : null
      happens({
        _tag: "ChangeEnded",
        ...request,
        outcome,
        reason,
        part,
        isTransient: false,
        message: "m",
        retryAfter: null,
        ...rest
      })
    }
    add(`nobody hears of ${name} ${number}`, () => {
      call.isAwaited = false
    })
    if (call.answer === "accepted") add(`${name} ${number} is accepted`, () => ends("Accepted", null))
    if (call.answer === "rejected") add(`${name} ${number} is rejected`, () => ends("Rejected", "ConnectionLost"))
    // To a first send an answer from memory says that somebody else has sent it.
    if (call.answer === "refused before")
      add(`${name} ${number} is refused as it was before`, () =>
        call.isReplay
          ? ends("Rejected", "ConnectionLost", { isRepeated: true })
          : ends("OutcomeUnknown", "DuplicateReference")
      )
    if (call.answer === "duplicate")
      add(`${name} ${number} is there already`, () => ends("OutcomeUnknown", "DuplicateReference"))
    add(`the answer about ${name} ${number} says nothing`, () => ends("OutcomeUnknown", "ConnectionLost"))
  }
  if (operation.step !== "none" || isDecidable(operation.status))
    add("it is read", () => void world.asked.push({ at: world.now, there: world.there }))
  for (const asked of world.asked) {
    add("an answer to a read comes", () => {
      world.asked = world.asked.filter((each) => each !== asked)
      const before = changesOf(world).hold?.at ?? 0
      happens({ _tag: "Found", instance: "a", observation: observationOf(asked.there, ways), readAt: asked.at })
      if (asked.at >= before) {
        world.readAt = asked.at
        world.read = asked.there
        world.broken ??= Laws.leaves(world, asked)
      }
    })
  }
  for (const outcome of ["failed", "paid", "retry", "carried_out", "not_carried_out"] as const) {
    for (const acceptDuplicateRisk of [false, true])
      add(`${outcome} ${acceptDuplicateRisk ? "at a risk " : ""}is decided`, () => {
        const was = operation.status
        const after = happens({ _tag: "Resolved", outcome, note: "n", operator: "anna", acceptDuplicateRisk })
        if (after !== undefined && (was !== after.status || acceptDuplicateRisk)) world.isAtRisk = true
      })
  }
  if (world.there.status === "awaiting_payer" || world.there.status === "declined")
    add("its payer approves", () => {
      world.there = { ...world.there, status: "approved", approvals: world.there.approvals + 1 }
    })
  if (world.there.status === "awaiting_payer" || world.there.status === "declined")
    add("its payer's bank is asked", () => {
      world.there = { ...world.there, status: "processing" }
    })
  if (world.there.status === "processing") {
    const { parts, pending } = world.there
    add("what is processed is refused, and it is the payer's turn", () => {
      world.there = { ...world.there, pending: null, status: "declined" }
    })
    add("what is processed is through", () => {
      const all = pending === null ? parts : [...parts, { id: pending.id, mark: pending.mark, amount: pending.amount }]
      const isOver = pending !== null && (pending.isFinal || sumOf({ ...world.there, parts: all }) === held)
      world.there = { ...world.there, parts: all, pending: null, status: isOver ? "paid" : "authorized" }
    })
  }
  if (world.there.status === "awaiting_payer")
    add("a try of its payer is declined, seldom", () => {
      world.there = { ...world.there, status: "declined" }
    })
  if (
    world.there.status === "authorized" &&
    !world.there.parts.some(({ mark }) => mark === null) &&
    sumOf(world.there) <= 60
  )
    add("the office captures", () => {
      const { parts } = world.there
      world.there = { ...world.there, parts: [...parts, { id: `o-${parts.length + 1}`, mark: null, amount: 40 }] }
    })
  if (world.there.status === "authorized" && world.there.parts.length === 0)
    add("what is held lapses", () => {
      world.there = { ...world.there, status: "canceled" }
    })
  for (const millis of [1_000, 40_000, 1_200_000])
    add("time passes", () => {
      world.now += millis
    })
  if (world.backup === null && operation.recovery === null)
    add("a backup is made", () => {
      world.backup = { operation, dueAt: world.dueAt }
    })
  if (world.backup !== null && operation.recovery === null)
    add("the records go back", () => {
      const { backup } = world
      if (backup === null) return
      world.operation = { ...backup.operation, recovery: 1, numbersAfter: world.now }
      world.dueAt = backup.dueAt
      world.asked = []
      for (const call of world.calls) call.isAwaited = false
      // What was wanted since is in no record any more.
      world.isUnwanted = changesOf(world).isUnwanted
    })
  return list
}
