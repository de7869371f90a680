import { spawn } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { Feennex } from "../src/index.ts"
import * as P2p from "./p2p/support.ts"
import { body, post } from "./support.ts"

const bin = fileURLToPath(new URL("../bin/switchyard-sandbox.js", import.meta.url))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const run = (
  args: ReadonlyArray<string>,
  onOut: (out: string, kill: (signal: NodeJS.Signals) => void) => void = () => {},
  command = bin
) =>
  new Promise<Ended>((resolve) => {
    const child = spawn(process.execPath, [command, ...args], { stdio: ["ignore", "pipe", "pipe"] })
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
    let served: Promise<ReadonlyArray<unknown>> | undefined
    const feennex = ["--feennex-port", "0", "--feennex-shop", "112", "--feennex-secret", "test_secret"]
    const { name, apiKey, signKey } = P2p.merchant
    const p2p = ["--p2p-port", "0", "--p2p-merchant", name, "--p2p-api-key", apiKey, "--p2p-sign-key", signKey]
    const stripe = ["--stripe-port", "0", "--stripe-key", "sk_test_other"]
    const rest = [...stripe, "--p2p-template", P2p.template, "--p2p-polling-agreed"]
    const ended = await run([...feennex, ...p2p, ...rest], (out, kill) => {
      const [shop, merchant, account] = [...out.matchAll(/(http:\/\/127\.0\.0\.1:\d+) {2}\(/g)].map(([, url]) => url)
      if (shop === undefined || merchant === undefined || account === undefined || served !== undefined) return
      served = Promise.all([
        fetch(post(`${shop}/withdraw/create`, body("/withdraw/create"))),
        fetch(post(P2p.address("create_pay_out/", merchant), P2p.body())),
        fetch(P2p.address("status/", merchant), { headers: P2p.headers }),
        fetch(`${merchant}/_sandbox/settings`),
        fetch(`${account}/v1/balance`, { headers: { authorization: "Bearer sk_test_other" } })
      ])
        .then((responses) => Promise.all(responses.map((response) => response.json() as Promise<unknown>)))
        .finally(() => kill(signal))
    })
    expect(await served).toMatchObject([
      { error_code: 0 },
      { ok: true },
      { ok: true },
      { standartSign: P2p.template, pollingAgreed: true },
      { object: "balance", livemode: false }
    ])
    expect([ended.code, ended.err]).toEqual([0, ""])
  })

  it("comes back after all its providers were off line at once", async () => {
    const isUp = (url: string) =>
      fetch(`${url}/_sandbox`).then(
        ({ ok }) => ok,
        () => false
      )
    const comesBack = async (url: string) => {
      for (let tries = 0; tries < 400; tries += 1) {
        if (await isUp(url)) return
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
    let back: Promise<unknown> | undefined
    const ended = await run(["--feennex-port", "0", "--p2p-port", "0", "--stripe-port", "0"], (out, kill) => {
      const urls = [...out.matchAll(/(http:\/\/127\.0\.0\.1:\d+) {2}\(/g)].map(([, url]) => url ?? "")
      if (urls.length < 3 || back !== undefined) return
      const offline = { method: "POST", body: '{"ms": 300}', headers: { connection: "close" } }
      back = Promise.all(urls.map((url) => fetch(`${url}/_sandbox/offline`, offline)))
        .then(() => Promise.all(urls.map(comesBack)))
        .then(() => Promise.all(urls.map(isUp)))
        .finally(() => kill("SIGTERM"))
    })
    expect(await back).toEqual([true, true, true])
    expect([ended.code, ended.err]).toEqual([0, ""])
  })

  it.each([
    [[], Feennex.lifelike],
    [["--steady"], Feennex.defaultSettings]
  ])("with %o Feennex has the settings %o", async (flags, settings) => {
    let answered: Promise<unknown> | undefined
    await run(["--feennex-port", "0", "--p2p-port", "0", "--stripe-port", "0", ...flags], (out, kill) => {
      const [url] = [...out.matchAll(/(http:\/\/127\.0\.0\.1:\d+) {2}\(/g)].map((found) => found[1] ?? "")
      if (url === undefined || answered !== undefined) return
      answered = fetch(`${url}/_sandbox/settings`)
        .then((response) => response.json())
        .finally(() => kill("SIGTERM"))
    })
    expect(await answered).toMatchObject(settings)
  })

  it("explains itself", async () => {
    const { code, out } = await run(["--help"])
    expect(code).toBe(0)
    const words = [
      "--feennex-port",
      "--p2p-template",
      "--stripe-key",
      "8082",
      "8083",
      "curl -X POST",
      "/_sandbox/faults",
      "resetAfter"
    ]
    for (const word of [...words, "/_sandbox/methods", "/_sandbox/courses"]) expect(out).toContain(word)
  })

  it("knows its version", async () => {
    const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
      version: string
    }
    expect(await run(["--version"])).toMatchObject({ code: 0, out: `${manifest.version}\n` })
  })

  it.each([["--nope"], ["extra"], ["--feennex-port", "many"], ["--p2p-port", "65536"], ["--stripe-port", "none"]])(
    "refuses %s %s with 64 and gives the reason",
    async (...args) => {
      const { code, err } = await run(args)
      expect(code).toBe(64)
      expect(err).toMatch(/^switchyard-sandbox: .+\nTry switchyard-sandbox --help\.\n$/)
    }
  )
})

describe("where it is started from", () => {
  // A package with both a build and sources, each of which only prints what it is.
  const started = async (...folders: ReadonlyArray<string>) => {
    const root = mkdtempSync(join(tmpdir(), "switchyard-sandbox-"))
    try {
      const folder = join(root, ...folders)
      for (const name of ["bin", "src", "dist"]) mkdirSync(join(folder, name), { recursive: true })
      writeFileSync(join(folder, "package.json"), '{ "type": "module" }')
      writeFileSync(join(folder, "src", "cli.ts"), 'export const main = (): void => console.log("sources")')
      writeFileSync(join(folder, "dist", "cli.js"), 'export const main = () => console.log("build")')
      const command = join(folder, "bin", "switchyard-sandbox.js")
      copyFileSync(bin, command)
      return await run([], () => {}, command)
    } finally {
      rmSync(root, { recursive: true })
    }
  }

  it("is a checkout: its sources run, however stale a build lies beside them", async () => {
    expect(await started("packages", "sandbox")).toEqual({ code: 0, out: "sources\n", err: "" })
  })

  it("is an installation: its build runs", async () => {
    expect(await started("node_modules", "@switchyard", "sandbox")).toEqual({ code: 0, out: "build\n", err: "" })
  })
})
