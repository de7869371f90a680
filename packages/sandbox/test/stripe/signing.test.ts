/** The signature by vectors, on the bytes as they stand, and against the vendor's own check. */
import { readFileSync } from "node:fs"
import StripeSdk from "stripe"
import { describe, expect, it } from "vitest"
import { Stripe } from "../../src/index.ts"
import * as Form from "../../src/stripe/wire/Form.ts"

interface Vector {
  readonly id: string
  readonly secret: string
  readonly timestamp: number | null
  readonly receivedAt: number
  readonly body: string
  readonly header: string
  readonly expect: "accept" | "reject"
  readonly api: string
}

interface Vectors {
  readonly signatures: ReadonlyArray<Vector>
  readonly forms: ReadonlyArray<{
    readonly params?: object
    readonly body?: string
    readonly query?: object
    readonly text?: string
  }>
}

// Stripe reference vectors made with node:crypto, checked with Python hmac and stripe-node.
const file = new URL("../fixtures/stripe-vectors.json", import.meta.url)
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vectors

const single = vectors.signatures.filter(({ expect, header }) => expect === "accept" && header.split(",").length === 2)

describe("a signature", () => {
  it.each(single.map((vector) => [vector.id, vector] as const))("%s is made as in its vector", (_id, vector) => {
    expect(Stripe.header(vector.timestamp ?? 0, vector.body, [vector.secret])).toBe(vector.header)
  })

  it("while a secret is rolled is one of two", () => {
    const rolled = vectors.signatures.find(({ id }) => id === "v1-rolled")
    const genuine = Stripe.sign(rolled?.timestamp ?? 0, rolled?.body ?? "", rolled?.secret ?? "")
    expect(rolled?.header).toContain(`,v1=${genuine},`)
    const header = Stripe.header(1, "{}", ["whsec_new", "whsec_old"])
    expect(header).toBe(`t=1,v1=${Stripe.sign(1, "{}", "whsec_new")},v1=${Stripe.sign(1, "{}", "whsec_old")}`)
  })

  it.each(vectors.signatures.map((vector) => [vector.id, vector.expect, vector] as const))(
    "%s: the vendor's own check says %s",
    (_id, expected, { api, body, header, receivedAt, secret }) => {
      const { webhooks, parseEventNotification } = new StripeSdk("sk_test_sandbox")
      const check = () => {
        if (api === "constructEvent")
          return webhooks.constructEvent(body, header, secret, 300, undefined, receivedAt * 1000)
        return webhooks.signature?.verifyHeader(body, header, secret, 300, undefined, receivedAt * 1000)
      }
      expect(typeof parseEventNotification).toBe("function")
      if (expected === "accept") expect(check()).toBeTruthy()
      else expect(check).toThrow()
    }
  )
})

// An empty text stands for what is unset, and everything else for itself.
const texts = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value === null ? "" : String(value)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, texts(item)]))
}

it.each(vectors.forms.map((vector) => [vector.body ?? vector.text?.split("?")[1] ?? "", vector] as const))(
  "the form %s is read as it was meant",
  (written, { params, query }) => {
    expect(Form.read(written)).toEqual(texts(params ?? query))
  }
)
