/** One thread of the soak: runs a batch of schedules and says what came of it. */
import { parentPort } from "node:worker_threads"
import { check } from "../test/schedules/check.ts"
import type { Batch } from "./soak.ts"

parentPort?.on("message", async (batch: Batch) => {
  parentPort?.postMessage(await check(batch))
})
