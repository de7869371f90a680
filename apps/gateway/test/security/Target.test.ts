/** Webhooks stay away from the inside of the network, whatever a URL or its name's addresses pretend. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { isPublic } from "../../src/security/Address.ts"
import * as Target from "../../src/security/Target.ts"
import * as Sender from "../../src/webhooks/Sender.ts"
import { endpoint, receiver } from "../webhooks/support/receiver.ts"

const inside = [
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "127.0.0.1",
  "127.255.255.254",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "::127.0.0.1",
  "64:ff9b::7f00:1",
  "fc00::1",
  "fd12::1",
  "fe80::1",
  "fe80::1%eth0",
  "ff02::1",
  "2001:0:7f00:1::",
  "2001:db8::1",
  "2002:7f00:1::",
  "not an address"
]
const outside = ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001::1"]
const message = { eventId: "evt_1", body: "{}" }

describe("Target", () => {
  it("takes no private, loopback, link-local, multicast, reserved or mapped address for public", () => {
    for (const address of inside) assert.isFalse(isPublic(address), address)
    for (const address of outside) assert.isTrue(isPublic(address), address)
  })

  it("refuses a URL that names such an address in any notation", () => {
    const urls = [
      "https://127.0.0.1/",
      "https://127.1/",
      "https://2130706433/",
      "https://0x7f.0.0.1/",
      "https://0177.0.0.1/",
      "https://[::1]/",
      "https://[::ffff:127.0.0.1]/",
      "https://[::ffff:a9fe:a9fe]/",
      "https://169.254.169.254/latest/meta-data",
      "https://localhost/",
      "https://LOCALHOST./",
      "https://hooks.localhost/",
      "https://１２７.0.0.1/"
    ]
    for (const url of urls) assert.isString(Target.refusal(url, false), url)
    assert.isUndefined(Target.refusal("https://acme.test/hooks", false))
    assert.isUndefined(Target.refusal("https://8.8.8.8/hooks", false))
  })

  it("takes http only where private targets are allowed, and other schemes and users never", () => {
    assert.isString(Target.refusal("http://acme.test/", false))
    assert.isUndefined(Target.refusal("http://acme.test/", true))
    for (const url of ["ftp://acme.test/", "file:///etc/passwd", "https://user:word@acme.test/", "acme.test"]) {
      assert.isString(Target.refusal(url, true), url)
    }
  })

  it.effect("connects to nothing when a name leads inside, even beside a public address", () =>
    Effect.gen(function* () {
      const secretService = yield* receiver
      const { port } = new URL(secretService.url)
      for (const addresses of [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:127.0.0.1"]]) {
        const resolve = async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }))
        const send = yield* Sender.make({ resolve })
        const url = `https://rebound.test:${port}/`
        const answer = yield* send(endpoint(url, { allowPrivateTargets: false }), message)
        assert.strictEqual(answer.error, "the name of the endpoint leads to an address that is not public")
      }
      assert.strictEqual(secretService.received.length, 0)
    })
  )

  it.effect("asks for a name once for each connection, so that a second answer changes nothing", () =>
    Effect.gen(function* () {
      const merchant = yield* receiver
      let asked = 0
      const resolve = async () => {
        asked++
        return [{ address: asked === 1 ? "127.0.0.1" : "10.255.255.1", family: 4 }]
      }
      const send = yield* Sender.make({ resolve })
      const url = merchant.url.replace("127.0.0.1", "rebound.test")
      assert.isNull((yield* send(endpoint(url), message)).error)
      assert.strictEqual(asked, 1)
    })
  )

  it.effect("does not use a connection of an endpoint that may go inside for one that may not", () =>
    Effect.gen(function* () {
      const merchant = yield* receiver
      const resolve = async () => [{ address: "127.0.0.1", family: 4 }]
      const send = yield* Sender.make({ resolve })
      const url = merchant.url.replace("127.0.0.1", "shared.test")
      assert.isNull((yield* send(endpoint(url), message)).error)
      const answer = yield* send(endpoint(url, { allowPrivateTargets: false }), message)
      assert.isNull(answer.httpStatus)
      assert.strictEqual(merchant.received.length, 1)
    })
  )
})
