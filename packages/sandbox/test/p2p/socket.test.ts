import { createServer } from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import { Clock, Sandbox } from "../../src/index.ts"
import { post } from "../support.ts"
import { type Answer, address, body, headers, merchant } from "./support.ts"

let running: Sandbox.Sandbox | undefined
const start = async () => {
  const clock = Clock.manual()
  running = await Sandbox.start({ clock, p2p: { merchants: [merchant] } })
  return { clock, sandbox: running, ...running.p2p }
}

afterEach(async () => {
  await running?.close()
  running = undefined
})

const read = async (response: Response) => (await response.json()) as Answer

describe("the P2P platform on a real socket", () => {
  it("answers as in process, with links that lead back to it, on the same clock as Feennex", async () => {
    const { url, clock, sandbox } = await start()
    const answer = await read(await fetch(post(address("create_pay_out/", url), body())))
    expect(answer.reject_callback_url).toBe(`${url}/api/merchant/acme/rejected_pay_out/`)
    await clock.advance(5_000)
    const { status } = await read(await fetch(address("status_pay_out/order123/", url), { headers }))
    expect(status).toBe("successful")
    expect(sandbox.feennex.url).not.toBe(url)
    const { now } = await read(await fetch(`${sandbox.feennex.url}/_sandbox/clock`))
    expect(now).toBe(clock.now())
  })

  it("finds out a client that follows a redirect on POST", async () => {
    const { url, admin } = await start()
    const followed = await fetch(post(address("create_pay_out", url), body()))
    expect([followed.status, followed.redirected]).toEqual([405, true])
    const kept = await fetch(post(address("create_pay_out", url), body()), { redirect: "manual" })
    expect(kept.status).toBe(301)
    expect(admin.journal().map(({ method, status }) => [method, status])).toEqual([
      ["POST", 301],
      ["GET", 405],
      ["POST", 301]
    ])
    expect(admin.operations()).toEqual([])
  })

  it("carries out what it then does not answer", async () => {
    const { url, admin } = await start()
    admin.fault({ kind: "resetAfter" })
    await expect(fetch(post(address("create_pay_out/", url), body()))).rejects.toThrow(TypeError)
    expect(admin.operations()).toHaveLength(1)
  })

  it("goes off line alone and comes back on the same port", async () => {
    const { url, admin, clock, sandbox } = await start()
    admin.offline(5_000)
    await expect(fetch(`${url}/_sandbox/clock`)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } })
    expect((await fetch(`${sandbox.feennex.url}/_sandbox/clock`)).status).toBe(200)
    await clock.advance(5_000)
    expect((await read(await fetch(post(address("create_pay_out/", url), body())))).ok).toBe(true)
  })

  it("that finds its port taken leaves nothing running", async () => {
    const blocker = createServer()
    const port = await new Promise<number>((resolve) => {
      blocker.listen(0, "127.0.0.1", () => resolve((blocker.address() as { port: number }).port))
    })
    const free = await Sandbox.start()
    const feennexPort = Number(new URL(free.feennex.url).port)
    await free.close()
    await expect(Sandbox.start({ feennex: { port: feennexPort }, p2p: { port } })).rejects.toMatchObject({
      code: "EADDRINUSE"
    })
    running = await Sandbox.start({ feennex: { port: feennexPort } })
    blocker.close()
    expect(running.feennex.url).toBe(`http://127.0.0.1:${feennexPort}`)
  })
})
