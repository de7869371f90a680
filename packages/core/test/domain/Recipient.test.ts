/** Who gets a payout: what may be said of them, what is personal of it, and how it is shown. */
import { assert, describe, it } from "@effect/vitest"
import { decoder } from "@switchyard/core/Input"
import * as Payout from "@switchyard/core/Payout"
import * as Recipient from "@switchyard/core/Recipient"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

const decode = decoder(Recipient.Recipient)
const decodeSync = Schema.decodeUnknownSync(Recipient.Recipient)

const person = {
  type: "person",
  givenName: "Kanareika",
  familyName: "Pevchaya",
  birthDate: "1988-02-29",
  country: "GB",
  address: { line1: "7 Nest Lane", line2: "Second branch", city: "Birdington", region: "Kent", postalCode: "BD1 1AA" },
  email: "kanareika@example.com",
  phone: "447700900123"
}

describe("a recipient", () => {
  it.effect("is read and written back as it was", () =>
    Effect.gen(function* () {
      for (const given of [person, { type: "business", name: "Birds & Sons", country: "US" }, { type: "person" }]) {
        const decoded = yield* decode(given)
        assert.deepEqual(yield* Schema.encodeEffect(Recipient.Recipient)(decoded), given as never)
      }
    })
  )

  it.effect.each<[string, object, string]>([
    ["no type", {}, "type: is missing"],
    ["another type", { type: "bird" }, 'type: must be "person" or "business"'],
    [
      "a whole name and its parts",
      { ...person, name: "Kanareika Pevchaya" },
      "name: must not be given beside givenName and familyName"
    ],
    [
      "half a name",
      { type: "person", givenName: "Kanareika" },
      "familyName: must be given beside the other of givenName and familyName"
    ],
    [
      "the other half",
      { type: "person", familyName: "Pevchaya" },
      "givenName: must be given beside the other of givenName and familyName"
    ],
    [
      "a business that was born",
      { type: "business", birthDate: "1988-02-29" },
      "birthDate: must not be given of a business"
    ],
    ["a day that is none", { type: "person", birthDate: "1987-02-29" }, "birthDate: must be a day, such as 2001-12-31"],
    ["a thirteenth month", { type: "person", birthDate: "1987-13-01" }, "birthDate: must be a day, such as 2001-12-31"],
    ["a day of zero", { type: "person", birthDate: "1987-01-00" }, "birthDate: must be a day, such as 2001-12-31"],
    ["a century", { type: "person", birthDate: "1900-02-29" }, "birthDate: must be a day, such as 2001-12-31"],
    ["a country in words", { type: "person", country: "gb" }, "country: must be two capital letters"],
    ["a phone with a plus", { type: "person", phone: "+447700900123" }, "phone: must be 7 to 15 digits"],
    ["an e-mail that is none", { type: "person", email: "kanareika" }, "email: must be an e-mail address"],
    ["an empty line", { type: "person", address: { line1: "" } }, "address.line1: must be 1 to 140 characters"],
    ["a strange member", { type: "person", address: { street: "x" } }, "address.street: is not a known field"]
  ])("with %s is refused by name, and no value is repeated", ([, given, message]) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flip(decode(given))).message, message)
    })
  )

  it("has a name for every member, and gives those that are there", () => {
    const given = Recipient.entries(decodeSync(person)).map(([member]) => member)
    assert.deepStrictEqual(
      given.toSorted(),
      Recipient.members.filter((member) => member !== "recipient.name").toSorted()
    )
    assert.deepStrictEqual(
      Recipient.entries(decodeSync({ type: "business" })).map(([member]) => member),
      ["recipient.type"]
    )
  })

  it("gives all that is personal to a redactor, and shows no more than who it is", () => {
    const decoded = decodeSync(person)
    const plain = Recipient.sensitive(decoded).map(Redacted.value)
    const { address, ...rest } = person
    const { country: _, type: __, ...personal } = rest
    assert.sameMembers(plain, [...Object.values(personal), ...Object.values(address)])
    assert.deepStrictEqual(Recipient.masked(decoded), {
      type: "person",
      name: "K*** P***",
      country: "GB",
      email: "k***@***.com",
      phone: "********0123"
    })
    assert.deepStrictEqual(Recipient.masked(decodeSync({ type: "business", name: "Birds & Sons" })), {
      type: "business",
      name: "B*** &*** S***"
    })
    assert.deepStrictEqual(Recipient.masked(decodeSync({ type: "person" })), { type: "person" })
  })
})

describe("the e-mail address of a recipient", () => {
  const request = {
    reference: "po-1",
    amount: { value: "1.00", currency: "RUB" },
    destination: { type: "card", number: "4111111111111111" }
  }
  const emailOf = (given: object) => Effect.map(Payout.decodeRequest({ ...request, ...given }), Payout.emailOf)

  it.effect("is one, whichever way it is written", () =>
    Effect.gen(function* () {
      const recipient = { type: "person", email: "a@b.example" }
      for (const given of [
        { recipient },
        { recipientEmail: "a@b.example" },
        { recipient, recipientEmail: "a@b.example" },
        { recipient: { type: "person" }, recipientEmail: "a@b.example" }
      ]) {
        const email = yield* emailOf(given)
        assert.strictEqual(email && Redacted.value(email), "a@b.example")
      }
      assert.isUndefined(yield* emailOf({}))
      assert.strictEqual(
        (yield* Effect.flip(emailOf({ recipient, recipientEmail: "c@d.example" }))).message,
        "recipientEmail: must be recipient.email, where that is given"
      )
    })
  )
})
