/**
 * Adds to the message of every broken law what to do next: the first part of the package that is not written yet, or
 * else the step of the guide that the law belongs to. It changes no verdict.
 */
import { readdirSync, readFileSync } from "node:fs"
import { afterEach } from "vitest"

const guide = "docs/adding-a-provider.md"
const root = new URL("../../", import.meta.url)

// What a law is about, and the step that writes it.
const steps: ReadonlyArray<readonly [prefix: string, step: number]> = [
  ["capabilities/manifest", 3],
  ["outcome/refus", 5],
  ["status/", 5],
  ["callbacks/", 9],
  ["", 7]
]

const unwritten = (): ReadonlyArray<string> =>
  ["src/", "test/contract/"]
    .flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .flatMap((name) => {
          const text = readFileSync(new URL(folder + name, root), "utf8")
          return [...text.matchAll(/unfinished\((\d+),/g)].map(([, step]) => `${step?.padStart(2)} ${folder}${name}`)
        })
    )
    .toSorted()

const next = (title: string): string => {
  const [first] = unwritten()
  if (first !== undefined) {
    const [step, file] = first.trim().split(" ")
    return `step ${step} of ${guide}: ${file} is not written yet`
  }
  return `step ${steps.find(([prefix]) => title.startsWith(prefix))?.[1]} of ${guide}`
}

/** Watches the laws of this file. */
export const checklist = (): void => {
  afterEach(({ task }) => {
    const errors = task.result?.errors ?? []
    if (errors.length === 0) return
    const what = `\n  what to do next: ${next(task.name)}`
    for (const error of errors) {
      error.message += what
      if (error.stack !== undefined) error.stack += what
    }
  })
}
