/** Why a server could not listen, from what Node.js says of real sockets. */
import { once } from "node:events"
import { type AddressInfo, createServer } from "node:net"
import { Effect } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { whyNotListening } from "../../src/start/listening.ts"
import { simulators } from "../../src/start/sandboxWorld.ts"

const taken = createServer()
let port: number

beforeAll(async () => {
  await once(taken.listen(0, "127.0.0.1"), "listening")
  port = (taken.address() as AddressInfo).port
})
afterAll(() => void taken.close())

const reason = async (options: { readonly host: string; readonly port: number }): Promise<string> => {
  const [error] = await once(createServer().listen(options), "error")
  return whyNotListening(error)
}

describe("a server that cannot listen says why", () => {
  it("its port is in use", async () => {
    assert.strictEqual(
      await reason({ host: "127.0.0.1", port }),
      `port ${port} on 127.0.0.1 is in use by another program`
    )
  })

  it("its address is none of this machine's", async () => {
    assert.strictEqual(await reason({ host: "192.0.2.1", port: 0 }), "192.0.2.1 is no address of this machine")
  })

  it("its host is not known", async () => {
    assert.strictEqual(await reason({ host: "gateway.invalid", port: 0 }), "there is no host gateway.invalid")
  })

  it("its user may not, or it is something that nobody has thought of", () => {
    const denied = Object.assign(new Error("listen"), { code: "EACCES", address: "127.0.0.1", port: 80 })
    assert.strictEqual(whyNotListening(denied), "this user may not listen on port 80 of 127.0.0.1")
    assert.strictEqual(whyNotListening(Object.assign(new Error(), { code: "EMFILE" })), "it cannot listen (EMFILE)")
    assert.strictEqual(whyNotListening(undefined), "it cannot listen (unknown reason)")
  })

  it("and so do the simulators, naming the variables of their ports", async () => {
    const starting = Effect.flip(Effect.scoped(simulators({ FEENNEX_PORT: "0", P2P_PORT: `${port}` })))
    assert.strictEqual(
      (await Effect.runPromise(starting)).message,
      `port ${port} on 127.0.0.1 is in use by another program; FEENNEX_PORT, P2P_PORT, and STRIPE_PORT say where the simulators listen`
    )
  })
})
