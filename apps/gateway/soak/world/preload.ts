/**
 * Loaded before anything else into every process that the soak starts. Its parent can set the wall clock ahead, so that
 * the hours of leases, look-ups and retries pass in seconds while timers and sockets keep the machine's time. It tells how
 * much memory it takes when it is asked. And it ends with its parent, however that ends, so that nothing is left behind.
 */
import { aheadVariable } from "./child.ts"

const machine = Date.now
let ahead = Number(process.env[aheadVariable] ?? 0)

Date.now = () => machine() + ahead
globalThis.Date = new Proxy(Date, {
  construct: (target, values, self) => Reflect.construct(target, values.length === 0 ? [Date.now()] : values, self)
})

process.on("message", (message) => {
  if (typeof message === "number") ahead = message
  else process.send?.(process.memoryUsage.rss())
})
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"))
// A gateway ends by itself once it has drained.
process.channel?.unref()
