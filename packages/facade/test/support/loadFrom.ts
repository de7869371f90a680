/** Loads packages from the directory of an application given by URL, in a process of its own, and prints the problems. */
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as Effect from "effect/Effect"

const providers = Object.fromEntries(
  ["other", "broken", "gone"].map((name) => [name, { use: `@acme/${name}`, options: {} }])
)
const { problems } = await Effect.runPromise(
  Effect.scoped(Effect.flip(Switchyard.make({ providers }, { from: process.argv[2] })))
)
process.stdout.write(JSON.stringify(problems.map(({ path, reason }) => `${path}: ${reason}`)))
