/**
 * The requests of a create in stages, and the one to abandon what it has left. A node prepares, stores what it takes to commit,
 * and commits; it may die or lose an answer between any two of these, and what it has sent may arrive later than that.
 */
import type { Event } from "../../src/lifecycle/Event.ts"
import { now } from "./clocks.ts"
import { paysTwice } from "./laws.ts"
import { commitsWrongly, copyOf } from "./leftLaws.ts"
import { idOf, observationOf } from "./readings.ts"
import { apply, named } from "./shell.ts"
import type { Move, Walk } from "./Walk.ts"
import { type Call, type Copy, put, type StagedAnswer, type World } from "./World.ts"

const replaced = (world: World, call: Call, by: Call | null): World => ({
  ...world,
  calls: world.calls.flatMap((each) => (each !== call ? [each] : by === null ? [] : [by]))
})

const acted = (world: World, call: Call, answer: StagedAnswer, copies: ReadonlyArray<Copy>): World => {
  const { isAwaited, to } = call
  const after = replaced(
    { ...world, copies: put(world.copies, to, copies) },
    call,
    isAwaited ? { ...call, isTravelling: false, answer } : null
  )
  return { ...after, broken: world.broken ?? paysTwice(after) }
}

const changed = ({ copies }: World, { generation, to }: Call, is: Copy["is"]): ReadonlyArray<Copy> =>
  copies[to].map((copy) => (copy.generation === generation ? { ...copy, is } : copy))

// How its provider acts on one that arrives, and what that costs as an incident.
const deeds = (world: World, call: Call): ReadonlyArray<readonly [string, 0 | 1, World]> => {
  const { generation, isAwaited, part, to } = call
  const held = world.copies[to]
  const copy = copyOf(world, to, generation)
  const as = (answer: StagedAnswer, copies = held, cost: 0 | 1 = 0, label: string = answer) =>
    [label, cost, acted(world, call, answer, copies)] as const
  if (part === "prepare") {
    if (copy !== undefined) return [as(copy.is === "draft" ? "prepared" : "it is there")]
    const draft: Copy = { is: "draft", isRogue: false, ...(generation === undefined ? {} : { generation }) }
    return [as("prepared", [...held, draft]), ...(isAwaited ? [as("refused before")] : [])]
  }
  if (part === "abandon") {
    if (copy?.is === "draft" || copy?.is === "declined") {
      const refused = isAwaited ? [as("not abandoned", held, 1)] : []
      return [as("abandoned", changed(world, call, "dead")), ...refused]
    }
    const stopped =
      copy?.is === "alive" ? [as("abandoned", changed(world, call, "dead"), 0, "stops what was committed")] : []
    return [as(copy?.is === "dead" ? "abandoned" : "not abandoned"), ...stopped]
  }
  if (copy?.is === "draft") {
    const taken = as("committed", changed(world, call, "alive"))
    if (!isAwaited) return [taken]
    const isPayment = world.records.operation.kind === "payment"
    return [
      taken,
      as("left: refused"),
      as("left: refused for all"),
      as("left: not executed", held, 1),
      ...(isPayment ? [as("declined", changed(world, call, "declined"))] : [])
    ]
  }
  return [as(copy?.is === "dead" || copy?.is === "declined" ? "left: refused" : "it is there")]
}

const placeOf = (world: World, { generation, to }: Call): number =>
  world.copies[to].findIndex((copy) => copy.generation === generation)

// When another request was sent last; any time but that of the latest one.
const another = now - 30 * 86_400_000

const error = { message: "", providerCode: null }

const refusals: Partial<Record<StagedAnswer, { readonly failover: boolean; readonly transient: boolean }>> = {
  "left: refused": { failover: true, transient: false },
  "left: refused for all": { failover: false, transient: false },
  "left: not executed": { failover: true, transient: true }
}

const requestOf = (walk: Walk, world: World, { attempt, isOwn, to }: Call) => ({
  ...named(walk, to),
  attempt,
  sendUntil: isOwn ? (world.records.operation.facts.latest?.until ?? another) : another
})

// How one ends that was answered so, or not at all.
const ended = (walk: Walk, world: World, call: Call, answer: Call["answer"]): Event => {
  const { isReplay = false, part, to } = call
  const request = requestOf(walk, world, call)
  const place = placeOf(world, call)
  const id = place < 0 ? null : idOf(to, place)
  const { kind } = world.records.operation
  const lost = { _tag: "OutcomeUnknown", ...request, ...error, reason: "TimedOut", providerReference: null } as const
  if (part === "abandon") {
    const outcome = answer === "abandoned" ? "Accepted" : answer === null ? "OutcomeUnknown" : "Rejected"
    return { _tag: "AbandonEnded", ...request, ...error, outcome, retryAfter: null, providerReference: null }
  }
  if (part === "prepare") {
    if (answer === "refused before") {
      return { _tag: "Rejected", ...request, ...error, ...lasting, reason: "InsufficientFunds" }
    }
    if (answer === "it is there") return { ...lost, reason: "DuplicateReference", providerReference: id }
    // Of one that was lost no id is known.
    const isInert = walk.providers[to].policy.stages?.create?.prepared === "inert"
    if (answer === null && isInert) return { _tag: "NotExecuted", ...request, ...error, ...passing, reason: "TimedOut" }
    const refused = { ...error, reason: "TimedOut", failover: true, transient: true } as const
    return {
      ...lost,
      providerReference: answer === null ? null : id,
      left: { refused: answer === null ? refused : null }
    }
  }
  switch (answer) {
    case "committed":
    case "declined": {
      const is = answer === "committed" ? "alive" : "declined"
      return { _tag: "Accepted", ...request, observation: observationOf(kind, is, id ?? "", { hasNext: true }) }
    }
    case "it is there":
      return { ...lost, reason: "DuplicateReference", providerReference: id }
    case "left: refused":
    case "left: refused for all":
    case "left: not executed": {
      const refusal = refusals[answer]
      const refused = refusal === undefined ? null : { ...error, reason: "InsufficientFunds" as const, ...refusal }
      // Without the mark nothing says that it was the first request which was refused.
      return isReplay ? { ...lost, reason: "InsufficientFunds" } : { ...lost, providerReference: id, left: { refused } }
    }
    case "NeverSent":
    case "Changed":
    case "AnotherAccount":
      return { _tag: "NotReplayed", ...request, why: answer, retryAfter: null }
    default:
      return { ...lost, providerReference: isReplay ? null : id }
  }
}

const lasting = { failover: true, transient: false, retryAfter: null } as const
const passing = { failover: true, transient: true, retryAfter: null } as const

const recorded = (walk: Walk, world: World, call: Call, answer: Call["answer"]): World => {
  const rest = replaced(world, call, call.isTravelling ? { ...call, isAwaited: false } : null)
  const isOld = answer === "committed"
  return apply(walk, rest, ended(walk, world, call, answer), { from: call.to, isOld }) ?? rest
}

// What it takes to commit is stored, and only then the commit leaves; else nothing of it does, and it is left there.
const committed = (walk: Walk, world: World, call: Call): World => {
  const isReplayable = walk.providers[call.to].policy.duplicates.create?.kind === "replayed"
  const providerReference = idOf(call.to, placeOf(world, call))
  const request = requestOf(walk, world, call)
  const stored = apply(walk, world, {
    _tag: "Prepared",
    ...request,
    providerReference,
    commitUntil: null,
    isReplayable
  })
  if (stored === null) return recorded(walk, world, call, "prepared")
  const broken = stored.broken ?? commitsWrongly(walk, world, call.to, call.generation)
  return replaced({ ...stored, broken }, call, { ...call, part: "commit", isTravelling: true, answer: null })
}

/** Everything that may become of one of these requests. */
export const stagedCall = (walk: Walk, world: World, call: Call): ReadonlyArray<Move> => {
  const { answer, attempt, isAwaited, isTravelling, part, to } = call
  const { instance } = walk.providers[to]
  const moves: Array<Move> = []
  if (isTravelling) {
    for (const [label, cost, after] of deeds(world, call)) {
      moves.push({ label: `${instance} gets the ${part}: ${label}`, cost, isHonest: cost === 0, to: after })
    }
  }
  if (isAwaited && answer !== null) {
    const isStored = part === "prepare" && answer === "prepared"
    const label = isStored ? "is stored, and it is committed" : `is recorded: ${answer}`
    const after = isStored ? committed(walk, world, call) : recorded(walk, world, call, answer)
    moves.push({
      label: `the answer of ${instance} to attempt ${attempt} ${label}`,
      cost: 0,
      isHonest: true,
      to: after
    })
  }
  if (!isAwaited || !walk.incidents.has("messages")) return moves
  const lost = recorded(walk, world, call, null)
  const dead = replaced(world, call, isTravelling ? { ...call, isAwaited: false } : null)
  const wrong = (label: string, after: World): Move => ({ label, cost: 1, isHonest: false, to: after })
  return [
    ...moves,
    wrong(`the ${part} of attempt ${attempt} ends without an answer of ${instance}`, lost),
    wrong(`the node that sent the ${part} of attempt ${attempt} dies`, dead)
  ]
}
