/**
 * Runs one schedule with a holder that keeps records: everything happens at its time, then all faults end and days pass,
 * and then the laws are asked. The same schedule always gives the same log.
 */
import * as Payouts from "@switchyard/facade/Payouts"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Dispatcher from "./keeper/dispatcher.ts"
import { careful, type Keeper } from "./keeper/keeper.ts"
import * as Row from "./keeper/row.ts"
import * as Store from "./keeper/store.ts"
import * as Laws from "./laws.ts"
import * as Leftovers from "./leftovers.ts"
import type { Outcome } from "./outcome.ts"
import * as Replays from "./replays.ts"
import type { Operation, Schedule } from "./schedule.ts"
import * as Sending from "./sending.ts"
import { timeline } from "./timeline.ts"
import { input } from "./world/config.ts"
import * as Nodes from "./world/nodes.ts"
import * as World from "./world/world.ts"

/** Who holds the operations, and what is broken on purpose around the facade. */
export interface Actors extends World.Broken {
  readonly keeper?: Keeper
  /** A process of the application without records takes a new facade for each create. */
  readonly isForgetful?: boolean
}

/** How long everything has to come to its end once all faults are over. */
const runDownMillis = 80 * 3_600_000

const requestOf = (operation: Operation, index: number) =>
  Effect.runSync(Effect.orDie(Payouts.decodeRequest(input(operation, index))))

/** Runs a schedule. */
export const run = async (schedule: Schedule, actors: Actors = {}): Promise<Outcome> => {
  const { keeper = careful } = actors
  const covered = new Set<string>()
  const world = World.make(schedule, {
    cancel: (reference) => {
      const row = store.get(reference)
      const canceled = row && keeper.canceled(row, world.time.now())
      record("shop", `wants no more of ${reference}${canceled === undefined ? ", which is refused" : ""}`)
      if (row !== undefined && canceled !== undefined) store.replace(row, canceled)
    },
    restart: (pointed) => {
      nodes.restart(pointed)
      dispatcher.release()
    },
    callback: async (instance, path, body) => {
      const node = await nodes.next()
      const receivedAt = DateTime.makeUnsafe(world.time.now())
      const parsing = node.switchyard.parseCallback(instance, { body, headers: {}, path, receivedAt })
      const parsed = await Effect.runPromiseWith(node.context)(Effect.option(parsing))
      if (parsed._tag === "None") world.record("callback", "is refused")
      else {
        for (const event of parsed.value) {
          if (store.requestRead({ at: world.time.now(), instance, event })) {
            world.record("callback", `is stored as a hint (${event.trust})`)
          }
        }
      }
      return true
    }
  })
  const { record, time } = world
  const nodes = Nodes.make(world, actors)
  const store = Store.make(time.now, (text) => record("rows", text))
  const dispatcher = Dispatcher.make({ keeper, nodes, store, time, record })

  for (const { at, event, operation } of timeline(schedule)) {
    await dispatcher.until(time.start + at)
    if (event !== undefined) await world.apply(event)
    const asked = operation === undefined ? undefined : schedule.operations[operation]
    if (asked === undefined || operation === undefined) continue
    const row = Row.create(requestOf(asked, operation), time.now())
    record("shop", `asks for ${row.reference}: ${Object.values(asked).slice(1, -1).join(" ")}`)
    store.insert(row)
  }
  await dispatcher.until(time.now())
  await world.heal()
  const healedAt = time.now()
  await dispatcher.until(time.now() + runDownMillis)

  const rows = store.rows()
  const broken = rows.flatMap((row) => {
    const truth = Laws.truthOf(world, row.reference)
    record("ledger", `${row.reference}: paid ${truth.paid} times; called ${row.state} (${row.why})`)
    note(covered, row, truth)
    return [
      ...Laws.paidOnce(truth),
      ...Sending.sentAlike(truth),
      ...Sending.elsewhere(truth),
      ...Sending.sentAgain(truth),
      ...Replays.replayedRightly(truth, row, world.settings.repeats),
      ...Replays.settled(row, truth, { healedAt, repeats: world.settings.repeats }),
      ...Sending.recordedFirst(truth, row.attempts),
      ...Sending.refusedTruly(truth, row.attempts),
      ...Leftovers.abandonedForGood(world.simulators.memory, row.reference),
      ...Leftovers.leftNothing(world.simulators.memory, row),
      ...Laws.believed(row, truth),
      ...Laws.ended(row)
    ]
  })
  for (const [name, pattern] of milestones) if (world.log.some((line) => pattern.test(line))) covered.add(name)
  return {
    broken: [...broken, ...Laws.legalEdges(store.moves), ...store.anomalies, ...Laws.polite(world.simulators)],
    log: world.log,
    covered
  }
}

// What a log tells that a row does not keep.
const milestones: ReadonlyArray<readonly [string, RegExp]> = [
  ["refused resend", /unknown: Rejected.* but an earlier one is open/],
  ["late writer", /was changed by somebody else meanwhile/],
  ["hint", /is stored as a hint/],
  ["unknown", /→ unknown/],
  ["crash", / dies \(/],
  ["stall", / stands still /],
  ["suspended", /, suspended/],
  ["foreign duplicate", /somebody else has used this reference/],
  ["foreign found", /something else under this reference/],
  ["resend", /\(sent again:/],
  ["replay", / replays op-/],
  ["replay accepted", /its replay was accepted/],
  ["replay refused", /as its replay shows/],
  ["replay revealed", /its replay is unknown: DuplicateReference/],
  ["replay unknown", /its replay is unknown: (?!Dup)/],
  ["replay not sent", /not replayed: NeverSent/],
  ["window over", /no more replays/],
  ["late first", /carries out what was on its way/],
  ["abandoned", /abandonment at memory ended: Accepted/],
  ["read dead", /abandoned, and read as/],
  ["office", /office {4}commits/],
  ["prepared again", /preparing again at memory ended/],
  ["canceled by shop", /wants no more of op-\d$/]
]

const note = (covered: Set<string>, { attempts, state }: Row.Row, truth: Laws.Truth): void => {
  covered.add(state)
  if (truth.paid > 0) covered.add("money paid")
  if (new Set(attempts.map(({ instance }) => instance)).size > 1) covered.add("failover")
  if (attempts.length > 1 && attempts[0]?.outcome === "unknown" && state === "paid") covered.add("resend paid")
}
