/** What we sign is verified by the reference library of Standard Webhooks, which merchants use. */
import { randomBytes } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Redacted from "effect/Redacted"
import { Webhook, WebhookVerificationError } from "standardwebhooks"
import { checkSecret, headers } from "../../src/webhooks/Signature.ts"

const secret = () => `whsec_${randomBytes(32).toString("base64")}`
const body = '{"type":"payout.paid","timestamp":"2026-01-02T03:04:05.000Z","data":{"holder":"Ё 😀"}}'
const now = () => Math.floor(Date.now() / 1000)
const signed = (...secrets: ReadonlyArray<string>) => ({
  ...headers(
    { id: "evt_1", timestamp: now(), body },
    secrets.map((each) => Redacted.make(each))
  )
})

describe("Signature", () => {
  it("is accepted by the reference library", () => {
    const own = secret()
    assert.deepStrictEqual(new Webhook(own).verify(body, signed(own)), JSON.parse(body))
  })

  it("has one signature for each secret, so that either end of a rotation verifies", () => {
    const [older, newer] = [secret(), secret()]
    const both = signed(newer, older)
    assert.strictEqual(both["webhook-signature"]?.split(" ").length, 2)
    assert.doesNotThrow(() => new Webhook(older).verify(body, both))
    assert.doesNotThrow(() => new Webhook(newer).verify(body, both))
    assert.throws(() => new Webhook(secret()).verify(body, both), WebhookVerificationError)
  })

  it("covers the id, the time and every byte of the body", () => {
    const own = secret()
    const genuine = signed(own)
    const verify = (text: string, given: Record<string, string>) => () => new Webhook(own).verify(text, given)
    assert.throws(verify(body.replace("paid", "Paid"), genuine), WebhookVerificationError)
    assert.throws(verify(body, { ...genuine, "webhook-id": "evt_2" }), WebhookVerificationError)
    const later = String(now() + 1)
    assert.throws(verify(body, { ...genuine, "webhook-timestamp": later }), WebhookVerificationError)
  })

  it("is the signature of the standard's own example", () => {
    const content = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1614265330, body: '{"test": 2432232314}' }
    const made = headers(content, [Redacted.make("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")])
    assert.strictEqual(made["webhook-signature"], "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  })

  it("refuses a secret that is short or no base64, and does not repeat it", () => {
    assert.isUndefined(checkSecret(secret()))
    assert.isUndefined(checkSecret(randomBytes(24).toString("base64")))
    for (const wrong of ["", "whsec_", "whsec_c2hvcnQ=", "whsec_not base64!", "whsec_abcde"]) {
      const reason = checkSecret(wrong)
      assert.isString(reason)
      assert.notInclude(reason, "short")
    }
  })
})
