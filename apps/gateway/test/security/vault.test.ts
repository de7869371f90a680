/** What is sealed is unreadable without the key, opens only for what it was sealed for, and says nothing when refused. */
import { randomBytes } from "node:crypto"
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result } from "effect"
import * as DataKeys from "../../src/security/dataKeys.ts"
import * as Vault from "../../src/vault.ts"

const newKey = () => Redacted.make(new Uint8Array(randomBytes(32)))
const canary = '{"type":"card","number":"4111111111111111","holder":"IVANOV IVAN ЁЖ 😀"}'
const vaultOf = (current = newKey(), previous: ReadonlyArray<ReturnType<typeof newKey>> = []) =>
  Vault.make({ current, previous })

const directory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "switchyard-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

describe("Vault", () => {
  it.effect("opens what it sealed, and shows nothing of it", () =>
    Effect.gen(function* () {
      const vault = vaultOf()
      for (const text of ["", "a", canary, canary.repeat(1000)]) {
        const sealed = yield* vault.seal(text, "po_1")
        assert.strictEqual(yield* vault.open(sealed, "po_1"), text)
      }
      const sealed = Buffer.from(yield* vault.seal(canary, "po_1"))
      for (const encoding of ["latin1", "utf8", "base64", "hex"] as const) {
        // Whole, because a few digits stand in any sealed text by chance.
        assert.notInclude(sealed.toString(encoding), "4111111111111111")
        assert.notInclude(sealed.toString(encoding), "IVANOV")
      }
    })
  )

  it.effect("seals the same text differently each time", () =>
    Effect.gen(function* () {
      const vault = vaultOf()
      const seals = yield* Effect.all(Array.from({ length: 100 }, () => vault.seal(canary)))
      assert.strictEqual(new Set(seals.map((sealed) => Buffer.from(sealed).toString("hex"))).size, 100)
    })
  )

  it.effect("refuses a text with any byte changed, cut off or added", () =>
    Effect.gen(function* () {
      const vault = vaultOf()
      const sealed = yield* vault.seal("short", "po_1")
      for (let at = 0; at < sealed.length; at++) {
        const changed = Uint8Array.from(sealed)
        changed[at] = (changed[at] ?? 0) ^ 1
        const error = yield* Effect.flip(vault.open(changed, "po_1"))
        assert.strictEqual(error._tag, "VaultFailed")
        assert.strictEqual((yield* Effect.flip(vault.open(sealed.subarray(0, at), "po_1")))._tag, "VaultFailed")
      }
      const longer = Buffer.concat([sealed, Buffer.of(0)])
      assert.strictEqual((yield* Effect.flip(vault.open(longer, "po_1"))).reason, "tampered")
    })
  )

  it.effect("opens a text for the operation it was sealed for and for no other", () =>
    Effect.gen(function* () {
      const vault = vaultOf()
      const sealed = yield* vault.seal(canary, "po_1")
      for (const other of ["po_2", "", "po_11"]) {
        assert.strictEqual((yield* Effect.flip(vault.open(sealed, other))).reason, "tampered")
      }
    })
  )

  it.effect("reads what older keys sealed, seals with the current one, and tells them apart", () =>
    Effect.gen(function* () {
      const [older, newer] = [newKey(), newKey()]
      const sealed = yield* vaultOf(older).seal(canary, "po_1")
      const rotated = vaultOf(newer, [older])
      assert.strictEqual(yield* rotated.open(sealed, "po_1"), canary)
      const isCurrent = (text: Uint8Array) => Buffer.from(text).toString("hex").startsWith(rotated.currentHeader)
      assert.isFalse(isCurrent(sealed))
      const again = yield* rotated.seal(canary, "po_1")
      assert.isTrue(isCurrent(again))
      assert.strictEqual(yield* vaultOf(newer).open(again, "po_1"), canary)
      assert.strictEqual((yield* Effect.flip(vaultOf(newer).open(sealed, "po_1"))).reason, "unknown_key")
    })
  )

  it.effect("repeats neither text nor key in a failure or in anything that is printed", () =>
    Effect.gen(function* () {
      const key = newKey()
      const vault = vaultOf(key)
      const sealed = yield* vault.seal(canary, "po_1")
      const error = yield* Effect.flip(vault.open(sealed, "po_2"))
      const bytes = Buffer.from(Redacted.value(key))
      const printed = [inspect(error, { depth: 9 }), JSON.stringify(error), inspect(vault), inspect(key)].join("\n")
      for (const secret of ["4111", "IVANOV", bytes.toString("hex"), bytes.toString("base64")]) {
        assert.notInclude(printed, secret)
      }
    })
  )
})

describe("data keys", () => {
  const text = () => randomBytes(32).toString("base64")

  it("come from the environment, older ones after the current one", () => {
    const [current, first, second] = [text(), text(), text()]
    const env = { SWITCHYARD_DATA_KEY: current, SWITCHYARD_DATA_KEY_PREVIOUS: ` ${first} , ${second},` }
    const keys = Result.getOrThrow(DataKeys.fromEnvironment(env))
    const shown = (key: Redacted.Redacted<Uint8Array>) => Buffer.from(Redacted.value(key)).toString("base64")
    assert.deepStrictEqual([keys.current, ...keys.previous].map(shown), [current, first, second])
  })

  it("are refused by the name of their variable, without their value", () => {
    const problems = (env: Record<string, string>) => {
      const read = DataKeys.fromEnvironment(env)
      return Result.isFailure(read) ? read.failure : []
    }
    assert.deepStrictEqual(
      problems({}).map(({ path }) => path),
      ["SWITCHYARD_DATA_KEY"]
    )
    const found = problems({ SWITCHYARD_DATA_KEY: "hunter2", SWITCHYARD_DATA_KEY_PREVIOUS: `${text()},hunter3` })
    assert.deepStrictEqual(
      found.map(({ path }) => path),
      ["SWITCHYARD_DATA_KEY", "SWITCHYARD_DATA_KEY_PREVIOUS"]
    )
    assert.notMatch(JSON.stringify(found), /hunter/)
  })

  it.effect("are created once in a data directory, for their owner only, also by many at once", () =>
    Effect.gen(function* () {
      const path = join(yield* directory, "deep", "data")
      const many = yield* Effect.all(
        Array.from({ length: 10 }, () => DataKeys.fromDirectory(path)),
        { concurrency: "unbounded" }
      )
      const texts = many.map(({ current }) => Buffer.from(Redacted.value(current)).toString("base64"))
      assert.strictEqual(new Set(texts).size, 1)
      const file = join(path, DataKeys.fileName)
      assert.strictEqual(readFileSync(file, "utf8").trim(), texts[0])
      assert.strictEqual(statSync(file).mode & 0o777, 0o600)
      assert.deepStrictEqual(readdirSync(path), [DataKeys.fileName])
    })
  )

  it.effect("are never replaced when their file is damaged", () =>
    Effect.gen(function* () {
      const path = yield* directory
      writeFileSync(join(path, DataKeys.fileName), "damaged")
      const error = yield* Effect.flip(DataKeys.fromDirectory(path))
      assert.include(error.message, "must hold 32 bytes in base64")
      assert.strictEqual(readFileSync(join(path, DataKeys.fileName), "utf8"), "damaged")
    })
  )
})
