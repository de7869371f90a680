/** A process that takes the lock of the directory it is given, says how that went, and stays until it is ended. */
import * as Effect from "effect/Effect"
import { lockDataDirectory } from "../../../src/security/dataDirectoryLock.ts"

const [directory = ""] = process.argv.slice(2)
const held = Effect.gen(function* () {
  yield* lockDataDirectory(directory)
  yield* Effect.callback<void>((resume) => {
    const open = setInterval(() => undefined, 1000)
    process.once("SIGTERM", () => {
      clearInterval(open)
      resume(Effect.void)
    })
    console.log("held")
  })
})
await Effect.runPromise(Effect.scoped(Effect.catch(held, ({ message }) => Effect.sync(() => console.log(message)))))
