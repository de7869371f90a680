/** The examples of the README are the files that the type tests compile, word for word, and they pay at the simulator. */
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Payouts, Switchyard } from "@switchyard/facade"
import * as Sandbox from "@switchyard/sandbox/Sandbox"
import * as Effect from "effect/Effect"
import { program } from "../typetest/readmeEffect.ts"
import { submit } from "../typetest/readmeRecords.ts"

const address = (path: string) => new URL(path, import.meta.url)
const read = (path: string) => readFileSync(address(path), "utf8")
const readme = read("../README.md")
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, "gs"))].map(([, code]) => code)

const sandbox = Effect.acquireRelease(
  Effect.promise(() => Sandbox.start()),
  ({ close }) => Effect.promise(close)
)

// The first config of the README, at the simulator.
const configAt = (url: string): unknown =>
  JSON.parse(
    (blocks("json")[0] ?? "").replace("https://core.feennex.com", url).replace(/\{ "\$env".*? \}/, '"sandbox_secret"')
  )

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "facade-readme-"))),
  (directory) => Effect.sync(() => rmSync(directory, { recursive: true }))
)

describe("the README", () => {
  it("shows code that compiles", () => {
    const files = ["readmePromise", "readmeEffect", "readmeRecords", "readmeReplay", "readmeCallbacks"].map((name) =>
      read(`../typetest/${name}.ts`).trim()
    )
    assert.deepEqual(blocks("ts"), files)
  })

  it.effect("shows configs that can be opened", () =>
    Effect.gen(function* () {
      const env = { FEENNEX_SECRET_KEY: "x", P2P_API_KEY: "x", P2P_SIGN_KEY: "x" }
      assert.strictEqual(blocks("json").length, 2)
      for (const block of blocks("json")) {
        yield* Switchyard.make(JSON.parse(block ?? ""), { env, load: (name) => import(name) })
      }
    })
  )

  it.live("pays without Effect", () =>
    Effect.gen(function* () {
      const { feennex: simulator } = yield* sandbox
      const directory = yield* folder
      writeFileSync(join(directory, "switchyard.json"), JSON.stringify(configAt(simulator.url)))
      const args = ["--conditions=@switchyard/source", fileURLToPath(address("../typetest/readmePromise.ts"))]
      const { stdout } = yield* Effect.promise(() => promisify(execFile)(process.execPath, args, { cwd: directory }))
      assert.match(stdout, /^feennex processing\n/)
      assert.strictEqual(simulator.admin.operations("order-1001").length, 1)
    })
  )

  it.live("pays with Effect", () =>
    Effect.gen(function* () {
      const { feennex: simulator } = yield* sandbox
      assert.strictEqual(yield* program(configAt(simulator.url)), "processing")
      assert.strictEqual(simulator.admin.operations("order-1001").length, 1)
    })
  )

  it.live("writes an attempt down before it is made", () =>
    Effect.gen(function* () {
      const { feennex: simulator } = yield* sandbox
      const written: Array<string> = []
      const request = yield* Payouts.decodeRequest({
        reference: "order-1002",
        amount: { value: "1500.00", currency: "RUB" },
        destination: { type: "card", number: "4111111111111111" },
        recipientEmail: "recipient@shop.example"
      })
      const write = ({ instance }: { readonly instance: string }) =>
        Effect.sync(() => void written.push(`${instance}, ${simulator.admin.operations("order-1002").length} sent`))
      const outcome = yield* Switchyard.Switchyard.pipe(
        Effect.flatMap((switchyard) => submit(switchyard, request, write)),
        Effect.provide(Switchyard.layer(configAt(simulator.url), { load: (name) => import(name) }))
      )
      assert.deepStrictEqual(written, ["feennex, 0 sent"])
      assert.strictEqual(outcome?._tag, "Accepted")
    })
  )
})
