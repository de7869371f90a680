/**
 * Loaded before anything else into every process that the soak starts. Its parent can set time ahead, what is shown and what
 * is counted, so that the hours of leases, look-ups and retries pass in seconds while timers and sockets keep the machine's
 * time; and it can set the clock alone wrong. It tells how much memory it takes when it is asked. And it ends with its
 * parent, however that ends, so that nothing is left behind.
 */
import { aheadVariable, type ChildCommand } from "./child.ts"

const machine = Date.now
const counted = process.hrtime.bigint
let ahead = Number(process.env[aheadVariable] ?? 0)
let wrong = 0

Date.now = () => machine() + ahead + wrong
process.hrtime.bigint = () => counted() + BigInt(ahead) * 1_000_000n
globalThis.Date = new Proxy(Date, {
  construct: (target, values, self) => Reflect.construct(target, values.length === 0 ? [Date.now()] : values, self)
})

process.on("message", (message: ChildCommand) => {
  if ("ahead" in message) ahead = message.ahead
  else if ("wrong" in message) wrong = message.wrong
  else process.send?.(process.memoryUsage.rss())
})
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"))
// A gateway ends by itself once it has drained.
process.channel?.unref()
