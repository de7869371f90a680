/**
 * Runs schedules for a long time on every core: `npm run soak -- --schedules 1000000`. It prints how far it has come and
 * stops at the first counterexample, with its story, the seed and path that run it again, and exit code 1.
 *
 *   --schedules N    how many, 100000 when left out
 *   --holder NAME    keeper or create; both in turn when left out
 *   --seed N         the first seed, a random one when left out; with --path exactly the schedule of a report
 *   --workers N      how many threads, one for each core when left out
 */
import { availableParallelism } from "node:os"
import { parseArgs } from "node:util"
import { Worker } from "node:worker_threads"
import type { Holder, Report } from "../test/schedules/check.ts"
import { check } from "../test/schedules/check.ts"

/** One piece of work for a thread. */
export interface Batch {
  readonly holder: Holder
  readonly seed: number
  readonly schedules: number
}

const perBatch = 500

const { values } = parseArgs({
  options: {
    schedules: { type: "string", default: "100000" },
    holder: { type: "string" },
    seed: { type: "string" },
    path: { type: "string" },
    workers: { type: "string", default: String(availableParallelism()) }
  }
})

const whole = (name: string, text: string): number => {
  const number = Number(text)
  if (Number.isSafeInteger(number)) return number
  console.error(`--${name} must be a whole number, not ${text}`)
  return process.exit(64)
}

const isHolder = (name: string | undefined): name is Holder => name === "keeper" || name === "create"
if (values.holder !== undefined && !isHolder(values.holder)) {
  console.error(`--holder must be keeper or create, not ${values.holder}`)
  process.exit(64)
}
const holders: ReadonlyArray<Holder> = isHolder(values.holder) ? [values.holder] : ["keeper", "create"]
const total = whole("schedules", values.schedules)
const seed = values.seed === undefined ? Date.now() % 1_000_000_000 : whole("seed", values.seed)

const fail = (text: string): never => {
  console.error(`\n${text}`)
  return process.exit(1)
}

/** The batches, one after the other; `start` goes before the first. */
const batches = function* (): Generator<Batch> {
  for (let done = 0, number = 0; done < total; done += perBatch, number += 1) {
    const holder = holders[number % holders.length] ?? "keeper"
    yield { holder, seed: seed + number, schedules: Math.min(perBatch, total - done) }
  }
}

const soak = async (): Promise<void> => {
  const work = batches()
  const covered = new Map<string, number>()
  const began = performance.now()
  let done = 0
  let shown = 0

  const progress = (isLast: boolean) => {
    const seconds = (performance.now() - began) / 1000
    if (!isLast && seconds - shown < 5) return
    shown = seconds
    const rate = done / seconds
    const left = Math.ceil((total - done) / rate / 60)
    console.log(`${done} of ${total} schedules, ${rate.toFixed(0)} a second${isLast ? "" : `, ${left} minutes left`}`)
  }
  const learn = (report: Report) => {
    if (report.text !== "") fail(report.text)
    done += report.schedules
    for (const [name, count] of report.covered) covered.set(name, (covered.get(name) ?? 0) + count)
    progress(false)
  }
  const thread = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL("./worker.ts", import.meta.url))
      const next = () => {
        const batch = work.next()
        if (batch.done !== true) return worker.postMessage(batch.value)
        void worker.terminate()
        resolve()
      }
      worker.on("error", reject)
      worker.on("message", (report: Report) => {
        learn(report)
        next()
      })
      next()
    })

  console.log(`${total} schedules from seed ${seed}`)
  await Promise.all(Array.from({ length: whole("workers", values.workers) }, thread))
  progress(true)
  const reached = [...covered].sort(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`)
  console.log(`every law held; schedules that reached: ${reached.join(", ")}`)
}

if (values.path === undefined) await soak()
else {
  const [holder = "keeper"] = holders
  const { text } = await check({ holder, seed, schedules: total, path: values.path })
  if (text !== "") fail(text)
  console.log("every law held")
}
