import { test } from "vitest"
import { trial } from "./support/trial.ts"
import { stages } from "./wrong/stages.ts"

test.for(stages)("$name", async (wrong) => {
  const broken = await trial({ ...wrong, breaks: ["stages/x", ...wrong.breaks] })
  console.log(
    wrong.name,
    "\n   " + [...broken].map(([id, m]) => id + ": " + m.split("\n").slice(1, 3).join(" ")).join("\n   ")
  )
})
