/**
 * After the trouble: the world's time is moved on until everything has come to its end by itself, as it would in the
 * hours after a bad day. Whoever runs the gateway refreshes what waits for a callback that was lost.
 */
import { setTimeout as pause } from "node:timers/promises"
import type { Client } from "./merchant/client.ts"
import type { Story } from "./story.ts"
import { isChangeSought } from "./verdict/captures.ts"
import { deliveries, resources } from "./verdict/facts.ts"
import { isLookedFor, isOver } from "./verdict/laws.ts"
import type { Providers } from "./world/bank.ts"
import type { Clock } from "./world/clock.ts"
import { until } from "./world/until.ts"

/** How long to go on. */
export interface Options {
  /** Payments whose payer never comes. */
  readonly absent: ReadonlySet<string>
  /** Also until a person is asked about what is looked for for days. */
  readonly isPatient: boolean
  /** Hears from time to time what is not over. */
  readonly story: Story
}

const step = 30_000
const patientStep = 6 * 3_600_000
const patientSteps = 30
const restMillis = 150
const mostRests = 15
const looksEach = 5
const logEach = 10
// As many looks as it may go on without anything having changed: the laws say then what is not as it should be.
const mostLooksInVain = 120
// What became of a change of a payment is asked for for days, and then a person is.
const looksForChanges = 10

/** Resolves when everything is over, or when more time would not help; the laws say what is not as it should be. */
export const settle = async (
  client: Client,
  clock: Clock,
  { bank, feennex, p2p }: Providers,
  { absent, isPatient, story }: Options
): Promise<void> => {
  const open = async () => {
    const all = await resources(client)
    return all.filter((each) => !isOver(each) && !(each.status === "awaiting_payer" && absent.has(each.reference)))
  }
  const held = async () => {
    const all = [...(await bank.operations()), ...(await feennex.operations()), ...(await p2p.operations())]
    return new Set(all.map(({ reference }) => reference))
  }

  let before = ""
  let inVain = 0
  for (let looks = 1; inVain < mostLooksInVain; looks += 1) {
    for (let leaps = 0; leaps < looksEach; leaps += 1) {
      await clock.leap(step)
      // What begins must be written down before the next leap: a machine with much else to do takes longer for that.
      await pause(restMillis * (1 + Math.min(inVain, mostRests)))
    }
    const known = await held()
    const left = (await open()).filter((each) => !isLookedFor(each) || known.has(each.reference))
    const undelivered = await deliveries(client, "pending")
    const isSought = inVain >= looksForChanges && left.every(isChangeSought)
    if ((left.length === 0 || isSought) && undelivered === 0) break
    const now = JSON.stringify([undelivered, left.map(({ id, status }) => [id, status])])
    inVain = now === before ? inVain + 1 : 0
    before = now
    if (looks % logEach === 0) {
      story.log(`${left.length} operations are not over, ${undelivered} webhooks not delivered`)
    }
    // Its callback or the answer to its one look-up was lost, and polling is not agreed on.
    const waiting = left.filter(({ provider, reference }) => provider === "p2p" && known.has(reference))
    if (looks % 2 === 0) for (const { id } of waiting) await client.post(`/v1/payouts/${id}/refresh`)
  }
  if (!isPatient) return

  for (let steps = 0; steps < patientSteps; steps += 1) {
    await clock.leap(patientStep)
    await pause(restMillis)
    // A webhook must not grow a day old within a few leaps; one that was refused waits for its time to come again.
    const isNotified = async () => {
      if ((await deliveries(client, "pending")) === 0) return true
      await clock.leap(step)
      return false
    }
    // Slowly enough that none is refused as too old while it is on its way.
    await until("the merchant was told", isNotified, { every: 1_000 })
    if (steps % looksEach === 0 && (await open()).length === 0) return
  }
}

const mostRereads = 20

/**
 * What the bank holds may have changed since it was read last, weeks before it would be looked after: each refund is read once more,
 * and then each payment of one.
 */
export const reread = async (client: Client, clock: Clock): Promise<void> => {
  const ofBank = (await resources(client)).filter(({ provider }) => provider === "bank")
  for (const object of ["refund", "payment"] as const) {
    let left = ofBank.filter((each) => each.object === object && isOver(each))
    for (let tries = 0; left.length > 0 && tries < mostRereads; tries += 1) {
      const answers = await Promise.all(left.map(({ id }) => client.post(`/v1/${object}s/${id}/refresh`)))
      // Whoever was read a moment ago is asked again later; what was never sent cannot be read.
      left = left.filter((_, index) => answers[index] === 429 || answers[index] === 503 || answers[index] === 0)
      await clock.leap(step)
      await pause(restMillis)
    }
  }
  await until("the merchant was told of what was read", async () => {
    if ((await deliveries(client, "pending")) === 0) return true
    await clock.leap(step)
    return false
  })
}
