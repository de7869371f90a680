/** The whole world of a run: providers, a database, any number of gateways and the merchant's endpoint, each up. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import * as Captures from "../merchant/captures.ts"
import * as Client from "../merchant/client.ts"
import * as Payers from "../merchant/payers.ts"
import * as Receiver from "../merchant/receiver.ts"
import * as Refunds from "../merchant/refunds.ts"
import type { Random } from "../random.ts"
import * as Bank from "./bank.ts"
import * as Clock from "./clock.ts"
import { config } from "./config.ts"
import * as Databases from "./databases.ts"
import * as Gateway from "./gateway.ts"
import { freePorts } from "./ports.ts"
import * as Simulators from "./simulators.ts"

/** Everybody who takes part. */
export interface World {
  readonly simulators: Bank.Providers
  readonly database: Databases.Database
  readonly gateways: readonly [Gateway.Gateway, ...ReadonlyArray<Gateway.Gateway>]
  readonly clock: Clock.Clock
  readonly receiver: Receiver.Receiver
  readonly payers: Payers.Payers
  readonly client: Client.Client
  readonly refunds: Refunds.Refunds
  readonly captures: Captures.Captures
}

/** What the world is made of. */
export interface Options {
  readonly database: Databases.Kind
  readonly nodes: number
  readonly random: Random
  /** How often a standby can take over. */
  readonly failOvers?: number | undefined
  /** See `Databases.Options`. */
  readonly isPrepared?: boolean | undefined
  /** Where providers find the gateways; each at its own address unless told otherwise. */
  readonly callbackUrl?: string | undefined
}

const statusSeconds = 60
// A little less than the gateway keeps: its clock and theirs are moved one after the other, and requests take their time.
const politeness = { payoutStatusInterval: 50_000, invoiceCheckInterval: 1_000 }

/** Sets up a world, lets it be used, and takes it down whatever comes of that. */
export const using = async <A>(
  { callbackUrl, database: kind, failOvers = 0, isPrepared, nodes, random }: Options,
  use: (world: World) => Promise<A>
): Promise<A> => {
  const directory = mkdtempSync(join(tmpdir(), "switchyard-soak-"))
  const ends: Array<() => unknown> = [() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 })]
  const closedLast = <B extends { readonly close: () => Promise<void> }>(part: B): B => {
    ends.push(part.close)
    return part
  }
  try {
    const [feennexPort = 0, p2pPort = 0, bankPort = 0, ...ports] = await freePorts(3 + nodes)
    const simulators = closedLast(await Simulators.start([feennexPort, p2pPort], politeness))
    const itsBank = closedLast(await Bank.start(bankPort))
    const { bank } = itsBank
    const providers = { ...simulators, bank }
    // The last one to take over needs a standby as well.
    const database = closedLast(
      await Databases.open(kind, { standbys: failOvers === 0 ? 0 : failOvers + 1, isPrepared })
    )
    const clock = Clock.make(simulators.advance, database.setAhead, (ahead) => {
      itsBank.setAhead(ahead)
      for (const each of gateways) each.setAhead(ahead)
    })
    const payers = Payers.make(random, providers)
    const client = Client.make(() => random.pick(gateways).url)
    const refunds = Refunds.make(random, client)
    const captures = Captures.make(random, client)
    const onAccepted = (received: Receiver.Received) => {
      payers.onWebhook(received)
      refunds.onWebhook(received)
      captures.onWebhook(received)
    }
    const receiver = closedLast(await Receiver.open({ random, now: clock.now, onAccepted }))
    const configFile = join(directory, "switchyard.json")
    const { feennex, p2p } = simulators
    const places = { bank: bank.url, feennex: feennex.url, p2p: p2p.url, webhooks: receiver.url }
    const { isSynchronous } = database
    writeFileSync(
      configFile,
      JSON.stringify(config({ ...places, statusInterval: `${statusSeconds} seconds`, isSynchronous }))
    )
    const same = {
      configFile,
      database: database.env,
      imports: [Bank.named, ...database.imports],
      ahead: clock.ahead,
      callbackUrl
    }
    const make = (port: number, index: number) => Gateway.make({ ...same, name: `gateway ${index + 1}`, port })
    const [first = 0, ...others] = ports
    const gateways = [make(first, 0), ...others.map((port, index) => make(port, index + 1))] as const
    ends.push(() => Promise.all(gateways.map((each) => each.kill())))
    await Promise.all(gateways.map((each) => each.start()))
    return await use({ simulators: providers, database, gateways, clock, client, receiver, payers, refunds, captures })
  } finally {
    for (const end of ends.toReversed()) await end()
  }
}
