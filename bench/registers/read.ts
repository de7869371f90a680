/** A process of its own that reads one settlement report by the adapter and prints what that took, as JSON. */
import * as FeennexRegisters from "@switchyard/feennex/FeennexRegisters"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { shopId } from "./files.ts"
import { measure } from "./usage.ts"

const [path = "", expected = "0"] = process.argv.slice(2)
const registers = FeennexRegisters.make({ shopId })
const every = Math.max(Math.floor(Number(expected) / 20), 50)

const read = (file: string, look: () => void): Promise<number> => {
  let lines = 0
  const count = Effect.sync(() => {
    lines += 1
    if (lines % every === 0) look()
  })
  const all = Effect.flatMap(registers.read(file), (rows) =>
    Stream.runForEach(rows, (row) => (row._tag === "Entry" ? count : Effect.die(`line ${row.line}: ${row.reason}`)))
  )
  return Effect.runPromise(Effect.as(all, 0)).then(() => lines)
}

// Once before, so that code that is loaded with the first report does not count.
await read(process.argv[4] ?? path, () => {})
console.log(JSON.stringify(await measure((look) => read(path, look))))
