/**
 * Runs one schedule with an application that keeps no records but what `beforeAttempt` gave it, over the Promise face of
 * `create`. It is a careless one: within one process it creates every payout again and again, whatever the answer was
 * (a double click, a retry around a timeout), and sometimes it stops waiting. After a restart it creates only what it
 * has written nothing about. The laws are the same.
 */
import type { CreateAnswer } from "@switchyard/facade/Answer"
import type { Client, PayoutJson } from "@switchyard/facade/Client"
import * as Switchyard from "@switchyard/facade/Switchyard"
import type { Row } from "./keeper/row.ts"
import * as Laws from "./laws.ts"
import type { Outcome } from "./outcome.ts"
import type { Actors } from "./run.ts"
import { type Point, referenceOf, type Schedule } from "./schedule.ts"
import * as Sending from "./sending.ts"
import { timeline } from "./timeline.ts"
import { first, input, json, type Pointed } from "./world/config.ts"
import { contextOf, loadOf } from "./world/nodes.ts"
import type { Held } from "./world/simulated.ts"
import * as World from "./world/world.ts"

/** What the application knows of one payout. */
interface Known {
  readonly reference: string
  readonly input: ReturnType<typeof input>
  readonly planned: Array<{
    readonly process: number
    readonly instance: string
    readonly at: number
    readonly sendUntil: number
  }>
  readonly answers: Array<CreateAnswer<PayoutJson>>
}

/** One process of the application, and whoever waits in it. */
interface Process {
  readonly client: Client
  readonly abort: Set<AbortController>
}

/** When each payout is created again, after it was asked for. */
const again = [0, 2_000, 40_000, 700_000]
const lookUpMillis = 70_000
const runDownMillis = 40_000_000

/** Runs a schedule. */
export const run = async (schedule: Schedule, broken: Actors = {}): Promise<Outcome> => {
  const covered = new Set<string>()
  const mistaken: Array<string> = []
  let pointed: Pointed = first
  let process = 1
  let current: Promise<Process> | undefined
  const closing: Array<Promise<void>> = []

  const world = World.make(schedule, {
    callback: async () => true,
    // It can only wait for what it has asked for.
    cancel: () => {},
    restart: (next) => {
      pointed = next
      process += 1
      const last = current
      current = undefined
      if (last !== undefined) closing.push(last.then(({ client }) => client.close()))
    }
  })
  const { incidents, settings, simulators, record, time } = world

  const start = async (): Promise<Process> => {
    const abort = new Set<AbortController>()
    const reach = async (point: Point) => {
      const incident = incidents.take(point)
      if (incident === undefined) return
      if (incident.do === "stall" && point !== "sending") {
        record("network", `takes ${incident.ms} ms (${point})`)
        return time.clock.sleep(incident.ms)
      }
      record("app", `stops waiting (${point})`)
      covered.add("aborted")
      for (const each of abort) each.abort()
    }
    const caller = { name: `app ${process}`, isDown: () => false, reach }
    const context = contextOf(world, caller, broken)
    const client = await Switchyard.open(json(settings, pointed), { load: loadOf(world, caller, broken), context })
    return { client, abort }
  }

  const create = async (known: Known): Promise<void> => {
    const own = process
    // Written down by a process before this one: all there is left to do is to look it up.
    if (known.planned.some((planned) => planned.process !== own)) return
    current ??= start()
    const { abort, client } = await (broken.isForgetful === true ? start() : current)
    const controller = new AbortController()
    abort.add(controller)
    record("app", `creates ${known.reference}`)
    const answer = await client.payouts.create(known.input, {
      signal: controller.signal,
      beforeAttempt: async ({ instance, sendUntil }) => {
        const incident = incidents.take("recorded")
        if (incident?.do === "stall") await time.clock.sleep(incident.ms)
        if (incident?.do === "crash") throw new Error("the application's own records are down")
        known.planned.push({ process: own, instance, at: time.now(), sendUntil: Date.parse(sendUntil) })
      }
    })
    abort.delete(controller)
    known.answers.push(answer)
    covered.add(answer._tag)
    if (answer.attempts.length > 1) covered.add("failover")
    record("app", `is told ${known.reference} is ${answer._tag}${"instance" in answer ? ` at ${answer.instance}` : ""}`)
  }

  const until = async (instant: number): Promise<void> => {
    await time.settle()
    while (time.next() <= instant) await time.to(time.next())
    await time.to(instant)
  }

  const all = schedule.operations.map(
    (operation, index): Known => ({
      reference: referenceOf(index),
      input: input(operation, index),
      planned: [],
      answers: []
    })
  )
  for (const { at, event, operation } of timeline(schedule, again)) {
    await until(time.start + at)
    const known = operation === undefined ? undefined : all[operation]
    if (event !== undefined) await world.apply(event)
    if (known !== undefined) void create(known).catch((error) => mistaken.push(`create rejected: ${error}`))
    await time.settle()
  }
  await world.heal()
  await until(time.now() + runDownMillis)
  await Promise.all(closing)

  // What is unknown can be looked up where the answer says, once everything works again.
  const lookUp = async (reference: string, held: Held, answer: CreateAnswer<PayoutJson>): Promise<void> => {
    if (answer._tag !== "unknown" || settings.payoutIdInPath === "transactionId") return
    current ??= start()
    const { client } = await current
    const found = client.payouts.get(answer.instance, { reference })
    await until(time.now() + lookUpMillis)
    const read = await found
    const account = client.instances.find(({ name }) => name === held.provider)?.fingerprint
    if (account?.endsWith(` ${held.account}`) !== true) return
    if (read._tag !== "found") mistaken.push(`${reference} is at ${held.provider} and is not found there: ${read._tag}`)
    else covered.add("found again")
  }

  const broke: Array<string> = []
  for (const { answers, planned, reference } of all) {
    const truth = Laws.truthOf(world, reference)
    const attempts = planned.map((each) => ({ ...each, fingerprint: "", outcome: "sending" as const, key: undefined }))
    record("ledger", `${reference}: paid ${truth.paid} times`)
    if (truth.paid > 0) covered.add("money paid")
    broke.push(
      ...Laws.paidOnce(truth),
      ...Sending.sentAlike(truth),
      ...Sending.elsewhere(truth),
      ...Sending.sentAgain(truth),
      ...Sending.recordedFirst(truth, attempts),
      ...Sending.refusedTruly(truth, answers.flatMap(rejections)),
      ...toldTruly(truth, answers)
    )
    const [held] = truth.payouts
    const last = standing(answers).find(({ _tag }) => _tag === "unknown")
    if (held !== undefined && last !== undefined) await lookUp(reference, held, last)
  }
  return { broken: [...broke, ...mistaken, ...Laws.polite(simulators)], log: world.log, covered }
}

/** The attempts of an answer that it calls rejected, as rows have them. */
const rejections = ({ attempts }: CreateAnswer<PayoutJson>): Row["attempts"] =>
  attempts.flatMap(({ at, fingerprint, instance, outcome, sendUntil }) =>
    outcome === "Rejected"
      ? [
          {
            ...{ instance, fingerprint, at: Date.parse(at), sendUntil: Date.parse(sendUntil), outcome: "rejected" },
            key: undefined
          }
        ]
      : []
  )

/**
 * The answers that name where the payout is. "Nothing was done" also speaks for the duplicates that were answered while
 * that create was running, and one that was answered before anybody was asked names nobody.
 */
const standing = (answers: ReadonlyArray<CreateAnswer<PayoutJson>>): ReadonlyArray<CreateAnswer<PayoutJson>> => {
  const proven = answers.findLastIndex(({ _tag }) => _tag === "rejected" || _tag === "not_executed")
  return answers.slice(proven + 1).filter(({ attempts }) => attempts.length > 0)
}

/** Whoever has the payout was named, as having it or as perhaps having it; and nobody else was. */
const toldTruly = (
  { payouts, reference }: Laws.Truth,
  answers: ReadonlyArray<CreateAnswer<PayoutJson>>
): ReadonlyArray<string> => {
  const named = standing(answers).flatMap((answer) =>
    answer._tag === "accepted" || answer._tag === "unknown" ? [answer.instance] : []
  )
  const [held] = payouts
  if (answers.length === 0) return held === undefined ? [] : [`${reference} is at ${held.provider} and nobody was told`]
  if (held === undefined) {
    return answers.some(({ _tag }) => _tag === "accepted") ? [`${reference} was accepted and no provider has it`] : []
  }
  const wrong = named.filter((instance) => instance !== held.provider)
  if (!named.includes(held.provider))
    return [`${reference} is at ${held.provider}, and every answer says that nothing was done`]
  return wrong.length > 0
    ? [`${reference} is at ${held.provider}, and an answer says to look it up at ${wrong[0]}`]
    : []
}
