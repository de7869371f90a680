import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { body, type Envelope, post } from "./support.ts"

const bin = fileURLToPath(new URL("../bin/switchyard-sandbox.js", import.meta.url))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const run = (
  args: ReadonlyArray<string>,
  onOut: (out: string, kill: (signal: NodeJS.Signals) => void) => void = () => {}
) =>
  new Promise<Ended>((resolve) => {
    const child = spawn(process.execPath, [bin, ...args], { stdio: ["ignore", "pipe", "pipe"] })
    let out = ""
    let err = ""
    child.stdout.on("data", (chunk) => {
      out += String(chunk)
      onOut(out, (signal) => void child.kill(signal))
    })
    child.stderr.on("data", (chunk) => {
      err += String(chunk)
    })
    child.on("close", (code) => resolve({ code, out, err }))
  })

describe("switchyard-sandbox", () => {
  it.each<NodeJS.Signals>(["SIGTERM", "SIGINT"])("serves until %s, then ends with 0", async (signal) => {
    let served: Promise<Envelope> | undefined
    const args = ["--feennex-port", "0", "--feennex-shop", "112", "--feennex-secret", "test_secret"]
    const ended = await run(args, (out, kill) => {
      const url = /Feennex {2}(http:\/\/127\.0\.0\.1:\d+) /.exec(out)?.[1]
      if (url === undefined || served !== undefined) return
      served = fetch(post(`${url}/withdraw/create`, body("/withdraw/create")))
        .then((response) => response.json() as Promise<Envelope>)
        .finally(() => kill(signal))
    })
    expect((await served)?.error_code).toBe(0)
    expect([ended.code, ended.err]).toEqual([0, ""])
  })

  it("explains itself", async () => {
    const { code, out } = await run(["--help"])
    expect(code).toBe(0)
    for (const word of ["--feennex-port", "curl -X POST", "/_sandbox/faults", "resetAfter"]) expect(out).toContain(word)
  })

  it("knows its version", async () => {
    const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
      version: string
    }
    expect(await run(["--version"])).toMatchObject({ code: 0, out: `${manifest.version}\n` })
  })

  it.each([["--nope"], ["extra"], ["--feennex-port", "many"], ["--feennex-port", "65536"]])(
    "refuses %s %s with 64 and says why",
    async (...args) => {
      const { code, err } = await run(args)
      expect(code).toBe(64)
      expect(err).toMatch(/^switchyard-sandbox: .+\nTry switchyard-sandbox --help\.\n$/)
    }
  )
})
